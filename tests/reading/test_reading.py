"""Files with places: YAML and TOML are parsed once, and each value knows where it is written."""

from __future__ import annotations

import datetime
import os
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from places import BOOKS, REPOSITORY, TESTS

from nkbook.diagnostics.errors import SourceError
from nkbook.reading.parsed import ParsedFile, ValuePath
from nkbook.reading.text import composed, read_optional, read_text
from nkbook.reading.toml_file import parse_toml
from nkbook.reading.yaml_file import parse_yaml

TOML = '''# what a file of settings may have
title = "書"
"quoted key".'and another' = 1
text = """
[release]
version = 1
"""
inline = { "甲" = [1, { '乙' = 2 },  # a comment
  "三", 1999-01-02] }
[release]
version = "1.0"
date.day = 2
[[credits]]
label = "編"
[[credits]]
label = "校"
[[credits.people]]
name = "王"
[credits.house]
place = "香港"
'''


def paths(value: Any, path: ValuePath = ()) -> Iterator[ValuePath]:
    """Yield the path of everything inside a value."""
    pairs = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, inner in pairs:
        yield (*path, key)
        yield from paths(inner, (*path, key))


def rest(file: ParsedFile, *path: str | int) -> str:
    """Return the text from the place of a value to the end of its line."""
    where = file.at(*path)
    assert where.line is not None
    assert where.column is not None
    return file.text.split("\n")[where.line - 1][where.column - 1 :]


def test_toml_has_the_values_of_the_standard_library() -> None:
    assert parse_toml(TOML, "t").value == tomllib.loads(TOML)


@pytest.mark.parametrize(
    ("path", "begins"),
    [
        (("title",), "title ="),
        (("quoted key", "and another"), "'and another'"),
        (("text",), "text ="),
        (("inline", "甲", 1, "乙"), "'乙' = 2"),
        (("inline", "甲", 2), '"三"'),
        (("inline", "甲", 3), "1999-01-02"),
        (("release", "version"), 'version = "1.0"'),
        (("release", "date", "day"), "day = 2"),
        (("credits", 1, "label"), 'label = "校"'),
        (("credits", 1, "people", 0, "name"), 'name = "王"'),
        (("credits", 1, "house", "place"), "place"),
        (("credits", 1, "house"), "[credits.house]"),
    ],
)
def test_places_in_toml(path: ValuePath, begins: str) -> None:
    assert rest(parse_toml(TOML, "t"), *path).startswith(begins)


def test_everything_in_real_toml_files_has_a_place() -> None:
    files = [*REPOSITORY.glob("chapters/*.toml"), *TESTS.glob("books/*/chapters/*.toml")]
    files += REPOSITORY.glob("fonts/*.toml")
    for path in files:
        file = parse_toml(path.read_text(encoding="utf-8"), path.name)
        for found in paths(file.value):
            assert file.find(found), (path, found)
            if isinstance(found[-1], str):
                assert found[-1] in rest(file, *found)


def test_what_is_not_there_is_where_it_belongs() -> None:
    file = parse_toml(TOML, "t")
    assert rest(file, "release", "statement").startswith("[release]")
    assert (file.at("nothing").line, file.at("nothing").column) == (1, None)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = 1\nb = ", 2),
        ('a = 1\n“b” = "2"', 2),
        (f"a = 1\nb = [{'9' * 5000}]", 2),
        ('a = 1\nb = ["\\u0001"]', 2),
    ],
)
def test_broken_toml_has_a_line(text: str, line: int) -> None:
    with pytest.raises(SourceError) as raised:
        parse_toml(text, "t")
    where = raised.value.diagnostics[0].location
    assert where is not None
    assert where.line == line


def test_toml_of_too_many_levels_is_a_problem() -> None:
    with pytest.raises(SourceError, match="NK104"):
        parse_toml("a = " + "[" * 5000 + "]" * 5000, "t")


YAML = """\
title: 書
list:
  - 甲
  - {乙: 1, 丙: [2, 3]}
base: &base {丁: 4}
more:
  <<: *base
  戊: 5
"""


@pytest.mark.parametrize(
    ("path", "begins"),
    [
        (("title",), "title:"),
        (("list", 0), "甲"),
        (("list", 1, "丙", 1), "3]"),
        (("base", "丁"), "丁: 4"),
        (("more", "戊"), "戊: 5"),
        (("more", "丁"), "丁: 4"),  # where the merged key is written
        (("list", 1, "nothing"), "{乙"),
    ],
)
def test_places_in_yaml(path: ValuePath, begins: str) -> None:
    file = parse_yaml(YAML, "y")
    assert file.value == yaml.safe_load(YAML)
    assert rest(file, *path).startswith(begins)


def test_a_header_counts_the_lines_of_its_file() -> None:
    assert parse_yaml("a: 1\nb: 2\n", "y", first_line=2).at("b").line == 3


def test_everything_in_real_yaml_files_has_a_place() -> None:
    for path in [*TESTS.glob("books/*/chapters/data/*.yaml")]:
        text = path.read_text(encoding="utf-8")
        file = parse_yaml(text, path.name)
        assert file.value == yaml.safe_load(text)
        assert all(file.find(found) for found in paths(file.value))


@pytest.mark.slow
@given(
    st.recursive(
        st.text(alphabet=st.characters(categories=("L", "N", "P", "Zs")))
        | st.integers()
        | st.booleans()
        | st.none()
        | st.dates(min_value=datetime.date(1000, 1, 1)),
        lambda inner: st.lists(inner) | st.dictionaries(st.text("abc甲乙", min_size=1), inner),
        max_leaves=20,
    )
)
def test_any_yaml_is_read_as_the_library_reads_it(value: Any) -> None:
    text = yaml.safe_dump(value, allow_unicode=True)
    file = parse_yaml(text, "y")
    assert file.value == value
    assert all(file.find(found) for found in paths(value))


def test_scalars_kept_as_they_are_written() -> None:
    text = "[010, 1.10, 12:30, no, 1999-12-31, 0x1F, 1_000, ~, '2']"
    words = ["010", "1.10", "12:30", "no", "1999-12-31", "0x1F", "1_000", None, "2"]
    assert parse_yaml(text, "y", as_text=True).value == words


NINES = "\n".join(
    f"a{level}: &a{level} [{', '.join([f'*a{level - 1}' if level else '1'] * 9)}]"
    for level in range(10)
)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a:\n  b: !!int 甲", 2, "not a valid int"),
        ("a: !!bool 甲", 1, "not a valid bool"),
        ("a: !!timestamp 甲", 1, "not a valid date"),
        ("a: 1\nb: 1999-02-30", 2, "not a valid date"),
        ("a: 1\nb: " + "7" * 5000, 2, "not a valid int"),
        ("a: 1\nb: !thing 2", 2, "!thing"),
        ("a: 1\nb: &b [*b]", 2, "inside the value"),
        ("a: 1\nb: &b {c: {d: *b}}", 2, "inside the value"),
        (NINES, 1, "more values"),
        ("a: 1\nb: " + "[" * 200 + "]" * 200, 2, "levels"),
        ("a: 1\nb: " + "[" * 100_000, 2, "levels"),
        ("a: 1\nb: " + "{" * 100_000, 2, "levels"),
        ("- " * 100_000, 1, "levels"),
        ("a: 1\na: 2", 2, "given twice"),
        ("a: 1\nb: {c: 1, c: 2}", 2, "given twice"),
        ("a: 甲\nb: \x01", 2, "U+0001"),
        ('a: 甲\nb: "\\x0c"', 2, "U+000C"),
        ('a: 甲\n"\\uFFFE": 乙', 2, "U+FFFE"),
        ("a: 1\n? [b]\n: 2", 2, "key"),
        ("a: 1\nb: [", 2, "broken YAML"),
        ("a: 1\n---\nb: 2", 2, "another document"),
    ],
)
def test_traps_in_yaml_are_problems_with_a_line(text: str, line: int, message: str) -> None:
    with pytest.raises(SourceError) as raised:
        parse_yaml(text, "y")
    (problem,) = raised.value.diagnostics
    assert problem.code == "NK204"
    assert problem.location is not None
    assert problem.location.line == line
    assert message in problem.message


def test_aliases_share_what_they_repeat() -> None:
    file = parse_yaml("\n".join(NINES.split("\n")[:5]), "y")
    assert file.at("a4", 3, 2, 1, 0, 5).line == 1  # where the number is written


@pytest.mark.parametrize("name", ["x" * 300 + ".yaml", "a\0b.yaml", "loop.yaml", "pipe.yaml"])
def test_paths_that_no_file_can_have_are_problems(tmp_path: Path, name: str) -> None:
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(SourceError, match="NK215"):
        read_text(tmp_path / name, "chapters/data/x.yaml")


def test_a_file_that_need_not_be_there(tmp_path: Path) -> None:
    assert read_optional(tmp_path / "none.yaml", "none.yaml") is None
    assert read_optional(BOOKS / "minimal/chapters/book.toml/x", "x") is None
    with pytest.raises(SourceError, match="NK201"):
        read_text(tmp_path / "none.yaml", "none.yaml")


def test_syllables_of_hangul_are_whole() -> None:
    """macOS parts them into letters, which no font of the book has; nothing else changes."""
    assert (
        composed("한글 깍 \u1100 か\u3099 e\u0301 \uf900")
        == "한글 깍 \u1100 か\u3099 e\u0301 \uf900"
    )
    assert composed("\u1112\u1161\u11ab\u1100\u1173\u11af") == "한글"
