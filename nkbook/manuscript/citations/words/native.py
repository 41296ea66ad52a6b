"""What citations of Western works say between their particulars: and, p., vol., ed., and months.

Books of these languages are catalogued by their own words (ISBD area statements; ГОСТ Р 7.0.5-2008
for Russian, DIN ISO 690 for German); all others have English ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a language; those with ``{}`` take a number."""

    joins: str = ", and "  # the last of the authors
    inside: str = "in"  # before the title of what holds the work
    page: str = "p."
    pages: str = "pp."
    volume: str = ", vol. {}"
    serial: str = " {}"  # the volume of a journal
    issue: str = ", no. {}"
    edited: str = "ed."
    translated: str = "trans."
    thesis: str = "thesis"
    day: str = "{} "
    months: tuple[str, ...] = _ENGLISH_MONTHS
    seasons: tuple[str, ...] = ("Spring", "Summer", "Autumn", "Winter")


_ENGLISH = Words()
_WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "ru": Words(
            " и ", "в кн.:", "с.", "с.", ", т. {}", ", т. {}", ", № {}",
            "под ред.", "пер.", "дис.", "{} ",
            (
                "января", "февраля", "марта", "апреля", "мая", "июня",
                "июля", "августа", "сентября", "октября", "ноября", "декабря",
            ),
            ("весна", "лето", "осень", "зима"),
        ),
        "de": Words(
            " und ", "in", "S.", "S.", ", Bd. {}", " {}", ", Nr. {}",
            "hrsg. von", "übers. von", "Diss.",
            "{}. ",
            (
                "Januar", "Februar", "März", "April", "Mai", "Juni",
                "Juli", "August", "September", "Oktober", "November", "Dezember",
            ),
            ("Frühjahr", "Sommer", "Herbst", "Winter"),
        ),
        "fr": Words(
            " et ", "dans", "p.", "p.", ", vol. {}", " {}", ", nº {}",
            "éd.", "trad.", "thèse", "{} ",
            (
                "janvier", "février", "mars", "avril", "mai", "juin",
                "juillet", "août", "septembre", "octobre", "novembre", "décembre",
            ),
            ("printemps", "été", "automne", "hiver"),
        ),
    }
)  # fmt: skip


def native(language: str) -> Words:
    """Return the words of a language's tag, English ones for a language without its own."""
    return _WORDS.get(language.partition("-")[0].lower(), _ENGLISH)


def counted_page(page: str, words: Words) -> str:
    """Return the pages of a Western work: p. 9, pp. 1–20, с. 77–90; what is no number stays."""
    if not page[:1].isdigit():
        return page
    several = any(mark in page for mark in "-–,")
    return f"{words.pages if several else words.page} {page}"
