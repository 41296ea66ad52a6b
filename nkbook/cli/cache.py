"""nkbook cache: show what is kept of earlier builds, and remove it."""

from __future__ import annotations

import re
import time
from collections import defaultdict
from pathlib import Path

import click

from nkbook.cli import arguments
from nkbook.cli.terminal import Terminal, size
from nkbook.diagnostics.errors import MissingToolError
from nkbook.store import default_folder, open_store
from nkbook.store.pruning import MOST_BYTES, MOST_DAYS, Entry, entries, prune

_DAY = 86_400  # seconds
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgt]?)b?\Z", re.IGNORECASE)


def _bytes(text: str) -> int:
    """Return the bytes of a size such as 500M or 2 GB; raises ValueError."""
    found = _SIZE.match(text.strip())
    if found is None:
        raise ValueError(text)
    return int(float(found[1]) * _UNITS[found[2].lower()])


@click.group(
    "cache",
    invoke_without_command=True,
    short_help="Show what is kept of earlier builds, or remove it.",
)
@arguments.cache
@click.pass_context
def command(context: click.Context, cache: Path | None) -> None:
    """Show the folder in which builds keep what takes long to make, and what is in it.

    The folder may be removed at any time: the next build makes again what it needs.
    """
    if context.invoked_subcommand is None:
        click.echo(_table(*_opened(cache)))


@command.command("prune")
@arguments.cache
@click.option(
    "--older-than",
    type=click.FloatRange(0),
    default=MOST_DAYS,
    show_default=True,
    metavar="DAYS",
    help="Remove what no build has used for so long.",
)
@click.option(
    "--max-size",
    type=_bytes,
    default=f"{MOST_BYTES // _UNITS['g']}G",
    show_default=True,
    metavar="SIZE",
    help="Then remove what was not used longest, until no more is left.",
)
@click.option("--all", "everything", is_flag=True, help="Remove everything.")
@click.pass_context
def prune_command(
    context: click.Context,
    cache: Path | None,
    older_than: float,
    max_size: int,
    everything: bool,
) -> None:
    """Remove what is old, and what is too much. A build does so itself once a day."""
    parent = context.parent
    assert parent is not None  # noqa: S101 — for the type checker
    shown, folder = _opened(cache or parent.params["cache"])
    removed = prune(folder, older_than, 0 if everything else max_size)
    if context.ensure_object(Terminal).verbosity >= 0:
        click.echo(f"removed {_count(removed.entries)}, {size(removed.bytes)}, from {shown}")


def _opened(cache: Path | None) -> tuple[Path, Path]:
    """Return the cache's folder as users know it, and the one in it that has the entries.

    Raises BadParameter if there is to be no cache, MissingToolError (NK608) if it is no good.
    """
    folder = cache or default_folder()
    if folder is None:
        raise click.BadParameter(
            "NKBOOK_CACHE is empty, so that there is no cache", param_hint="--cache"
        )
    store = open_store(folder)
    if store.folder is None:
        assert store.problem is not None  # noqa: S101 — for the type checker
        raise MissingToolError(store.problem)
    return folder, store.folder


def _table(shown: Path, folder: Path) -> str:
    """Return the folder and a line for each kind of entries: how many, how large, how old."""
    kinds: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries(folder):
        kinds[entry.kind].append(entry)
    every = [entry for found in kinds.values() for entry in found]
    lines = [f"{shown}: {_count(len(every))}, {size(sum(entry.bytes for entry in every))}"]
    lines += [_line(kind, found) for kind, found in sorted(kinds.items())]
    return "\n".join(lines)


def _line(kind: str, found: list[Entry]) -> str:
    days = (time.time() - min(entry.used for entry in found)) / _DAY
    age = "used today" if days < 1 else f"unused for {days:.0f} days at most"
    return f"  {kind:<12}{len(found):>7}{size(sum(entry.bytes for entry in found)):>10}  {age}"


def _count(number: int) -> str:
    return f"{number} {'entry' if number == 1 else 'entries'}"
