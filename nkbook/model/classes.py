"""The classes and data attributes by which nkbook knows its own elements.

Stylesheets, formats and the PDF's structure look for them. An author's class or attribute of the
same name would be taken for nkbook's, so that a manuscript has it as ``author-NAME`` instead.
``tests/model/test_classes.py`` compares these tables with the stylesheets and templates.
"""

from __future__ import annotations

import re

# For authors: what the guide tells them to write. These do the same wherever they come from.
PUBLIC = frozenset(
    (
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
        *("before-end", "before-number", "beside", "between", "circled"),
        *("bopomofo", "caption", "citation", "cited", "codeline", "continued", "cut"),
        *("credit", "drawn", "embedded", "endnote", "endnotes", "entry", "equation"),
        *("equation-line", "equation-lines", "equation-number", "equation-ref"),
        *("figure", "fitted", "formula", "horizontal", "internal"),
        *("joiner", "label", "label-of", "listing", "lower", "marked", "names", "noteref"),
        *("note-number", "notes", "opener", "outward", "pictures", "quiet", "short-end", "source"),
        *("stacked",),
        *("summary", "task-list-item", "tasks", "to-front", "upright", "url", "western", "xref"),
    )
)
_FAMILIES = re.compile(r"(?:as|c|chapters|cover|page|paper|toc|wrap)-")
_DATA = frozenset(
    (
        *("after", "before", "bookmark", "bookmark-level", "call", "call-label", "called", "mark"),
        *("label", "label-of", "line", "note-label", "number", "part", "recto", "row"),
        *("said-before", "section", "tag", "task", "verbatim", "verso"),
        *("continued", "first", "kind", "macros", "marked", "plain", "tex", "written"),
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
