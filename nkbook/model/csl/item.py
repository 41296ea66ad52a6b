"""A work cited, as a CSL item: every type and variable of CSL 1.0.2."""

from __future__ import annotations

import difflib
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from nkbook.model.csl.dates import CslDate
from nkbook.model.csl.extra import with_extra
from nkbook.model.csl.languages import language_tag
from nkbook.model.csl.names import CslNames
from nkbook.model.csl.untitled import titled
from nkbook.model.rows import Row, kebab, wrong

# fmt: off
TYPES = frozenset({
    "article", "article-journal", "article-magazine", "article-newspaper", "bill", "book",
    "broadcast", "chapter", "classic", "collection", "dataset", "document", "entry",
    "entry-dictionary", "entry-encyclopedia", "event", "figure", "graphic", "hearing",
    "interview", "legal_case", "legislation", "manuscript", "map", "motion_picture",
    "musical_score", "pamphlet", "paper-conference", "patent", "performance", "periodical",
    "personal_communication", "post", "post-weblog", "regulation", "report", "review",
    "review-book", "software", "song", "speech", "standard", "thesis", "treaty", "webpage",
})
# fmt: on


def _type(name: str) -> str:
    if name not in TYPES:
        near = difflib.get_close_matches(name, sorted(TYPES), n=1)
        hint = f'did you mean "{near[0]}"?' if near else "book, chapter, article-journal, webpage …"
        raise wrong(f'"{name}" is not a type of source', hint)
    return name


Required = Annotated[str, Field(min_length=1)]


class _Part(Row):
    """Text and numbers are text to print; an empty key is as if it were not there."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, alias_generator=kebab, coerce_numbers_to_str=True
    )

    @model_validator(mode="before")
    @classmethod
    def _filled(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        known = {str(info.alias).casefold(): str(info.alias) for info in cls.model_fields.values()}
        given: dict[str, Any] = {}
        for key, item in value.items():
            name: str = known.get(str(key).casefold(), str(key))  # Pandoc writes doi for DOI
            if name in given:
                raise wrong(f'"{name}" is given twice', at=(key,))
            if item is not None or name not in known.values():
                given[name] = item
        return given


class _Names(_Part):
    author: CslNames = ()
    chair: CslNames = ()
    collection_editor: CslNames = ()
    compiler: CslNames = ()
    composer: CslNames = ()
    container_author: CslNames = ()
    contributor: CslNames = ()
    curator: CslNames = ()
    director: CslNames = ()
    editor: CslNames = ()
    editor_translator: CslNames = ()
    editorial_director: CslNames = ()
    executive_producer: CslNames = ()
    guest: CslNames = ()
    host: CslNames = ()
    illustrator: CslNames = ()
    interviewer: CslNames = ()
    narrator: CslNames = ()
    organizer: CslNames = ()
    original_author: CslNames = ()
    performer: CslNames = ()
    producer: CslNames = ()
    recipient: CslNames = ()
    reviewed_author: CslNames = ()
    script_writer: CslNames = ()
    series_creator: CslNames = ()
    translator: CslNames = ()


class _Dates(_Part):
    accessed: CslDate | None = None
    available_date: CslDate | None = None
    container: CslDate | None = None
    event_date: CslDate | None = None
    issued: CslDate | None = None
    original_date: CslDate | None = None
    submitted: CslDate | None = None


class _Titles(_Part):
    collection_title: str = ""
    container_title: str = ""
    container_title_short: str = ""
    event: str = ""
    event_title: str = ""
    journal_abbreviation: str = Field("", alias="journalAbbreviation")
    original_title: str = ""
    part_title: str = ""
    reviewed_title: str = ""
    short_title: str = Field("", alias="shortTitle")
    title_short: str = ""
    translated_title: str = ""
    translated_title_short: str = ""
    volume_title: str = ""
    volume_title_short: str = ""


class _Numbers(_Part):
    chapter_number: str = ""
    citation_number: str = ""
    collection_number: str = ""
    edition: str = ""
    first_reference_note_number: str = ""
    issue: str = ""
    locator: str = ""
    number: str = ""
    number_of_pages: str = ""
    number_of_volumes: str = ""
    page: str = ""
    page_first: str = ""
    part: str = ""
    part_number: str = ""
    printing: str = ""
    printing_number: str = ""
    section: str = ""
    supplement: str = ""
    supplement_number: str = ""
    version: str = ""
    volume: str = ""
    year_suffix: str = ""


class _Texts(_Part):
    abstract: str = ""
    annote: str = ""
    archive: str = ""
    archive_collection: str = Field("", alias="archive_collection")
    archive_location: str = Field("", alias="archive_location")
    archive_place: str = ""
    authority: str = ""
    call_number: str = ""
    citation_key: str = ""
    cstr: str = Field("", alias="CSTR")  # China's identifier of scientific data, GB/T 32843
    citation_label: str = ""
    dimensions: str = ""
    division: str = ""
    doi: str = Field("", alias="DOI")
    event_place: str = ""
    genre: str = ""
    isan: str = Field("", alias="ISAN")
    isbn: str = Field("", alias="ISBN")
    isci: str = Field("", alias="ISCI")
    ismn: str = Field("", alias="ISMN")
    isrc: str = Field("", alias="ISRC")
    issn: str = Field("", alias="ISSN")
    iswc: str = Field("", alias="ISWC")
    jurisdiction: str = ""
    keyword: str = ""
    language: Annotated[str, AfterValidator(language_tag)] = ""
    medium: str = ""
    note: str = ""
    original_publisher: str = ""
    original_publisher_place: str = ""
    pmcid: str = Field("", alias="PMCID")
    pmid: str = Field("", alias="PMID")
    publisher: str = ""
    publisher_place: str = ""
    references: str = ""
    reviewed_genre: str = ""
    scale: str = ""
    source: str = ""
    status: str = ""
    url: str = Field("", alias="URL")


PHD, MASTER = "PhD thesis", "Master’s thesis"  # genres that BibTeX's types of entries mean


class CslItem(_Names, _Dates, _Titles, _Numbers, _Texts):
    """A work: its ``id`` is the key of its citations.

    nkbook's own are ``cstr``; ``cited_in``, the id of the work from which this one is known
    (轉引自), with ``cited_in_locator``, the place in it; the ``dynasty`` of an ancient work's
    author (清); ``reading``, the pinyin by which a bibliography sorts the first author's name,
    or the title of a work without authors; ``sort``, the words that it sorts by in their place;
    and ``verified``, by which an editor notes how the entry was confirmed: like ``note`` and
    ``custom`` it is never printed.
    """

    id: Required
    type: Annotated[str, AfterValidator(_type), Field(json_schema_extra={"enum": sorted(TYPES)})]
    title: Required
    categories: tuple[str, ...] = ()
    custom: dict[str, Any] = Field(default_factory=dict)
    cited_in: str = ""
    cited_in_locator: str = ""
    dynasty: str = ""
    reading: str = ""
    sort: str = ""
    verified: str = ""

    @model_validator(mode="before")
    @classmethod
    def _with_extra(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return titled(with_extra(value, _VARIABLES, _NAME_VARIABLES, _DATE_VARIABLES))


def _aliases(part: type[Row]) -> frozenset[str]:
    return frozenset(str(info.alias) for info in part.model_fields.values())


_NAME_VARIABLES = _aliases(_Names)
_DATE_VARIABLES = _aliases(_Dates)
# An item's id and its notes stay what they are.
_VARIABLES = (_aliases(CslItem) - {"id", "note", "annote", "abstract", "custom", "categories"}) | {
    "cited-in",
    "cited-in-locator",
    "dynasty",
    "reading",
    "sort",
}
