r"""Algorithms of LaTeX (``algorithmic``), whose lines Pandoc would run together."""

from __future__ import annotations

import re
from collections.abc import Mapping

from nkbook.importing.model import Log
from nkbook.importing.pandoc.latex import tex

_BLOCK = re.compile(
    r"\\begin\{algorithmic\}(?:\[[^\]]{0,1000}+\])?"
    r"((?:(?!\\begin\{algorithmic\}).)*?)\\end\{algorithmic\}",
    re.DOTALL,
)
_COMMAND = re.compile(r"\\(?P<name>[A-Za-z]+)(?![A-Za-z])[ \t]*")
# What begins a line: words before and after its argument, and the step of the indent after it.
_LINES: Mapping[str, tuple[str, str, int]] = {
    "state": ("", "", 0), "statex": ("", "", 0), "require": ("Require: ", "", 0),
    "ensure": ("Ensure: ", "", 0), "input": ("Input: ", "", 0), "output": ("Output: ", "", 0),
    "return": ("return ", "", 0), "print": ("print ", "", 0),
    "if": ("if ", " then", 1), "elsif": ("else if ", " then", 1),
    "elseif": ("else if ", " then", 1),
    "else": ("else", "", 1), "endif": ("end if", "", -1),
    "for": ("for ", " do", 1), "forall": ("for all ", " do", 1), "endfor": ("end for", "", -1),
    "while": ("while ", " do", 1), "endwhile": ("end while", "", -1),
    "repeat": ("repeat", "", 1), "until": ("until ", "", -1),
    "loop": ("loop", "", 1), "endloop": ("end loop", "", -1),
    "procedure": ("procedure ", "", 1), "endprocedure": ("end procedure", "", -1),
    "function": ("function ", "", 1), "endfunction": ("end function", "", -1),
}  # fmt: skip
_ARGUMENTS: Mapping[str, int] = {
    **dict.fromkeys(("if", "elsif", "elseif", "for", "forall", "while", "until", "comment"), 1),
    **dict.fromkeys(("procedure", "function", "call"), 2),
}
_INLINE = ("comment", "call")
_NAMED = ("procedure", "function")
_MIDDLE = ("else", "elsif", "elseif")


def as_paragraphs(text: str, log: Log) -> str:
    """Return a text in which each line of an algorithm is one, indented, its words bold."""

    def one(found: re.Match[str]) -> str:
        log.changed("an algorithm", " ".join(found[1].split())[:60])
        return "\n\n\\begin{quote}\n" + "\\\\\n".join(_lines(found[1])) + "\n\\end{quote}\n\n"

    return _BLOCK.sub(one, text)


def _lines(body: str) -> list[str]:
    """Return the lines of an algorithm."""
    lines: list[str] = []
    depth = done = 0
    for found in _COMMAND.finditer(body):
        name = found["name"].lower()
        if found.start() < done or (name not in _LINES and name not in _INLINE):
            continue
        if found["name"] == name:  # \\if, \\else: TeX's own
            continue
        _add(lines, body[done : found.start()])
        values, done = tex.arguments(body, found.end(), _ARGUMENTS.get(name, 0))
        if not values:
            done = found.end()
        if name in _INLINE:
            _add(lines, f"▷ {''.join(values)}" if name == "comment" else _called(values))
            continue
        before, after, step = _LINES[name]
        if name in _NAMED:
            values = [_called(values)]
        if step < 0 or name in _MIDDLE:
            depth = max(0, depth - 1)
        words = f"\\textbf{{{before.strip()}}} " if before else ""
        closing = f" \\textbf{{{after.strip()}}}" if after else ""
        lines.append(f"{'　　' * depth}{words}{' '.join(values)}{closing}")
        depth += max(step, 0)
    _add(lines, body[done:])
    return lines


def _add(lines: list[str], words: str) -> None:
    """Add words to the last line."""
    if words := " ".join(words.split()):
        last = lines[-1] if lines else ""
        lines[-1:] = [f"{last} {words}" if last.strip() else f"{last}{words}"]


def _called(values: list[str]) -> str:
    """Return a function with what it is given."""
    return f"{values[0]}({', '.join(values[1:])})" if values else ""
