r"""The TeX of a formula as authors write it → the plain TeX that the tools set.

White space becomes single spaces and comments go, an author's commands are replaced, environments
that only LaTeX's pages know become those that stand inside a formula (``align`` → ``aligned``), and
labels and numbers are taken out, for nkbook numbers equations itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nkbook.maths.lines import (
    LABEL,
    TAG,
    UNNUMBERED,
    Line,
    lines_of,
    numbered_lines,
    with_relations_joined,
)
from nkbook.maths.macros import (
    LONGEST,
    Macro,
    Macros,
    RefusedError,
    definitions,
    expanded,
    group_end,
)

_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*\n?")
_LONE_BACKSLASH = re.compile(r"(?<!\\)(?:\\\\)*\\\Z")
_SPACES = re.compile(r"\s+")
_OUTER = re.compile(r"\s*\\begin\{([a-z]+)(\*?)\}(.*)\\end\{\1\*?\}\s*\Z", re.DOTALL)
# An environment of LaTeX's pages: what it is inside a formula, "" for nothing.
_INNER = {
    "equation": "",
    "displaymath": "",
    "math": "",
    "align": "aligned",
    "flalign": "aligned",
    "eqnarray": "aligned",
    "alignat": "aligned",
    "gather": "gathered",
    "multline": "gathered",
}
ENVIRONMENTS = (
    *_INNER,
    *("aligned", "alignedat", "array", "cases", "rcases", "gathered", "split", "smallmatrix"),
    *("matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "subarray"),
)
_USUAL = {letter: Macro(rf"\mathbb{{{letter}}}") for letter in "CNQRZ"}  # as KaTeX has them
_FIRST_ARGUMENT = re.compile(r"(?:(?<!\s)\s++)?+\{\d+\}")
_PLACEMENT = re.compile(r"(\\begin\{(?:aligned|gathered|alignedat|array|split)\})\s*\[[tcb]\]")
_REQUIRE = re.compile(r"\\require\s*\{[^{}]*\}")
_SPACE = re.compile(r"\\space(?![A-Za-z])")
# Two lines under a sum without \\substack, which MathJax and KaTeX take.
_LIMIT = r"(?:(?!\\begin|\\substack)[^{}&]|\{[^{}]*\})*"
_LINES_OF_LIMITS = re.compile(rf"([_^])\s*\{{({_LIMIT}\\\\{_LIMIT})\}}")
_CIRCLED = re.compile(r"\\(?:text)?circled\s*+\{?\s*+(?:\\text\s*+\{)?\s*+(\d{1,2})\s*\}{0,2}")
_ROW_END = re.compile(r"\\\\\s*\Z")
_COMMAND = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)
_CIRCLED_ONES = 0x2460  # ①
_MOST_CIRCLED = 20
_DEEPEST = 60  # groups and environments in one another


@dataclass(frozen=True, slots=True)
class Source:
    """A formula ready to be set: its TeX, and the labels and tags that the author gave it.

    ``lines`` are those of one whose lines have numbers of their own.
    """

    tex: str
    labels: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()


def plain(written: str, macros: Macros | None = None) -> Source:
    """Return the plain TeX of a formula; raises RefusedError for what no tool is to be given."""
    if len(written) > LONGEST:
        message = f"it is longer than {LONGEST} characters"
        raise RefusedError(message)
    tex = _COMMENT.sub(r"\1", written)
    own, tex = definitions(tex)
    tex = expanded(_trimmed(_SPACES.sub(" ", tex)), {**_USUAL, **(macros or {}), **own})
    if len(tex) > LONGEST:
        message = f"it is longer than {LONGEST} characters once its commands are replaced"
        raise RefusedError(message)
    _check_depth(tex)
    labels = tuple(match[1].strip() for match in LABEL.finditer(tex))
    tags = tuple(rf"\text{{{match[1].strip()}}}" for match in TAG.finditer(tex))
    outer = _OUTER.match(tex)
    lines = numbered_lines(outer[1], outer[3], starred=bool(outer[2])) if outer else ()
    for unprinted in (LABEL, TAG, UNNUMBERED):
        tex = unprinted.sub("", tex)
    tex = _PLACEMENT.sub(r"\1", _REQUIRE.sub("", _SPACE.sub(r"\\ ", tex)))
    tex = _LINES_OF_LIMITS.sub(r"\1{\\substack{\2}}", tex)
    return Source(_rows(_trimmed(_circled(_inner(tex)))), labels, tags, lines)


def _trimmed(tex: str) -> str:
    r"""Return TeX without the white space around it; that of a last ``\ `` is a space."""
    return _LONE_BACKSLASH.sub(r"\g<0> {}", tex.strip())


def _inner(tex: str) -> str:
    """Return a formula with the environment of a page turned into one of a formula."""
    outer = _OUTER.match(tex)
    if outer is None or outer[1] not in _INNER:
        return tex
    name, content = _INNER[outer[1]], outer[3].strip()
    if outer[1] == "alignat":
        content = _FIRST_ARGUMENT.sub("", content, count=1)
    if outer[1] == "eqnarray":
        content = with_relations_joined(content)
    content = _ROW_END.sub("", content).rstrip()
    return rf"\begin{{{name}}}{content}\end{{{name}}}" if name else content


def _rows(tex: str) -> str:
    """Return a formula with its lines in an environment, if it has any outside all of them."""
    if "\\\\" not in tex or len(lines_of(tex)) == 1:
        return tex
    name = "aligned" if "&" in tex else "gathered"
    return rf"\begin{{{name}}}{_ROW_END.sub('', tex)}\end{{{name}}}"


def _circled(tex: str) -> str:
    def one(match: re.Match[str]) -> str:
        number = int(match[1][:9])  # Python refuses thousands of digits
        if not 1 <= number <= _MOST_CIRCLED:
            return match[0]
        return rf"\text{{{chr(_CIRCLED_ONES + number - 1)}}}"

    return _CIRCLED.sub(one, tex)


def _check_depth(tex: str) -> None:
    """Refuse a formula whose groups are in one another so deeply that a tool may fall over."""
    depth = most = place = 0
    while place < len(tex):
        if tex[place] == "\\":
            place += 2
            continue
        depth += {"{": 1, "}": -1}.get(tex[place], 0)
        most = max(most, depth)
        place += 1
    deepest = max(most, tex.count(r"\begin"), tex.count(r"\left"))
    if most > _DEEPEST or deepest > LONGEST // 40:
        message = f"more than {_DEEPEST} groups are in one another"
        raise RefusedError(message)


def pieces(tex: str, *, operators: bool = False, inside: bool = False) -> tuple[str, ...]:
    """Return a formula cut where a line may end: after its relations, as in TeX.

    With ``operators``, after its plus and minus signs and commas too. Only what is outside groups,
    fences and environments counts, with ``inside`` also what is in brackets of one size; each piece
    but the last ends with a sign.
    """
    words, signs = (_RELATIONS | _OPERATORS, "=<>+-,;") if operators else (_RELATIONS, "=<>")
    found, start, place, fences = [], 0, 0, 0
    while place < len(tex):
        character = tex[place]
        if character == "{":
            end = group_end(tex, place)
            if end < 0:
                return (tex,)
            place = end
            continue
        if character == "\\":
            command = _COMMAND.match(tex, place)
            name = command[1] if command else ""
            place = command.end() if command else place + 1
            fences += {"left": 1, "begin": 1, "right": -1, "end": -1}.get(name, 0)
            cuts = name in words
        else:
            place += 1
            fences += 0 if inside else {"(": 1, "[": 1, ")": -1, "]": -1}.get(character, 0)
            cuts = character in signs
        if cuts and fences == 0 and _is_clear(tex, start, place):
            found.append(tex[start:place])
            start = place
    return (*found, tex[start:])


_RELATIONS = frozenset(
    (
        *(
            "le",
            "leq",
            "ge",
            "geq",
            "ne",
            "neq",
            "approx",
            "equiv",
            "sim",
            "simeq",
            "cong",
            "propto",
        ),
        *("in", "subset", "subseteq", "supset", "supseteq", "to", "rightarrow", "Rightarrow", "ll"),
        *("leftrightarrow", "Leftrightarrow", "iff", "implies", "mapsto", "gg", "triangleq"),
    )
)


_OPERATORS = frozenset(("pm", "mp", "times", "cdot", "cup", "cap", "vee", "wedge", "oplus"))


def _is_clear(tex: str, start: int, place: int) -> bool:
    """Return True if a sign has something on both sides and takes no script itself."""
    before = tex[start:place].rstrip()
    after = tex[place:].lstrip()
    alone = re.fullmatch(r"(?:\\[A-Za-z]+|[=<>+,;-])", before)
    return (
        bool(after)
        and not alone
        and after[0] not in "_^=<>+-,;"
        and not re.match(r"\\limits", after)
    )
