"""Makes the theme's fonts from published packages and writes fonts.toml.

The fonts here are trimmed, and partly scaled, copies of open fonts. A build never makes them (the
Chinese ones take minutes); this script is run by hand when a source or a repertoire changes::

    python fonts/make_fonts.py                     # everything
    python fonts/make_fonts.py --only NKSerifLatin # one family; the others keep their rows
    python fonts/make_fonts.py --check             # only compare the files with fonts.toml

It needs fontTools and, for sources that are not installed, ``apt-get`` with ``dpkg-deb`` (Debian
packages) and ``npm`` (npm packages). Every source is checked against the sha256 in
fontmaker/sources.py before use, and two runs with the same fontTools give the same bytes. What is
made is in fontmaker/families.py.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path

from fontmaker.families import FAMILIES
from fontmaker.fetching import fetch
from fontmaker.making import make
from fontmaker.manifest import check, read_rows, row_of, write_manifest

HERE = Path(__file__).resolve().parent


def run(folder: Path, only: Collection[str], sources: Path) -> None:
    """Make the chosen families in a folder, print their sha256, and rewrite the manifest.

    ``sources`` is where fetched packages are kept.
    """
    chosen = [family for family in FAMILIES if not only or family.folder in only]
    rows = read_rows(folder)
    for family in chosen:
        (folder / family.folder).mkdir(exist_ok=True)
        for face in family.faces:
            data = make(family, face, fetch(face.source, sources))
            path = family.path(face)
            (folder / path).write_bytes(data)
            digest = hashlib.sha256(data).hexdigest()
            before = rows.get(path, {}).get("sha256")
            note = "" if before == digest else "  new" if before is None else "  CHANGED"
            print(f"{digest}  {path}  {len(data) / 1e6:.2f} MB{note}", flush=True)
            rows[path] = row_of(family, face, digest)
    write_manifest(folder, rows)


def main() -> int:
    """Read the command line and do what it says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        choices=sorted({family.folder for family in FAMILIES}),
    )
    parser.add_argument("--folder", type=Path, default=HERE, help="of the fonts [fonts/]")
    parser.add_argument("--sources", type=Path, help="keep fetched packages here")
    parser.add_argument("--check", action="store_true", help="make nothing, compare the sha256")
    arguments = parser.parse_args()
    if arguments.check:
        return check(arguments.folder)
    # fontTools reports every table that it drops; only what is wrong is of interest.
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    if arguments.sources:
        run(arguments.folder, arguments.only, arguments.sources)
    else:
        with tempfile.TemporaryDirectory() as sources:
            run(arguments.folder, arguments.only, Path(sources))
    return 0


if __name__ == "__main__":
    sys.exit(main())
