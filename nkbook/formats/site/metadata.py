"""The records of a book for search engines: schema.org's Book and Chapter, as JSON-LD 1.1."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from nkbook.formats.base import Made
from nkbook.formats.html.access import Access
from nkbook.formats.site import layout as places
from nkbook.formats.site.feed import download_name
from nkbook.model.catalogue.identifiers import isbn_urn
from nkbook.model.metadata import Creator, Metadata
from nkbook.model.publication import Publication

_CONTEXT = "https://schema.org"
# schema.org's properties for MARC relators; anybody else has contributed.
_ROLES = {"aut": "author", "edt": "editor", "trl": "translator", "ill": "illustrator"}
_TYPES = {"pdf": "application/pdf", "epub": "application/epub+zip"}


def json_text(value: object) -> str:
    """Return JSON as an element of HTML or XHTML can hold it: without &, < and >."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "&<>\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def chapter_record(
    publication: Publication, title: str, address: str | None
) -> Mapping[str, object]:
    """Return the record of a page of the book."""
    return {
        "@context": _CONTEXT,
        "@type": "Chapter",
        "name": title,
        "inLanguage": publication.edition.language,
        **({"url": address} if address else {}),
        "isPartOf": _book(publication),
    }


def book_record(
    publications: Sequence[Publication],
    access: Access,
    files: Sequence[Made],
    base: str | None,
) -> Mapping[str, object]:
    """Return the record of the whole book: its editions are its examples.

    ``files`` are those that can be downloaded; addresses are given if that of the site is known.
    """
    first = publications[0]
    examples = []
    for one in publications:
        encodings = [
            {
                "@type": "MediaObject",
                "encodingFormat": _TYPES[file.format],
                **(
                    {"contentUrl": f"{base}{places.DOWNLOADS}/{download_name(file)}"}
                    if base
                    else {}
                ),
            }
            for file in files
            if file.edition == one.edition.id and file.format in _TYPES
        ]
        examples.append(
            {
                **_book(one),
                "bookFormat": "https://schema.org/EBook",
                **({"url": f"{base}{one.edition.id}/"} if base else {}),
                **({"encoding": encodings} if encodings else {}),
            }
        )
    return {
        "@context": _CONTEXT,
        **_book(first),
        **({"url": base} if base else {}),
        "accessMode": ["textual", *(["visual"] if access.pictures else [])],
        "accessibilityFeature": list(access.features()),
        "accessibilityHazard": ["none"],
        "workExample": examples,
    }


def _book(publication: Publication) -> dict[str, object]:
    metadata = publication.metadata
    release = metadata.release
    found: dict[str, object] = {
        "@type": "Book",
        "@id": metadata.identifier,
        "name": metadata.title,
        "inLanguage": publication.edition.language,
        "bookEdition": release.statement or release.version,
        "version": release.version,
        "datePublished": release.date.isoformat(),
        **_people(metadata.creators),
    }
    if metadata.subtitle:
        found["alternativeHeadline"] = metadata.subtitle
    if metadata.description:
        found["description"] = metadata.description
    if metadata.subjects:
        found["keywords"] = list(metadata.subjects)
    if metadata.publisher:
        found["publisher"] = {"@type": "Organization", "name": metadata.publisher.name}
    if metadata.rights_url:
        found["license"] = metadata.rights_url
    if isbns := _isbns(metadata):
        found["isbn"] = isbns
    return found


def _isbns(metadata: Metadata) -> list[str]:
    numbers = metadata.imprint.isbn.values()
    return list(dict.fromkeys(isbn_urn(number).removeprefix("urn:isbn:") for number in numbers))


def _people(creators: Sequence[Creator]) -> dict[str, object]:
    found: dict[str, list[object]] = {}
    for one in creators:
        kind = "Organization" if one.corporate else "Person"
        row = {"@type": kind, "name": one.name}
        found.setdefault(_ROLES.get(one.role, "contributor"), []).append(row)
    return dict(found)
