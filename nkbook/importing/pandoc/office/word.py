"""Prepares a file of Word for Pandoc: what Pandoc would lose becomes marks, or plain paragraphs."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Container, Iterable
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from nkbook.importing.model import Log
from nkbook.importing.pandoc import marks
from nkbook.importing.pandoc.office.archive import opened, parsed, rewritten
from nkbook.importing.pandoc.office.word_fields import fields
from nkbook.importing.pandoc.office.word_looks import aligned, pages
from nkbook.importing.pandoc.office.word_styles import Styles
from nkbook.model.document import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_TEXTS = re.compile(r"word/(?:document|footnotes|endnotes)\d*\.xml")
_MARGINS = re.compile(r"word/(?:header|footer)\d*\.xml")
_CHINESE = re.compile(r"chinese|taiwanese|ideograph|japanese", re.IGNORECASE)
_UNREAD = {"chart": "a chart", "relIds": "a drawing of Word (SmartArt)", "control": "a form field"}
_COLUMN = "1000"  # twentieths of a point
_OFF = ("0", "false", "none", "off")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file of Word says of itself; ``level`` is that of its chapters, 0 if unknown."""

    title: str = ""
    author: str = ""
    language: str = ""
    date: str = ""
    level: int = 0


def prepare(source: Path, target: Path, log: Log, *, comments: bool) -> Facts:
    """Write a copy of a file of Word in which nothing is that Pandoc would lose.

    Ruby, emphasis dots, text boxes and, with ``comments``, comments become marks; hidden text and
    page breaks are left out; headings in styles of Chinese names get Word's own.
    Raises SourceError: NK703 for a damaged file, NK705 for one too large.
    """
    with opened(source) as archive:
        names = archive.namelist()
        styles = Styles.read(parsed(archive, "word/styles.xml"))
        notes = _comments(parsed(archive, "word/comments.xml"))
        changed: dict[str, Element] = {}
        for name in filter(_TEXTS.fullmatch, names):
            root = parsed(archive, name)
            if root is not None:
                _prepare(root, styles, notes if comments else {}, log)
                changed[name] = root
        _numbering(parsed(archive, "word/numbering.xml"), changed.values(), styles.seen, log)
        if styles.root is not None:
            changed["word/styles.xml"] = styles.completed()
        for name in filter(_MARGINS.fullmatch, names):
            pages(parsed(archive, name), log)
        if notes and not comments:
            log.dropped("comments", f"{len(notes)} comments")
        rewritten(archive, changed, target)
        return _facts(archive)


def _facts(archive: zipfile.ZipFile) -> Facts:
    core = parsed(archive, "docProps/core.xml")
    if core is None:
        return Facts()
    values = {
        etree.QName(one).localname: (one.text or "").strip()
        for one in core
        if isinstance(one.tag, str) and one.tag.startswith((_DC, _TERMS))
    }
    return Facts(
        values.get("title", ""),
        values.get("creator", ""),
        values.get("language", ""),
        values.get("modified", "") or values.get("created", ""),
    )


def _comments(root: Element | None) -> dict[str, str]:
    """Return the comments by their id: who wrote them, and the words."""
    found: dict[str, str] = {}
    for one in root.iter(f"{W}comment") if root is not None else ():
        words = " ".join(_text(paragraph) for paragraph in one.iter(f"{W}p"))
        found[one.get(f"{W}id", "")] = f"批註（{one.get(f'{W}author', '')}）：{words.strip()}"
    return found


def _prepare(root: Element, styles: Styles, notes: dict[str, str], log: Log) -> None:
    _wrapped(root)
    fields(root, styles.names, log)
    _boxes(root, log)
    _ruby(root, log)
    _hidden(root, log)
    _breaks(root, log)
    _dots(root, log)
    _scripts(root)
    _commented(root, notes, log)
    styles.headings(root, log)
    styles.captions(root, log)
    styles.quotations(root)
    aligned(root, styles.looks, styles.found, log)
    for name, kind in _UNREAD.items():
        for _ in root.iter(f"{{*}}{name}"):
            log.look(f"{kind} that Pandoc cannot read", kind)


def _wrapped(root: Element) -> None:
    """Unwrap what Pandoc passes over with all that is in it, and give columns a width.

    A column without one is none to Pandoc, which leaves out its cells.
    """
    for one in list(root.iter(f"{W}customXml")):
        for properties in one.findall(f"{W}customXmlPr"):
            one.remove(properties)
        for inner in list(one):
            one.addprevious(inner)
        _remove(one)
    for column in root.iter(f"{W}gridCol"):
        if not column.get(f"{W}w"):
            column.set(f"{W}w", _COLUMN)


def _text(element: Element) -> str:
    return "".join(one.text or "" for one in element.iter(f"{W}t"))


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)  # text between elements means nothing in Word's XML


def _boxes(root: Element, log: Log) -> None:
    """Put what is in text boxes after the paragraph that holds them."""
    for old in list(root.iter(f"{_MC}Fallback")):
        _remove(old)  # the same for older versions of Word
    for box in reversed(list(root.iter(f"{W}txbxContent"))):
        holder = next((one for one in box.iterancestors(f"{W}p")), None)
        if holder is None or not _text(box).strip():
            continue
        log.changed("a text box", _text(box)[:60])
        after = [_paragraph(marks.BOX), *list(box), _paragraph(marks.BOX_END)]
        for one in reversed(after):
            holder.addnext(one)


def _paragraph(words: str) -> Element:
    paragraph = etree.Element(f"{W}p")
    etree.SubElement(etree.SubElement(paragraph, f"{W}r"), f"{W}t").text = words
    return paragraph


def _ruby(root: Element, log: Log) -> None:
    for one in list(root.iter(f"{W}ruby")):
        base, reading = one.find(f"{W}rubyBase"), one.find(f"{W}rt")
        words = _text(base) if base is not None else ""
        said = _text(reading) if reading is not None else ""
        log.changed("ruby", f"{words} {said}")
        text = etree.Element(f"{W}t")
        text.text = marks.ruby(words, said)
        parent = one.getparent()
        if parent is not None:
            parent.replace(one, text)


def _is_on(properties: Element | None, name: str) -> bool:
    found = properties.find(f"{W}{name}") if properties is not None else None
    return found is not None and found.get(f"{W}val", "true").lower() not in _OFF


def _hidden(root: Element, log: Log) -> None:
    for run in list(root.iter(f"{W}r")):
        if _is_on(run.find(f"{W}rPr"), "vanish"):
            if words := _text(run).strip():
                log.dropped("hidden text", words)
            _remove(run)


def _breaks(root: Element, log: Log) -> None:
    for one in list(root.iter(f"{W}br")):
        if one.get(f"{W}type") in ("page", "column"):
            log.dropped("a page break", "page break")
            _remove(one)


def _dots(root: Element, log: Log) -> None:
    for run in root.iter(f"{W}r"):
        if not _is_on(run.find(f"{W}rPr"), "em"):
            continue
        for text in run.iter(f"{W}t"):
            if text.text and text.text.strip():
                log.changed("emphasis dots (着重號)", text.text)
                text.text = marks.dots(text.text)


def _scripts(root: Element) -> None:
    """Make small runs that are raised or lowered superscripts and subscripts, as they look."""
    for properties in root.iter(f"{W}rPr"):
        position = properties.find(f"{W}position")
        if position is None or properties.find(f"{W}sz") is None:
            continue
        given = position.get(f"{W}val", "0")
        if given.lstrip("-").isdigit() and int(given):
            script = etree.SubElement(properties, f"{W}vertAlign")
            script.set(f"{W}val", "subscript" if given.startswith("-") else "superscript")


def _commented(root: Element, notes: dict[str, str], log: Log) -> None:
    """Take comments away, and put their words as marks where they end."""
    for name in ("commentRangeStart", "commentRangeEnd"):
        for one in list(root.iter(f"{W}{name}")):
            _remove(one)
    for one in list(root.iter(f"{W}commentReference")):
        parent = one.getparent()
        words = notes.get(one.get(f"{W}id", ""))
        if words and parent is not None:
            log.changed("a comment", words)
            text = etree.Element(f"{W}t")
            text.text = marks.comment(words)
            parent.replace(one, text)
        else:
            _remove(one)


def _numbering(
    root: Element | None, texts: Iterable[Element], headings: Container[str], log: Log
) -> None:
    """Say which numbers of Word become others: of lists, and of headings by their styles."""
    if root is None:
        return
    used = {one.get(f"{W}val", "") for text in texts for one in text.iter(f"{W}numId")}
    abstract = {
        one.get(f"{W}val", "")
        for number in root.iterfind(f"{W}num")
        if number.get(f"{W}numId") in used
        for one in number.iterfind(f"{W}abstractNumId")
    }
    kinds: set[str] = set()
    for one in root.iterfind(f"{W}abstractNum"):
        levels = list(one.iterfind(f"{W}lvl"))
        styles = (level.find(f"{W}pStyle") for level in levels)
        if any(style is not None and style.get(f"{W}val") in headings for style in styles):
            written = [level.find(f"{W}lvlText") for level in levels]
            words = " ".join(text.get(f"{W}val", "") for text in written if text is not None)
            log.changed("headings that Word numbers: nkbook numbers chapters itself", words)
        elif one.get(f"{W}abstractNumId") in abstract:
            kinds |= {
                kind.get(f"{W}val", "") for level in levels for kind in level.iter(f"{W}numFmt")
            }
    for kind in sorted(filter(_CHINESE.search, kinds)):
        log.look("lists with Chinese numbers, which are 1, 2, 3 now", kind)
