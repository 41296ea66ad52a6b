"""Plates: a picture that covers its page and the bleed, while the text fills the pages round it."""

from __future__ import annotations

from pathlib import Path

import pymupdf
from publications import written

from nkbook.formats.press import printing

GREY = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200" viewBox="0 0 300 200">'
    '<rect width="300" height="200" fill="#777"/></svg>'
)
PARAGRAPH = "島上的燈塔看守人霧裏聽號聲三十年。" * 14
LONG_NOTE = "[^1]: 長註" + PARAGRAPH * 2
PLATE = '![{}](images/a.svg){{place=bleed alt="灰"}}'


def corners_of(box: pymupdf.Rect) -> list[tuple[float, float]]:
    """Return points 1 pt within the corners of a box, those at the head first."""
    rows, columns = (box.y0 + 1, box.y1 - 1), (box.x0 + 1, box.x1 - 1)
    return [(x, y) for y in rows for x in columns]


def is_grey(page: pymupdf.Page, point: tuple[float, float]) -> bool:
    """Return True if a page is the picture's grey at a point."""
    x, y = point
    pixels = page.get_pixmap(clip=(x - 0.5, y - 0.5, x + 0.5, y + 0.5), dpi=144)
    return all(80 < value < 170 for value in pixels.pixel(0, 0))


def test_plates_bleed_and_text_goes_round_them(tmp_path: Path) -> None:
    texts = [f"第{number}段：{PARAGRAPH}" for number in range(6)]
    texts[1] += "[^1]"
    blocks = [*texts[:2], PLATE.format(""), *texts[2:4], PLATE.format("圖說在腳。"), *texts[4:]]
    (tmp_path / "chapters/images").mkdir(parents=True)
    (tmp_path / "chapters/images/a.svg").write_text(GREY, encoding="utf-8")
    publication, context = written(tmp_path, "\n\n".join([*blocks, LONG_NOTE]))
    made = printing.render(publication, context, tmp_path / "print.pdf")
    assert not made.diagnostics
    plates, words = [], ""
    with pymupdf.open(made.path) as opened:
        for page in opened:
            text = "".join(page.get_text(clip=page.trimbox).split())
            corners = [is_grey(page, corner) for corner in corners_of(page.bleedbox)]
            if any(corners):
                plates.append((text, corners))
            else:
                words += text
    whole, with_caption = plates
    assert whole == ("", [True, True, True, True])
    assert with_caption == ("圖一圖說在腳。", [True, True, False, False])
    assert words.count("霧裏聽號聲") > 6 * 13  # some stand over the end of a page
    places = [words.index(f"第{number}段：") for number in range(6)]
    assert places == sorted(places)
