"""HTML is read as tinyhtml5 reads it, with its regular expressions put together once."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
import tinyhtml5

from nkbook.weasy.reading.parsing import kept_patterns

PAGE = (
    "<!DOCTYPE html><html lang=zh><head><style>p > a::after { content: '&' }</style></head><body>"
    '<p id="甲" class=\'a b\' hidden>文&amp;字<br><a href="#乙?a=1&b=2">見乙</a>'
    "<table><tr><td>格</table><!-- - 註 --><svg viewBox='0 0 1 1'><path d='M0 0'/></svg>\x00 完"
)


def read() -> str:
    root = tinyhtml5.parse(PAGE, namespace_html_elements=False)
    return str(ElementTree.tostring(root, encoding="unicode"))


def test_nothing_is_read_otherwise() -> None:
    plain = read()
    with kept_patterns():
        assert read() == plain
    assert read() == plain


def test_each_pattern_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    compiled = re.compile

    def counted(text: str) -> re.Pattern[str]:
        made.append(text)
        return compiled(text)

    monkeypatch.setattr(re, "compile", counted)
    with kept_patterns():
        for _ in range(3):
            read()
    assert len(made) == len(set(made)) > 0
    made.clear()
    for _ in range(2):
        read()
    assert len(made) > len(set(made)), "tinyhtml5 keeps them itself: parsing.py may go"
