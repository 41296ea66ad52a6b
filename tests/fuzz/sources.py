"""Files besides text and data: places, lists of books, settings of other tools, styles."""

from __future__ import annotations

import datetime
from typing import Any

from hypothesis import strategies as st

from fuzz import data
from fuzz.data import Text


def torn(text: str) -> Text:
    """Return a text torn a few times."""
    return data.torn_once(data.torn_once(st.just(text))) | data.torn_once(
        data.torn_once(data.torn_once(data.torn_once(st.just(text))))
    )


MAP = next(figure for figure in data.FIGURES if figure["kind"] == "map")
MAP_TEXT = data.as_yaml(MAP)
PLACES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"name": "甲"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[114.1, 22.25], [114.15, 22.25], [114.12, 22.3], [114.1, 22.25]]],
            },
        },
        {
            "type": "Feature",
            "geometry": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "LineString", "coordinates": [[114, 22], [115, 23, 5]]},
                    {"type": "MultiLineString", "coordinates": [[[114, 22], [115, 23]]]},
                    {"type": "Point", "coordinates": [114, 22]},
                ],
            },
        },
    ],
}
CATALOGUE = {
    "output": "out",
    "book": [
        {"path": "a", "name": "甲", "editions": ["zh-Hant-HK"], "formats": ["pdf"]},
        {"path": "b"},
    ],
}
SOURCE = {
    "SUMMARY.md": "# 目錄\n\n* [甲](a.md)\n    * [乙](b.md#c)\n\n## 部\n\n- [丙](<d e.md>)\n",
    "a.md": "# 甲\n\n字[乙](b.md)。![圖](c.png)\n",
    "b.md": "# 乙\n\n字。\n",
    "d e.md": "字。\n",
}
QUARTO = {
    "project": {"type": "book"},
    "lang": "zh",
    "bibliography": "a.bib",
    "book": {
        "title": "題",
        "author": [{"name": "甲"}, "乙"],
        "date": "2020-01-02",
        "chapters": ["a.md", {"part": "部", "chapters": ["b.md"]}],
        "appendices": ["d e.md"],
    },
}
MDBOOK = {"book": {"title": "題", "authors": ["甲"], "src": ".", "language": "zh"}}
MKDOCS = {"site_name": "題", "docs_dir": ".", "nav": ["a.md", {"乙": "b.md"}, {"部": ["d e.md"]}]}
GITBOOK = {
    "title": "題",
    "author": "甲",
    "language": "zh-tw",
    "structure": {"summary": "SUMMARY.md"},
}
SIDEBAR = "{'/a/': ['', 'b', ['/c', '丙'], {text: '丁', link: \"/d\", children: ['e', `f`, g()]}]}"

SHEET = """@charset "utf-8"; @import url("a.css") screen; @namespace x "http://a";
:root { --a: var(--b, 1px); --b: calc(1px + (2px * 3)) }
p > .a:not(.b)::before, h1 {
  content: "甲" attr(x) counter(c) url(http://a/b); color: red !important }
@media print and (min-width: 1px) { p { background: image-set("a.png" 1x, url(b) 2x) } }
@font-face { font-family: "a"; src: url(//a/b) format("woff"), local(c) }
@page :left { margin: 1cm; @top-left { content: string(t) } }
.a { grid-template: repeat(3, 1fr) / [a] auto; columns: 2; left: -99px; & b { display: none } }
"""
CSS_MARKS = [
    "",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ";",
    ":",
    "\\",
    "\\75 rl(",
    "'",
    '"',
    "/*",
    "*/",
    "url(",
    "var(--a)",
    "--a:",
    "@import ",
    "@",
    "!",
    "1e999",
    "-",
    "<!--",
    "\x00",
    "calc(",
    "repeat(9,",
    "u+?",
    "#",
    "\\0 ",
    "\n",
]


@st.composite
def sheets(draw: st.DrawFn) -> str:
    """Return a stylesheet with marks of CSS written into it, or pieces taken out."""
    text = SHEET
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(text)))
        end = min(len(text), place + draw(st.sampled_from([0, 0, 1, 3, 20])))
        times = draw(st.sampled_from([1, 1, 1, 2, 40]))
        text = text[:place] + draw(st.sampled_from(CSS_MARKS)) * times + text[end:]
    return text


VALUES: dict[str, Any] = {
    "a": "甲",
    "n": 3,
    "f": 1.5,
    "b": True,
    "nothing": None,
    "many": ("甲", "乙", 5),
    "table": {"a": ("b",), "c": {"d": 1}},
    "day": datetime.date(2020, 1, 2),
}
TEMPLATE = """{% macro m(x, y=2) %}{{ x }}{{ caller() if caller else '' }}{% endmacro %}
{% for one in many if one %}{{ loop.index }}{{ one ~ a | upper }}{% else %}x{% endfor %}
{% set q = namespace(i=0) %}{% for i in range(3) %}{% set q.i = q.i + i %}{% endfor %}{{ q.i }}
{{ table.c["d"] * n }}{{ a.join(many | map("string")) }}{{ "%s-%d" | format(a, n) }}{{ day.year }}
{% if b and n is number or a in "甲" %}{{ m(a, y=n) }}{% endif %}{% filter trim %} x {% endfilter %}
{% call m("甲") %}乙{% endcall %}{% with z = n // 2 %}{{ z ** 2 }}{% endwith %}{{ "<b>" | e }}
"""
JINJA_MARKS = [
    "{{",
    "}}",
    "{%",
    "%}",
    "|",
    ".",
    "(",
    ")",
    "[",
    "]",
    "**9",
    "* 99999",
    "'a' * 9",
    "self",
    "loop",
    ".__class__",
    "['__init__']",
    ".mro()",
    "range(99999999)",
    "|attr('a')",
    "|map(",
    "|batch(9)",
    "~",
    "caller",
    "m(m)",
    "lipsum()",
    "cycler(",
    "joiner",
    "{% include 'a.j2' %}",
    "{% import 'a.j2' as z %}",
    "{% extends 'a.j2' %}",
    "{% block b %}",
    "|center(999999)",
    "|indent(9999)",
    "{:9999999}.format(1)",
    "%99999999d",
    "|format(1)",
    "|tojson",
    "|pprint",
    "|xmlattr",
    "|groupby(0)",
    "|sort",
    "|sum",
    "\x00",
    "{#",
    "-%}",
    "|replace('','aaaa')",
    "|wordwrap(1)",
    "<script>",
    "|random",
    "not",
    "in",
    "is",
    "if 1",
    "1/0",
    "//0",
]


@st.composite
def templates(draw: st.DrawFn) -> str:
    """Return a template with marks of Jinja written into it, or pieces taken out."""
    text = TEMPLATE
    for _ in range(draw(st.integers(1, 4))):
        places = [i for i, mark in enumerate(text) if mark in " |.(){}%"]
        place = draw(st.sampled_from(places or [0]))
        end = min(len(text), place + draw(st.sampled_from([0, 0, 1, 3])))
        text = text[:place] + draw(st.sampled_from(JINJA_MARKS)) + text[end:]
    return text
