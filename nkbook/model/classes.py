"""The classes and data attributes by which nkbook knows its own elements.

Stylesheets, formats and the PDF's structure look for them. An author's class or attribute of the
same name would be taken for nkbook's, so that a manuscript has it as ``author-NAME`` instead.
``tests/model/test_classes.py`` compares these tables with the stylesheets and templates.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Named:
    """A class by which authors name what a block or some words are.

    ``term`` is of EPUB 3 Structural Semantics 1.1, or of Z39.98-2012 with its prefix; ``role`` of
    DPUB-ARIA 1.1; ``tag`` the element that it is in a PDF's structure, where its own says less.
    ``whole``: a span of this class that is alone in its paragraph names the paragraph.
    """

    name: str
    term: str | None = None
    role: str | None = None
    tag: str | None = None
    whole: bool = False


_NAMED = (
    Named("epigraph", "epigraph", "doc-epigraph", "blockquote"),
    Named("dedication", "dedication", "doc-dedication"),
    Named("verse", "z3998:verse"),
    Named("letter", "z3998:letter"),
    Named("salutation", "z3998:salutation", whole=True),
    Named("closing", "z3998:valediction", whole=True),
    Named("signature", "z3998:signature", whole=True),
    Named("date", whole=True),
    Named("postscript", "z3998:postscript", whole=True),
    Named("attribution", whole=True),
    Named("drama", "z3998:drama"),
    Named("interview"),
    Named("speaker", "z3998:persona"),
    Named("stage", "z3998:stage-direction", whole=True),
    Named("drop-cap"),
    Named("flush", whole=True),
    Named("lead"),
    Named("side-by-side"),
    Named("parallel"),
    Named("facing"),  # beside "parallel"
)
NAMED: Mapping[str, Named] = MappingProxyType({row.name: row for row in _NAMED})

# For authors: what the guide tells them to write. These do the same wherever they come from.
PUBLIC = frozenset(
    (
        *NAMED,
        *("book", "box", "center", "convert", "decorative", "dots", "index", "left", "name"),
        *("only", "orig", "right", "unnumbered"),
        *("mark", "sc", "smallcaps", "ul", "underline"),
    )
)
# The blocks that Pandoc writes for alerts and verse are nkbook's own too, as ``div`` alone.
BLOCKS = frozenset(
    ("caution", "important", "line", "line-block", "note", "tip", "title", "warning")
)
OWN = BLOCKS | frozenset(
    (
        *("absent", "adjacent", "after-number", "annotated", "backlink", "bare"),
        *(
            "before-end",
            "before-island",
            "before-number",
            "beside",
            "between",
            "bracketed",
            "broken-lines",
            "circled",
        ),
        *(
            "bopomofo",
            "caption",
            "citation",
            "cited",
            "codeline",
            "continued",
            "cut",
            "decimal",
            "details",
        ),
        *("credit", "drawn", "embedded", "endnote", "endnotes", "entry", "equation"),
        *("equation-line", "equation-lines", "equation-number", "equation-ref"),
        *("figure", "fitted", "formula", "horizontal", "indent", "initial", "internal"),
        *("long-pair",),
        *("joiner", "label", "label-of", "listing", "lower", "marked", "names", "noteref"),
        *("note-number", "notes", "opener", "outward", "pictures", "placed", "quiet", "data"),
        *("short-end", "source", "cited-at", "entries", "slanted", "small", "standing", "unfolded"),
        *("stacked", "summary", "table-note", "task-list-item", "tasks", "to-front"),
        *("typed", "unheaded", "web-address"),
        *("narrow", "parallel-pair", "with-mark", "upright", "url", "western", "xref"),
        *("source-number", "parted", "parted-in-text", "parted-lines"),
        *("leading-picture", "scaled", "scaled-in-text"),
        # Of the online edition, in the text.
        *("anchor", "paragraph-tools", "name-card"),
    )
)
# What Pandoc knows besides, and what nkbook does as it would without them.
PANDOC = frozenset(("unlisted", "numberLines", "number-lines", "uri", "email"))
# What sections have by their level, which no stylesheet of nkbook's asks for.
LEVELS = frozenset(f"level{level}" for level in range(1, 7))
_FAMILIES = re.compile(r"(?:as|c|chapters|cover|page|paper|site|toc|wrap)-")
_DATA = frozenset(
    (
        *("after", "before", "bookmark", "bookmark-level", "call", "call-label", "called", "mark"),
        *("label", "label-of", "line", "note-label", "number", "part", "recto", "row"),
        *("said-before", "section", "tag", "task", "verbatim", "verso"),
        *("continued", "first", "kind", "macros", "marked", "named", "plain", "tex", "written"),
    )
)
_AUTHOR = "author-"
# The key of nkbook's own classes among a token's attributes, which no author can write.
GIVEN = "own class"


def is_own(name: str, tag: str = "") -> bool:
    """Return True if a class on an element ``tag`` is one of nkbook's own."""
    if tag == "div" and name in BLOCKS:
        return False
    return name in OWN or bool(_FAMILIES.match(name))


def as_written(name: str) -> str:
    """Return a class as its author wrote it."""
    return name.removeprefix(_AUTHOR)


def author_classes(names: str, tag: str = "") -> str:
    """Return the author's classes, separated by spaces, with those renamed that are nkbook's."""
    return " ".join(_AUTHOR + name if is_own(name, tag) else name for name in names.split())


def author_data(name: str) -> str:
    """Return the name of an author's attribute after ``data-``, renamed if it is nkbook's."""
    return _AUTHOR + name if name in _DATA else name
