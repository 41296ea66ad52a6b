"""What an import refuses (NK701 to NK707), and that it touches nothing but its destination."""

from __future__ import annotations

import os
import re
import sys
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import Run
from imports import PICTURE, digest, imported, write

from nkbook.diagnostics.errors import NkbookError, SourceError
from nkbook.importing import folder, pictures
from nkbook.importing.pandoc.office import archive
from nkbook.importing.pandoc.reading import Choices
from nkbook.importing.run import read_folder
from nkbook.importing.run import write as write_book
from nkbook.importing.sources import sidebars
from nkbook.project import config

Here = Callable[..., Run]
SIMPLE = {"a.md": "# 甲\n\n字。\n"}


def test_nothing_to_import(tmp_path: Path, run_here: Here) -> None:
    (tmp_path / "empty").mkdir()
    run = run_here("import", tmp_path / "empty", tmp_path / "book")
    assert (run.code, "NK701" in run.err) == (4, True)
    source = write(tmp_path / "gone", {"SUMMARY.md": "* [甲](a.md)\n"})
    run = run_here("import", source, tmp_path / "book")
    assert (run.code, "NK701" in run.err) == (4, True)
    write(tmp_path, {"a.xyz": "?"})
    run = run_here("import", tmp_path / "a.xyz", tmp_path / "book")
    assert (run.code, "NK701" in run.err) == (4, True)
    assert not (tmp_path / "book").exists()


@pytest.mark.parametrize("place", ["source/book", ".", "source", "file"])
def test_places_that_are_taken(tmp_path: Path, run_here: Here, place: str) -> None:
    source = write(tmp_path / "source", SIMPLE)
    write(tmp_path, {"file": "mine"})
    before = digest(tmp_path)
    run = run_here("import", source, tmp_path / place)
    assert (run.code, "NK702" in run.err) == (1, True)
    assert digest(tmp_path) == before


def test_force_replaces_the_chapters_and_nothing_else(tmp_path: Path, run_here: Here) -> None:
    source = write(tmp_path / "source", SIMPLE)
    dest = write(tmp_path / "book", {"chapters/old.md": "舊", "notes.txt": "mine"})
    assert run_here("import", source, dest).code == 1
    assert run_here("import", source, dest, "--force").code == 0
    names = sorted(path.relative_to(dest).as_posix() for path in dest.rglob("*") if path.is_file())
    assert names == ["IMPORT.md", "chapters/01-a.md", "chapters/book.toml", "notes.txt"]


def test_nothing_outside_the_destination_is_written(tmp_path: Path, run_here: Here) -> None:
    source = write(
        tmp_path / "source", {**SIMPLE, "p.svg": PICTURE, "b.md": "# 乙\n\n![](p.svg)\n"}
    )
    before = digest(tmp_path)
    assert run_here("import", source, tmp_path / "deep/book").code == 0
    after = digest(tmp_path)
    assert {path: after[path] for path in before} == before
    new = {path for path in after if path not in before}
    assert all(path == "deep" or path.startswith("deep/book") for path in new)


def test_a_dry_run_writes_nothing(tmp_path: Path, run_here: Here) -> None:
    source = write(tmp_path / "source", SIMPLE)
    before = digest(tmp_path)
    run = run_here("import", source, tmp_path / "book", "--dry-run")
    assert run.code == 0
    assert "would write 1 chapter and 0 pictures" in run.out
    assert digest(tmp_path) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_place_that_cannot_be_written_to(tmp_path: Path, run_here: Here) -> None:
    source = write(tmp_path / "source", SIMPLE)
    (tmp_path / "locked").mkdir(mode=0o500)
    run = run_here("import", source, tmp_path / "locked/book")
    assert (run.code, "NK602" in run.err) == (5, True)


def test_a_disk_that_fills_leaves_what_was_there(
    tmp_path: Path, run_here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write(tmp_path / "source", SIMPLE)
    dest = write(tmp_path / "book", {"chapters/old.md": "舊"})
    before = digest(tmp_path)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    run = run_here("import", source, dest, "--force")
    assert (run.code, "NK603" in run.err) == (5, True)
    assert digest(tmp_path) == before


def test_no_link_and_no_path_leads_out_of_the_source(tmp_path: Path, run_here: Here) -> None:
    write(tmp_path, {"secret.md": "# 密\n\n密件。\n", "secret.svg": PICTURE})
    source = write(tmp_path / "source", {
        "book.toml": "[book]\ntitle = '港口'\n",
        "src/SUMMARY.md": "- [甲](a.md)\n- [密](../../secret.md)\n- [鏈](link.md)\n",
        "src/a.md": "# 甲\n\n字。{{#include ../../secret.md}}\n\n![圖](../../secret.svg)\n",
    })  # fmt: skip
    (source / "src/link.md").symlink_to(tmp_path / "secret.md")
    run = run_here("import", source, tmp_path / "book")
    assert run.code == 0
    texts = [path.read_text("utf-8") for path in (tmp_path / "book/chapters").rglob("*.*")]
    assert not any("密件" in text or "<rect" in text for text in texts)
    assert "a file to include that is missing" in run.out
    assert "a picture that is missing" in run.out


def test_settings_that_cannot_be_read(tmp_path: Path, run_here: Here) -> None:
    source = write(tmp_path / "source", {"mkdocs.yml": "nav: [\n", "docs/a.md": "# 甲\n"})
    run = run_here("import", source, tmp_path / "book")
    assert run.code == 4
    assert "mkdocs.yml:2: NK706 broken YAML" in run.err
    source = write(tmp_path / "other", {"book.toml": "= 1\n", "src/SUMMARY.md": "- [甲](a.md)\n"})
    run = run_here("import", source, tmp_path / "book")
    assert (run.code, "NK706" in run.err) == (4, True)


def test_settings_that_repeat_themselves_without_end(tmp_path: Path, run_here: Here) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 8)}]" for n in range(1, 12)]
    files = {"_quarto.yml": "\n".join([*lines, "book: {chapters: *a11}"]), "x": ""}
    run = run_here("import", write(tmp_path / "source", files), tmp_path / "book")
    assert (run.code, "NK706" in run.err) == (4, True)


def test_more_than_a_book_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "_ALL_TEXTS", 99)
    monkeypatch.setattr(pictures, "_ALL_FILES", len(PICTURE) + 1)
    texts = write(
        tmp_path / "texts", {f"{n}.md": f"# {n}\n\n字字字字字字字字。\n" for n in range(9)}
    )
    with pytest.raises(SourceError, match="NK707 texts of more than"):
        read_folder(texts, None, Choices())
    files = {"a.svg": PICTURE, "b.svg": f"{PICTURE} "}
    drawn = write(tmp_path / "drawn", {**files, "a.md": "# 甲\n\n![](a.svg) ![](b.svg)\n"})
    with pytest.raises(SourceError, match="NK707 pictures of more than"):
        read_folder(drawn, None, Choices())


def test_an_import_ends_when_its_time_is_over(tmp_path: Path, run_here: Here) -> None:
    source = write(tmp_path / "source", {"a.md": "# 甲\n\n" + "字[甲](b.md)\n" * 60_000})
    run = run_here("import", source, tmp_path / "book", "--seconds", "1")
    # Which of the two clocks strikes first, and where, depends on the machine; test_whole_limits
    # shows that the place is said.
    assert (run.code, bool(re.search("NK12[03]", run.err)), "--seconds" in run.err) == (
        1,
        True,
        True,
    )
    assert not (tmp_path / "book").exists()


def test_an_import_says_how_far_it_is(tmp_path: Path, run_here: Here) -> None:
    source = write(tmp_path / "source", {"a.md": "# 甲\n\n字。\n", "b.md": "# 乙\n\n字。\n"})
    run = run_here("-v", "import", source, tmp_path / "book")
    lines = [line for line in run.err.splitlines() if line.startswith("reading ")]
    assert lines.index("reading a.md") < lines.index("reading b.md")


@pytest.mark.parametrize("text", [
    "```\n\U0010fff00\U0010fff1\n```", "字\U0010fff09\U0010fff1",
    "`a\U0010fff00\U0010fff1` `b\U0010fff00\U0010fff1`",
    "字\U0010ffe07\U0010ffe1", "{% raw %}\U0010fff20\U0010fff3{% endraw %}\U0010fff29\U0010fff3",
    "# \ufffe\0007\0", "\U0010fe09f\U0010fe0a \U0010fe0bff\U0010fe0c",
])  # fmt: skip
@pytest.mark.parametrize("name", ["a.md", "a.tex", "a.html", "_config.yml"])
def test_characters_that_stand_for_code_in_an_import(text: str, name: str, tmp_path: Path) -> None:
    files = {} if name != "_config.yml" else {"a.md": f"# 題\n\n{text}\n"}
    source = write(tmp_path / "source", {**files, name: f"title: 書\n\n{text}\n"})
    with suppress(NkbookError):
        read_folder(source, None, Choices())


@pytest.mark.parametrize(("name", "settings"), [
    ("book.json", '{"title": "甲\\u0017\\ufffe", "description": "\\u0001"}'),
    ("mkdocs.yml", 'site_name: "甲\\x07\\u0000"\nnav: [{"乙\\x007\\0": a.md}]\n'),
])  # fmt: skip
def test_titles_of_other_tools_hold_what_a_book_can(
    name: str, settings: str, tmp_path: Path
) -> None:
    texts = {"SUMMARY.md": "* [乙\ufffe](docs/a.md)\n", "docs/a.md": "# 乙\n\n字。\n"}
    source = write(tmp_path / "source", {**texts, name: settings})
    made = read_folder(source, None, Choices())
    write_book(made, tmp_path / "book")
    assert config.load(tmp_path / "book").metadata.title.startswith("甲")


def test_a_file_that_would_be_replaced(tmp_path: Path, run_here: Here) -> None:
    dest = write(tmp_path / "book", {"chapters/a.md": "# 甲\n\n字。\n"})
    run = run_here("import", dest / "chapters/a.md", dest, "--force")
    assert (run.code, "NK702" in run.err) == (1, True)
    assert (dest / "chapters/a.md").is_file()


def test_a_text_that_is_not_utf_8(tmp_path: Path, run_here: Here) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source/a.md").write_bytes("# Émile né à Orléans\n".encode("latin-1"))
    run = run_here("import", tmp_path / "source", tmp_path / "book")
    assert run.code == 4
    assert "a.md:1: NK202" in run.err


def test_files_that_pandoc_cannot_read(tmp_path: Path, run_here: Here) -> None:
    (tmp_path / "a.docx").write_bytes(b"no archive")
    with zipfile.ZipFile(tmp_path / "b.odt", "w") as made:
        made.writestr("mimetype", "nothing")
    for name in ("a.docx", "b.odt"):
        run = run_here("import", tmp_path / name, tmp_path / "book")
        assert (run.code, "NK703" in run.err) == (4, True)
        assert "Traceback" not in run.err


def test_without_pandoc(tmp_path: Path, run_here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypandoc", None)
    monkeypatch.setattr("shutil.which", lambda _name: None)
    write(tmp_path, {"a.rst": "甲\n==\n\n字。\n"})
    run = run_here("import", tmp_path / "a.rst", tmp_path / "book")
    assert run.code == 5
    assert "NK704" in run.err
    assert "nkbook[import]" in run.err


def test_an_archive_that_unpacks_to_too_much(
    tmp_path: Path, run_here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "_MOST_BYTES", 1000)
    with zipfile.ZipFile(tmp_path / "a.docx", "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", "0" * 2000)
    run = run_here("import", tmp_path / "a.docx", tmp_path / "book")
    assert (run.code, "NK705" in run.err) == (4, True)


def test_pictures_on_the_web_stay_there_unless_asked_for(tmp_path: Path, run_here: Here) -> None:
    source = write(tmp_path / "source", {"a.md": "# 甲\n\n字。![圖](http://127.0.0.1:9/a.png)\n"})
    for options in ((), ("--fetch",)):
        run = run_here("import", source, tmp_path / "book", "--force", *options)
        assert run.code == 0
        assert "a picture on the web" in run.out
        text = (tmp_path / "book/chapters/01-a.md").read_text("utf-8")
        assert "![圖](http://127.0.0.1:9/a.png)" in text


def test_two_imports_are_the_same(tmp_path: Path, run_here: Here) -> None:
    files = {"a.md": "# 甲\n\n見[乙](b.md#丙)。\n", "b.md": "# 乙\n\n## 丙\n\n字。\n"}
    first = imported(run_here, tmp_path / "one", files)
    second = imported(run_here, tmp_path / "two", files)
    assert digest(first.folder) == digest(second.folder)


def test_texts_in_the_encodings_of_old(tmp_path: Path, run_here: Here) -> None:
    (tmp_path / "source").mkdir()
    words = {"big5": "港口的碼頭很長，燈塔在海邊。", "gb18030": "港口的码头很长，灯塔在海边。"}
    for name, text in words.items():
        (tmp_path / f"source/{name}.md").write_bytes(f"# 題\n\n{text}\n".encode(name))
    run = run_here("import", tmp_path / "source", tmp_path / "book")
    assert run.code == 0
    for name, text in words.items():
        (path,) = (tmp_path / "book/chapters").glob(f"*-{name}.md")
        assert text in path.read_text("utf-8")
        assert f"a file that is not UTF-8, read as {name}" in run.out


@pytest.mark.parametrize("levels", [150, 5_000])
def test_parts_in_one_another_without_end(tmp_path: Path, run_here: Here, levels: int) -> None:
    (tmp_path / "a.html").write_text("<div class=x>" * levels + "字", "utf-8")
    run = run_here("import", tmp_path / "a.html", tmp_path / "book")
    assert (run.code, "NK703" in run.err) in ((0, False), (4, True))
    assert (tmp_path / "book").exists() is (run.code == 0)


def test_half_a_character_of_utf_16(tmp_path: Path, run_here: Here) -> None:
    (tmp_path / "a.md").write_bytes("字".encode("utf-16") + b"\0")
    run = run_here("import", tmp_path / "a.md", tmp_path / "book")
    assert (run.code, "NK202" in run.err) == (4, True)
    assert not (tmp_path / "book").exists()


def test_characters_that_no_format_can_hold(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {"a.md": "# 甲\n\n字\x08眼。\n", "b.md": "<!-- 空 -->\n"})
    assert "字眼。" in book.chapter(1)
    assert "characters that no format can hold" in book.run.out
    assert book.body == ["01-a.md"]


def test_a_sidebar_whose_lists_have_no_end() -> None:
    assert sidebars.parse("[" * 5_000 + "'a'") is not None
    assert sidebars.parse("{a:" * 5_000) is not None
