r"""Commands that one of the tools does not know, or sets otherwise than it is meant, in its words.

Everything here was seen in books: digits in bold, names of operators with spaces, formulas inside
``\text{…}``, old commands such as ``\rm``.
"""

from __future__ import annotations

import re

_WORD = r"(?![A-Za-z])"
# mathra: what it leaves upright and light in bold; digits have bold forms of their own (U+1D7CE).
_BOLD_DIGITS = re.compile(r"\\(?:mathbf|boldsymbol|bm|pmb)\s*\{\s*(\d+)\s*\}|\\(?:bm|pmb)\s*(\d)")
_BOLD_ZERO = 0x1D7CE
# It loses the low lines and the spaces in the name of an operator.
_OPERATOR = re.compile(r"\\operatorname(\*?)\s*\{([^{}]*(?:\\[_,;:! ]|~)[^{}]*)\}")
_COLUMNS = re.compile(r"(\\begin\{array\}\s*\{)([^{}]*:[^{}]*)\}")
# Greek capitals that lean, which neither of the two knows by their names.
_SLANTED = re.compile(rf"\\var(Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Upsilon|Phi|Psi|Omega){_WORD}")
# math-core: other names of what it knows.
_SYNONYMS = (
    (re.compile(rf"\\pmb{_WORD}"), r"\\boldsymbol"),
    (re.compile(rf"\\[mh]box{_WORD}"), r"\\text"),
    (re.compile(rf"\\(?:mathbbm|mathds){_WORD}"), r"\\mathbb"),
    (re.compile(r"\\(begin|end)\{split\}"), r"\\\1{aligned}"),
    (re.compile(rf"\\(?:strut|tiny|scriptsize|footnotesize|small|normalsize){_WORD}"), ""),
    (re.compile(rf"\\(?:large|Large|LARGE|huge|Huge){_WORD}"), ""),
    (
        re.compile(r"\\substack\s*\{((?:[^{}]|\{[^{}]*\})*)\}"),
        r"\\begin{matrix}\1\\end{matrix}",
    ),
    (re.compile(r"(\\text\s*\{[^{}]*)\{\s*\\rm\s++([^{}]*+)\}"), r"\1\2"),
    (
        re.compile(rf"\\displaylines\s*\{{((?:(?!\\displaylines).)*)\}}\Z{_WORD}", re.DOTALL),
        r"\\begin{gathered}\1\\end{gathered}",
    ),
)
_LIMITED = re.compile(r"\\mathop\s*\{((?:[^{}]|\{[^{}]*\})*)\}(?:\s*+\\limits)?(?=\s*+[_^])\s*+")
_NAMES = re.compile(r"\\(?:rm|mathrm|text|operatorname)" + _WORD + r"|[{}]")
_COMMAND = re.compile(r"(?:(?<!\s)\s++)?+\\([A-Za-z]+)\s*+")
_PLAIN = re.compile(r"(?:[A-Za-z.\- ]|\\,)+")
_TEXT = re.compile(r"\\text\s*\{([^{}$]*(?:\$[^${}]*(?:\{[^{}]*\}[^${}]*)*\$[^{}$]*)+)\}")


def for_drawing(tex: str) -> str:
    """Return TeX as mathra is to be given it."""

    def bold(match: re.Match[str]) -> str:
        return "".join(chr(_BOLD_ZERO + int(digit)) for digit in match[1] or match[2])

    def operator(name: re.Match[str]) -> str:
        limits = r"\limits" if name[1] else r"\nolimits"
        return rf"\mathop{{\mathrm{{{name[2]}}}}}{limits}"

    tex = _SLANTED.sub(r"\\mathit{\\\1}", _BOLD_DIGITS.sub(bold, tex))
    tex = _COLUMNS.sub(lambda array: f"{array[1]}{array[2].replace(':', '|')}}}", tex)
    return _OPERATOR.sub(operator, tex)


def for_markup(tex: str) -> str:
    """Return TeX as math-core is to be given it."""
    tex = _SLANTED.sub(r"\\mathit{\\\1}", tex)
    for pattern, other in _SYNONYMS:
        tex = pattern.sub(other, tex)
    return _LIMITED.sub(_operator, _TEXT.sub(_divided, tex))


def _operator(match: re.Match[str]) -> str:
    r"""Return ``\mathop{\arg\min}\limits`` as an operator with limits, if it is a name."""
    words = _COMMAND.sub(r"\\\1 ", match[1])
    name = re.sub(r"\s+", " ", _NAMES.sub(" ", words)).strip()
    name = r"\,".join(word.removeprefix("\\") for word in name.split(" ") if word)
    return rf"\operatorname*{{{name}}}" if _PLAIN.fullmatch(name) else match[0]


def _divided(match: re.Match[str]) -> str:
    r"""Return ``\text{a $x$ b}`` as text, formula, text."""
    parts = match[1].split("$")
    return "".join(
        f"{{{part}}}" if number % 2 else (rf"\text{{{part}}}" if part else "")
        for number, part in enumerate(parts)
    )
