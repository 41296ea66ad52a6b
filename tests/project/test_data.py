"""The data files of a book: what they may say, and the place of everything wrong in them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pypandoc
import pytest

from nkbook.diagnostics.codes import Severity
from nkbook.diagnostics.errors import SourceError
from nkbook.diagnostics.problems import Diagnostic
from nkbook.look.theme import Theme
from nkbook.manuscript.prepare import prepare
from nkbook.model.csl.dates import Date, Day
from nkbook.model.csl.item import TYPES, CslItem
from nkbook.project import config, load
from nkbook.project.glossary import load_names
from nkbook.project.index_notes import load_index_notes
from nkbook.project.references import load_references

WORK = "- id: a\n  type: book\n  title: 山\n"


@pytest.fixture
def data(tmp_path: Path) -> Callable[[str, str], Path]:
    """Return a function that writes a data file and returns the folder of the chapters."""

    def write(name: str, text: str) -> Path:
        (tmp_path / "data").mkdir(exist_ok=True)
        (tmp_path / "data" / name).write_text(text, encoding="utf-8")
        return tmp_path

    return write


@pytest.fixture
def work(data: Callable[[str, str], Path]) -> Callable[[str], CslItem]:
    """Return a function that reads a work with more keys, which must be sound."""

    def read(keys: str) -> CslItem:
        indented = "".join(f"  {line}\n" for line in keys.split("\n"))
        items, problems = load_references(data("references.yaml", WORK + indented))
        assert problems == ()
        return items["a"]

    return read


def lines(
    problems: tuple[Diagnostic, ...], severity: Severity = Severity.ERROR
) -> list[tuple[str, int | None]]:
    """Return the code and line of each problem; all are of one severity."""
    assert all(item.severity is severity for item in problems)
    return [(item.code, item.location.line if item.location else None) for item in problems]


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ("author: 王小明", 4),
        ("author:\n- 王小明\n- family: 李", 5),
        ("author: [{}]", 4),
        ("author: [null]", 4),
        ("author:\n- family: 王\n  gievn: 小明", 6),
        ("author:\n- family: 王\n  literal: 某會", 5),
        ("author: [{ family: [王] }]", 4),
        ("autor: [{ family: 王 }]", 4),
        ("non-dropping-particle: de", 4),
        ("issued: about 1887", 4),
        ("issued: 87", 4),
        ("issued: 0", 4),
        ("issued: 1887-02-29", 4),
        ("issued: 1887-13", 4),
        ("issued: 1890/1887", 4),
        ("issued: [1887]", 4),
        ("issued: {}", 4),
        ("issued: { season: spring }", 4),
        ("issued: { year: 1887, season: monsoon }", 4),
        ("issued: { year: 1887, day: 4 }", 4),
        ("issued: { date-part: [[1887]] }", 4),
        ("issued: { date-parts: [[1887, 13]] }", 4),
        ("issued: { date-parts: [[1887, 0]] }", 4),
        ("issued: { date-parts: [[1887, 4, 31]] }", 4),
        ("issued:\n  date-parts:\n  - [1887]\n  - [1886]", 5),
        ("issued:\n  date-parts:\n  - - 1887\n    - 4\n    - 31", 6),
        ("issued: { date-parts: [[late 1887]] }", 4),
        ("issued: { date-parts: [1887, 4] }", 4),
        ("issued: { date-parts: [[]] }", 4),
        ("issued: { date-parts: 1887 }", 4),
        ("issued: { date-parts: [[1887], [1888], [1889]] }", 4),
        ("issued: { date-parts: [[1887, 4, 3, 2]] }", 4),
        ("issued: { edtf: sometime }", 4),
        ("volume: [1, 2]", 4),
        ("title-short: { en: x }", 4),
        ("categories: 甲", 4),
        ("custom: 甲", 4),
        ("verifed: seen", 4),
    ],
)
def test_a_problem_of_a_work_has_its_line(
    data: Callable[[str, str], Path], keys: str, line: int
) -> None:
    indented = "".join(f"  {row}\n" for row in keys.split("\n"))
    items, problems = load_references(data("references.yaml", WORK + indented))
    assert items == {}
    assert lines(problems) == [("NK214", line)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("甲", [("NK214", 1)]),
        ("", [("NK214", 1)]),
        ("references: 甲", [("NK214", 1)]),
        ("references: []\nnocite: 甲", [("NK214", 2)]),
        ("- 甲\n- id: b", [("NK214", 1), ("NK214", 2), ("NK214", 2)]),
        ("- { id: 甲, type: leaflet, title: 乙 }", [("NK214", 1)]),
        ("- { id: '', type: book, title: '' }", [("NK214", 1), ("NK214", 1)]),
        (f"{WORK}{WORK}", [("NK214", 4)]),
    ],
)
def test_problems_of_a_list_of_works(
    data: Callable[[str, str], Path], text: str, found: list[tuple[str, int]]
) -> None:
    assert lines(load_references(data("references.yaml", text))[1]) == found


def test_a_work_with_a_problem_does_not_hide_the_others(
    data: Callable[[str, str], Path],
) -> None:
    text = f"{WORK}- {{ id: b, type: book }}\n- {{ id: c, type: book, title: 水 }}\n"
    items, problems = load_references(data("references.yaml", text))
    assert list(items) == ["a", "c"]
    assert [item.message for item in problems] == ['missing key "title"']


def test_hints_name_the_nearest_key_of_the_same_place(
    data: Callable[[str, str], Path],
) -> None:
    text = f"{WORK}  publsher: 某社\n  author: [{{ famly: 王 }}]\n"
    _, problems = load_references(data("references.yaml", text))
    assert sorted(str(item.hint) for item in problems) == [
        'did you mean "family"?',
        'did you mean "publisher"?',
    ]


@pytest.mark.parametrize(
    ("issued", "date"),
    [
        ("1887", Date(Day(1887))),
        ("'1887'", Date(Day(1887))),
        ("1887-04", Date(Day(1887, 4))),
        ("1887-04-03", Date(Day(1887, 4, 3))),
        ("1887年4月3日", Date(Day(1887, 4, 3))),
        ("1887-22", Date(Day(1887, season=2))),
        ("1887~", Date(Day(1887), circa=True)),
        ("1887/1890-05", Date(Day(1887), Day(1890, 5))),
        ("1887/..", Date(Day(1887), open_ended=True)),
        ("1887–1890", Date(Day(1887), Day(1890))),
        ("{ date-parts: [[1887, 4, 3]] }", Date(Day(1887, 4, 3))),
        ('{ date-parts: [["1887", "04", ""]] }', Date(Day(1887, 4))),
        ("{ date-parts: [[1887], [1890]] }", Date(Day(1887), Day(1890))),
        ("{ date-parts: [[1887, 9], [1887]] }", Date(Day(1887, 9), Day(1887))),
        ("{ date-parts: [[-213]] }", Date(Day(-213))),
        ("{ date-parts: [[-213], [-97]] }", Date(Day(-213), Day(-97))),
        ("{ date-parts: [[1887]], season: 3, circa: true }", Date(Day(1887, season=3), circa=True)),
        ("{ date-parts: [[1887]], circa: false }", Date(Day(1887))),
        ("{ literal: 光緒十三年 }", Date(literal="光緒十三年")),
        ("{ date-parts: [[1887]], literal: 光緒十三年 }", Date(Day(1887), literal="光緒十三年")),
        ("{ raw: 1887-04 }", Date(Day(1887, 4))),
        ("{ raw: Easter 1887 }", Date(literal="Easter 1887")),
        ("{ edtf: 1887-04 }", Date(Day(1887, 4))),
        # As Better BibTeX and Pandoc write them.
        ("{ year: 1887, month: 4 }", Date(Day(1887, 4))),
        ("[{ year: 1887, month: 4, day: 3 }]", Date(Day(1887, 4, 3))),
        ("[{ year: 1887 }, { year: 1890 }]", Date(Day(1887), Day(1890))),
        ("[{ year: 1887, season: 1 }]", Date(Day(1887, season=1))),
        ("", None),
    ],
)
def test_dates(work: Callable[[str], CslItem], issued: str, date: Date | None) -> None:
    assert work(f"issued: {issued}").issued == date


def test_names_in_their_parts(work: Callable[[str], CslItem]) -> None:
    found = work(
        "author:\n"
        "- { family: Berg, given: Ida, non-dropping-particle: van den, suffix: Jr., "
        "comma-suffix: 1 }\n"
        "- { family: d'Arc, given: Lise de, parse-names: true }\n"
        "- { literal: 某會 }\n"
        "translator: { family: Kiss, given: Éva, static-ordering: true }"
    )
    first, second, third = found.author
    assert (first.non_dropping_particle, first.comma_suffix) == ("van den", True)
    assert (second.non_dropping_particle, second.family) == ("d'", "Arc")
    assert (second.given, second.dropping_particle) == ("Lise", "de")
    assert third.literal == "某會"
    assert found.translator[0].static_ordering


def test_what_is_written_is_kept_to_the_letter(work: Callable[[str], CslItem]) -> None:
    found = work("issue: 010\nvolume: 1.10\nversion: 2001-02-03\npage: 12:30\nstatus: no")
    assert (found.issue, found.volume, found.version) == ("010", "1.10", "2001-02-03")
    assert (found.page, found.status) == ("12:30", "no")


def test_every_type_and_variable_of_csl_is_known(data: Callable[[str, str], Path]) -> None:
    """Names, dates, numbers and texts as exporters write them, in JSON, which is YAML too."""
    person = [{"family": "Roe", "given": "Ann"}]
    date = {"date-parts": [["1999", 5]]}
    names = """author chair collection-editor compiler composer container-author contributor curator
        director editor editor-translator editorial-director executive-producer guest host
        illustrator interviewer narrator organizer original-author performer producer recipient
        reviewed-author script-writer series-creator translator"""
    dates = "accessed available-date event-date issued original-date submitted"
    texts = """abstract annote archive archive_collection archive_location archive-place authority
        call-number chapter-number citation-key citation-label citation-number collection-number
        collection-title container-title container-title-short dimensions division DOI edition event
        event-place event-title first-reference-note-number genre ISBN ISSN issue jurisdiction
        journalAbbreviation keyword language locator medium note number number-of-pages
        number-of-volumes original-publisher original-publisher-place original-title page page-first
        part-number part-title PMCID PMID printing-number publisher publisher-place references
        reviewed-genre reviewed-title scale section shortTitle source status supplement-number
        title-short URL version volume volume-title volume-title-short year-suffix"""
    everything = {
        "title": "All",
        "categories": ["a"],
        "custom": {"any": [1, {"thing": True}]},
        **dict.fromkeys(names.split(), person),
        **dict.fromkeys(dates.split(), date),
        **dict.fromkeys(texts.split(), 7),
    }
    rows = [{"id": kind, "type": kind, **everything} for kind in sorted(TYPES)]
    items, problems = load_references(data("references.yaml", json.dumps(rows)))
    assert problems == ()
    assert items.keys() == TYPES
    assert items["book"].doi == "7"
    assert items["book"].series_creator[0].family == "Roe"


BIBLATEX = r"""
@book{sea, author = {van der Zee, Ida and {The Harbour Office} and Moss, Jr., Carl},
  title = {Of Ships \& {Tides}}, date = {1931-09/1933-02}, edition = {2}, translator = {Low, Mei},
  publisher = {Quay}, location = {Leith}, isbn = {0-00-000000-0}, series = {Charts}, number = {7}}
@article{fog, author = {Rime, Olaf}, title = {Fog}, journaltitle = {Weather}, volume = {3},
  number = {1-2}, pages = {10--19}, date = {1950~}, doi = {10.5555/fog}}
@inproceedings{ice, author = {Firn, A. B.}, editor = {Cold, Eve}, title = {Ice}, date = {1950-21},
  booktitle = {Winters}, eventtitle = {A Meeting}, urldate = {2001-02-03}, url = {https://x.test/i}}
"""


@pytest.mark.parametrize("format", ["csljson", "markdown"])
def test_what_pandoc_writes_is_read(data: Callable[[str, str], Path], format: str) -> None:
    """Pandoc's YAML and CSL's JSON, made of a file of BibLaTeX."""
    text = pypandoc.convert_text(BIBLATEX, format, format="biblatex", extra_args=["--standalone"])
    if format == "markdown":
        text = text.replace('nocite: "[@*]"\n', "")
    items, problems = load_references(data("references.yaml", text))
    assert problems == ()
    assert items["sea"].issued == Date(Day(1931, 9), Day(1933, 2))
    assert items["sea"].author[0].dropping_particle == "van der"
    assert items["sea"].author[1].literal == "The Harbour Office"
    assert items["sea"].author[2].suffix == "Jr."
    assert items["fog"].issued == Date(Day(1950), circa=True)
    assert items["fog"].doi == "10.5555/fog"
    assert items["ice"].issued == Date(Day(1950, season=1))
    assert items["ice"].editor[0].family == "Cold"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("甲: 乙", [1]),
        ("- forms: { zh-Hant-HK: 甲 }", [1]),
        ("- id: a", [1]),
        ("- id: a\n  forms: {}", [2]),
        ("- id: a\n  forms: 甲", [2]),
        ("- id: a\n  forms: { zh-Hant-HK: [甲] }", [2]),
        ("- id: a\n  forms: { zh-Hant-HK: '' }", [2]),
        ("- id: a\n  forms: { no: Hvit }\n  unsure_forms: 5", [3]),
        ("- id: a\n  forms: { no: Hvit }\n  unsure_forms:\n  - nn", [4]),
        ("- id: a\n  forms: { no: Hvit }\n  unsure: maybe", [3]),
        ("- id: a\n  forms: { no: Hvit }\n  varients: [Kvit]", [3]),
        ("- id: a\n  forms: { no: Hvit }\n- id: a\n  forms: { no: Kvit }", [3]),
    ],
)
def test_problems_of_the_glossary(
    data: Callable[[str, str], Path], text: str, found: list[int]
) -> None:
    _, problems = load_names(data("names.yaml", text))
    assert lines(problems) == [("NK220", line) for line in found]


def test_a_sound_glossary(data: Callable[[str, str], Path]) -> None:
    text = (
        "- id: a\n  kind: place\n  forms: { zh-Hant-HK: 甲, no: 1905 }\n  variants: [乙]\n"
        "  unsure: true\n  decision: seen in print\n  note: 丙\n"
        "- id: b\n  forms: { zh-Hant-HK: 丁, en: Ding }\n  unsure_forms: [en]\n"
    )
    (first, second), problems = load_names(data("names.yaml", text))
    assert problems == ()
    assert dict(first.forms) == {"zh-Hant-HK": "甲", "no": "1905"}
    assert (first.kind, first.decision) == ("place", "seen in print")
    assert (first.unsure, second.unsure) == (
        frozenset(("zh-Hant-HK", "no")),
        frozenset(("en",)),
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("甲", [1]),
        ("- term: ' > '", [1]),
        ("- term: " + " > ".join("甲" * 50), [1]),
        ("- term: 甲\n  strokes: -5", [2]),
        ("- term: 甲\n  strokes: [3, 1000]", [2]),
        ("- term: 甲\n  reading: 山", [2]),
        ("- term: 甲\n  see: '>'", [2]),
        ("- term: 甲\n  see-also: 乙", [2]),
        ("- term: 甲\n  see_also: [乙]", [2]),
    ],
)
def test_problems_of_the_index(
    data: Callable[[str, str], Path], text: str, found: list[int]
) -> None:
    _, problems = load_index_notes(data("index.yaml", text))
    assert lines(problems) == [("NK226", line) for line in found]


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("", []),
        ("---\n---\n", []),
        ("---\n甲\n---\n", []),
        ("---\ntitle: 1999\n---\n", [2]),
        ("---\ntitle: [甲, 乙]\n---\n", [2]),
        ("---\ntitle: ''\n---\n", []),
        ("---\ntitle: 甲\nid: a b\nnumbered: 1\nshort-title: []\n---\n", [3, 4, 5]),
        ("---\ntitle: 甲\nshort_title: 乙\n---\n", [3]),
    ],
)
def test_problems_of_a_header(book: Callable[[str], Path], header: str, found: list[int]) -> None:
    folder = book("minimal")
    (folder / "chapters/one.md").write_text(f"{header}\n文。\n", encoding="utf-8")
    _, problems = load.load(config.load(folder))
    assert sorted(set(lines(problems, Severity.WARNING))) == [("NK211", line) for line in found]


def test_sound_keys_of_a_header_are_kept(book: Callable[[str], Path]) -> None:
    """A mistake in one key does not make the links to the chapter's id dangle as well."""
    folder = book("minimal")
    text = "---\ntitle: 甲\nid: kept\nnumbered: perhaps\n---\n\n文。\n"
    (folder / "chapters/one.md").write_text(text, encoding="utf-8")
    loaded, problems = load.load(config.load(folder))
    assert lines(problems, Severity.WARNING) == [("NK211", 4)]
    assert loaded.chapters["one"].id == "kept"


def test_unreadable_files_are_reported_together(book: Callable[[str], Path]) -> None:
    folder = book("minimal")
    long = f"{'長' * 200}.md"
    toml = folder / "chapters/book.toml"
    toml.write_text(toml.read_text("utf-8").replace('["one.md"]', f'["one.md", "{long}"]'), "utf-8")
    (folder / "chapters/data").mkdir()
    (folder / "chapters/data/references.yaml").symlink_to("references.yaml")
    (folder / "chapters/data/names.yaml").write_text("&a [*a]", "utf-8")
    with pytest.raises(SourceError) as raised:
        load.load(config.load(folder))
    assert [item.code for item in raised.value.diagnostics] == ["NK201", "NK215", "NK204"]


def test_pictures_that_no_file_can_be(book: Callable[[str], Path]) -> None:
    folder = book("minimal")
    images = folder / "chapters/images"
    images.mkdir(exist_ok=True)
    (images / "circle.svg").symlink_to("circle.svg")
    names = ["images/%00.png", f"images/{'x' * 300}.png", "images/circle.svg"]
    pictures = "\n\n".join(f'![圖]({name}){{alt="圖"}}' for name in names)
    (folder / "chapters/one.md").write_text(f"---\ntitle: 甲\n---\n\n{pictures}\n", "utf-8")
    loaded = config.load(folder)
    prepared = prepare(loaded, Theme(folder), loaded.editions)
    assert [item.code for item in prepared.diagnostics] == ["NK301"] * 3


UNSEEN = {
    "references.yaml": '- id: a\n  type: book\n  title: "山\\u202e水"\n',
    "index.yaml": "- term: 燈\U000e0041塔\n  strokes: 16\n",
    "names.yaml": "- id: a\n  forms: { zh-Hant-HK: 陳\u2066大 }\n",
}


@pytest.mark.parametrize("name", UNSEEN)
def test_unseen_marks_that_change_what_is_read_are_left_out(
    data: Callable[[str, str], Path], name: str
) -> None:
    folder = data(name, UNSEEN[name])
    read: dict[str, Callable[[], tuple[object, Sequence[Diagnostic]]]] = {
        "references.yaml": lambda: load_references(folder),
        "index.yaml": lambda: load_index_notes(folder),
        "names.yaml": lambda: load_names(folder),
    }
    values, problems = read[name]()
    assert [item.code for item in problems] == ["NK237"]
    shown = str(values)
    assert not set("\u202e\u2066\U000e0041") & set(shown)


def test_marks_of_direction_that_end_stay_in_data(data: Callable[[str, str], Path]) -> None:
    folder = data("names.yaml", "- id: a\n  forms: { zh-Hant-HK: 陳, ar: \u2067شن\u2069 }\n")
    (name,), problems = load_names(folder)
    assert problems == ()
    assert name.forms["ar"] == "\u2067شن\u2069"
