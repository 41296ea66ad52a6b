"""Reading systems: foliate-js and epub.js open a book in Chromium and report what they see."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from judges import node

ENGINES = ("foliate", "epubjs")


def read(engine: str, epub: Path, chapter: str, shots: Path) -> dict[str, Any]:
    """Return what an engine makes of a book, and put pictures of ``chapter`` into ``shots``.

    ``chapter`` is a file of the book with notes, named from the package document. The keys are
    those of the objects that tests/reader/*.mjs print.
    """
    shots.mkdir(parents=True, exist_ok=True)
    seen = node.run(f"{engine}.mjs", str(epub), chapter, str(shots), work=shots)
    assert isinstance(seen, dict)
    return seen
