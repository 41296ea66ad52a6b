"""Books of other shapes than the flagship's on a phone with large letters: `make readers`."""

from __future__ import annotations

from pathlib import Path

import pytest
from judges import readers
from PIL import Image
from publications import written

from nkbook.formats import epub

pytestmark = [pytest.mark.readers, pytest.mark.slow]

SCREENS = ("360x640@16", "360x640@32", "640x360@16")
LONG = "論近代以來城市與鄉村之間人口流動對於家庭結構、宗族組織、地方教育及民間信仰所產生的深遠影響"
WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
TEXT = "夜裏起了風，吹得窗紙沙沙地響，他把燈芯撥亮了一點，接着寫那一封沒有寫完的信。" * 3
ADDRESS = f"https://example.org/{'a' * 60}"
TITLES = f"{TEXT}\n\n## {LONG}\n\n### {LONG}\n\n{TEXT}\n\n### {WORD}與{ADDRESS}\n\n{TEXT}"
STAIRS = "\n".join(f"| {'　' * step}雲來山更佳" for step in range(14))
DEPTHS = "\n".join(f"{'  ' * depth}- {TEXT}" for depth in range(6))
QUOTED = "\n>\n".join(f"{'> ' * depth}{TEXT}" for depth in range(1, 5))
WIDE = f"|年|{'|'.join(map(str, range(2001, 2013)))}|\n|{'--|' * 13}\n" + "\n".join(
    f"|第{row}地|{'|'.join(['1,234,567'] * 12)}|" for row in range(6)
)
LANGUAGES = f"[{WORD}]{{lang=de}}與[ყველა ადამიანი იბადება თავისუფალი]{{lang=ka}}。\n\n> {WORD}"


@pytest.mark.parametrize("engine", [*readers.ENGINES, "readium"])
def test_long_titles_stairs_of_verse_long_words_and_deep_lists(engine: str, tmp_path: Path) -> None:
    deep = f"{DEPTHS}\n\n{QUOTED}"
    publication, context = written(tmp_path, TITLES, f"{TEXT}\n\n{STAIRS}", LANGUAGES, deep)
    book = epub.render(publication, context, tmp_path / "book.epub").path
    _, found = readers.walk(engine, book, tmp_path / "walk", *SCREENS)
    assert [one for one in found if one.fault != "small"] == []


def test_chapters_of_one_picture_begin_on_their_first_page(tmp_path: Path) -> None:
    pictures = tmp_path / "chapters/images"
    pictures.mkdir(parents=True)
    sizes = ((300, 2400), (1200, 1600), (2000, 300))
    for name, size in zip("abc", sizes, strict=True):
        Image.new("RGB", size, "#468").save(pictures / f"{name}.png")
    chapters = (f"![海邊的樓](images/{name}.png)" for name in "abc")
    publication, context = written(tmp_path, *chapters)
    book = epub.render(publication, context, tmp_path / "book.epub").path
    _, found = readers.walk("foliate", book, tmp_path / "walk", *SCREENS[:2])
    assert {one.fault for one in found} <= {"alone"}  # foliate-js lets a picture fill its page


def test_vertical_pages_of_wide_tables_and_pictures_below_headings(tmp_path: Path) -> None:
    (tmp_path / "chapters/images").mkdir(parents=True)
    Image.new("RGB", (600, 1400), "#468").save(tmp_path / "chapters/images/a.png")
    text = f"{TEXT}\n\n{WIDE}\n\n## 高樓\n\n![海邊的樓](images/a.png)\n\n{TEXT}"
    publication, context = written(tmp_path, text, settings="[epub]\nvertical = true")
    book = epub.render(publication, context, tmp_path / "book.epub").path
    _, found = readers.walk("foliate", book, tmp_path / "walk", *SCREENS[:2])
    # The engine lets a picture be as wide as the page, so that its heading stays on the one before.
    assert {one.fault for one in found} <= {"small", "alone"}
