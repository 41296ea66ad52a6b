"""nkbook turns a manuscript in Chinese into a book: a typeset PDF and an EPUB."""

__version__ = "0.1.0"
