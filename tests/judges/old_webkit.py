"""QtWebKit of 2016 (Debian's wkhtmltopdf): what readers of that age lose of a page."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pymupdf
from lxml import etree

from judges import PATIENCE, node

_PAGE = ("--page-width", "95mm", "--page-height", "169mm")  # 360 × 640 px
_MARGINS = tuple(word for side in "TBLR" for word in (f"-{side}", "5mm"))
# Not for the eye; and headings, whose large letters Qt draws as lines.
_UNSEEN = (
    "//x:head|//x:h1|//x:h2|//*[@class='title' or @class='initial']|//x:rp|//x:details|//x:math"
    "|//*[contains(@class, 'unfolded')]/x:thead"
)
_XHTML = {"x": "http://www.w3.org/1999/xhtml"}
_SMALLER = 0.8  # notes and contents have letters of nine tenths
_CONTROL = "<html xmlns='http://www.w3.org/1999/xhtml'><body><p>字。</p></body></html>"


def losses(folder: Path, files: Iterable[str], work: Path) -> tuple[tuple[str, str], ...]:
    """Return what is not on a phone's pages of XHTML files, as pairs of file and what is wrong.

    What is left of the page or right of it is not painted. What is wider than the page makes all of
    it smaller, until it fits: then its letters are smaller than those of a short line.
    """
    work.mkdir(parents=True, exist_ok=True)
    control = work / "control.xhtml"
    control.write_text(_CONTROL, "utf-8")
    right = _sizes(_made(control, work))
    found: list[tuple[str, str]] = []
    for name in files:
        with pymupdf.open(_made(folder / name, work)) as document:
            seen = Counter("".join(page.get_text() for page in document))
        lost = Counter(_letters(folder / name))
        lost.subtract(seen)
        if missing := "".join(sorted((+lost).elements())):
            found.append((name, f"not painted: {missing[:40]}"))
        if max(_sizes(work / "page.pdf"), default=right[-1]) < right[-1] * _SMALLER:
            found.append((name, "something is wider than the page"))
    return tuple(found)


def _made(file: Path, work: Path) -> Path:
    made = work / ("page.pdf" if file.parent != work else "control.pdf")
    program = shutil.which("wkhtmltopdf")
    assert program is not None, "no wkhtmltopdf: run .ci/setup.sh readers"
    subprocess.run(
        [program, "-q", "--enable-local-file-access", *_PAGE, *_MARGINS, file, made],
        env=node.environment(work, QT_QPA_PLATFORM="offscreen", XDG_RUNTIME_DIR=str(work)),
        capture_output=True,
        check=True,
        timeout=PATIENCE,
    )
    return made


def _sizes(pdf: Path) -> list[float]:
    """Return the sizes of the Han letters in a PDF."""
    with pymupdf.open(pdf) as document:
        return sorted(
            span["size"]
            for page in document
            for block in page.get_text("dict")["blocks"]
            for line in block.get("lines", ())
            for span in line["spans"]
            if any(_is_han(letter) for letter in span["text"])
        )


def _letters(file: Path) -> str:
    """Return the Han letters of a page that are for the eye."""
    root = etree.parse(str(file)).getroot()
    for element in root.xpath(_UNSEEN, namespaces=_XHTML):
        tail = element.tail
        element.clear()
        element.tail = tail
    return "".join(filter(_is_han, root.xpath("string()")))


def _is_han(letter: str) -> bool:
    return "\u4e00" <= letter <= "\u9fff"
