"""Documents → Publication: numbering, links and contents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from nkbook.diagnostics.problems import Diagnostic
from nkbook.manuscript.assembly.contents import contents_of
from nkbook.manuscript.assembly.equations import with_numbered_equations
from nkbook.manuscript.assembly.links import Links
from nkbook.manuscript.assembly.numbering import numbered_pages, with_numbered_captions
from nkbook.manuscript.assembly.scopes import scoped
from nkbook.manuscript.assembly.targets import targets_of
from nkbook.manuscript.lists import index
from nkbook.manuscript.lists.names import names_of
from nkbook.model.book import Book, Resource
from nkbook.model.document import Document, Element
from nkbook.model.metadata import Edition
from nkbook.model.publication import BibliographyEntry, Page, Publication, notes_page
from nkbook.model.trees import text_of, title_of
from nkbook.typesetting.han import is_wide

_MOST_HINTS = 20  # links for which the nearest id is looked up


def resolve(
    book: Book,
    documents: Mapping[str, Document],
    bibliography: Sequence[BibliographyEntry],
    edition: Edition,
    resources: Sequence[Resource],
) -> tuple[Publication, tuple[Diagnostic, ...]]:
    """Return the publication of an edition; ``documents`` are keyed as the spine names them.

    Problems are those of links (NK208, NK234, NK235) and NK209 (an id used twice in the book).
    """
    pages, problems = scoped(numbered_pages(book, documents, edition), bibliography)
    pages = with_numbered_equations(with_numbered_captions(pages, edition))
    groups, index_problems = index.build(pages, book.index_notes, edition)
    targets = targets_of(pages, bibliography, groups, edition)
    problems.extend(index_problems)
    links = Links.of(pages, targets)
    resolved = []
    hinted = 0
    for page in pages:
        resolved_page, found = links.resolved(page, _MOST_HINTS - hinted)
        hinted += len(found)
        resolved.append(resolved_page)
        problems.extend(found)
    publication = Publication(
        metadata=book.metadata,
        edition=edition,
        pages=tuple(resolved),
        toc=tuple(contents_of(book, resolved)),
        bibliography=tuple(bibliography),
        resources=tuple(resources),
        anchors=MappingProxyType(
            {id: target.page.id for id, target in targets.items()} | _noted(resolved)
        ),
        characters=sum(
            _characters(page.document.tree) for page in resolved if page.document is not None
        ),
        index=groups,
        names=names_of(book.names, resolved, edition),
    )
    return publication, tuple(problems)


def _noted(pages: Sequence[Page]) -> dict[str, str]:
    """Return the page of all that is in notes, if the book has a page for them."""
    page = notes_page(pages)
    if page is None:
        return {}
    notes = [note for one in pages if one.document is not None for note in one.document.notes]
    inside = {str(id) for note in notes for id in note.body.xpath(".//@id")}
    return dict.fromkeys((*(note.id for note in notes), *inside), page.id)


def _characters(tree: Element) -> int:
    """Return the number of Han characters and full-width marks in a tree, without note calls.

    As a chapter's title isn't in the text, one with mark-up does not count either.
    """
    title = title_of(tree)
    counts = Counter(text_of(tree))
    counts.subtract(text_of(title) if title is not None else "")
    return sum(count for character, count in counts.items() if is_wide(character))
