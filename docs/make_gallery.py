"""Makes the gallery: all pages of the book that has every construct, as small pictures.

The book is tests/books/constructs; docs/gallery.md names what is on each picture. Run it when the
book or the look has changed::

    python docs/make_gallery.py

The script needs pdftoppm (poppler-utils).
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import make_pictures
import pymupdf
from PIL import Image, ImageOps

from nkbook.pipeline.request import Request
from nkbook.pipeline.steps import build

DOCS = Path(__file__).resolve().parent
BOOK = DOCS.parent / "tests/books/constructs"
FOLDER = DOCS / "pictures/gallery"
_EDITION = "zh-Hant-HK"
_DPI = 64
_COLOURS = 8
_DEEPEST = 2  # of bookmarks: parts and chapters
_FRAME = (205, 205, 205)
_HEAD = """<!-- Written by docs/make_gallery.py: change that instead. -->
# Gallery

All pages of a small book that has every construct of the [writing guide](guide/writing.md), as they
are printed: its manuscript is in `tests/books/constructs`.
"""


def spreads(count: int) -> Iterator[tuple[int, ...]]:
    """Yield the pages, from 1, that lie side by side; the first is a right-hand one."""
    yield (1,)
    for left in range(2, count + 1, 2):
        yield (left, left + 1) if left < count else (left,)


def main() -> None:
    """Write the pictures and the page that shows them."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as scratch:
        book = Path(shutil.copytree(BOOK, Path(scratch) / "book"))
        result = build(Request(book, formats=("pdf",), editions=(_EDITION,)))
        pdf = next(file.path for file in result.files if file.path.suffix == ".pdf")
        with pymupdf.open(pdf) as opened:
            titles = {page: title for level, title, page in opened.get_toc() if level <= _DEEPEST}
            shown = [
                spread
                for spread in spreads(len(opened))
                if any(opened[number - 1].get_text().strip() for number in spread)
            ]
        text = [_HEAD]
        for spread in shown:
            headings = [titles[number] for number in spread if number in titles]
            text += [f"\n## {heading}\n" for heading in headings[:1]]
            name = f"{spread[0]:02}.png"
            _write(pdf, spread, FOLDER / name)
            what = "、".join(headings) or ("the same, continued" if spread[0] > 1 else "title")
            text.append(f"\n![{_pages(spread)}: {what}](pictures/gallery/{name})\n")
    (DOCS / "gallery.md").write_text("".join(text), encoding="utf-8")


def _pages(spread: Sequence[int]) -> str:
    numbers = " and ".join(map(str, spread))
    return f"{'Pages' if len(spread) > 1 else 'Page'} {numbers} of the file"


def _write(pdf: Path, spread: Sequence[int], target: Path) -> None:
    """Write the picture of one page or two."""
    pages = [make_pictures.rendered(pdf, number, _DPI) for number in spread]
    width, height = pages[0].size
    picture = Image.new("RGB", (width * len(pages) + len(pages) - 1, height), _FRAME)
    for place, page in enumerate(pages):
        picture.paste(page, (place * (width + 1), 0))
    framed = ImageOps.expand(picture, 1, _FRAME).quantize(_COLOURS)
    framed.save(target, optimize=True)


if __name__ == "__main__":
    main()
