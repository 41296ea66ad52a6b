"""Links between chapters, as other tools write them, and ids that several chapters have."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from publications import BOOK_TOML

from nkbook.diagnostics.problems import Diagnostic
from nkbook.look.theme import Theme
from nkbook.manuscript.prepare import prepare
from nkbook.model.publication import Page
from nkbook.project import config

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>'
TEXT = "# 乙\n\n## 夜宿 客店 {#night}\n\n文。\n\n## 渡 Ferry!\n\n文。\n"


def pages(
    folder: Path, chapters: Mapping[str, str]
) -> tuple[dict[str, Page], tuple[Diagnostic, ...]]:
    """Return the pages of a book by their files, and its problems."""
    for name, text in chapters.items():
        path = folder / "chapters" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    names = ", ".join(f'"{name}"' for name in chapters)
    (folder / "chapters/book.toml").write_text(f"{BOOK_TOML}body = [{names}]\n", encoding="utf-8")
    settings = config.load(folder)
    prepared = prepare(settings, Theme(folder), settings.editions)
    (publication,) = prepared.publications.values()
    found = [page for page in publication.pages if page.document]
    return dict(zip(chapters, found, strict=True)), prepared.diagnostics


def links(page: Page) -> list[tuple[str, str | None]]:
    """Return the words and addresses of a page's links."""
    assert page.document is not None
    return [("".join(link.itertext()), link.get("href")) for link in page.document.tree.iter("a")]


def linked(folder: Path, address: str, source: str = "部 一/甲.md") -> tuple[str | None, list[str]]:
    """Return where a link in one chapter leads, None for nowhere, and the codes."""
    made, problems = pages(
        folder,
        {
            source: f"# 甲\n\n見[那裏]({address})。\n",
            "部 一/b.md": TEXT,
            "二/README.md": "# 丙\n\n文。\n",
        },
    )
    page = made[source]
    assert "那裏" in "".join(page.document.tree.itertext() if page.document else ())
    found = links(page)
    return found[0][1] if found else None, [item.code for item in problems]


@pytest.mark.parametrize(
    "address",
    [
        "b.md", "./b.md", "<../部 一/b.md>", "b.html", "/部%20一/b", "b/", "../b/", "/zh/部%20一/b",
        "B.md", "#/部%20一/b", "b.md?plain=1",
    ],
)  # fmt: skip
def test_a_chapter_is_linked_by_its_file(tmp_path: Path, address: str) -> None:
    assert linked(tmp_path, address) == ("#部-一-b", [])


@pytest.mark.parametrize(
    "address", ["../二/README.md", "../二/", "/二", "../二/index.html", "../二"]
)
def test_a_folders_own_file_is_its_page(tmp_path: Path, address: str) -> None:
    assert linked(tmp_path, address) == ("#二-README", [])


@pytest.mark.parametrize(
    "address",
    [
        "b.md#night", "b.md#夜宿-客店", "b.md#%E5%A4%9C%E5%AE%BF-%E5%AE%A2%E5%BA%97", "b?id=night",
        "b.html#夜宿客店",
    ],
)  # fmt: skip
def test_a_section_of_another_chapter_is_linked(tmp_path: Path, address: str) -> None:
    assert linked(tmp_path, address) == ("#night", [])


@pytest.mark.parametrize("address", ["b.md#渡-ferry", "b.md#渡-Ferry", "b#渡-ferry-"])
def test_a_section_is_linked_by_its_automatic_name(tmp_path: Path, address: str) -> None:
    target, codes = linked(tmp_path, address)
    assert str(target).startswith("#部-一-b-")
    assert codes == []


@pytest.mark.parametrize(
    ("address", "target", "code"),
    [
        ("c.md", None, "NK234"),
        ("", None, "NK208"),
        ("../code/a.py", None, "NK234"),
        ("/", None, "NK234"),
        ("#nowhere", None, "NK208"),
        ("b.md#nowhere", "#部-一-b", "NK208"),
    ],
)
def test_a_dead_link_keeps_its_words(
    tmp_path: Path, address: str, target: str | None, code: str
) -> None:
    assert linked(tmp_path, address) == (target, [code])


def test_other_addresses_stay(tmp_path: Path) -> None:
    text = "<ftp://example.org/a>、[電](tel:+852)、[鏡](//example.org)、<a@example.org>。\n"
    made, problems = pages(tmp_path, {"a.md": f"# 甲\n\n{text}"})
    assert [href for _, href in links(made["a.md"])] == [
        "ftp://example.org/a", "tel:+852", "https://example.org", "mailto:a@example.org",
    ]  # fmt: skip
    assert problems == ()


ADDRESSES = (
    "http://[", "http://a:99999/", "http://a%20b/", "http://", "http:a", "http://a..b/", "mailto:",
    f"http://{'a' * 64}.b/", "http://xn--/",
)  # fmt: skip


def test_an_address_that_is_none_is_words(tmp_path: Path) -> None:
    text = "".join(f'<a href="{one}">甲</a>、[乙](<{one}>)、\n' for one in ADDRESSES)
    text += "[](http://a/#b#c)與[丙](https://例.香港/路?a={b})"
    made, problems = pages(tmp_path, {"a.md": f"# 甲\n\n{text}"})
    assert [href for _, href in links(made["a.md"])] == [
        "http://a/#b%23c", "https://xn--fsq.xn--j6w193g/%E8%B7%AF?a=%7Bb%7D",
    ]  # fmt: skip
    told = [str(one.location) for one in problems if one.code == "NK238"]
    assert set(told) == {f"chapters/a.md:{line}" for line in range(3, 3 + len(ADDRESSES))}


def test_reference_links_and_empty_links(tmp_path: Path) -> None:
    text = '# 甲\n\n見[那裏][b]與[](b.md)、[](b.md#night)。\n\n[b]: b.md#night "題"\n'
    made, problems = pages(tmp_path, {"a.md": text, "b.md": TEXT})
    assert links(made["a.md"]) == [
        ("那裏", "#night"), ("第二章", "#b"), ("「夜宿 客店」", "#night"),
    ]  # fmt: skip
    assert problems == ()


def test_words_of_a_dead_link_keep_what_is_theirs(tmp_path: Path) -> None:
    made, _ = pages(tmp_path, {"a.md": "# 甲\n\n前[*渡*口](x.md){.old}後[山](y.md)終。\n"})
    page = made["a.md"]
    assert page.document is not None
    (paragraph,) = page.document.tree
    assert [(child.tag, child.get("class")) for child in paragraph] == [("span", "old")]
    assert "".join(paragraph.itertext()) == "前渡口後山終。"


def test_an_id_is_each_chapters_own(tmp_path: Path) -> None:
    own = "# 題\n\n## 結 {#end}\n\n見[本章](#end)[^1]。\n\n[^1]: 見[結](#end)。\n"
    made, problems = pages(
        tmp_path, {"a.md": own, "b.md": own, "c.md": "# 丙\n\n[何處](#end)與[乙](b.md#end)。\n"}
    )
    assert [links(made[name])[0][1] for name in ("a.md", "b.md")] == ["#end", "#b-end"]
    assert [href for _, href in links(made["c.md"])] == ["#end", "#b-end"]
    assert sorted(item.code for item in problems) == ["NK209", "NK235"]
    note = made["b.md"].document.notes[0].body if made["b.md"].document else None
    assert note is not None
    assert [link.get("href") for link in note.iter("a")] == ["#b-end"]


def test_chapters_of_one_id_have_ids_of_their_own(tmp_path: Path) -> None:
    """Files whose names differ in marks only, and notes of one label."""
    text = "# 題 {#one}\n\n同一段[^1]。\n\n## 節 {#contents}\n\n見[本章](#one)。\n\n[^1]: 註。\n"
    made, problems = pages(tmp_path, {"a b.md": text, "a-b.md": text})
    every = []
    for page in made.values():
        assert page.document is not None
        ids = [str(element.get("id")) for element in page.document.tree.iter() if element.get("id")]
        every += [page.id, f"{page.id}-title", *ids]
        for note in page.document.notes:
            every += [note.id, *(str(one.get("id")) for one in note.body.iter() if one.get("id"))]
            assert note.call_id in ids
        assert links(page)[-1][1] == f"#{page.id}"
    assert len(every) == len(set(every))
    assert [item.code for item in problems] == ["NK209", "NK209"]


def test_an_id_twice_in_a_chapter(tmp_path: Path) -> None:
    text = "# 題\n\n## 甲 {#x}\n\n[乙]{#x}見[首](#x)與[](#x)。\n"
    made, problems = pages(tmp_path, {"a.md": text})
    assert links(made["a.md"]) == [("首", "#x"), ("「甲」", "#x")]
    assert [item.code for item in problems] == ["NK209"]


def test_words_around_an_empty_link_are_not_printed_twice(tmp_path: Path) -> None:
    picture = "![燈](images/a.svg){#light}"
    formula = "$$x$$ {#eq-x}"
    text = "圖[](#light)、第 [](#b) 章、第[](#b)與[](#b)，（[](#eq-x)）、式 (@eq-x)、[](#light)"
    (tmp_path / "chapters/images").mkdir(parents=True)
    (tmp_path / "chapters/images/a.svg").write_text(SVG, encoding="utf-8")
    made, _ = pages(
        tmp_path,
        {"a.md": f"# 甲\n\n{text}\n\n{picture}\n\n{formula}\n", "b.md": "# 乙\n\n文。\n"},
    )
    words = [text for text, _ in links(made["a.md"])]
    assert words == ["一", "二", "第二章", "第二章", "1.1", "1.1", "圖一"]


@pytest.mark.parametrize(("title", "printed"), [
    ("「甲國」的省", "「『甲國』的省」"),
    ("說「甲『乙』丙」", "「說『甲「乙」丙』」"),
    ("讀 “Ali’s House”", "「讀 “Ali’s House”」"),
    ("渡口", "「渡口」"),
])  # fmt: skip
def test_marks_in_a_title_that_a_reference_quotes(title: str, printed: str, tmp_path: Path) -> None:
    text = f"# 甲\n\n## {title} {{#sea}}\n\n見[](#sea)。\n"
    made, _ = pages(tmp_path, {"a.md": text})
    assert [words for words, _ in links(made["a.md"])] == [printed]
