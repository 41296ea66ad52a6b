"""Obsidian's callouts, which Hugo and others know too: alerts with a fold and a title."""

from __future__ import annotations

import re

from nkbook.importing.model import Log, Page
from nkbook.importing.rewrites.boxes import ALERTS, box
from nkbook.importing.text.prose import outside_code

_CALLOUT = re.compile(
    r"^([ \t]*)>[ \t]*\[!([\w-]+)\]([+-]?)[ \t]*([^\n]*)\n?((?:[ \t]*>[^\n]*\n?)*)", re.MULTILINE
)


def callouts(text: str, _page: Page, log: Log) -> str:
    """Rewrite ``> [!kind]- title`` as a box; nkbook's own alerts, without a title, stay."""

    def one(found: re.Match[str]) -> str:
        indent, kind, fold, title, body = found.groups()
        if kind.upper() in set(ALERTS.values()) and not fold and not title.strip():
            return found[0]
        log.changed("> [!kind] title", found[0].split("\n", 1)[0])
        inner = re.sub(r"^[ \t]*> ?", "", body, flags=re.MULTILINE)
        made = box(kind, title, callouts(inner, _page, log)).split("\n")
        return "\n".join(f"{indent}{line}" if line else "" for line in made) + "\n"

    return (
        outside_code(text, lambda prose: _CALLOUT.sub(one, prose), inline=False)
        if "[!" in text
        else text
    )
