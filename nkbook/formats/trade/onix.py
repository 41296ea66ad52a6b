"""Writes the EPUB's record for the book trade: an ONIX for Books 3.0 message, in reference tags.

Codes are those of EDItEUR's code lists, issue 70 and later; the comments name lists and terms.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from nkbook.formats.html.access import Access
from nkbook.locales.registry import locale
from nkbook.model.catalogue import roles
from nkbook.model.catalogue.identifiers import isbn_urn
from nkbook.model.catalogue.roles import RELATORS
from nkbook.model.catalogue.subjects import SCHEMES, is_qualifier, onix_scheme
from nkbook.model.document import Element
from nkbook.model.metadata import Creator, Edition, Metadata
from nkbook.model.publication import Publication

NAMESPACE = "http://ns.editeur.org/onix/3.0/reference"
_PROPRIETARY = "24"  # list 27: a scheme that goes by its name
_ACCESSIBILITY, _HAZARDS = "09", "12"  # list 79
_SUMMARY, _CERTIFIER = "00", "90"  # list 196
_NO_HAZARDS = ("14", "16", "18")  # list 143: flashing, sound, motion
_CONFORMING = ("04", "82", "85")  # list 196: EPUB Accessibility 1.1, WCAG 2.2, level AA


@dataclass(frozen=True, slots=True)
class Facts:
    """What the record says of the file."""

    identifier: str  # of this edition, as in the package document
    access: Access
    bytes: int
    modified: datetime.datetime  # UTC


def record(publication: Publication, facts: Facts) -> bytes:
    """Return the message: one product, the EPUB of the publication."""
    root = etree.Element(f"{{{NAMESPACE}}}ONIXMessage", {"release": "3.0"}, nsmap={None: NAMESPACE})
    metadata = publication.metadata
    header = _add(root, "Header")
    _text(_add(header, "Sender"), "SenderName", _sender(metadata))
    _text(header, "SentDateTime", facts.modified.strftime("%Y%m%dT%H%M%SZ"))
    product = _add(root, "Product")
    _text(product, "RecordReference", facts.identifier)
    _text(product, "NotificationType", "03")  # list 1: confirmed on publication
    _identify(product, "ProductIdentifier", facts.identifier)
    _describe(_add(product, "DescriptiveDetail"), publication, facts)
    if metadata.description:
        content = _add(_add(product, "CollateralDetail"), "TextContent")
        _text(content, "TextType", "03")  # list 153: description
        _text(content, "ContentAudience", "00")  # list 154: unrestricted
        _text(content, "Text", metadata.description)
    _publish(_add(product, "PublishingDetail"), metadata)
    if paged := metadata.imprint.isbn.get("print") or metadata.imprint.isbn.get("pdf"):
        related = _add(_add(product, "RelatedMaterial"), "RelatedProduct")
        code = "13" if "print" in metadata.imprint.isbn else "06"  # list 51
        _text(related, "ProductRelationCode", code)
        _identify(related, "ProductIdentifier", isbn_urn(paged))
    etree.indent(root)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _add(parent: Element, name: str) -> Element:
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")


def _text(parent: Element, name: str, text: str) -> None:
    _add(parent, name).text = text


def _sender(metadata: Metadata) -> str:
    return metadata.publisher.name if metadata.publisher else metadata.creators[0].name


def _identify(parent: Element, name: str, uri: str) -> None:
    """Add an identifier (list 5): an ISBN as 15, another URN as 22, any other URI as our own."""
    identifier = _add(parent, name)
    if uri.startswith("urn:isbn:"):
        _text(identifier, "ProductIDType", "15")
        uri = uri.removeprefix("urn:isbn:")
    elif uri.startswith("urn:"):
        _text(identifier, "ProductIDType", "22")
    else:
        _text(identifier, "ProductIDType", "01")
        _text(identifier, "IDTypeName", "URI")
    _text(identifier, "IDValue", uri)


def _describe(detail: Element, publication: Publication, facts: Facts) -> None:
    """Fill DescriptiveDetail in the schema's order."""
    metadata = publication.metadata
    _text(detail, "ProductComposition", "00")  # list 2: a single item
    _text(detail, "ProductForm", "ED")  # list 150: digital download
    _text(detail, "ProductFormDetail", "E101")  # list 175: EPUB
    for kind, value, words in _features(publication, facts.access):
        feature = _add(detail, "ProductFormFeature")
        _text(feature, "ProductFormFeatureType", kind)
        _text(feature, "ProductFormFeatureValue", value)
        if words:
            _text(feature, "ProductFormFeatureDescription", words)
    _text(detail, "PrimaryContentType", "10")  # list 81: text
    _text(detail, "EpubTechnicalProtection", "00")  # list 144: none
    if metadata.rights and metadata.rights_url:
        licence = _add(detail, "EpubLicense")
        _text(licence, "EpubLicenseName", metadata.rights)
        expression = _add(licence, "EpubLicenseExpression")
        _text(expression, "EpubLicenseExpressionType", "01")  # list 218: for people
        _text(expression, "EpubLicenseExpressionLink", metadata.rights_url)
    if metadata.series:
        collection = _add(detail, "Collection")
        _text(collection, "CollectionType", "10")  # list 148: the publisher's
        _title(collection, "02", metadata.series.title, None, metadata.series.position)
    _title(detail, "01", metadata.title, metadata.subtitle)
    for number, creator in enumerate(metadata.creators, 1):
        _contribute(_add(detail, "Contributor"), number, creator, publication.edition)
    if metadata.release.statement:
        _text(detail, "EditionStatement", metadata.release.statement)
    language = _add(detail, "Language")
    _text(language, "LanguageRole", "01")  # list 22: of the text
    own = locale(publication.edition.language)
    _text(language, "LanguageCode", own.iso_639_2)
    _text(language, "CountryCode", own.region)
    _text(language, "ScriptCode", own.script)
    _measure(detail, "02", publication.characters, "01")  # lists 23, 24: total text, characters
    _measure(detail, "22", -(-facts.bytes // 1024), "18")  # file size, kilobytes
    _classify(detail, metadata)
    if metadata.subjects:
        subject = _add(detail, "Subject")
        _text(subject, "SubjectSchemeIdentifier", "20")  # list 27: keywords
        _text(subject, "SubjectHeadingText", "; ".join(metadata.subjects))
    _text(_audience(detail), "AudienceCodeValue", "01")


def _classify(detail: Element, metadata: Metadata) -> None:
    """Add the subject codes; the first of each scheme is the main one."""
    schemes: set[str] = set()
    for item in metadata.subject_codes:
        subject = _add(detail, "Subject")
        scheme = onix_scheme(item.scheme, item.code)
        if not is_qualifier(item.scheme, item.code) and item.scheme not in schemes:
            _add(subject, "MainSubject")
            schemes.add(item.scheme)
        _text(subject, "SubjectSchemeIdentifier", scheme)
        if scheme == _PROPRIETARY:
            _text(subject, "SubjectSchemeName", SCHEMES[item.scheme].name)
        _text(subject, "SubjectCode", item.code)
        if item.heading:
            _text(subject, "SubjectHeadingText", item.heading)


def _audience(detail: Element) -> Element:
    audience = _add(detail, "Audience")
    _text(audience, "AudienceCodeType", "01")  # list 29; 01 of list 28 is the general reader
    return audience


def _features(publication: Publication, access: Access) -> Iterator[tuple[str, str, str | None]]:
    """Yield what is true of the book's accessibility: kind, value, words."""
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


def _title(
    parent: Element, level: str, title: str, subtitle: str | None, part: str | None = None
) -> None:
    """Add a title (list 149: 01 of the product, 02 of its series)."""
    detail = _add(parent, "TitleDetail")
    _text(detail, "TitleType", "01")  # list 15: distinctive
    element = _add(detail, "TitleElement")
    _text(element, "TitleElementLevel", level)
    if part:
        _text(element, "PartNumber", part)
    _text(element, "TitleText", title)
    if subtitle:
        _text(element, "Subtitle", subtitle)


def _contribute(contributor: Element, number: int, creator: Creator, edition: Edition) -> None:
    """Fill Contributor: a role of list 17, or, for one that is not there, Z99 and words."""
    relator = RELATORS[creator.role]
    _text(contributor, "SequenceNumber", str(number))
    _text(contributor, "ContributorRole", relator.onix)
    if creator.corporate:
        _text(contributor, "CorporateName", creator.name)
    else:
        _text(contributor, "PersonName", creator.name)
        if creator.file_as:
            _text(contributor, "PersonNameInverted", creator.file_as)
    if not relator.is_in_onix:
        own = roles.word(creator.role, edition.labels)
        words = _add(contributor, "ContributorDescription")
        words.text = own or relator.term
        if own is None:
            words.set("language", "eng")


def _measure(detail: Element, kind: str, value: int, unit: str) -> None:
    extent = _add(detail, "Extent")
    _text(extent, "ExtentType", kind)
    _text(extent, "ExtentValue", str(value))
    _text(extent, "ExtentUnit", unit)


def _publish(detail: Element, metadata: Metadata) -> None:
    """Fill PublishingDetail in the schema's order."""
    if metadata.publisher:
        publisher = _add(detail, "Publisher")
        _text(publisher, "PublishingRole", "01")  # list 45: publisher
        _text(publisher, "PublisherName", metadata.publisher.name)
        if metadata.publisher.website:
            website = _add(publisher, "Website")
            _text(website, "WebsiteRole", "01")  # list 73: of the publisher
            _text(website, "WebsiteLink", metadata.publisher.website)
        if metadata.publisher.place:
            _text(detail, "CityOfPublication", metadata.publisher.place)
    _text(detail, "PublishingStatus", "04")  # list 64: active
    date = _add(detail, "PublishingDate")
    _text(date, "PublishingDateRole", "01")  # list 163: publication
    _text(date, "Date", metadata.release.date.strftime("%Y%m%d"))
