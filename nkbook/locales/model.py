"""What nkbook knows of a language as one region writes it: the model of ``data/<tag>.toml``.

A locale is pure data. To add one, write such a file and, where its words differ from those of the
locales at hand, its rows in ``nkbook/manuscript/editions/data/``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from nkbook.collation import Order
from nkbook.locales.tags import LanguageTag
from nkbook.typesetting.characters import Forms
from nkbook.typesetting.policy import POLICIES, Typesetting

_MOST_COUNTED = 99  # the highest number that is written in counting form: 九十九
_LABEL = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
Mark = Annotated[str, Field(min_length=1, max_length=1)]
Pair = Annotated[str, Field(min_length=2, max_length=2)]  # an opening mark and its closing one


class Facts(BaseModel):
    """A table of a locale's file; keys are in kebab-case, and an unknown one is an error."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        alias_generator=lambda name: name.replace("_", "-"),
        defer_build=True,
    )


class Marks(Facts):
    """[marks]: punctuation; pairs are written as one string, quotation marks outermost first."""

    quotes: tuple[Pair, Pair]
    vertical_quotes: tuple[Pair, Pair]  # in vertical lines
    work: Pair  # around the title of a book, film or newspaper
    article: Pair  # around the title of a part of one
    brackets: Pair
    interpunct: Mark  # between the parts of a foreign name
    comma: Mark
    colon: Mark
    semicolon: Mark
    stop: Mark
    between_quoted: Literal["", "、"]  # items of a list that stand in quotation or title marks


class Composition(Facts):
    """[composition]: how lines are set (CLREQ)."""

    policy: str  # of nkbook.typesetting.policy: line starts and ends, and compression
    forms: Forms  # where pauses and stops are in their square

    @field_validator("policy")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in POLICIES:
            message = f"policy must be one of {', '.join(POLICIES)}"
            raise ValueError(message)
        return name


class Collation(Facts):
    """[collation]: how an index, a bibliography and a table of names are sorted."""

    order: Order
    # OpenCC's configuration that brings titles in another script into this one before sorting.
    converter: str


class Numerals(Facts):
    """[numerals]: numbers in words, for 第三章 and 圖十二."""

    digits: Annotated[str, Field(min_length=10, max_length=10)]  # 0 to 9
    ten: Mark

    def words(self, number: int) -> str:
        """Return a number: to 99 in counting form (二十三), above digit by digit (一〇五)."""
        if not 0 < number <= _MOST_COUNTED:
            return "".join(self.digits[int(digit)] for digit in str(number))
        tens, units = divmod(number, 10)
        head = "" if tens == 0 else self.ten if tens == 1 else f"{self.digits[tens]}{self.ten}"
        return head + (self.digits[units] if units else "")


class Dates(Facts):
    """[dates]: days in words."""

    units: Annotated[str, Field(min_length=3, max_length=3)]  # year, month, day
    before: str  # precedes a year before the common era

    def words(self, date: str) -> str:
        """Return an ISO 8601 date, with a minus before the common era: 1994年5月12日."""
        numbers = map(int, date.lstrip("-").split("-"))
        written = "".join(f"{part}{unit}" for part, unit in zip(numbers, self.units, strict=False))
        return f"{self.before if date.startswith('-') else ''}{written}"


class Charsets(Facts):
    """[charsets]: national character sets, by the names that Python gives them.

    A character that the edition's ``script`` set lacks, and whose counterpart it has, is in the
    wrong script; ``wrong`` and ``right`` are exceptions. ``fonts`` is the set that every device
    sold in the region has glyphs for.
    """

    script: str
    fonts: str
    wrong: str = ""  # in the set only as rarities: surnames in GB 2312, old variants in Big5
    right: str = ""  # standard here although the national set lacks them
    counterparts: str  # OpenCC's configuration into this script


class Conversion(Facts):
    """[conversion]: how text comes from and goes to other locales.

    ``to_standard`` and ``from_standard`` are OpenCC's dictionaries between this locale and its
    standard Traditional characters. ``words`` is the locale's column in nkbook's own tables of
    words. With ``segmented`` a text is cut into words first, so that no word of a table is found
    across two of them.
    """

    words: str
    to_standard: tuple[str, ...]
    from_standard: tuple[str, ...]
    segmented: bool = False


class Citations(Facts):
    """[citations]: the house style when a book names none, a file in styles/citations/."""

    style: str


class Vertical(Facts):
    """[vertical]: books in vertical lines (CSS Writing Modes 4 §3.1, EPUB 3.3 §5.6.2)."""

    writing_mode: Literal["vertical-rl", "vertical-lr"]
    page_progression: Literal["rtl", "ltr"]


RowName = Literal[
    "contributors", "publisher", "address", "website", "edition", "date", "trim", "characters",
    "price", "isbn", "identifier",
]  # fmt: skip


class Colophon(Facts):
    """[colophon]: where the page of the imprint (版權頁) customarily stands, and its rows."""

    place: Literal["front", "back"]
    rows: tuple[RowName, ...]


def _labels(labels: dict[str, str]) -> Mapping[str, str]:
    for key, words in labels.items():
        if not _LABEL.fullmatch(key) or not words.strip():
            message = f'label "{key}" must be in kebab-case and have words'
            raise ValueError(message)
    return MappingProxyType(labels)


class Locale(Facts):
    """A language as one region writes it; ``tag`` is that of its edition (BCP 47)."""

    tag: str
    key: str = Field(pattern="^[a-z]+$")  # in manuscripts: [信息]{tw=資訊 cn=信息}
    languages: tuple[str, ...] = Field(min_length=1)  # subtags of the languages written so
    iso_639_2: str  # as libraries and shops code the language (B)
    script: str  # subtag, ISO 15924
    regions: tuple[str, ...] = Field(min_length=1)  # subtags of the regions that write so
    fallback: bool = False  # serves a tag of its languages that names neither script nor region
    marks: Marks
    composition: Composition
    collation: Collation
    numerals: Numerals
    dates: Dates
    charsets: Charsets
    conversion: Conversion
    citations: Citations
    vertical: Vertical
    colophon: Colophon
    labels: Annotated[Mapping[str, str], AfterValidator(_labels)]  # words that the house prints

    @model_validator(mode="after")
    def _named(self) -> Self:
        tag = "-".join((self.languages[0], self.script, self.regions[0]))
        if self.tag != tag:
            message = f"tag must be made of the first language, the script and the region: {tag}"
            raise ValueError(message)
        return self

    def __hash__(self) -> int:
        return hash(self.tag)

    @property
    def region(self) -> str:
        """Return the subtag of the region that the locale is named after."""
        return self.regions[0]

    @property
    def typesetting(self) -> Typesetting:
        """Return the settings of composition that are customary here."""
        return Typesetting(POLICIES[self.composition.policy])

    def reads(self, tag: str) -> bool:
        """Return True if a text in that language (BCP 47) is in the locale's language."""
        return LanguageTag.parse(tag).language in self.languages

    def writes(self, tag: str) -> bool:
        """Return True if a text in that language is in the locale's language and script."""
        named = LanguageTag.parse(tag)
        return named.language in self.languages and named.script in (None, self.script)
