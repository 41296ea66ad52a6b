"""Where things are: the only module of the tests that counts folders up from its own place."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).resolve().parent
REPOSITORY = TESTS.parent
PACKAGE = REPOSITORY / "nkbook"
FONTS = REPOSITORY / "fonts"
BOOKS = TESTS / "books"  # small whole books, one folder each
BAD = TESTS / "bad"  # what each code reports, one folder each
FLAGSHIP = TESTS / "flagship"  # tests of the book in chapters/, by its text and pages
READER = TESTS / "reader"  # the judges written in JavaScript
