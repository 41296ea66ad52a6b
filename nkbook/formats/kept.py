"""Pages that are kept, so that a change of one chapter renders no other again."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from nkbook.look.page_templates import PageTemplates
from nkbook.model.document import Element
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import Page
from nkbook.store import Store

# It has the notes of all chapters, which are not its document's.
_OF_ALL_CHAPTERS = PageKind.ENDNOTES


def kept_page(
    store: Store,
    templates: PageTemplates,
    page: Page,
    make: Callable[[], Element],
    **inputs: object,
) -> Element:
    """Return the tree that ``make`` makes of a page, or has made before of an equal one.

    ``inputs`` is all that it is made of besides the page and what ``templates`` make it of.
    """
    if not store.is_open or page.kind is _OF_ALL_CHAPTERS:
        return make()
    given = templates.inputs(page, store)
    key = store.key("page", page=page, given=given, inputs=inputs)
    data = store.get(key)
    if data is None:
        data = etree.tostring(make(), encoding="utf-8", with_tail=False)
        if templates.templates.steady:
            store.put(key, data)
    return etree.fromstring(data, etree.XMLParser(huge_tree=True, resolve_entities=False))
