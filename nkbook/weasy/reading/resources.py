"""Serves WeasyPrint the book's own files and refuses everything else, the network first of all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

# A name that no resolver answers (RFC 2606): a fetch that went round the fetcher would fail too.
BASE = "https://book.invalid/"


@dataclass(frozen=True, slots=True)
class File:
    """A file that the document may show, and its media type."""

    path: Path
    media_type: str
    data: bytes | None = None  # in place of what the path holds

    def read(self) -> bytes:
        """Return the content."""
        return self.path.read_bytes() if self.data is None else self.data


def address(name: str) -> str:
    """Return the URL of a file; WeasyPrint asks with percent signs for what is not ASCII."""
    return BASE + unquote(name)


def fetcher(files: Mapping[str, File]) -> Any:
    """Return a WeasyPrint URLFetcher that knows the files by their paths relative to ``BASE``."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    known = {address(name): file for name, file in files.items()}

    class BookFetcher(URLFetcher):  # type: ignore[misc]
        """Fetches by a table; there is no other way out of the document."""

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:  # noqa: ARG002
            """Return a known file, or what a data: URL holds.

            Raises ValueError for all others; WeasyPrint logs it as an error.
            """
            if url.startswith("data:"):
                return super().fetch(url)
            file = known.get(unquote(url))
            if file is None:
                raise ValueError("it is not among the files of the book")
            return URLFetcherResponse(url, file.read(), {"Content-Type": file.media_type})

    return BookFetcher()
