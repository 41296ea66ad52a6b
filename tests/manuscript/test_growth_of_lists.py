"""Four times as many sources, entries and mistakes in them take about four times as long."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from growth import assert_few_calls, seconds_of
from publications import BOOK_TOML

from nkbook.look.theme import Theme
from nkbook.manuscript.prepare import prepare
from nkbook.project import config

pytestmark = pytest.mark.slow

INDEX, SOURCES, NAMES = (f"data/{name}.yaml" for name in ("index", "references", "names"))


def _each(text: str) -> Callable[[int], str]:
    return lambda n: "".join(text.format(i) for i in range(n))


# By what it is: the text of the chapter, the data, the page of the book that lists them.
KINDS: dict[str, tuple[Callable[[int], str], Mapping[str, Callable[[int], str]], str]] = {
    "entries that refer to none": (
        lambda _: "[燈塔]{.index}",
        {INDEX: _each("- {{term: 第{0}條詞目, see: 第{0}條無此}}\n")},
        "index",
    ),
    "entries that nothing marks": (
        lambda _: "[燈塔]{.index}",
        {INDEX: _each("- {{term: 第{0}條詞目, reading: a}}\n")},
        "index",
    ),
    "entries": (_each("[詞{0}]{{.index}}"), {}, "index"),
    "entries below others": (_each('[字]{{.index key="甲{0} > 乙{0} > 丙"}}'), {}, "index"),
    "places of one entry": (_each("[詞]{{.index}}"), {}, "index"),
    "keys of no source": (
        _each("字[@unknown{0}]。"),
        {SOURCES: _each("- {{id: something{0}, type: book, title: 書{0}}}\n")},
        "bibliography",
    ),
    "keys in the text": (
        _each("字 @fig-{0} 字。"),
        {SOURCES: _each("- {{id: something{0}, type: book, title: 書{0}}}\n")},
        "bibliography",
    ),
    "sources": (
        _each("字[@a{0}]。"),
        {SOURCES: _each("- {{id: a{0}, type: book, title: 書{0}, issued: 2020}}\n")},
        "bibliography",
    ),
    "links to nothing": (_each("## 題{0}\n\n[字](#none{0})\n\n"), {}, ""),
    "names": (
        _each("人名{0}。"),
        {NAMES: _each("- {{zh-Hant-HK: 人名{0}, zh-Hans-CN: 名人{0}}}\n")},
        "names",
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_lists(kind: str, tmp_path: Path) -> None:
    text, data, page = KINDS[kind]
    chapters = tmp_path / "chapters"
    (chapters / "data").mkdir(parents=True)
    back = f'["{page}"]' if page else "[]"
    (chapters / "book.toml").write_text(f'{BOOK_TOML}body = ["one.md"]\nback = {back}\n', "utf-8")

    def read() -> None:
        settings = config.load(tmp_path)
        prepare(settings, Theme(tmp_path), ("zh-Hant-HK", "zh-Hans-CN"), for_print=False)

    def seconds(n: int) -> float:
        (chapters / "one.md").write_text(f"---\ntitle: 題\n---\n\n{text(n)}\n", "utf-8")
        for name, made in data.items():
            (chapters / name).write_text(made(n), "utf-8")
        return seconds_of(read)

    assert_few_calls(seconds, 80)
