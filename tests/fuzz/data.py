"""Data files whose shape is right but for some places, and files of junk."""

from __future__ import annotations

import datetime
import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import yaml
from documents import GUIDES, examples
from hypothesis import strategies as st
from places import BOOKS
from quick_yaml import safe_load

Text = st.SearchStrategy[str]

_SEEDS = Path(__file__).parent / "seeds"

_NUMBERS = [0, -1, 13, 99, 2020, 10**400, 1.5, -0.0, 1e308, float("inf"), float("nan"), True, False]
_WORDS = [
    "",
    " ",
    "甲",
    "a b",
    "\n",
    ">",
    "；",
    "[",
    "{{",
    "2020-02-30",
    "9999-12-31",
    "二〇二〇",
    "*甲*",
    "<b>",
    "&",
    "../../etc/passwd",
    "/dev/zero",
    "a" * 300,
    "https://example.org/<>",
    "zh-Hant-HK",
    "no such!",
    "\u202e",
    "\u0085",
    "\u007f",
    "\ud7ff",
    "\U000e0041",
    "%00",
    "~",
    "!!int",
    "*x",
    "&x",
    "- a",
    "甲 > 乙 > 丙",
    "null",
    "\ufffd",
    "1" * 5000,
]
junk: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.sampled_from(_NUMBERS) | st.sampled_from(_WORDS) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*_WORDS[:8], "id", "type", "family", "date-parts", "forms"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=4,
)

REFERENCES, NAMES, INDEX = (
    safe_load((_SEEDS / f"{name}.yaml").read_text(encoding="utf-8"))
    for name in ("references", "names", "index")
)
_PAGES = [path for path in GUIDES if path.parent.name == "guide"]
_SHOWN = [safe_load(block.text) for page in _PAGES for block in examples.blocks(page, "yaml")]
FIGURES = [shown for shown in _SHOWN if isinstance(shown, dict) and "kind" in shown]
_EVERYTHING = (BOOKS / "everything/chapters/book.toml").read_text(encoding="utf-8")
BOOK = {
    **tomllib.loads(_EVERYTHING),
    "spine": {
        "front": ["cover", "title-page", "contents"],
        "body": ["one.md", {"part": "甲部", "id": "p", "chapters": ["two.md"]}],
        "back": ["index", "names", "bibliography", "colophon"],
    },
    "build": {"formats": ["pdf", "epub"], "editions": ["zh-Hant-HK", "zh-Hans-CN"]},
    "labels": {"contents": "目次"},
    "citations": {"recite": "short", "nocite": ["chan2020"]},
    "edition": {"zh-Hans-CN": {"title": "小书"}},
    "notes": {"numbering": "page"},
    "maths": {"macros": {"RR": "R"}},
    "epub": {"page-list": False},
    "text": {"name-marks": True},
}
HEADER = {"title": "甲", "id": "a", "short-title": "乙", "numbered": True, "author": "x"}
MANIFEST = {
    "book": "b",
    "files": [
        {
            "path": "a",
            "edition": "e",
            "format": "pdf",
            "sha256": "0",
            "bytes": 1,
            "pages": None,
            "files": 2,
        }
    ],
}


@st.composite
def changed(draw: st.DrawFn, value: Any) -> Any:
    """Return a value with some inner values, keys or items replaced by junk, doubled or gone."""
    for _ in range(draw(st.integers(0, 3))):
        value = _changed(draw, value, 0)
    return value


def _changed(draw: st.DrawFn, value: Any, depth: int) -> Any:
    if isinstance(value, dict) and value:
        key = draw(st.sampled_from(sorted(value, key=str)))
        kind = draw(st.sampled_from("iiiiidka"))
        copy = dict(value)
        if kind == "i":
            copy[key] = _changed(draw, value[key], depth + 1)
        elif kind == "d":
            del copy[key]
        elif kind == "k":
            copy[draw(st.sampled_from(_WORDS) | st.text(max_size=4))] = copy.pop(key)
        else:
            copy[draw(st.sampled_from(_WORDS))] = draw(junk)
        return copy
    if isinstance(value, list) and value:
        number = draw(st.integers(0, len(value) - 1))
        kind = draw(st.sampled_from("iiiidx"))
        new = _changed(draw, value[number], depth + 1) if kind == "i" else draw(junk)
        return [*value[:number], *([] if kind == "d" else [new]), *value[number + (kind != "x") :]]
    return draw(junk)


def as_yaml(value: Any) -> str:
    """Return a value as YAML."""
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False)


def _as_toml(value: Any) -> str:
    """Return TOML of what TOML can say, tables as inline ones below the first level."""
    lines = []
    for key, inner in value.items() if isinstance(value, dict) else ():
        if isinstance(inner, dict):
            lines.append(f"[{json.dumps(str(key))}]")
            lines += _pairs(inner)
        elif inner is not None:
            lines.insert(0, f"{json.dumps(str(key))} = {_inline_toml(inner)}")
    return "\n".join(lines) + "\n"


def _pairs(table: dict[Any, Any]) -> list[str]:
    return [
        f"{json.dumps(str(key))} = {_inline_toml(inner)}"
        for key, inner in table.items()
        if inner is not None
    ]


def _inline_toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(_pairs(value)) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_inline_toml(v) for v in value if v is not None) + "]"
    if isinstance(value, datetime.date | float):
        return str(value)
    return json.dumps(value, ensure_ascii=False)


MARKS = [  # of YAML, TOML and JSON
    "",
    "\n",
    "\t",
    "  ",
    ": ",
    "- ",
    "[",
    "{",
    "&a ",
    "*a",
    "!!int ",
    "!!python/object:os.system ",
    "'",
    '"""',
    "#",
    "<<: ",
    "? ",
    "|",
    "=",
    "]",
    "}",
    ",",
    "\x00",
    "\x0b",
    "\x85",
    "\ufffe",
    "\ud800",
    "%",
    "---\n",
    "\\u",
    "1e999",
]


@st.composite
def torn_once(draw: st.DrawFn, texts: Text) -> str:
    """Return a text with a piece cut out, or written over by marks that its language knows."""
    text = draw(texts)
    begin = draw(st.integers(0, len(text)))
    end = min(len(text), begin + draw(st.integers(0, 6)))
    return text[:begin] + draw(st.sampled_from(MARKS)) + text[end:]


def files(value: Any, written: Callable[[Any], str]) -> Text:
    """Return texts of files like one with a value."""
    texts = changed(value).map(written)
    return st.one_of(texts, texts, torn_once(texts))


def yaml_of(value: Any) -> Text:
    """Return texts of YAML like that of a value."""
    return files(value, as_yaml)


def json_of(value: Any) -> Text:
    """Return texts of JSON like that of a value."""
    return files(value, lambda changed: json.dumps(changed, ensure_ascii=False))


def toml_of(value: Any) -> Text:
    """Return texts of TOML like that of a table."""
    return files(value, _as_toml)


BIB = (_SEEDS / "works.bib").read_text(encoding="utf-8")
BIB_MARKS = [
    *'@{},#=()%"\\~$',
    "@book{a,",
    "@string{x = ",
    "@comment{",
    "@preamble{",
    " and ",
    " others",
    "title = ",
    "author = {",
    "crossref = {a}",
    "\\emph{",
    "\\'",
    "\\url{",
    "{" * 9,
    "year = 99999",
    "month = jan # ",
    "date = {1999-13-45/..}",
    "langid = {",
]
RIS_MARKS = [
    "TY  - BOOK\n",
    "ER  - \n",
    "AU  - ",
    "  - ",
    "PY  - 2020/13/45",
    "DA  - ",
    "SP  - 1-",
    "T2  - ",
]
RIS = """TY  - JOUR
AU  - 陳大文
A2  - Smith, John, Jr.
TI  - 港口史
T2  - 學報
PY  - 2020/05/06/spring
SP  - 12
EP  - 34
VL  - 5
UR  - https://example.org/
SN  - 1234-5678
LA  - zh
KW  - 港
N1  - 註
ID  - chan2020
ER  -

TY  - CHAP
AU  - Smith, J.
DA  - 1999/01//
ED  - 李
PB  - 某社
CY  - 香港
ER  -
"""
SVG = (_SEEDS / "drawing.svg").read_text(encoding="utf-8")
SVG_MARKS = [
    "",
    "0",
    "-1",
    "1e9",
    "1e-9",
    "nan",
    "inf",
    "url(#g)",
    "url(#p)",
    "url(http://a)",
    "none",
    "甲",
    "100%",
    "auto",
    "M",
    "#p",
    "#",
    "data:image/png;base64,AAAA",
    "javascript:alert(1)",
    "<a/>",
    "</g>",
    "<g>",
    "&amp;",
    "&x;",
    "]]>",
    "<!--",
    "z z z",
    "rotate()",
    "1,,2",
]


@st.composite
def svgs(draw: st.DrawFn) -> str:
    """Return a drawing whose values are replaced here and there, or that is torn."""
    text = SVG
    for _ in range(draw(st.integers(0, 4))):  # that leave it well-formed
        values = list(re.finditer(r'="([^"]*)"', text))
        begin, end = draw(st.sampled_from(values)).span(1)
        new = draw(st.sampled_from([text[begin:end], "", "9", *SVG_MARKS]))
        text = text[:begin] + escape(new, {'"': "&quot;"}) + text[end:]
    for _ in range(draw(st.sampled_from([0, 0, 1, 3]))):
        places = [i for i, mark in enumerate(text) if mark in '" >#(<']
        place = draw(st.sampled_from(places)) + 1
        end = min(len(text), place + draw(st.sampled_from([0, 0, 1, 2, 5])))
        text = text[:place] + draw(st.sampled_from(SVG_MARKS)) + text[end:]
    return text


def bibs() -> Text:
    """Return files of BibTeX, torn once or twice."""
    return torn_once(st.just(BIB) | torn_once(st.just(BIB)) | torn_once(torn_once(st.just(BIB))))
