"""The products of an edition: its EPUB, its PDF and the printed book, each a record of its own."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from nkbook.model.catalogue import identifiers
from nkbook.model.metadata import Metadata


@dataclass(frozen=True, slots=True)
class Product:
    """A product: codes of lists 150 and 175, its identifier as a URI, and what is known of it."""

    format: str  # as book.toml names it
    form: str
    detail: str | None
    identifier: str
    bytes: int | None = None

    @property
    def is_digital(self) -> bool:
        """Return True for a file, False for paper."""
        return self.form.startswith("E")


_FORMS = {"epub": ("ED", "E101"), "pdf": ("ED", "E107"), "print": ("BC", None)}


def products(
    metadata: Metadata, identifier: str, size: int, made: tuple[str, ...]
) -> Iterator[Product]:
    """Yield the EPUB, and the other products that are ``made`` with it or have an ISBN.

    ``identifier`` and ``size`` (bytes) are the EPUB's. A product without an ISBN has a URN of its
    own: the edition's is the EPUB's.
    """
    for format, (form, detail) in _FORMS.items():
        if format == "epub":
            yield Product(format, form, detail, identifier, size)
        elif format in made or metadata.imprint.isbn.get(format):
            yield Product(format, form, detail, product_uri(metadata, format))


def product_uri(metadata: Metadata, format: str) -> str:
    """Return the URI of a product: its ISBN, else one made from the edition's."""
    uri = identifiers.of_format(metadata, format)
    if format == "epub" or uri.startswith("urn:isbn:"):
        return uri
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{metadata.identifier} {format}").urn
