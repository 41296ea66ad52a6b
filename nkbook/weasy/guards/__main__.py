"""``python -m nkbook.weasy.guards [WHEEL or FOLDER]``: what has changed inside WeasyPrint."""

from __future__ import annotations

import argparse
from pathlib import Path

from nkbook.weasy.guards import DIGEST, root
from nkbook.weasy.guards.comparison import Change, compare, report, unpacked
from nkbook.weasy.guards.sources import Sources


def main() -> int:
    """Print a comparison; return 1 if anything has changed."""
    parser = argparse.ArgumentParser(
        prog="python -m nkbook.weasy.guards",
        description="Compare the functions that nkbook replaces or relies on in the installed "
        "WeasyPrint and pydyf with those of other versions.",
    )
    parser.add_argument(
        "path",
        nargs="?",
        type=Path,
        help="a wheel, a folder of wheels, or a folder with weasyprint/ or pydyf/ in it; without "
        "it the digest of the installed packages is printed and compared with the known one",
    )
    path = parser.parse_args().path
    installed = Sources(root())
    if path is None:
        digest = installed.digest()
        print(digest, "as known" if digest == DIGEST else f"but known is {DIGEST}")
        return int(digest != DIGEST)
    with unpacked(path) as other:
        found = compare(installed, other)
        print("\n".join(report(found)))
    return int(any(item.change is not Change.UNCHANGED for item in found))


if __name__ == "__main__":
    raise SystemExit(main())
