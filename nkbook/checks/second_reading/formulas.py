"""The TeX of formulas as Pandoc has it, which puts a chapter's own commands into them."""

from __future__ import annotations

import re

from nkbook.model.document import Element
from nkbook.model.trees import text_of

_FORMULA = re.compile(r"\$\$.*?\$\$", re.DOTALL)
_MACRO = re.compile(
    r"\\(?:(?:new|renew|provide)command|DeclareMathOperator|g?def)\*?\s*\{?(\\[A-Za-z]+)"
)


def macros_of(text: str) -> re.Pattern[str] | None:
    """Return what finds a use of the commands that a chapter defines, or None for no commands.

    Those that a formula defines Pandoc leaves to it.
    """
    names = _MACRO.findall(_FORMULA.sub("", text))
    return re.compile(rf"(?:{'|'.join(map(re.escape, names))})(?![A-Za-z])") if names else None


def tex_of(formula: Element, macros: re.Pattern[str] | None) -> str:
    """Return a formula's TeX: as written, or with commands of the chapter as what they mean."""
    tex = str(formula.get("alttext") or formula.get("data-tex") or text_of(formula))
    expanded = macros is not None and macros.search(tex)
    return str(formula.get("data-plain", tex)) if expanded else tex
