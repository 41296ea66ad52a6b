"""Writes reST as Markdown: whole documents, and what stands inside MyST as ``{eval-rst}``."""

from __future__ import annotations

import tempfile
from pathlib import Path

from nkbook.importing.model import Log, Page, Rewrite
from nkbook.importing.myst.blocks import Directive, rewritten
from nkbook.importing.pandoc import marks, program, sections
from nkbook.importing.pandoc.markup import rest
from nkbook.importing.pandoc.markup.admonitions import alerts
from nkbook.importing.pandoc.markup.rest_reader import prepared


def markdown_of(text: str, path: str, work: Path, log: Log) -> str:
    """Return a text that ``prepared`` has made of a document, as Pandoc reads it.

    Raises SourceError (NK703) if it cannot be read, MissingToolError (NK704) without Pandoc.
    """
    source = work / "prepared.rst"
    source.write_text(text, encoding="utf-8")
    tree, said = program.tree_of(source, "rst", work, path, alone=False)
    for line in said.splitlines():
        if "WARNING" in line:
            log.look("what Pandoc said", line.strip())
    made = program.markdown_of(alerts(tree, log), work, path)
    return marks.to_markdown(sections.opened(made))


def evaluated(texts: rest.Texts) -> Rewrite:
    """Return a rewrite of the reST inside texts in MyST."""

    def rewrite(text: str, page: Page, log: Log) -> str:
        if "{eval-rst}" not in text:
            return text
        with tempfile.TemporaryDirectory(prefix="nkbook-") as name:

            def one(given: Directive) -> str | None:
                if given.name != "eval-rst":
                    return None
                log.changed("```{eval-rst}", given.body.strip().split("\n", 1)[0])
                lines = prepared(texts, page.path, log, given.body)
                return markdown_of(lines, page.path, Path(name), log)

            return rewritten(text, one)

    return rewrite
