"""What citeproc-js writes as HTML, as the XHTML of a book, with links and languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree, html
from markupsafe import Markup

from nkbook.manuscript.citations.csl.clusters import Held
from nkbook.manuscript.citations.fragments import inside
from nkbook.manuscript.citations.source import Source
from nkbook.model.document import Element
from nkbook.model.trees import unwrap
from nkbook.reading.addresses import usable

_TAGS = {"i": "em", "b": "strong", "sup": "sup", "sub": "sub"}
_NOT_OF_THE_WORK = frozenset((
    "locator", "first-reference-note-number", "citation-number-of-entry",
))  # fmt: skip
_PART = re.compile("[;；]")
_TITLE = re.compile(r"title(?:-short)?\Z")
_WORDS = re.compile(r"[^\W\d_]{2}|[\u2e80-\u9fff]")


@dataclass(frozen=True, slots=True)
class Reader:
    """The works by key, and whether one's language is that of the edition's readers."""

    sources: Mapping[str, Source]
    is_own: Callable[[str], bool]
    numbers: Mapping[str, int]  # by which a style that numbers its works prints them


def citation(text: str, keys: Iterable[str], held: Held, reader: Reader, *, linked: bool) -> Markup:
    """Return a citation's text, whose works (``keys``) lead to their entries in the bibliography.

    A title is the link where there is one, else all that is printed of the work.
    """
    root = _parsed(text)
    seen = {*_keys(root)}
    for key in dict.fromkeys(keys):
        if key not in seen and linked:  # numbers that were put together have lost their works
            _link_number(root, str(reader.numbers.get(key, "")), key)
        spans = [span for span in _values(root) if span.get("data-key") == key]
        of_work = [span for span in spans if span.get("data-name") not in _NOT_OF_THE_WORK]
        titles = [span for span in of_work if _TITLE.match(span.get("data-name", ""))]
        if titles and linked:
            _wrap(titles[0], titles[0], "a", {"class": "source", "href": f"#ref-{key}"})
        elif linked:
            for first, last in _runs(of_work):
                _unlinked(first, last)
                _wrap(first, last, "a", {"class": "source", "href": f"#ref-{key}"})
        _speak(spans, reader, key)
    return _finished(root, held)


def entry(text: str, key: str, reader: Reader) -> Markup:
    """Return an entry of the bibliography."""
    root = _parsed(text)
    spans = [span for span in _values(root) if span.get("data-name") != "citation-number"]
    _speak(spans, reader, key)
    return _finished(root, Held())


def _parsed(text: str) -> Element:
    try:
        return etree.fromstring(f"<p>{text}</p>")
    except etree.XMLSyntaxError:  # a tag of a title that the processor did not close
        made = html.fragment_fromstring(text, create_parent="p")
        return etree.fromstring(etree.tostring(made))


def _values(root: Element) -> Iterator[Element]:
    return (span for span in root.iter("span") if span.get("class") == "value")


def _keys(root: Element) -> Iterator[str]:
    return (span.get("data-key", "") for span in _values(root))


def _runs(spans: list[Element]) -> Iterator[tuple[Element, Element]]:
    """Yield the first and the last of spans that stand in one element, with no ; between them."""
    run: list[Element] = []
    for span in spans:
        if run and (span.getparent() is not run[-1].getparent() or _parted(run[-1], span)):
            yield run[0], run[-1]
            run = []
        run.append(span)
    if run:
        yield run[0], run[-1]


def _parted(first: Element, last: Element) -> bool:
    between = first.tail or ""
    for element in first.itersiblings():
        if element is last:
            break
        if element.get("class") == "value" and element.get("data-key") != first.get("data-key"):
            return True
        between += "".join(map(str, element.itertext())) + (element.tail or "")
    return bool(_PART.search(between))


def _wrap(first: Element, last: Element, tag: str, attributes: Mapping[str, str]) -> None:
    """Put an element around two siblings and all that is between them."""
    made = etree.Element(tag, dict(attributes))
    first.addprevious(made)
    element: Element | None = first
    while element is not None:
        following = element.getnext()
        if element is last:
            made.tail, element.tail = element.tail, None
            following = None
        made.append(element)
        element = following


def _link_number(root: Element, number: str, key: str) -> None:
    """Make a link of a number in the text of an element, where it stands alone."""
    alone = re.compile(rf"(?<![\w.]){number}(?![\w.])") if number else None
    for element in list(root.iter(etree.Element)) if alone else ():
        if element.tag == "a" or element.get("class") == "value":
            continue
        for part in (element, *element):
            text = (part.text if part is element else part.tail) or ""
            if alone and (match := alone.search(text)):
                link = etree.Element("a", {"class": "source", "href": f"#ref-{key}"})
                link.text, link.tail = match[0], text[match.end() :]
                if part is element:
                    part.text = text[: match.start()]
                    part.insert(0, link)
                else:
                    part.tail = text[: match.start()]
                    part.addnext(link)
                return


def _unlinked(first: Element, last: Element) -> None:
    """Take out the links of addresses inside what becomes a link itself."""
    element: Element | None = first
    while element is not None:
        for link in list(element.iter("a")):
            unwrap(link)
        element = None if element is last else element.getnext()


def _speak(spans: list[Element], reader: Reader, key: str) -> None:
    """Say the language of a work's words where it is another one than the edition's."""
    work = reader.sources.get(key)
    if work is None or reader.is_own(work.language) or work.language == "und":
        return
    for span in spans:
        for slanted in (
            *span.iterancestors("i", "b"),
            *span.iter("i", "b"),
        ):  # slant is for the letters of its language
            slanted.set("lang", work.language)
        if _WORDS.search("".join(map(str, span.itertext()))):
            span.set("lang", work.language)


def _finished(root: Element, held: Held) -> Markup:
    for element in list(root.iter(etree.Element)):
        if element is not root:
            _plain(element)
    text = inside(root)
    return Markup(held.put_back(text))  # noqa: S704 — made of the elements below alone


def _plain(element: Element) -> None:
    """Make an element one of the book's own, or let only its words stay."""
    language = element.get("lang")
    match element.tag:
        case "a" if element.get("class") == "source":
            return
        case "a":
            address = usable(str(element.get("href")))
            if address is None:
                unwrap(element)
            else:
                _become(element, "a", {"class": "url", "href": address})
        case "span" if language:
            _become(element, "span", {"lang": language})
        case "span" if "small-caps" in element.get("style", ""):
            _become(element, "span", {"class": "smallcaps"})
        case "span" if element.get("class") == "margin":
            _become(element, "span", {"class": "source-number"})
            element.tail = f" {(element.tail or '').lstrip()}"
        case "span" if element.get("class") == "block":
            element.addprevious(etree.Element("br"))
            unwrap(element)
        case tag if tag in _TAGS:
            _become(element, _TAGS[str(tag)], {"lang": language} if language else {})
        case _:
            unwrap(element)


def _become(element: Element, tag: str, attributes: Mapping[str, str]) -> None:
    element.attrib.clear()
    element.tag = tag
    element.attrib.update(dict(attributes))
