"""What is true of a book's accessibility, found in its pages."""

from __future__ import annotations

from dataclasses import dataclass

from nkbook.model.metadata import Edition


@dataclass(frozen=True, slots=True)
class Access:
    """What the accessibility metadata says of a book, found in its pages."""

    pictures: bool = False  # the cover's too
    described: bool = True  # all pictures have words in their place, or add nothing
    moving: bool = False  # some picture may be animated
    notes: bool = False
    ruby: bool = False
    maths: bool = False  # some formula is MathML
    indexed: bool = False  # there is an index
    paged: bool = False  # there is a page-list
    vertical: bool = False
    certified_by: str | None = None  # who has judged that the book conforms

    def features(self) -> tuple[str, ...]:
        """Return the terms of schema.org's accessibilityFeature that are true of the book."""
        named = {
            "ARIA": True,
            "MathML": self.maths,
            "alternativeText": self.pictures and self.described,
            "displayTransformability": True,
            "horizontalWriting": not self.vertical,
            "index": self.indexed,
            "pageBreakMarkers": self.paged,
            "pageNavigation": self.paged,
            "readingOrder": True,
            "rubyAnnotations": self.ruby,
            "structuralNavigation": True,
            "tableOfContents": True,
            "unlocked": True,
            "verticalWriting": self.vertical,
        }
        return tuple(name for name, true in named.items() if true)

    def summary(self, edition: Edition) -> str:
        """Return in words what is true of the book."""
        parts = {
            "summary": True,
            "notes": self.notes,
            "pictures": self.pictures and self.described,
            "index": self.indexed,
            "pages": self.paged,
        }
        return "".join(edition.labels[f"accessibility_{part}"] for part in parts if parts[part])
