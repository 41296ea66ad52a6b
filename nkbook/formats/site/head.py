"""What pages of the site need and no template may write: scripts, forms, addresses, metadata.

A book's templates may hold nothing that is active, so it is put into their pages afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from nkbook.formats.base import Sibling
from nkbook.formats.html.files.layout import relative
from nkbook.formats.site import layout as places
from nkbook.formats.site.citation import Citation
from nkbook.formats.site.metadata import chapter_record, json_text
from nkbook.formats.trade.opds import FEED_TYPE
from nkbook.model.document import Element
from nkbook.model.elements import XHTML
from nkbook.model.publication import Publication

# Nothing from outside, no program in the page: whatever a manuscript smuggles in does not run.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; worker-src 'self'; form-action 'self'; "
    "base-uri 'none'"
)
_WORDS = "site-words"  # the id of the words that the scripts show
_DESCRIPTION = 200  # characters


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a page says, and the scripts are told."""

    folder: str  # of the edition; "" for pages of the whole site
    file: str  # in that folder
    title: str
    publication: Publication
    base: str | None  # address of the site
    editions: tuple[Sibling, ...]
    files: Mapping[str, str]  # the same page in other editions, by edition
    paged: bool
    citation: Citation
    record: Mapping[str, object] | None = None  # JSON-LD, instead of a chapter's
    moved: Mapping[str, str] = field(
        default_factory=dict
    )  # old places of the page, and where they are
    offline: bool = False  # the site has a copy of itself for readers without a network

    @property
    def path(self) -> str:
        """Return the file's path in the site."""
        return f"{self.folder}/{self.file}" if self.folder else self.file

    @property
    def address(self) -> str | None:
        """Return the address of the page, if that of the site is known."""
        if self.base is None:
            return None
        return self.base + self.path.removesuffix(places.HOME)


def complete(document: Element, head: Head) -> None:
    """Add to a page's document, in place, what its template could not write."""
    top = document.find(f"{XHTML}head")
    body = document.find(f"{XHTML}body")
    if top is None or body is None:
        return  # the check of the finished site reports it
    policy = _new("meta", {"http-equiv": "Content-Security-Policy", "content": POLICY})
    charset = top.find(f"{XHTML}meta[@charset]")
    top.insert(0 if charset is None else top.index(charset) + 1, policy)
    _addresses(top, head)
    _feed(top, head)
    _graph(top, head)
    scripts = [relative(head.path, places.READER)]
    if head.file == places.SEARCH:  # in this order: the text, then who goes through it
        scripts += [places.SEARCH_TEXT, relative(head.path, places.SEARCHER)]
    for source in scripts:
        top.append(_new("script", {"src": source, "defer": "defer"}))
    for place in body.iter(f"{XHTML}div"):
        if place.get("id") == "site-search" and head.folder:
            _search(place, head)
    data = _new("script", {"type": "application/json", "id": _WORDS})
    data.text = json_text(_told(head))
    body.append(data)


def _new(tag: str, attributes: Mapping[str, str]) -> Element:
    return etree.Element(f"{XHTML}{tag}", dict(attributes))


def _addresses(top: Element, head: Head) -> None:
    """Say where the page is, and where those of other editions are (BCP 47 tags)."""
    if head.address is None or head.base is None:
        return
    top.append(_new("link", {"rel": "canonical", "href": head.address}))
    for one in head.editions if head.folder and len(head.editions) > 1 else ():
        if one.id in head.files:
            href = f"{head.base}{one.id}/{head.files[one.id].removesuffix(places.HOME)}"
            attributes = {"rel": "alternate", "hreflang": one.language, "href": href}
            top.append(_new("link", attributes))


def _feed(top: Element, head: Head) -> None:
    """Say where the book's feed is, on the home page."""
    if not head.folder:
        attributes = {"rel": "alternate", "type": FEED_TYPE, "href": places.FEED}
        top.append(_new("link", attributes))


def _graph(top: Element, head: Head) -> None:
    """Write what previews of links show (Open Graph), and schema.org's record (JSON-LD)."""
    metadata = head.publication.metadata
    is_book = head.file in (places.HOME, places.CONTENTS)
    rows = {
        "og:type": "book" if is_book else "article",
        "og:title": head.title if is_book else f"{head.title} — {metadata.title}",
        "og:site_name": metadata.title,
        "og:locale": head.publication.edition.language.replace("-", "_"),
    }
    if metadata.description:
        rows["og:description"] = metadata.description[:_DESCRIPTION]
    if head.address is not None:
        rows["og:url"] = head.address
        rows["og:image"] = f"{head.base}{head.publication.edition.id}/{places.COVER}"
    for name, content in rows.items():
        top.append(_new("meta", {"property": name, "content": content}))
    record = head.record or chapter_record(head.publication, head.title, head.address)
    data = _new("script", {"type": "application/ld+json"})
    data.text = json_text(record)
    top.append(data)


def _search(place: Element, head: Head) -> None:
    """Put the form for searches where the template has a place for it."""
    labels = head.publication.edition.labels
    form = _new("form", {"role": "search", "action": places.SEARCH, "method": "get"})
    place.append(form)
    shown = {"aria-label": labels["site_search_hint"], "placeholder": labels["site_search"]}
    form.append(_new("input", {"type": "search", "name": "q", "autocomplete": "off", **shown}))
    button = _new("button", {"type": "submit"})
    button.text = labels["site_search"]
    form.append(button)


def _told(head: Head) -> dict[str, object]:
    """Return what the scripts are told: where they are, and the words of the edition."""
    labels = head.publication.edition.labels
    words = {
        key.removeprefix("site_"): text
        for key, text in labels.items()
        if key.startswith("site_") and key != "site_search_script"
    }
    return {
        "book": f"{head.publication.metadata.slug}/{head.folder}",
        "file": head.file,
        "address": head.address,
        "paged": head.paged,
        "citePage": head.citation.page,
        "citePlace": head.citation.place,
        "moved": dict(head.moved),
        "home": relative(head.path, places.HOME).removesuffix(places.HOME) or "./",
        "offline": head.offline,
        "words": words,
    }
