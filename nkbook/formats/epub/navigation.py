"""The contents for reader and machine: the nav's lists, and the rows of the NCX."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nkbook.formats.epub.layout import NAV, NAV_PAGE, Layout
from nkbook.formats.html.files.entries import NavEntry, entries
from nkbook.formats.html.files.layout import relative
from nkbook.formats.html.files.pagebreaks import PageTarget
from nkbook.formats.html.formulas import set_formulas
from nkbook.formats.html.markup import parse
from nkbook.look.templating import Templates
from nkbook.model.document import Element
from nkbook.model.metadata import Matter
from nkbook.model.page_kinds import PageKind
from nkbook.model.plain import Plain
from nkbook.model.publication import Page, Publication
from nkbook.model.trees import text_of

_TEMPLATE = "epub/nav.html.j2"


@dataclass(frozen=True, slots=True)
class Landmark(Plain):
    """A place that readers offer by its kind, such as the cover or the start of the text."""

    type: str
    title: str
    href: str


def landmarks(publication: Publication, layout: Layout, start: str) -> Iterator[Landmark]:
    """Yield the landmarks in reading order; the first page of the body is where reading starts."""
    body = next((page for page in publication.pages if page.matter is Matter.BODY), None)
    for page in publication.pages:
        href = relative(start, layout.pages[page.id])
        terms = page.kind.semantics(page.matter)
        if terms and terms.landmark:
            yield Landmark(terms.type, page.title, href)
        if page is body:
            yield Landmark("bodymatter", publication.edition.labels["body"], href)


_GUIDE = {"cover": "cover", "titlepage": "title-page", "toc": "toc", "bodymatter": "text"}


def guide(publication: Publication, layout: Layout, start: str) -> Iterator[Landmark]:
    """Yield the landmarks that OPF 2.0.1 §2.6 has names for, and the contents."""
    found = tuple(landmarks(publication, layout, start))
    for place in found:
        if place.type in _GUIDE:
            yield Landmark(_GUIDE[place.type], place.title, place.href)
    if all(place.type != "toc" for place in found):
        yield Landmark("toc", publication.edition.labels["contents"], relative(start, NAV))


def page_entries(targets: Sequence[PageTarget], layout: Layout, start: str) -> tuple[NavEntry, ...]:
    """Return the pages of the paged edition with links as the file ``start`` must write them."""
    homes = {
        target.id: layout.moved.get(target.id, layout.pages[target.page]) for target in targets
    }
    return tuple(
        NavEntry(target.label, None, f"{relative(start, homes[target.id])}#{target.id}", ())
        for target in targets
    )


def nav_page(publication: Publication) -> Page:
    """Return the page of the nav, which is no page of the book and stays outside the spine.

    The contents that the book shows are a page of their own: the nav's lists take entries alone,
    so that no page break could be between them.
    """
    return Page(NAV_PAGE, PageKind.CONTENTS, Matter.FRONT, publication.edition.labels["contents"])


# Of what the nav has lists: the terms of EPUB's vocabulary, labels, and the captions.
_LISTED = (
    ("loi", "figures_list", "figure", "figcaption"),
    ("lot", "tables_list", "table", "caption"),
)


def _lists(
    publication: Publication, layout: Layout
) -> Iterator[tuple[str, str, tuple[NavEntry, ...]]]:
    """Yield the term, the title and the rows of the lists of figures and tables."""
    for term, label, tag, caption in _LISTED:
        rows = tuple(_captioned(publication, layout, tag, caption))
        if len(rows) > 1:
            yield term, publication.edition.labels[label], rows


def _captioned(
    publication: Publication, layout: Layout, tag: str, caption: str
) -> Iterator[NavEntry]:
    """Yield a row for each element of a kind that has a caption, in reading order."""
    for page in publication.pages:
        for block in page.document.tree.iter(tag) if page.document else ():
            words = block.find(caption)
            home = next((one for one in (block, words) if one is not None and one.get("id")), None)
            if words is None or home is None:
                continue
            title = " ".join(text_of(words).split())
            href = layout.link(NAV, str(home.get("id")))
            if title and href:
                yield NavEntry(title, None, href, ())


def nav_tree(
    publication: Publication, targets: Sequence[PageTarget], layout: Layout, templates: Templates
) -> Element:
    """Return the nav (EPUB 3.3 §7): contents, landmarks, and the pages of the paged edition.

    Figures and tables with captions have lists of their own, where there are more than one.
    """
    text = templates.render(
        _TEMPLATE,
        labels=publication.edition.labels,
        contents=entries(publication.toc, layout, NAV),
        landmarks=tuple(landmarks(publication, layout, NAV)),
        lists=tuple(_lists(publication, layout)),
        pages=page_entries(targets, layout, NAV),
    )
    root = parse(text, NAV)
    set_formulas(root)
    return root
