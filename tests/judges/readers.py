"""Reading systems: foliate-js and epub.js open a book in Chromium and tell what they see."""

from __future__ import annotations

import json
import subprocess
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
    done = subprocess.run(
        ["node", str(node.FOLDER / f"{engine}.mjs"), str(epub), chapter, str(shots)],
        env=node.environment(shots),
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    if done.returncode:
        raise RuntimeError(f"{engine} failed: {done.stderr}")
    seen = json.loads(done.stdout)
    assert isinstance(seen, dict)
    return seen
