"""nkbook turns Chinese-language manuscripts into books: a typeset PDF and an EPUB from one set of chapters."""

__version__ = "0.1.0"
