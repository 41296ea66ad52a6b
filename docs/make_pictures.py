"""Makes the pictures of the guide: each example of a page as nkbook prints it.

An example is a ``markdown`` block of docs/guide/ that a picture follows. It becomes the chapter of
docs/example; its page is cropped to the text, with long empty stretches cut out. Run it when an
example or the look has changed::

    python docs/make_pictures.py            # examples that changed
    python docs/make_pictures.py --all      # all of them
    python docs/make_pictures.py --flagship output/zh-Hant-HK/nagorno-karabakh.pdf

The last makes the pictures of the READMEs, of pages of the flagship. The script needs pdftoppm
(poppler-utils). docs/pictures/examples.json remembers what each picture was made of.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

from nkbook.pipeline.request import Request
from nkbook.pipeline.steps import build

sys.path.insert(0, str(Path(__file__).resolve().parent / "_ext"))

import examples

PICTURES = examples.DOCS / "pictures"
RECORD = PICTURES / "examples.json"
# The chapter's own title is no part of the example, nor are the head and foot of the page. It is
# there, but white: a title that is on no page is an error.
_STYLE = """.opener { position: absolute; color: #fff }
.opener * { font-size: 2pt !important; line-height: 2pt !important; margin: 0 !important }
@page { @top-left { content: none } @top-right { content: none } }
@page body:right, body-start:right { @bottom-right { content: none } }
"""
_DPI = 132
_WHITE = 250  # lighter than this is paper
_GAP = 0.55  # inches of empty page that are kept
_MARGIN = 0.12
# Pages of the flagship that the READMEs show, counted from its cover; two make a spread.
_FLAGSHIP = {"cover": (1,), "spread": (98, 99), "map": (94,)}
_FLAGSHIP_DPI = 96
_COLOURS = 48


@dataclass(frozen=True, slots=True)
class Shown:
    """An example with a picture, and the page it is on."""

    page: Path
    block: examples.Block
    name: str

    @property
    def digest(self) -> str:
        """Return what identifies the example: its text and the data files of its page."""
        data = [block.text for block in examples.blocks(self.page, "yaml")]
        return hashlib.sha256("".join([self.block.text, *data]).encode()).hexdigest()[:16]


def shown() -> Iterator[Shown]:
    """Yield the guide's examples that have a picture."""
    for page in sorted((examples.DOCS / "guide").glob("*.md")):
        for block in examples.blocks(page, "markdown"):
            if block.picture:
                yield Shown(page, block, block.picture)


def recorded() -> Mapping[str, str]:
    """Return the digest of the example that each picture was made of."""
    return dict(json.loads(RECORD.read_text(encoding="utf-8"))) if RECORD.exists() else {}


def make(example: Shown) -> None:
    """Write an example's picture."""
    with tempfile.TemporaryDirectory() as folder:
        book = examples.book(example.page, Path(folder) / "book")
        (book / "chapters/one.md").write_text(example.block.chapter, encoding="utf-8")
        (book / "styles").mkdir(exist_ok=True)
        (book / "styles/book.css").write_text(_STYLE, encoding="utf-8")
        result = build(Request(book, formats=("pdf",)))
        page = rendered(result.files[0].path, 1, _DPI).convert("L")
        _cropped(page).quantize(16).save(PICTURES / f"{example.name}.png", optimize=True)


def make_flagship(pdf: Path) -> None:
    """Write the pictures of the flagship's pages."""
    (PICTURES / "flagship").mkdir(exist_ok=True)
    for name, numbers in _FLAGSHIP.items():
        pages = [rendered(pdf, number, _FLAGSHIP_DPI) for number in numbers]
        width, height = pages[0].size
        picture = Image.new("RGB", (width * len(pages) + len(pages) - 1, height), (205, 205, 205))
        for place, page in enumerate(pages):
            picture.paste(page, (place * (width + 1), 0))
        framed = ImageOps.expand(picture, 1, (205, 205, 205)).quantize(_COLOURS)
        framed.save(PICTURES / "flagship" / f"{name}.png", optimize=True)


def rendered(pdf: Path, number: int, dpi: int) -> Image.Image:
    """Return a page, counted from 1, as poppler shows it."""
    done = subprocess.run(  # noqa: S603 — our own file
        ["pdftoppm", "-r", str(dpi), "-f", str(number), "-l", str(number), "-png", pdf],  # noqa: S607
        check=True,
        capture_output=True,
    )
    return Image.open(io.BytesIO(done.stdout)).convert("RGB")


def _cropped(page: Image.Image) -> Image.Image:
    """Return the page without its margins, and without long empty stretches between its lines."""
    box = _ink(page).getbbox()
    if box is None:
        raise ValueError("the page is empty")
    left, top, right, bottom = box
    kept: list[int] = []
    empty = 0
    for y in range(top, bottom):
        empty = 0 if _ink(page.crop((left, y, right, y + 1))).getbbox() else empty + 1
        if empty <= _GAP * _DPI:
            kept.append(y)
    margin = round(_MARGIN * _DPI)
    picture = Image.new("L", (right - left + 2 * margin, len(kept) + 2 * margin), 255)
    for place, y in enumerate(kept):
        picture.paste(page.crop((left, y, right, y + 1)), (margin, margin + place))
    return ImageOps.expand(picture, 1, 205)


def _ink(image: Image.Image) -> Image.Image:
    return image.convert("L").point([255 if value < _WHITE else 0 for value in range(256)])


def main() -> None:
    """Make the pictures that are out of date."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--all", action="store_true", help="make every picture again")
    parser.add_argument("--flagship", type=Path, metavar="PDF", help="show pages of this file")
    given = parser.parse_args()
    known = recorded()
    PICTURES.mkdir(exist_ok=True)
    if given.flagship:
        make_flagship(given.flagship)
        return
    for example in shown():
        current = known.get(example.name) == example.digest
        if given.all or not current or not (PICTURES / f"{example.name}.png").exists():
            make(example)
            sys.stdout.write(f"{example.name}.png\n")
    record = {example.name: example.digest for example in shown()}
    RECORD.write_text(json.dumps(record, indent=2, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
