r"""Writes in plain LaTeX what newer packages write otherwise, for Pandoc."""

from __future__ import annotations

import re

from nkbook.importing.pandoc.latex import tex

_BACKSLASH = re.compile(r"\\char`\\\\(?:\\|(?=[^a-zA-Z{]))")
_ABSTRACT = re.compile(
    r"\\(begin|end)\{(abstract\*?|cabstract|eabstract|englishabstract)\}(?:\[[^\]]{0,1000}+\])?"
)
_XPARSE = re.compile(
    r"\\(?:New|Renew|Provide|Declare)DocumentCommand\s*(?:\{\s*(\\\w+)\s*\}|(\\\w+))\s*"
)
_SPECIFIED = re.compile(r"\s*+(?:([oO])\s*+(?:(\{[^{}]*+\})\s*+)?)?((?:[+!]?m\s*+)*+)")
_BEGIN = re.compile(r"\\begin\{([A-Za-z*]+)\}[ \t]*")
_TITLE = re.compile(r"(?:\A|,)\s*(?:title|name)\s*=\s*")


def plain(text: str) -> str:
    r"""Return a text without ``\NewDocumentCommand``, options that hold braces, and abstracts.

    An abstract is a chapter, or a section where there are no chapters: Pandoc keeps one alone, and
    not in the text.
    """
    text = _BACKSLASH.sub(r"\\textbackslash{}", text)
    text = re.sub(r"\\char`(\\[{}%#&_$])", r"\1", text)
    text = re.sub(r"\\label\[[^\[\]]*+\]", r"\\label", text)  # cleveref's
    division = "chapter" if re.search(r"\\chapter\*?\s*[\[{]", text) else "section"

    def abstract(found: re.Match[str]) -> str:
        if found[1] == "end":
            return "\n\n"
        title = "摘要" if found[2] in ("abstract", "cabstract") else "Abstract"
        return f"\n\n\\{division}*{{{title}}}\n\n"

    text = _captions(_ABSTRACT.sub(abstract, text))
    return _with_plain_commands(_with_plain_options(text))


def _captions(text: str) -> str:
    r"""Return a text whose captions in two languages and of parts of a figure are ``\caption``."""

    def two(values: list[str], _given: str | None) -> str | None:
        return f"\\caption{{{values[0]}（{values[1]}）}}" if len(values) > 1 else None

    def part(caption: str | None, content: str) -> str:
        words = f"\\caption{{{caption}}}" if caption and caption.strip() else ""
        return f"\\begin{{subfigure}}{{0.5\\textwidth}}{content}{words}\\end{{subfigure}}"

    def box(values: list[str], _given: str | None) -> str | None:
        return part(values[0], values[1]) if len(values) > 1 else None

    text = tex.commands(text, ("bicaption",), 2, two)
    text = tex.commands(text, ("subcaptionbox",), 2, box)
    return tex.commands(text, ("subfigure", "subfloat"), 1, lambda v, given: part(given, v[0]))


def _with_plain_commands(text: str) -> str:
    r"""Return a text in which ``\NewDocumentCommand`` is ``\newcommand``, where that can be."""
    parts: list[str] = []
    done = 0
    for found in _XPARSE.finditer(text):
        given, end = tex.arguments(text, found.end(), 1)
        specified = _SPECIFIED.fullmatch(given[0]) if given else None
        if specified is None or found.start() < done:
            continue
        default = f"[{(specified[2] or '{}')[1:-1]}]" if specified[1] else ""
        number = specified[3].count("m") + bool(default)
        count = f"[{number}]" if number else ""
        name = found[1] or found[2]
        parts += [text[done : found.start()], f"\\newcommand{{{name}}}{count}{default}"]
        done = end
    return "".join([*parts, text[done:]])


def _with_plain_options(text: str) -> str:
    r"""Return a text without options that hold braces, which Pandoc prints; titles stay."""
    parts: list[str] = []
    done = 0
    for found in _BEGIN.finditer(text):
        given, end = tex.option(text, found.end())
        if given is None or "{" not in given or found[1] in tex.LITERAL or found.start() < done:
            continue
        title = _TITLE.search(given)
        value = tex.arguments(given, title.end(), 1)[0] if title else []
        parts += [text[done : found.end()], f"\n\n\\textbf{{{value[0]}}}\n\n" if value else ""]
        done = end
    return "".join([*parts, text[done:]])
