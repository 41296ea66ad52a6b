"""A citation as the tree and the document have it: a placeholder, and what it cites."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from lxml import etree
from markdown_it.token import Token

from nkbook.diagnostics.problems import Location
from nkbook.manuscript.markdown.citations import Item
from nkbook.manuscript.markdown.places import Places
from nkbook.model.document import Citation, CitationItem, Element, Mode

Words: TypeAlias = Callable[[Element, Sequence[Token]], None]  # appends inline tokens


def append_citation(
    parent: Element, token: Token, words: Words, places: Places, at: Callable[[int], Location]
) -> Citation:
    """Append a citation's placeholder and return what it cites; ``at`` is the place of an offset.

    The placeholder of ``@key`` in the text has the key as it is written, for that is what is
    printed where the key is none.
    """
    where = at(token.meta["pos"])
    bare = token.type == "bare_citation"
    id = places.text_id(token.content, "cite-")
    placeholder = etree.SubElement(
        parent, "span", {"class": "citation", "id": id, "data-line": str(where.line)}
    )
    if bare:
        placeholder.text = token.content
    items = tuple(
        _item(item, words, at(item.pos), in_text=bare and number == 0)
        for number, item in enumerate(token.meta["items"])
    )
    end = "]" if token.meta.get("closed", True) else ""
    return Citation(id, items, where, bare, token.meta.get("glued", False), end)


def _item(item: Item, words: Words, where: Location, in_text: bool) -> CitationItem:
    def words_of(tokens: Sequence[Token]) -> Element | None:
        if not tokens:
            return None
        paragraph = etree.Element("p", {"data-line": str(where.line)})
        words(paragraph, tokens)
        return paragraph

    mode = Mode.SUPPRESSED if item.hidden else Mode.IN_TEXT if in_text else Mode.NORMAL
    before, after = words_of(item.before), words_of(item.after)
    return CitationItem(item.key, before, after, where, mode, item.lead, item.written)
