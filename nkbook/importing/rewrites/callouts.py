"""Obsidian's callouts, which Hugo and others know too: alerts with a fold and a title."""

from __future__ import annotations

import re

from nkbook.importing.model import Log, Page
from nkbook.importing.rewrites.boxes import ALERTS, box
from nkbook.importing.text.prose import outside_code

_CALLOUT = re.compile(
    r"^([ \t]*)>[ \t]*\[!([\w-]+)\]([+-]?)[ \t]*([^\n]*)\n?((?:[ \t]*>[^\n]*\n?)*)", re.MULTILINE
)

# ::: {.rmdtip data-latex="…"} and {.infobox .caution}, which books of bookdown share.
_INFO = re.compile(
    r"^([ \t]*:{3,}[ \t]*)(?:\{[ \t]*\.(?:rmd|infobox[ \t]+\.)(\w+)\b"
    r"((?:[^{}\"\n]|\"[^\"\n]*\")*)\}|rmd(\w+))[ \t]*$",
    re.MULTILINE,
)
_FOR_LATEX = re.compile(r"(?<![ \t])[ \t]*+data-latex=(?:\"[^\"\n]*+\"|'[^'\n]*+')")


def info_boxes(text: str, _page: Page, log: Log) -> str:
    """Rewrite the boxes of bookdown's own books, which their CSS and LaTeX draw."""

    def one(found: re.Match[str]) -> str:
        kind = ALERTS.get((found[2] or found[4]).lower(), "NOTE").lower()
        log.changed("::: {.rmdnote}", found[0].strip())
        return f"{found[1]}{{.box .{kind}{_FOR_LATEX.sub('', found[3] or '')}}}"

    return outside_code(text, lambda prose: _INFO.sub(one, prose)) if ":::" in text else text


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
