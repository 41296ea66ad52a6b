"""What is drawn or read in fewer steps is what it would be in all of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from places import REPOSITORY

from nkbook.look.fonts import load_fonts
from nkbook.weasy import Engine, engine

pytestmark = pytest.mark.slow

FONTS = load_fonts(REPOSITORY / "fonts")
HTML = (
    "<html lang=zh-Hant-HK><style>@page{size:200pt 160pt;margin:20pt}"
    "html{font:10pt/14pt NKSerifCJK, NK Serif Latin}p{text-align:justify}</style>"
    f"<p>{'一段（文字），有「引號」與Latin字母，還有2020年；' * 9}<p>不長。"
)


@pytest.fixture(scope="module")
def ready() -> Iterator[Engine]:
    with engine(FONTS, "zh-Hant-HK") as weasyprint:
        yield weasyprint


def test_plain_glyphs_are_drawn_as_others_are(ready: Engine, tmp_path: Path) -> None:
    layout = ready.lay_out(HTML, {})
    layout.write(tmp_path / "plain.pdf", b"id", ())
    plain = [glyphs for glyphs in glyphs_of(layout.document) if glyphs.plain]
    assert plain
    for glyphs in plain:
        object.__setattr__(glyphs, "plain", False)
    layout.write(tmp_path / "any.pdf", b"id", ())
    assert (tmp_path / "plain.pdf").read_bytes() == (tmp_path / "any.pdf").read_bytes()


def glyphs_of(document: Any) -> Iterator[Any]:
    from nkbook.weasy.compose.set_text import SetText  # noqa: PLC0415 — it imports WeasyPrint

    for page in document.pages:
        for box in page._page_box.descendants():
            if isinstance(text := getattr(box, "pango_layout", None), SetText):
                yield text.glyphs


def test_a_font_is_known_by_its_length_and_directory(ready: Engine) -> None:
    content = FONTS.faces[0].path.read_bytes()
    digest = ready.fonts.digest(content)
    assert digest == hashlib.sha256(content).hexdigest()
    first = content[:2048]
    assert ready.fonts.digest(ready.fonts.directory(len(content), first)) == digest
    assert ready.fonts.directory(len(content) + 4, first) is None
    # A table with another content has another checksum in the directory (OpenType, "Table
    # directory").
    assert ready.fonts.directory(len(content), first[:20] + b"\0\0\0\1" + first[24:]) is None
