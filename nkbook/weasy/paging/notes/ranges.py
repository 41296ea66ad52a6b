"""Prints a range of pages in a running head: 5–7, and 5 where it begins and ends on one.

CSS can't leave out what it has printed before. The named string ``to-page``, a dash and a number,
is nothing where the number is the first value of ``from-page`` on the page.
"""

from __future__ import annotations

from typing import Any

from weasyprint.layout import LayoutContext

from nkbook.weasy.ours import book_fonts

_FROM, _TO, _DASH = "from-page", "to-page", "–"

_get_string_set_for = LayoutContext.get_string_set_for


def get_string_set_for(context: Any, page: Any, name: str, keyword: str = "first") -> Any:
    """Return the value of a named string on a page, or nothing for the end of a range of one."""
    found = _get_string_set_for(context, page, name, keyword)
    if name != _TO or book_fonts(context) is None:
        return found
    first = _get_string_set_for(context, page, _FROM, "first")
    same = found and first and found[0] == f"{_DASH}{first[0]}"
    return () if same else found
