r"""Formulas of tools to which they are text: ``\\(…\\)``, and ``\\{`` for ``\{``."""

from __future__ import annotations

import re

from nkbook.importing.model import Log, Page
from nkbook.importing.text.prose import formulas_in, outside_code
from nkbook.typesetting.han import HAN

_BRACES = re.compile(r"\\\\(?=[{}])")
_DOUBLED = re.compile(r"(?<!\\)\\\\([(\[])((?:(?!\\\\[()\[\]]|\n[ \t]*\n)(?s:.))+)\\\\([)\]])")
_STARS = re.compile(r"(?<!\\)\\(?=\*)")
_ROWS = re.compile(r"(?<!\\)\\{4}(?=\s|\Z)")


_SPACED = re.compile(
    r"(?<![\\$\w])\$([ \t]*+)((?:[^$\n\\]|\\.)+?)((?:(?<![ \t])[ \t]++)?+)\$(?![\d$])"
)
_TEX = re.compile(r"\\[A-Za-z]|[\^_=]")
_WORDS = re.compile(rf"\\(?:text|mathrm|mbox)\s*\{{[^{{}}]*\}}|(?P<han>[{HAN}])")


def spaced(text: str, _page: Page, log: Log) -> str:
    """Take the blanks from the ends of ``$ x^2 $``, a formula to MathJax and to MyST."""

    def one(found: re.Match[str]) -> str:
        has_words = any(word["han"] for word in _WORDS.finditer(found[2]))
        if not (found[1] or found[3]) or has_words or not _TEX.search(found[2]):
            return found[0]
        log.changed("blanks inside the marks of a formula", found[0])
        return f"${found[2]}$"

    return outside_code(text, lambda prose: _SPACED.sub(one, prose)) if "$" in text else text


def formulas(text: str, _page: Page, log: Log) -> str:
    r"""Take from formulas the backslashes that were Markdown's, not TeX's.

    ``\\(`` and ``\\[``, which mdBook and others leave to MathJax, are written with one.
    ``\\{`` begins a row in TeX, but not where there are no rows; ``\\\\`` would be an empty one.
    """

    def one(formula: str) -> str:
        made = _ROWS.sub(r"\\\\", _STARS.sub("", formula))
        if r"\begin" not in made and r"\\{" in made and r"\\}" in made:
            made = _BRACES.sub(r"\\", made)
        if made != formula:
            log.changed("backslashes before the marks of a formula", formula.split("\n", 1)[0])
        return made

    def doubled(found: re.Match[str]) -> str:
        if found[1] + found[3] not in ("()", "[]"):
            return found[0]
        log.changed(r"\\(formula\\)", found[0].split("\n", 1)[0])
        return rf"\{found[1]}{found[2]}\{found[3]}"

    if "\\" not in text:
        return text
    return formulas_in(outside_code(text, lambda prose: _DOUBLED.sub(doubled, prose)), one)
