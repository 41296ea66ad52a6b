"""An id once published stays with its paragraph through corrections, or leads to where it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from nkbook.manuscript.anchors import Kept, keep
from nkbook.manuscript.markdown import parse
from nkbook.model.book import Chapter
from nkbook.model.document import Document
from nkbook.model.metadata import Matter
from nkbook.model.trees import text_of

SHOWN = "chapters/anchors.tsv"

ROAD = "路上有雨，行人都在屋檐下等，等到天色暗下來，才有一輛馬車從城門那邊過來。"
TEA = "茶館的老闆說，這條路自從改道以後，南來的商隊就少了，秋天也不見駱駝。"
SNOW = "第二年的雪下得很早，山口在十月裏已經封了，郵差只好把信存在驛站裏。"
BRIDGE = "橋是光緒年間修的，石料從對岸運來，橋墩上至今還看得見工匠的記號。"
BOOK = {
    "one": f"## 路\n\n{ROAD}\n\n{TEA}\n\n{SNOW}\n",
    "two": f"## 橋\n\n{BRIDGE}\n\n- 甲項\n- 乙項\n",
}


@dataclass(frozen=True)
class Published:
    """A release of the book: its chapters, and their ids in what was kept of them."""

    kept: Kept

    def words(self, id: str) -> str:
        """Return the words at an id, or at the place that it leads to."""
        for document in self.kept.documents.values():
            id_here = document.former.get(id, id)
            for root in (document.tree, *(note.body for note in document.notes)):
                for element in root.iter("*"):
                    if element.get("id") == id_here:
                        return text_of(element).strip()
            for note in document.notes:
                if note.id == id_here:
                    return text_of(note.body).strip()
        raise AssertionError(f"{id} leads nowhere")

    def id(self, words: str) -> str:
        """Return the id of the paragraph, term or item with these words."""
        found = [
            str(element.get("id"))
            for document in self.kept.documents.values()
            for element in document.tree.iter("p", "li", "dt", "dd")
            if text_of(element).strip() == words
        ]
        assert found, words
        return found[0]

    @property
    def ids(self) -> list[str]:
        return [
            str(element.get("id"))
            for document in self.kept.documents.values()
            for root in (document.tree, *(note.body for note in document.notes))
            for element in root.iter("*")
            if element.get("id")
        ]


def publish(chapters: Mapping[str, str], before: Published | None = None) -> Published:
    documents: dict[str, Document] = {}
    for stem, text in chapters.items():
        documents[stem], problems = parse(
            Chapter(stem, "題", Matter.BODY, text, f"chapters/{stem}.md", 1)
        )
        assert problems == ()
    kept = keep(documents, before.kept.ledger if before else None, SHOWN)
    assert kept.problems == ()
    made = Published(kept)
    assert len({*made.ids}) == len(made.ids)
    again = keep(documents, kept.ledger, SHOWN)  # a build changes nothing of its own ledger
    assert again.ledger == kept.ledger
    assert Published(again).ids == made.ids
    return made


@pytest.fixture
def first() -> Published:
    return publish(BOOK)


def corrected(old: str, new: str) -> dict[str, str]:
    assert any(old in text for text in BOOK.values())
    return {stem: text.replace(old, new) for stem, text in BOOK.items()}


def test_the_first_release_has_the_ids_of_a_book_without_a_ledger(first: Published) -> None:
    plain, _ = parse(Chapter("one", "題", Matter.BODY, BOOK["one"], "chapters/one.md", 1))
    assert [one.get("id") for one in plain.tree.iter("p")] == first.ids[2:5]


def test_a_word_is_changed(first: Published) -> None:
    second = publish(corrected("馬車", "驢車"), first)
    assert second.ids == first.ids
    third = publish(corrected("一輛馬車從城門那邊過來", "兩輛驢車從東門外面趕來"), second)
    assert third.ids == first.ids


def test_a_title_and_an_item_are_changed(first: Published) -> None:
    for title in ("## 商路", "## 雨天"):
        assert publish(corrected("## 路", title), first).ids == first.ids
    changed = publish(corrected("乙項", "乙的項"), first)
    assert changed.id("乙的項") == first.id("乙項")


def test_a_paragraph_is_moved_within_the_chapter_and_to_another(first: Published) -> None:
    within = {**BOOK, "one": f"{SNOW}\n\n## 路\n\n{ROAD}\n\n{TEA}\n"}
    beyond = {"one": f"## 路\n\n{ROAD}\n\n{TEA}\n", "two": BOOK["two"] + f"\n{SNOW}\n"}
    corrected_too = {**beyond, "two": beyond["two"].replace("很早", "很晚")}
    for chapters in (within, beyond, corrected_too):
        second = publish(chapters, first)
        assert second.words(first.id(SNOW)) in (SNOW, SNOW.replace("很早", "很晚"))
        assert second.id(ROAD) == first.id(ROAD)


def test_all_is_reordered(first: Published) -> None:
    turned = f"{SNOW}\n\n{TEA}\n\n{ROAD}\n\n## 路\n\n又。\n"
    second = publish({"two": BOOK["two"], "one": turned}, first)
    for words in (ROAD, TEA, SNOW, BRIDGE):
        assert second.id(words) == first.id(words)


def test_a_paragraph_is_split(first: Published) -> None:
    head, tail = TEA[:18], TEA[18:]
    second = publish(corrected(TEA, f"{head}\n\n{tail}"), first)
    assert second.words(first.id(TEA)) == head
    assert second.id(tail) not in first.ids
    assert second.id(SNOW) == first.id(SNOW)


def test_two_paragraphs_become_one(first: Published) -> None:
    second = publish(corrected(f"{ROAD}\n\n{TEA}", ROAD + TEA), first)
    assert second.words(first.id(ROAD)) == second.words(first.id(TEA)) == ROAD + TEA


def test_a_paragraph_is_deleted_and_comes_back(first: Published) -> None:
    second = publish(corrected(f"{TEA}\n\n", ""), first)
    assert second.words(first.id(TEA)) == SNOW  # what stands where it stood
    third = publish(corrected(f"{TEA}\n\n{SNOW}", "雪。"), second)
    assert third.words(first.id(TEA)) == third.words(first.id(SNOW)) == "雪。"
    assert publish(BOOK, third).ids == first.ids


def test_a_chapter_is_deleted(first: Published) -> None:
    second = publish({"one": BOOK["one"]}, first)
    assert second.words(first.id(BRIDGE)) == SNOW  # the nearest that there is
    assert publish(BOOK, second).ids == first.ids


def test_a_chapter_gets_another_id(first: Published) -> None:
    second = publish({"one": BOOK["one"], "bridge": BOOK["two"]}, first)
    assert second.ids[:5] == first.ids[:5]
    for words in (BRIDGE, "甲項", "乙項"):
        assert second.id(words) == first.id(words)


def test_paragraphs_with_the_same_words_are_told_by_their_neighbours() -> None:
    text = "春。\n\n同上。\n\n夏天。\n\n同上。\n\n秋天到。\n\n同上。\n"
    first = publish({"one": text})
    second = publish({"one": text.replace("春。\n\n同上。", "春。")}, first)
    here = second.kept.documents["one"].tree
    assert [one.get("id") for one in here.iter("p")][2] == first.ids[3]
    assert [one.get("id") for one in here.iter("p")][4] == first.ids[5]


def test_a_section_that_is_given_a_name_is_found_by_both(first: Published) -> None:
    second = publish(corrected("## 路", "## 路 {#road}"), first)
    assert "road" in second.ids
    assert second.words(first.ids[0]) == second.words("road")
    assert "road" in publish(BOOK, second).ids  # once published, it stays


def test_notes_keep_theirs_with_their_calls() -> None:
    first = publish({"one": f"{ROAD[:-1]}^[縣志卷三，{TEA}]。\n"})
    second = publish({"one": f"{ROAD[:-1]}^[縣志卷四，{TEA}]。\n"}, first)
    (note,), (now,) = first.kept.documents["one"].notes, second.kept.documents["one"].notes
    assert (now.id, now.call_id) == (note.id, note.call_id)
    (call,) = second.kept.documents["one"].tree.iter("a")
    assert (call.get("id"), call.get("href")) == (note.call_id, f"#{note.id}")


def test_ledgers_of_two_branches_merge(first: Published) -> None:
    """As git does: each changed other lines; what both changed is there twice, with its marks."""
    ours = publish(corrected("馬車", "驢車"), first).kept.ledger.splitlines()
    theirs = publish(corrected("光緒", "咸豐"), first).kept.ledger.splitlines()
    base = first.kept.ledger.splitlines()
    assert len(ours) == len(theirs) == len(base)
    merged = [
        mine if mine != old else other for mine, other, old in zip(ours, theirs, base, strict=True)
    ]
    doubled = ["<<<<<<< ours", *ours, "=======", *theirs, ">>>>>>> theirs"]
    both = {"one": BOOK["one"].replace("馬車", "驢車"), "two": BOOK["two"].replace("光緒", "咸豐")}
    documents = {
        stem: parse(Chapter(stem, "題", Matter.BODY, text, f"chapters/{stem}.md", 1))[0]
        for stem, text in both.items()
    }
    for lines in (merged, doubled):
        kept = keep(documents, "\n".join(lines), SHOWN)
        assert kept.problems == ()
        assert Published(kept).ids == first.ids


def test_broken_lines_are_told_and_passed_over(first: Published) -> None:
    lines = first.kept.ledger.splitlines()
    broken = [*lines[:3], "one\tone-1", "one\ta b\tp\tAAAA", "one\tone-2\tp\t!!", *lines[3:]]
    documents = first.kept.documents
    kept = keep(documents, "\n".join(broken), SHOWN)
    assert [(one.code, str(one.location)) for one in kept.problems] == [
        ("NK280", f"{SHOWN}:{line}") for line in (4, 5, 6)
    ]
    assert Published(kept).ids == first.ids


def test_the_ledger_is_small(first: Published) -> None:
    rows = [line for line in first.kept.ledger.splitlines() if not line.startswith("#")]
    assert max(map(len, rows)) < 100
    assert {line.split("\t")[2] for line in rows} == {"section", "p", "li"}
