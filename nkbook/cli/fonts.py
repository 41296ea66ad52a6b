"""nkbook fonts: fetch fonts for a purpose into a book, such as 楷體 for quotations."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from nkbook.cli.faces.fetching import fetch
from nkbook.cli.faces.making import make
from nkbook.cli.faces.sources import ROLES
from nkbook.cli.terminal import Terminal, size
from nkbook.output import write_errors


@click.group("fonts", short_help="Fetch fonts for a book: kai, sans …")
def command() -> None:
    """Show or fetch the fonts that a book may have besides nkbook's own."""


@command.command("list")
def show() -> None:
    """List the fonts that can be fetched, and what they are for."""
    for role in ROLES.values():
        source = role.faces[0].source
        click.echo(f"{role.name:10} {role.use} ({source.registry}: {source.package})")


@command.command("add")
@click.argument("role", type=click.Choice([*ROLES]))
@click.argument("book", type=click.Path(file_okay=False, path_type=Path), default=".")
@click.pass_obj
def add(terminal: Terminal, role: str, book: Path) -> None:
    """Fetch the fonts of ROLE from their package into the folder fonts/ of BOOK.

    They are proved by checksum, renamed as their licences ask, and get the line metrics of nkbook's
    own; the licence is laid beside them.
    """
    chosen = ROLES[role]
    target = book / "fonts" / chosen.folder
    with tempfile.TemporaryDirectory() as scratch, write_errors(target):
        target.mkdir(parents=True, exist_ok=True)
        for face in chosen.faces:
            terminal.say(f"fetching {face.source.package} {face.source.version}")
            data, licence = fetch(face.source, Path(scratch))
            made = make(chosen, face, data)
            (target / face.file_name).write_bytes(made)
            (target / f"{face.family.replace(' ', '')}-LICENCE.txt").write_bytes(licence)
            click.echo(f"{target / face.file_name}, {size(len(made))}")
