"""What an editor decides about a report holds in the next build."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from nkbook.look.templating import Templates
from nkbook.look.theme import Theme
from nkbook.manuscript.editions.report import report, write
from nkbook.manuscript.prepare import prepare
from nkbook.model.trees import text_of
from nkbook.project import config

TW, CN = "zh-Hant-TW", "zh-Hans-CN"
TEXT = "于志远发短信给余下的人，于某没有回复。山下有人等于先生。"


def book(folder: Path, decisions: str = "", text: str = TEXT, names: str = "") -> Path:
    """Write a mainland book of one chapter, with an editor's decisions."""
    chapters = folder / "chapters"
    (chapters / "data").mkdir(parents=True, exist_ok=True)
    (chapters / "one.md").write_text(f"---\ntitle: 上\n---\n\n{text}\n", encoding="utf-8")
    (chapters / "book.toml").write_text(
        f'[book]\nslug = "b"\ntitle = "书"\nlanguage = "{CN}"\ncreators = [{{ name = "甲" }}]\n'
        '[release]\nversion = "1"\ndate = 2026-03-04\n[spine]\nbody = ["one.md"]\n'
        f'[build]\neditions = ["{CN}", "{TW}"]\n',
        encoding="utf-8",
    )
    (chapters / "data/conversion.yaml").write_text(decisions or "[]\n", encoding="utf-8")
    (chapters / "data/names.yaml").write_text(names or "[]\n", encoding="utf-8")
    return folder


def converted(folder: Path) -> tuple[str, dict[str, Any]]:
    """Return the text of the Taiwanese edition, and its report."""
    found = prepare(config.load(folder), Theme(folder), (TW,))
    assert not [item for item in found.diagnostics if item.code == "NK279"]
    publication = found.publications[TW]
    (page,) = (page for page in publication.pages if page.document)
    assert page.document
    text = "".join(text_of(block) for block in page.document.tree)
    return text, report(found.logs[TW], publication.metadata)


def test_the_least_sure_stands_first(tmp_path: Path) -> None:
    text, found = converted(book(tmp_path))
    assert "于志遠發簡訊給餘下的人，于某沒有回覆。" in text
    risks = [row["risk"] for row in found["changes"]]
    assert risks == sorted(risks, reverse=True)
    assert found["changes"][0]["source"] in "于复"
    assert found["changes"][-1]["rule"] in ("character", "word")
    assert "surname" in next(row["why"] for row in found["changes"] if row["printed"] == "于")


def test_what_was_found_right_stands_last(tmp_path: Path) -> None:
    _, before = converted(book(tmp_path))
    first = before["changes"][0]
    word = f", word: {first['word']}" if first["word"] else ""
    row = f"- {{ edition: tw, source: {first['source']}, right: {first['printed']}{word} }}\n"
    _, after = converted(book(tmp_path, row))
    (same,) = (
        change
        for change in after["changes"]
        if [change[key] for key in ("source", "printed", "word")]
        == [first[key] for key in ("source", "printed", "word")]
    )
    assert same["accepted"]
    assert not same["risk"]
    assert after["changes"].index(same) > len(after["changes"]) / 2
    assert after["doubtful"] < before["doubtful"]


def test_other_words_are_printed_from_then_on(tmp_path: Path) -> None:
    row = f'- {{ edition: {TW}, source: "发短信", print: "傳簡訊" }}\n'
    text, found = converted(book(tmp_path, row))
    assert "于志遠傳簡訊給餘下的人" in text
    (change,) = (row for row in found["changes"] if row["source"] == "发短信")
    assert (change["rule"], change["risk"]) == ("decision", 0)


def test_the_page_has_what_a_decision_needs(tmp_path: Path) -> None:
    root = book(tmp_path)
    found = prepare(config.load(root), Theme(root), (TW,))
    templates = Templates(Theme(root).template_dirs)
    _, path = write(found.logs[TW], found.publications[TW].metadata, templates, tmp_path)
    page = etree.HTML(path.read_text(encoding="utf-8"))
    rows = page.xpath("//tr[@data-source]")
    assert {"于", "余"} <= {row.get("data-source") for row in rows}
    assert all(row.xpath("td[@class='decide']") for row in rows)
    assert "data/conversion.yaml" in "".join(page.xpath("//form//text()"))


NAMES = """\
- id: sultanov
  kind: person
  forms: { zh-Hans-CN: 霍斯罗夫·苏尔坦诺夫, zh-Hant-TW: 霍斯魯夫·蘇丹諾夫 }
"""


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("霍斯罗夫·苏尔坦诺夫来了。", "霍斯魯夫‧蘇丹諾夫來了。"),
        ("苏尔坦诺夫将军说，霍斯罗夫在。", "蘇丹諾夫將軍說，霍斯魯夫在。"),
        ("霍斯罗夫·贝克到了。", "霍斯羅夫‧貝克到了。"),
        ("他说：“苏尔坦诺夫走了。”", "他說：「蘇丹諾夫走了。」"),
        ("原书误作“苏尔坦诺夫太子”。", "原書誤作「蘇爾坦諾夫太子」。"),
    ],
)
def test_a_person_by_a_part_of_the_name(text: str, printed: str, tmp_path: Path) -> None:
    assert converted(book(tmp_path, text=text, names=NAMES))[0] == printed


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("见 https://example.org/后来/干部 所载", "見 https://example.org/后来/干部 所載"),
        ("见<https://example.org/后来>一页。", "見https://example.org/后来一頁。"),
        ("或www.example.org/后。", "或www.example.org/后。"),
    ],
)
def test_addresses_keep_their_letters(text: str, printed: str, tmp_path: Path) -> None:
    assert converted(book(tmp_path, text=text))[0] == printed
