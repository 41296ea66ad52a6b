"""``==marked words==``, which the editors of most authors know, if not all of their tools."""

from __future__ import annotations

import re

from nkbook.importing.model import Log, Page
from nkbook.importing.text.prose import outside_code

# Also right after a Chinese character; a==b is a comparison.
_MARKED = re.compile(r"(?<![=A-Za-z0-9_])==([^=\s](?:[^=\n]*[^=\s])?)==(?![=A-Za-z0-9_])")


def highlights(text: str, _page: Page, log: Log) -> str:
    """Write marked words as ``[words]{.mark}``."""

    def marked(found: re.Match[str]) -> str:
        log.changed("==mark==", found[0])
        return f"[{found[1]}]{{.mark}}"

    return outside_code(text, lambda prose: _MARKED.sub(marked, prose)) if "==" in text else text
