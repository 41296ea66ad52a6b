"""TeX in the fields of .bib files as the text, with CSL's few tags, that it stands for."""

from __future__ import annotations

import re
from typing import Any

from pylatexenc import latex2text, latexwalker
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec
from pylatexenc.latexwalker import LatexWalker, LatexWalkerError
from pylatexenc.macrospec import MacroSpec

_TAGS = {
    "emph": "i", "textit": "i", "mkbibemph": "i", "textsl": "i", "textbf": "b", "mkbibbold": "b",
    "textsuperscript": "sup", "textsubscript": "sub", "textsc": "sc",
}  # fmt: skip
_AS_TEXT = ("url", "path", "enquote", "mkbibquote", "textnormal", "texttt", "text")
_LOGOS = ("TeX", "LaTeX", "LaTeXe", "BibTeX", "XeTeX", "XeLaTeX", "LuaTeX", "ConTeXt", "Rlogo")
_BARE = re.compile(r"(?<!\\)([%#&_])")  # TeX's own signs, which exported files often do not escape
_SWITCH = re.compile(r"\{\\(em|it|bf|itshape|bfseries)(?![a-zA-Z])\s*+((?:[^{}]|\{[^{}]*\})*)\}")
_OLD = {"em": "emph", "it": "textit", "itshape": "textit", "bf": "textbf", "bfseries": "textbf"}


def _walker(source: str) -> LatexWalker:
    """Return a reader of TeX that knows what each of our commands takes."""
    context = latexwalker.get_default_latex_context_db()
    macros = [MacroSpec(name, "{") for name in (*_TAGS, *_AS_TEXT)]
    macros.append(MacroSpec("href", "{{"))
    context.add_context_category("csl", prepend=True, macros=macros)
    return LatexWalker(source, latex_context=context)


def _decoder() -> LatexNodes2Text:
    context = latex2text.get_default_latex_context_db()
    macros = [MacroTextSpec(name, simplify_repl=_in_tag(tag)) for name, tag in _TAGS.items()]
    macros += [MacroTextSpec(name, simplify_repl=_in_tag("")) for name in (*_AS_TEXT, "href")]
    macros += [MacroTextSpec(name, simplify_repl=name) for name in _LOGOS]
    context.add_context_category("csl", prepend=True, macros=macros)
    return LatexNodes2Text(latex_context=context, math_mode="text", keep_comments=True)


def _in_tag(tag: str) -> Any:
    """Return what writes the last thing that a command takes, if it is given any, in a tag."""

    def write(node: Any, l2tobj: Any) -> str:
        known = node.nodeargd.argnlist if node.nodeargd else None
        given = [one for one in known or () if one is not None]
        words = l2tobj.nodelist_to_text([given[-1]]) if given else ""
        return f"<{tag}>{words}</{tag}>" if tag and words else words

    return write


def plain_tex(value: str) -> str:
    """Return TeX as text: accents, signs and dashes as Unicode, italics as ``<i>``, no braces.

    What cannot be read as TeX is returned as it is written.
    """
    if not re.search(r"[\\{}$~`'^%-]", value):
        return value
    source = _SWITCH.sub(lambda found: f"\\{_OLD[found[1]]}{{{found[2]}}}", value)
    source = _BARE.sub(r"\\\1", source) if "$" not in source else source.replace("%", "\\%")
    try:
        text = _decoder().nodelist_to_text(_walker(source).get_latex_nodes()[0])
    except (LatexWalkerError, LookupError, ValueError, TypeError, RecursionError):
        return value
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def address(value: str) -> str:
    """Return a web address, in which TeX's signs may be escaped or not."""
    text = re.sub(r"\\url\{([^{}]*)\}|\\href\{([^{}]*)\}\{[^{}]*\}", r"\1\2", value)
    return re.sub(r"\\([%#&_~{}$])", r"\1", text).strip("{} ")


def is_protected(value: str) -> bool:
    """Return True if one pair of braces holds all of a value, as around the name of a body."""
    if not (value.startswith("{") and value.endswith("}")):
        return False
    depth = 0
    for position, mark in enumerate(value):
        depth += (mark == "{") - (mark == "}")
        if depth == 0:
            return position == len(value) - 1
    return False
