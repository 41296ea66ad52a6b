"""The arguments and options that several verbs take."""

from __future__ import annotations

from pathlib import Path

import click

# The book's folder, which must exist.
directory = click.argument(
    "directory", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path()
)
cache = click.option(
    "--cache",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder of what was made before [$NKBOOK_CACHE or ~/.cache/nkbook].",
)
cluster = click.option(
    "--cluster",
    metavar="ADDRESS",
    help='Work on the Dask cluster whose scheduler is there, tcp://HOST:PORT; "local" starts one.',
)
strict = click.option("-s", "--strict", is_flag=True, help="Treat warnings as errors.")
untrusted = click.option(
    "--untrusted",
    is_flag=True,
    help="Take nothing for granted of who wrote the book: no styles, templates and fonts of its "
    "own, the strictest limits, no cache, and on Linux no network and no file outside it.",
)
confined = click.option(
    "--require-confinement",
    "confined",
    is_flag=True,
    help="With --untrusted: read nothing where the system cannot keep the book from the rest.",
)
