"""Blocks as deep in one another as a chapter may have them are laid out."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest
from publications import written

from nkbook.diagnostics.errors import InvalidOutputError
from nkbook.formats import pdf
from nkbook.manuscript.markdown.depth import DEEPEST

pytestmark = pytest.mark.slow

MOST = DEEPEST - 2
KINDS = {
    "lists": "1. " * (MOST // 2) + "最深",
    "quotations": "> " * MOST + "最深",
    "lists in quotations": "> - " * (MOST // 3) + "最深",
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_deepest_is_printed(kind: str, tmp_path: Path) -> None:
    """Where there is no room left on the page, that is said."""
    publication, context = written(tmp_path, f"字。\n\n{KINDS[kind]}\n")
    try:
        artifact = pdf.render(publication, context, tmp_path / "a.pdf")
    except InvalidOutputError as error:
        assert {one.code for one in error.diagnostics} == {"NK410"}  # noqa: PT017
        return
    with pymupdf.open(artifact.path) as book:
        assert "最" in "".join(page.get_text() for page in book)
