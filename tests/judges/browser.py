"""Chromium opens pages of a site from file://, as a reader would, and reports what it sees."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from judges import node


def see(site: Path, steps: Sequence[dict[str, Any]], work: Path) -> dict[str, dict[str, Any]]:
    """Return what is seen at each step, by its name; tests/reader/site.mjs says what steps are.

    Pictures of the steps that ask for one go into ``work``.
    """
    work.mkdir(parents=True, exist_ok=True)
    path = work / "steps.json"
    path.write_text(json.dumps(steps), encoding="utf-8")
    seen = node.run("site.mjs", str(site), str(work), str(path), work=work)
    assert isinstance(seen, dict)
    return seen
