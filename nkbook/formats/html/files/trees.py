"""A page as the tree of its file, before its links lead to other files."""

from __future__ import annotations

from nkbook.formats.base import FormatContext
from nkbook.formats.html.files.former import put_former
from nkbook.formats.html.formulas import set_formulas
from nkbook.formats.html.notes import book_notes, chapter_tree
from nkbook.formats.html.screens.addresses import mark_addresses
from nkbook.formats.html.screens.indents import box_indents, mark_leading
from nkbook.formats.html.semantics import name_section
from nkbook.formats.html.western import mark_western
from nkbook.formats.kept import kept_page
from nkbook.look.page_templates import PageTemplates
from nkbook.model.document import Element
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import Page, Publication


def section_tree(
    publication: Publication, page: Page, templates: PageTemplates, context: FormatContext
) -> Element:
    """Return a page as its template makes it: a section, its notes in it, its links ``#id``.

    What does not depend on other pages is kept.
    """
    notes = context.options.notes

    def made() -> Element:
        content = None
        if page.document is not None:
            content = chapter_tree(page.document, publication.edition.labels, notes)
        if page.kind is PageKind.ENDNOTES:
            content = book_notes(publication, page, notes.marks)
        root = templates.render(page, content)
        put_former(root, _former(publication, page))
        box_indents(root)
        mark_leading(root)
        mark_addresses(root)
        set_formulas(root)  # of titles, in the contents
        name_section(root, page)
        mark_western(root, publication.edition.language)
        return root

    return kept_page(context.store, templates, page, made, notes=notes)


def _former(publication: Publication, page: Page) -> dict[str, str]:
    """Return the ids that the book once had which lead to what is on a page."""
    with_notes = publication.pages if page.kind is PageKind.ENDNOTES else (page,)
    documents = (one.document for one in with_notes if one.document is not None)
    return {old: new for document in documents for old, new in document.former.items()}


def lower_names(root: Element) -> None:
    """Take out what only the build needs; HTML §3.2.6.6 has no capitals in names of data."""
    for element in root.iter("*"):
        element.attrib.pop("data-line", None)
        for name in [name for name in element.attrib if str(name).startswith("data-")]:
            if name != name.lower():
                element.set(name.lower(), str(element.attrib.pop(name)))
