"""The identifiers of a book, its editions and its files: the same in every build of a release."""

from __future__ import annotations

import datetime
import hashlib
import uuid

from nkbook.model.catalogue.isbn import digits
from nkbook.model.metadata import Metadata


def of_book(slug: str, language: str) -> str:
    """Return the URI of a book that names none: a UUID made from its slug and language."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"nkbook:{slug}:{language}").urn


def of_edition(book: str, language: str) -> str:
    """Return the URI of an edition made from a book with the URI ``book``.

    Editions are different publications (EPUB 3.3 §5.5.3.1), so each has a UUID of its own.
    """
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{book}#{language}").urn


def isbn_urn(isbn: str) -> str:
    """Return an ISBN as a URI (RFC 3187)."""
    return f"urn:isbn:{digits(isbn)}"


def of_format(metadata: Metadata, format: str) -> str:
    """Return the URI of an edition's file: the ISBN of the format, else the edition's own URI."""
    isbn = metadata.imprint.isbn.get(format)
    return isbn_urn(isbn) if isbn else metadata.identifier


def of_printed_file(metadata: Metadata, part: str, title: str) -> uuid.UUID:
    """Return the identifier of a file for the printer; ``part`` is which of the book's files."""
    return uuid.uuid5(
        uuid.NAMESPACE_URL, f"{metadata.identifier} {metadata.language} {part}#{title}"
    )


def of_instance(document: uuid.UUID, release: str, date: datetime.datetime) -> uuid.UUID:
    """Return the identifier of a file's state: of its release and its date (UTC)."""
    return uuid.uuid5(document, f"{release} {date:%Y-%m-%dT%H:%M:%SZ}")


def permanent(metadata: Metadata, date: datetime.datetime) -> bytes:
    """Return a PDF's permanent identifier (ISO 32000-1 §14.4), 16 bytes."""
    facts = (metadata.identifier, metadata.language, metadata.release.version, date)
    return hashlib.sha256("\n".join(map(str, facts)).encode()).digest()[:16]
