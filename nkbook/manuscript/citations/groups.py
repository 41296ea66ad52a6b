"""The groups of a bibliography: by language, by kind of work, or one list."""

from __future__ import annotations

from dataclasses import dataclass

from nkbook.locales.model import Locale
from nkbook.manuscript.citations.source import Source

# By kind, in the order in which histories list their sources: unprinted ones first.
_KINDS = {
    "bibliography_archives": {
        "collection", "interview", "manuscript", "personal_communication",
    },
    "bibliography_laws": {
        "bill", "hearing", "legal_case", "legislation", "patent", "regulation", "standard",
        "treaty",
    },
    "bibliography_newspapers": {"article-newspaper", "periodical"},
    "bibliography_books": {"book", "classic", "pamphlet", "thesis"},
    "bibliography_articles": {
        "article", "article-journal", "article-magazine", "chapter", "entry", "entry-dictionary",
        "entry-encyclopedia", "paper-conference", "report", "review", "review-book", "speech",
    },
}  # fmt: skip
_REST = "bibliography_rest"


@dataclass(frozen=True, slots=True)
class Groups:
    """How a bibliography is parted: ``by`` languages, types or nothing (none)."""

    by: str = "languages"

    @property
    def parts_languages(self) -> bool:
        """Return True if works in other languages come after those in Chinese."""
        return self.by != "none"

    def of(self, work: Source, locale: Locale) -> str:
        """Return the label of a work's group; empty in one list."""
        if self.by == "languages":
            own = locale.reads(work.language)
            return "bibliography_chinese" if own else "bibliography_other"
        if self.by == "none":
            return ""
        found = (label for label, types in _KINDS.items() if work.type in types)
        return next(found, _REST)

    def number(self, work: Source, locale: Locale) -> int:
        """Return the place of a work's group among the groups."""
        label = self.of(work, locale)
        order = ("", "bibliography_chinese", "bibliography_other", *_KINDS, _REST)
        return order.index(label)
