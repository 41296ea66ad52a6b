r"""Formulas of tools to which ``$…$`` is text: ``\\{`` there is ``\{``, and ``\*`` is ``*``."""

from __future__ import annotations

import re

from nkbook.importing.model import Log, Page
from nkbook.importing.text.prose import formulas_in

_BRACES = re.compile(r"\\\\(?=[{}])")
_STARS = re.compile(r"(?<!\\)\\(?=\*)")
_ROWS = re.compile(r"(?<!\\)\\{4}(?=\s|\Z)")


def formulas(text: str, _page: Page, log: Log) -> str:
    r"""Take from formulas the backslashes that were Markdown's, not TeX's.

    ``\\{`` begins a row in TeX, but not where there are no rows; ``\\\\`` would be an empty one.
    """

    def one(formula: str) -> str:
        made = _ROWS.sub(r"\\\\", _STARS.sub("", formula))
        if r"\begin" not in made and r"\\{" in made and r"\\}" in made:
            made = _BRACES.sub(r"\\", made)
        if made != formula:
            log.changed("backslashes before the marks of a formula", formula.split("\n", 1)[0])
        return made

    return formulas_in(text, one) if "\\" in text else text
