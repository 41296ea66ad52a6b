"""The table of names: those that the text has, by kind, in the order readers look them up."""

from __future__ import annotations

from pathlib import Path

from publications import load, written

from nkbook.model.publication import Publication

NAMES = """
- { id: a, kind: place, forms: { zh-Hant-HK: 舒沙, en: Shusha } }
- { id: b, kind: place, forms: { zh-Hant-HK: 巴庫, az: Bakı, en: Baku } }
- { id: c, kind: person, forms: { zh-Hant-HK: 約翰·史密, en: John Smith } }
- { id: d, kind: place, forms: { zh-Hant-HK: 倫敦, en: London } }
- { id: e, kind: place, forms: { zh-Hant-HK: 香港 } }
"""


def book(folder: Path, back: str) -> Publication:
    written(folder, "舒沙與香港。[^n]\n\n[^n]: 約翰·史密在巴庫。")
    (folder / "chapters/data").mkdir()
    (folder / "chapters/data/names.yaml").write_text(NAMES, encoding="utf-8")
    toml = folder / "chapters/book.toml"
    toml.write_text(toml.read_text("utf-8").replace("back = []", f"back = [{back}]"), "utf-8")
    return load(folder, folder / "work")[0]


def test_names_are_those_of_text_and_notes_that_have_an_original(tmp_path: Path) -> None:
    groups = book(tmp_path, '"names"').names
    assert [[name.forms["zh-Hant-HK"] for name in group.names] for group in groups] == [
        ["巴庫", "舒沙"],  # by strokes; London is not in the text, Hong Kong has no original
        ["約翰·史密"],
    ]
    # A language that no name of the kind has gets no column there.
    assert [group.languages for group in groups] == [("en", "az"), ("en",)]


def test_a_book_without_the_page_has_no_table(tmp_path: Path) -> None:
    assert book(tmp_path, "").names == ()
