"""Files of sources as reference managers write them: .bib, CSL-JSON and CSL-YAML."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pypandoc
import pytest

from nkbook.diagnostics.problems import Location
from nkbook.model.csl.item import CslItem
from nkbook.project.bibliographies.bibtex import read_bibtex
from nkbook.project.bibliographies.fields import csl_item
from nkbook.project.references import load_references

BIB = r"""@string{cup = "Cambridge UP"}
@book{wang2020,
  author = {王偉 and 歐陽四 and {某某學會}},
  title = {港口：{一個}島}, publisher = {某社}, address = {香港}, year = 2020, month = mar,
  langid = {chinese},
}
@book{de, author = {Ludwig van Beethoven and King, Jr., Martin L. and {World Bank}},
  title = {The \emph{Port} of Z{\"u}rich \& {\O}resund}, publisher = cup # " Press",
  date = {1999-05-03/1999-06}, series = {Ports}, number = 3, pagetotal = {300}}
@inproceedings{part, crossref = {whole}, title = {A Part}, author = {Jane Doe and others},
  pages = {3--14}, doi = {10.1000/a_b}}
@proceedings{whole, title = {The Whole}, editor = {Roe, R.}, year = {2001}, publisher = {P}}
@misc{web, title = {100% A_B}, howpublished = {\url{https://example.org/a_b%20c}},
  urldate = {2024-02-03}, language = {english}, year = {民國八年}}
@phdthesis{th, title = "論 {A} 與 ``B''", author = "李, 四", school = {某大學}, year = {1998}}
"""


def items(folder: Path, **files: str) -> tuple[dict[str, CslItem], list[str]]:
    """Return the sources of chapters with the files, and what is said of them."""
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, "utf-8")
    found, problems = load_references(folder)
    assert {problem.code for problem in problems} <= {"NK236", "NK249"}
    return dict(found), [f"{problem.location}: {problem.message}" for problem in problems]


def test_entries_of_bibtex_are_csl_items(tmp_path: Path) -> None:
    found, problems = items(tmp_path, my__bib=BIB)
    assert problems == []
    wang, de, part, web, thesis = (found[key] for key in ("wang2020", "de", "part", "web", "th"))
    assert [(name.family, name.given, name.literal) for name in wang.author] == [
        ("王", "偉", ""),
        ("歐陽", "四", ""),
        ("", "", "某某學會"),
    ]
    assert (wang.title, wang.publisher_place, wang.language) == ("港口：一個島", "香港", "")
    assert wang.issued is not None
    assert wang.issued.start is not None
    assert (wang.issued.start.year, wang.issued.start.month) == (2020, 3)
    assert de.title == "The <i>Port</i> of Zürich & Øresund"
    assert de.publisher == "Cambridge UP Press"
    assert (de.author[0].dropping_particle, de.author[1].suffix) == ("van", "Jr.")
    assert de.author[2].literal == "World Bank"
    assert (de.collection_title, de.collection_number) == ("Ports", "3")
    assert de.issued is not None
    assert de.issued.end is not None
    assert (part.container_title, part.editor[0].family, part.page) == ("The Whole", "Roe", "3-14")
    assert part.doi == "10.1000/a_b"
    assert (web.type, web.title, web.url) == ("webpage", "100% A_B", "https://example.org/a_b%20c")
    assert web.language == "en"
    assert web.issued is not None
    assert web.issued.literal == "民國八年"
    assert (thesis.title, thesis.publisher, thesis.author[0].family) == (
        "論 A 與 “B”",
        "某大學",
        "李",
    )


@pytest.mark.parametrize("key", ["wang2020", "de", "part", "th"])
def test_pandoc_reads_the_same_fields(key: str) -> None:
    """Titles but for their case, which Pandoc lowers for its styles to raise."""
    read = json.loads(pypandoc.convert_text(BIB, "csljson", format="biblatex"))
    (theirs,) = (item for item in read if item["id"] == key)
    entries, _ = read_bibtex(BIB, "a.bib")
    (ours,) = (csl_item(entry) for entry in entries if entry.key == key)
    shared = set(ours) & set(theirs) - {"issued", "accessed", "author", "type", "genre", "language"}
    assert len(shared) > 1
    assert {name: folded(ours[name]) for name in shared} == {
        name: folded(theirs[name]) for name in shared
    }


def folded(value: Any) -> str:
    """Return a value without case, quotation marks and the tags of Pandoc's own."""
    text = str(value).casefold()
    for mark in ("“", "”", "‘", "’", '"', "'", '<span class="nocase">', "</span>"):
        text = text.replace(mark, "")
    return text


def test_a_broken_entry_is_left_out_and_named(tmp_path: Path) -> None:
    found, problems = items(
        tmp_path,
        my__bib="@book{open, title = {甲\n\n@book{a, title={乙}}\n@book{untitled, year=2000}\n"
        "@book{a, title={丙}}\n@book{late, title={丁}, date={2000-13-01}}\n",
    )
    assert {key: item.title for key, item in found.items()} == {"a": "乙"}
    assert [problem.split(": ", 1)[0] for problem in problems] == [
        "chapters/my.bib:1",
        "chapters/my.bib:5",
        "chapters/my.bib:4",
        "chapters/my.bib:6",
    ]
    for problem, name in zip(problems, ("open", "a", "untitled", "late"), strict=True):
        assert f'"{name}"' in problem


def test_csl_json_of_zotero(tmp_path: Path) -> None:
    text = (
        '[\n\t{"id":"a","type":"book","title":"甲\\ud842\\udfb7","citation-key":"a","zotero-x":1,\n'
        '\t"author":[{"family":"王","given":"偉"}],"issued":{"date-parts":[["2020",3]]}},\n'
        '\t{"id":"b","type":"nothing","title":"乙"}\n]'
    )
    found, problems = items(tmp_path, references__json=text)
    assert found["a"].title == "甲𠮷"
    assert [problem.split(" ")[0] for problem in problems] == ["chapters/references.json:4:12:"]


def test_files_that_are_no_list(tmp_path: Path) -> None:
    found, problems = items(tmp_path, references__json="[{", references__yml="a: 1")
    assert found == {}
    assert len(problems) == 3  # the key and the list of the second


def test_of_two_files_the_first_holds(tmp_path: Path) -> None:
    yaml = "- { id: a, type: book, title: 丙 }\n- { id: b, type: book, title: 丁 }\n"
    same = "@book{a, title = {甲}}"
    found, problems = items(tmp_path, a__bib=same, b__bib=same, references__yaml=yaml)
    assert {key: item.title for key, item in found.items()} == {"a": "甲", "b": "丁"}
    assert problems == [
        'chapters/references.yaml:1:5: id "a" is given twice; the first one is used'
    ]


def test_files_that_book_toml_names(tmp_path: Path) -> None:
    chapters = tmp_path / "book/chapters"
    chapters.mkdir(parents=True)
    (chapters / "left.bib").write_text("@book{a, title = {甲}}")
    (chapters.parent / "root.bib").write_text("@book{b, title = {乙}}")
    (tmp_path / "out.bib").write_text("@book{c, title = {丙}}")
    where = Location("chapters/book.toml", 9)
    named = [(name, where) for name in ("../root.bib", "../../out.bib", "none.bib")]
    found, problems = load_references(chapters, named)
    assert set(found) == {"b"}
    assert [problem.code for problem in problems] == ["NK249", "NK249"]
    assert "outside the book" in problems[0].message


def test_what_no_book_can_hold_is_left_out_of_a_bib_file(tmp_path: Path) -> None:
    found, problems = items(tmp_path, a__bib="@book{a,\n title = {甲\0乙}}\n")
    assert found["a"].title == "甲乙"
    assert [problem.split(": ")[0] for problem in problems] == ["chapters/a.bib:2:12"]


def test_a_number_of_more_digits_than_are_read(tmp_path: Path) -> None:
    found, problems = items(tmp_path, references__json=f"[{'1' * 5000}]")
    assert found == {}
    assert len(problems) == 1


def test_strings_that_double_are_left_out() -> None:
    """Forty lines would make a million million characters."""
    doubled = "".join(f"@string{{x{n + 1} = x{n} # x{n}}}\n" for n in range(40))
    text = f'@string{{x0 = "ab"}}\n{doubled}@book{{a, title = x40 # "書"}}\n'
    (entry,), problems = read_bibtex(text, "chapters/a.bib")
    assert entry.fields["title"] == "書"
    assert {one.code for one in problems} == {"NK249"}
    assert problems[0].location == Location("chapters/a.bib", 14)
