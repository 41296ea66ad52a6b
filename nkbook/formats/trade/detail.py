"""Block 1 of an ONIX record: what a product is, whose it is, and what it is about."""

from __future__ import annotations

from collections.abc import Iterator

from nkbook.formats.html.access import Access
from nkbook.formats.trade.persons import parts_of
from nkbook.formats.trade.products import Product
from nkbook.formats.trade.tags import add, put
from nkbook.locales.registry import locale
from nkbook.model.catalogue import roles
from nkbook.model.catalogue.roles import RELATORS
from nkbook.model.catalogue.subjects import SCHEMES, is_qualifier, onix_scheme
from nkbook.model.document import Element
from nkbook.model.metadata import Creator, Edition, Metadata
from nkbook.model.publication import Publication

_PROPRIETARY = "24"  # list 27: a scheme that goes by its name
_ACCESSIBILITY, _HAZARDS, _VERSION = "09", "12", "15"  # list 79
_SUMMARY, _CERTIFIER = "00", "90"  # list 196
_NO_HAZARDS = ("14", "16", "18")  # list 143: flashing, sound, motion
_CONFORMING = ("04", "82", "85")  # list 196: EPUB Accessibility 1.1, WCAG 2.2, level AA
_EPUB_3_3 = "101F"  # list 220


def describe(
    detail: Element, publication: Publication, product: Product, access: Access, pages: int | None
) -> None:
    """Fill DescriptiveDetail in the schema's order; ``pages`` are the PDF's main sequence."""
    metadata = publication.metadata
    put(detail, "ProductComposition", "00")  # list 2: a single item
    put(detail, "ProductForm", product.form)  # list 150: digital download, paperback
    if product.detail:
        put(detail, "ProductFormDetail", product.detail)  # list 175: EPUB, PDF
    if product.format == "epub":
        features = _features(publication, access)
    else:
        features = _of_pdf(access) if product.is_digital else iter(())
    for kind, value, words in features:
        feature = add(detail, "ProductFormFeature")
        put(feature, "ProductFormFeatureType", kind)
        put(feature, "ProductFormFeatureValue", value)
        if words:
            put(feature, "ProductFormFeatureDescription", words)
    put(detail, "PrimaryContentType", "10")  # list 81: text
    if product.is_digital:
        _protect(detail, metadata)
    if metadata.series:
        collection = add(detail, "Collection")
        put(collection, "CollectionType", "10")  # list 148: the publisher's
        _title(collection, "02", metadata.series.title, None, metadata.series.position)
    _title(detail, "01", metadata.title, metadata.subtitle)
    for number, creator in enumerate(metadata.creators, 1):
        _contribute(add(detail, "Contributor"), number, creator, publication.edition)
    if metadata.release.statement:
        put(detail, "EditionStatement", metadata.release.statement)
    language = add(detail, "Language")
    put(language, "LanguageRole", "01")  # list 22: of the text
    own = locale(publication.edition.language)
    put(language, "LanguageCode", own.iso_639_2)
    put(language, "CountryCode", own.region)
    put(language, "ScriptCode", own.script)
    _extents(detail, publication, product, pages)
    _classify(detail, metadata)
    put(_audience(detail), "AudienceCodeValue", "01")


def _protect(detail: Element, metadata: Metadata) -> None:
    """Add that a file is not protected, and its licence."""
    put(detail, "EpubTechnicalProtection", "00")  # list 144: none
    if metadata.rights and metadata.rights_url:
        licence = add(detail, "EpubLicense")
        put(licence, "EpubLicenseName", metadata.rights)
        expression = add(licence, "EpubLicenseExpression")
        put(expression, "EpubLicenseExpressionType", "01")  # list 218: for people
        put(expression, "EpubLicenseExpressionLink", metadata.rights_url)


def _extents(
    detail: Element, publication: Publication, product: Product, pages: int | None
) -> None:
    """Add how long the text is, by lists 23 and 24, and how large the file."""
    _measure(detail, "02", publication.characters, "01")  # total text, characters
    if pages:  # of main content; of a print counterpart
        _measure(detail, "08" if product.format == "epub" else "00", pages, "03")
    if product.bytes is not None:
        _measure(detail, "22", -(-product.bytes // 1024), "18")  # file size, kilobytes


def _classify(detail: Element, metadata: Metadata) -> None:
    """Add the subject codes, of which the first of each scheme is the main one, and keywords."""
    schemes: set[str] = set()
    for item in metadata.subject_codes:
        subject = add(detail, "Subject")
        scheme = onix_scheme(item.scheme, item.code)
        if not is_qualifier(item.scheme, item.code) and item.scheme not in schemes:
            add(subject, "MainSubject")
            schemes.add(item.scheme)
        put(subject, "SubjectSchemeIdentifier", scheme)
        if scheme == _PROPRIETARY:
            put(subject, "SubjectSchemeName", SCHEMES[item.scheme].name)
        put(subject, "SubjectCode", item.code)
        if item.heading:
            put(subject, "SubjectHeadingText", item.heading)
    if metadata.subjects:
        subject = add(detail, "Subject")
        put(subject, "SubjectSchemeIdentifier", "20")  # list 27: keywords
        put(subject, "SubjectHeadingText", "; ".join(metadata.subjects))


def _audience(detail: Element) -> Element:
    audience = add(detail, "Audience")
    put(audience, "AudienceCodeType", "01")  # list 29; 01 of list 28 is the general reader
    return audience


def _features(publication: Publication, access: Access) -> Iterator[tuple[str, str, str | None]]:
    """Yield what is true of the book's accessibility: kind, value, words."""
    yield _VERSION, _EPUB_3_3, None
    yield _ACCESSIBILITY, _SUMMARY, access.summary(publication.edition)
    named = {
        "10": True,  # no options of the reading system are disabled
        "11": True,  # contents
        "12": access.indexed,  # index
        "13": True,  # reading order
        "14": access.pictures and access.described,  # alternative text
        "19": access.paged,  # page numbers of another product
        "22": True,  # languages are tagged
        "29": True,  # headings
        "30": True,  # ARIA
        "32": True,  # landmarks
        "36": True,  # appearance can be changed
        "41": access.paged,  # page list
        "52": True,  # readable without sight
    }
    if access.certified_by:
        named |= dict.fromkeys(_CONFORMING, True)
    for code in sorted(code for code, true in named.items() if true):
        yield _ACCESSIBILITY, code, None
    if access.certified_by:
        yield _ACCESSIBILITY, _CERTIFIER, access.certified_by
    for code in () if access.moving else _NO_HAZARDS:
        yield _HAZARDS, code, None


def _of_pdf(access: Access) -> Iterator[tuple[str, str, str | None]]:
    """Yield what is true of every PDF: PDF/UA-1, contents, order, languages, headings."""
    yield _ACCESSIBILITY, "05", None
    described = access.pictures and access.described
    codes = ("11", "13", "14", "22", "29", "52") if described else ("11", "13", "22", "29", "52")
    for code in codes:
        yield _ACCESSIBILITY, code, None
    for code in () if access.moving else _NO_HAZARDS:
        yield _HAZARDS, code, None


def _title(
    parent: Element, level: str, title: str, subtitle: str | None, part: str | None = None
) -> None:
    """Add a title (list 149: 01 of the product, 02 of its series)."""
    detail = add(parent, "TitleDetail")
    put(detail, "TitleType", "01")  # list 15: distinctive
    element = add(detail, "TitleElement")
    put(element, "TitleElementLevel", level)
    if part:
        put(element, "PartNumber", part)
    put(element, "TitleText", title)
    if subtitle:
        put(element, "Subtitle", subtitle)


def _contribute(contributor: Element, number: int, creator: Creator, edition: Edition) -> None:
    """Fill Contributor: a role of list 17, or, for one that is not there, Z99 and words."""
    relator = RELATORS[creator.role]
    put(contributor, "SequenceNumber", str(number))
    put(contributor, "ContributorRole", relator.onix)
    if creator.corporate:
        put(contributor, "CorporateName", creator.name)
    else:
        put(contributor, "PersonName", creator.name)
        if creator.file_as:
            put(contributor, "PersonNameInverted", creator.file_as)
        for name, part in parts_of(creator):
            put(contributor, name, part)
    if not relator.is_in_onix:
        own = roles.word(creator.role, edition.labels)
        words = add(contributor, "ContributorDescription")
        words.text = own or relator.term
        if own is None:
            words.set("language", "eng")


def _measure(detail: Element, kind: str, value: int, unit: str) -> None:
    extent = add(detail, "Extent")
    put(extent, "ExtentType", kind)
    put(extent, "ExtentValue", str(value))
    put(extent, "ExtentUnit", unit)
