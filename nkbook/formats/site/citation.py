"""How the book itself is cited, in the house style of an edition."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lxml import etree

from nkbook.locales.registry import locale
from nkbook.look.templating import Templates
from nkbook.manuscript.citations.source import Source, source
from nkbook.manuscript.citations.style import Style
from nkbook.model.csl.item import CslItem
from nkbook.model.publication import Publication
from nkbook.project.csl_styles import is_csl

CITED = "\ue000"  # stands for the cited page, or the words for another place
_ROLES = {"aut": "author", "cre": "author", "edt": "editor", "trl": "translator"}


@dataclass(frozen=True, slots=True)
class Citation:
    """A note's words that cite the book; CITED is in the place of what each citation adds."""

    whole: str  # the book as it is
    page: str  # with a page of the PDF
    place: str  # with another place: a chapter


def citation(publication: Publication, templates: Templates) -> Citation:
    """Return how a note cites the book; raises ConfigError (NK305) as templates do.

    A style in CSL is for the book's sources; the book is then cited by the custom of its region.
    """
    edition = publication.edition
    if is_csl(edition.citation_style):
        edition = replace(edition, citation_style=locale(edition.language).citations.style)
    style = Style(templates, edition, "short")
    cited = _source(publication)
    words = style.render("note", cited)
    stop = style.stop or style.locale.marks.stop
    page = f"{publication.edition.labels['page']} {CITED}"
    return Citation(
        whole=_plain(words) + stop,
        page=_plain(words + style.locator(cited, page)) + stop,
        place=_plain(words + style.locator(cited, CITED)) + stop,
    )


def _source(publication: Publication) -> Source:
    metadata = publication.metadata
    release = metadata.release
    people: dict[str, list[dict[str, str]]] = {}
    for one in metadata.creators:
        if role := _ROLES.get(one.role):
            people.setdefault(role, []).append({"literal": one.name})
    publisher = metadata.publisher
    item = CslItem.model_validate(
        {
            "id": metadata.slug,
            "type": "book",
            "title": metadata.full_title(publication.edition.labels),
            "language": publication.edition.language,
            "publisher": publisher.name if publisher else "",
            "publisher-place": (publisher.place or "") if publisher else "",
            "edition": release.statement or "",
            "issued": {"date-parts": [[release.date.year]]},
            **people,
        }
    )
    return source(item, publication.edition.labels)


def _plain(markup: str) -> str:
    root = etree.fromstring(f"<p>{markup}</p>")
    return "".join(map(str, root.itertext()))
