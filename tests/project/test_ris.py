"""RIS files and Zotero's extra fields as sources of citations."""

from __future__ import annotations

import pytest

from nkbook.model.csl.item import CslItem
from nkbook.project.bibliographies.ris_files import read_ris

RIS = """TY  - JOUR
ID  - chan2001
AU  - 陳, 大文
AU  - Smith, Jane
TI  - 論燈塔
T2  - 水誌
VL  - 4
IS  - 2
SP  - 3
EP  - 9
DA  - 2001/05/03/
Y2  - 2020/01/02/
UR  - https://example.org/a
LA  - Chinese
ER  -

TY  - BOOK
AU  - 王五
A4  - 高, 一
TI  - 海濱
PB  - 某社
CY  - 香港
PY  - 1990
SP  - 300
ER  -
TY  - BOOK
AU  - 王五
TI  - 又
PY  - 1990
ER  -
TY  - BOOK
KW  - 無題
ER  -
"""


def test_records_become_items_with_their_lines() -> None:
    found, problems = read_ris(RIS, "chapters/lib.ris")
    assert not problems
    items = [item for item, _, _ in found]
    assert [item and item.id for item in items] == ["chan2001", "王1990", "王1990b", None]
    article, book = items[0], items[1]
    assert article is not None
    assert book is not None
    assert article.type == "article-journal"
    assert [(name.family, name.given) for name in article.author] == [
        ("陳", "大文"), ("Smith", "Jane"),
    ]  # fmt: skip
    assert (article.container_title, article.volume, article.issue) == ("水誌", "4", "2")
    assert (article.page, article.url, article.language) == ("3-9", "https://example.org/a", "")
    assert article.issued is not None
    assert article.issued.start is not None
    assert (article.issued.start.year, article.issued.start.day) == (2001, 3)
    assert (book.publisher, book.publisher_place, book.page) == ("某社", "香港", "")
    assert book.translator[0].family == "高"
    (problem,) = found[3][1]
    assert (problem.code, problem.location and problem.location.line) == ("NK249", 31)
    assert "title" in problem.message


def test_a_file_without_records_is_a_problem() -> None:
    found, problems = read_ris("陳大文\n", "chapters/lib.ris")
    assert (found, [item.code for item in problems]) == ([], ["NK249"])


def test_the_extra_field_holds_variables() -> None:
    note = (
        "original-date: 1937-05\nTranslator: 高 || 一\n譯者：程二\n朝代：清\n"
        "一句話：不是欄位\nDOI: x"
    )
    item = CslItem.model_validate(
        {"id": "a", "type": "book", "title": "甲", "note": note, "DOI": "10.5/y"}
    )
    assert item.original_date is not None
    assert item.original_date.start is not None
    assert (item.original_date.start.year, item.original_date.start.month) == (1937, 5)
    assert [(name.family, name.given, name.literal) for name in item.translator] == [
        ("高", "一", ""), ("", "", "程二"),
    ]  # fmt: skip
    assert (item.dynasty, item.doi) == ("清", "10.5/y")
    assert item.note == "一句話：不是欄位\nDOI: x"


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("English", "en"), ("eng", "en"), ("en_US", "en-US"), ("zh-Hant", "zh-Hant"),
        ("Chinese", ""), ("中文", ""), ("chi", ""), ("jpn", "ja"), ("English and French", ""),
        ("hy", "hy"), ("zh-CN", "zh-Hans-CN"), ("", ""),
    ],
)  # fmt: skip
def test_languages_in_words_are_tags_or_left_to_the_title(written: str, tag: str) -> None:
    item = {"id": "a", "type": "book", "title": "甲", "language": written}
    assert CslItem.model_validate(item).language == tag
