"""Pictures that would leave a page white are made smaller, and stand apart from words."""

from __future__ import annotations

import pymupdf
import pytest
from PIL import Image
from publications import written

from nkbook.formats import pdf

STEP = "{0}. 點擊「安裝」會將系統裝到盤中，此時請務必確保選中的是目標盤，且盤中無其他重要文件。{1}"
LINE = 18.0


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[list[pymupdf.Rect], list[object]]]:
    """Return the rectangles of pictures, and the lines, of each page of a manual."""
    folder = tmp_path_factory.mktemp("sizes")
    images = folder / "chapters/images"
    images.mkdir(parents=True)
    for name, size in (("a", (800, 480)), ("b", (500, 400))):
        Image.new("RGB", size, (200, 210, 220)).save(images / f"{name}.png", dpi=(144, 144))
    steps = [STEP.format(n, '\n\n   ![](images/a.png){alt="灰"}\n') for n in range(1, 8)]
    tight = [STEP.format(n, '\n   ![](images/b.png){alt="灰"}') for n in range(1, 4)]
    sized = '![](images/a.png){alt="灰" width=9cm}'
    text = "\n".join([*steps, "## 緊排\n", *tight, "\n## 定寬\n", sized])
    publication, context = written(folder, text, settings="[pdf]\ntrim = 'a5'\n")
    result = pdf.render(publication, context, folder / "book.pdf")
    pages = []
    with pymupdf.open(result.path) as opened:
        for page in opened:
            lines = [
                line["bbox"]
                for block in page.get_text("dict")["blocks"]
                for line in block.get("lines", ())
                if 60 < line["bbox"][1] < page.rect.height - 70
            ]
            pages.append(([pymupdf.Rect(one["bbox"]) for one in page.get_image_info()], lines))
    return pages


def test_a_page_is_filled_with_smaller_pictures(made) -> None:  # type: ignore[no-untyped-def]
    ends = [max(one[3] for one in [*pictures, *lines]) for pictures, lines in made]
    assert sum(max(ends) - end > 6 * LINE for end in ends[:-1]) <= 1
    assert sum(len(pictures) for pictures, _ in made) == 11


def test_pictures_keep_their_form_and_half_their_size(made) -> None:  # type: ignore[no-untyped-def]
    for picture in (one for pictures, _ in made for one in pictures):
        assert min(abs(picture.width / picture.height - form) for form in (5 / 3, 5 / 4)) < 0.02
        assert picture.width > 0.5 * 250


def test_no_words_stand_beside_a_high_picture(made) -> None:  # type: ignore[no-untyped-def]
    for pictures, lines in made:
        for picture in pictures:
            assert not [one for one in lines if picture.y0 + 3 < one[3] < picture.y1 - 3]


def test_a_width_in_centimetres_stays(made) -> None:  # type: ignore[no-untyped-def]
    widths = [one.width for pictures, _ in made for one in pictures]
    assert widths[-1] == pytest.approx(9 * 72 / 2.54, abs=0.5)
