"""A heading's words in brackets are a link to it (Pandoc's implicit_header_references).

Definitions of the author's own come first, and spans and citations are no references. Without an
id of its own a heading is linked by the id that Pandoc gives it.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_core import StateCore

from nkbook.manuscript.markdown.automatic_ids import aliases
from nkbook.manuscript.markdown.rules.attributes import trailing_attributes, without_closing_marks

_MARKUP = re.compile(r"[*`~^]+|(?<!\w)_+|_+(?!\w)")


def heading_references_plugin(md: MarkdownIt) -> None:
    """Define the chapter's headings as references."""
    md.core.ruler.before("inline", "heading_references", _heading_references)


def _heading_references(state: StateCore) -> None:
    references = state.env.setdefault("references", {})
    titles: list[tuple[str, str]] = []
    for opening, content in zip(state.tokens, state.tokens[1:], strict=False):
        if opening.type != "heading_open":
            continue
        found = trailing_attributes(content.content)
        title, given = found or (content.content, {})
        titles.append((without_closing_marks(title) if found else title, given.get("id", "")))
    plain = [(_MARKUP.sub("", title), str(number)) for number, (title, _) in enumerate(titles)]
    names: dict[str, str] = {}
    for name, number in aliases(plain).items():
        names.setdefault(number, name)
    for position, (title, id) in enumerate(titles):
        href = state.md.normalizeLink(f"#{id or names.get(str(position), '')}")
        if title.strip():
            references.setdefault(normalizeReference(title), {"href": href, "title": ""})
