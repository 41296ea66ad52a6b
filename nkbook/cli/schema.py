"""nkbook schema: what editors need to know about the files that an author writes."""

from __future__ import annotations

import json
from pathlib import Path

import click

from nkbook.cli.schemas.kinds import KINDS, Kind, schema
from nkbook.cli.terminal import Terminal
from nkbook.output import write_errors

_BY_NAME = {kind.name: kind for kind in KINDS}


@click.command("schema", short_help="Tell editors what a book's files may say.")
@click.argument("kind", type=click.Choice(list(_BY_NAME)), required=False)
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write the schemas of all kinds, or of KIND, into a folder.",
)
@click.pass_obj
def command(terminal: Terminal, kind: str | None, into: Path | None) -> None:
    """Print the JSON Schema of one KIND of file, or list the kinds.

    Editors with Taplo (TOML) or the YAML language server complete keys by it and underline what is
    wrong while it is written; the guide says how they are told.
    """
    chosen = KINDS if kind is None else (_BY_NAME[kind],)
    if into is not None:
        with write_errors(into):
            into.mkdir(parents=True, exist_ok=True)
            for one in chosen:
                (into / one.file_name).write_text(_text(one), encoding="utf-8")
        if terminal.verbosity >= 0:
            click.echo(f"wrote {', '.join(str(into / one.file_name) for one in chosen)}")
    elif kind is None:
        for one in chosen:
            click.echo(f"{one.name:<12}{one.files}")
    else:
        click.echo(_text(chosen[0]), nl=False)


def _text(kind: Kind) -> str:
    return json.dumps(schema(kind), ensure_ascii=False, indent=2) + "\n"
