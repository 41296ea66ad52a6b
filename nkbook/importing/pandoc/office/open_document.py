"""Prepares a file of LibreOffice for Pandoc: ruby and emphasis dots become marks."""

from __future__ import annotations

import posixpath
import re
import zipfile
from pathlib import Path

from lxml import etree

from nkbook.importing.model import Log
from nkbook.importing.pandoc import marks, program
from nkbook.importing.pandoc.office import open_document_edits
from nkbook.importing.pandoc.office.archive import opened, parsed, rewritten
from nkbook.importing.pandoc.office.word import Facts
from nkbook.model.document import Element
from nkbook.reading.numbers import whole

_MOST_BLANKS = 1_000  # in one place
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_MATH = "{http://www.w3.org/1998/Math/MathML}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_BLOCKS = tuple(f"{_TEXT}{name}" for name in ("p", "h", "list"))
_PREFORMATTED = re.compile(
    r"(?:html )?preformatted(?: text)?|source code|(?:源)?代[码碼]|程式碼|"
    r"code ?(?:[a-c]|single|first|middle|last|block|listing|wide)?|(?:program ?)?listing",
    re.IGNORECASE,
)
# Publishers' styles for headings: HeadA, B-Head, Heading 1, 標題 1.
_HEADING = re.compile(
    r"(?:head(?:ing)? ?|標題 ?|标题 ?)(?P<level>[1-6]|[A-F])|(?P<first>[A-F])[- ]?head",
    re.IGNORECASE,
)
_MOST_PARENTS = 20
_FIELDS = (
    *("expression", "variable-get", "variable-set", "user-field-get", "user-defined", "date"),
    *("time", "chapter", "title", "author-name", "initial-creator", "text-input", "placeholder"),
)
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"


def prepare(
    source: Path, target: Path, log: Log, *, comments: bool = False, changes: str = "accept"
) -> Facts:
    """Write a copy of a file of OpenDocument text in which ruby and emphasis dots are marks.

    Text boxes follow the paragraph that holds them; ``comments`` keeps them as marks, ``changes``
    is what becomes of tracked ones. Raises SourceError: NK703, NK705.
    """
    with opened(source) as archive:
        changed: dict[str, Element] = {}
        content = parsed(archive, "content.xml")
        if content is not None:
            open_document_edits.comments(content, log, keep=comments)
            open_document_edits.changes(content, changes)
            open_document_edits.links(content)
            open_document_edits.underlined(content)
            _hidden(content, log)
            _fields(content)
            parents = _parents(content, parsed(archive, "styles.xml"))
            open_document_edits.captions(content, parents)
            _code(content, parents, log)
            _headings(content, parents, log)
            _ruby(content, log)
            _dots(content, log)
            _boxes(content, log)
            _notes(content)
            _formulas(archive, content, log)
            changed["content.xml"] = content
        rewritten(archive, changed, target)
        meta = parsed(archive, "meta.xml")
    values: dict[str, str] = {}
    for one in meta.iter(etree.Element) if meta is not None else ():
        values.setdefault(etree.QName(one).localname, (one.text or "").strip())
    author = values.get("initial-creator", "") or values.get("creator", "")
    return Facts(
        values.get("title", ""), author, values.get("language", ""), values.get("date", "")
    )


def _fields(root: Element) -> None:
    """Make plain words of fields, whose result Pandoc passes over."""
    for one in list(root.iter(*(f"{_TEXT}{name}" for name in _FIELDS))):
        one.tag = f"{_TEXT}span"
        one.attrib.clear()


def _parents(*trees: Element | None) -> dict[str, str]:
    """Return the style that each style is made from, by their names."""
    return {
        one.get(f"{_STYLE}name", ""): one.get(f"{_STYLE}parent-style-name", "")
        for tree in reversed(trees)
        if tree is not None
        for one in tree.iter(f"{_STYLE}style")
    }


def _code(root: Element, parents: dict[str, str], log: Log) -> None:
    """Make a block of code of paragraphs in the style for it, which Pandoc takes for text."""
    lines: list[Element] = []
    for one in [*root.iter(f"{_TEXT}p"), None]:
        is_code = one is not None and _styled(one, parents, _PREFORMATTED) is not None
        if lines and not (is_code and lines[-1].getnext() is one):
            _joined(lines, log)
            lines = []
        if one is not None and is_code:
            lines.append(one)


def _headings(root: Element, parents: dict[str, str], log: Log) -> None:
    """Make headings of paragraphs in a style that is called one."""
    for one in list(root.iter(f"{_TEXT}p")):
        found = _styled(one, parents, _HEADING)
        if found is None or not "".join(one.itertext()).strip():
            continue
        mark = (found["level"] or found["first"]).upper()
        level = whole(mark) if mark.isdecimal() else "ABCDEF".index(mark) + 1
        one.tag = f"{_TEXT}h"
        one.set(f"{_TEXT}outline-level", str(level))
        log.changed("a paragraph in the style of a heading", "".join(one.itertext()).strip())


def _styled(
    paragraph: Element, parents: dict[str, str], names: re.Pattern[str]
) -> re.Match[str] | None:
    """Return the first of a paragraph's styles, from its own upwards, that is called so."""
    name = paragraph.get(f"{_TEXT}style-name", "")
    for _ in range(_MOST_PARENTS):
        if found := names.fullmatch(name.replace("_20_", " ").replace("_", " ")):
            return found
        name = parents.get(name, "")
    return None


def _joined(lines: list[Element], log: Log) -> None:
    code = "\n".join(map(_written, lines))
    first, *others = lines
    if not code.strip() or first.find(f".//{_DRAW}frame") is not None:
        return
    log.changed("paragraphs of code, now a block", code.strip().split("\n")[0])
    for child in list(first):
        first.remove(child)
    first.text = marks.code(code)
    first.attrib.pop(f"{_TEXT}style-name", None)
    for one in others:
        parent = one.getparent()
        if parent is not None:
            parent.remove(one)


def _written(element: Element) -> str:
    """Return the text of a paragraph, with its spaces and ends of lines."""
    parts = [element.text or ""]
    for one in element:
        if one.tag == f"{_TEXT}s":
            parts.append(" " * min(whole(one.get(f"{_TEXT}c", "1")), _MOST_BLANKS))
        elif one.tag == f"{_TEXT}tab":
            parts.append("    ")
        elif one.tag == f"{_TEXT}line-break":
            parts.append("\n")
        else:
            parts.append(_written(one))
        parts.append(one.tail or "")
    return "".join(parts)


def _ruby(root: Element, log: Log) -> None:
    for one in list(root.iter(f"{_TEXT}ruby")):
        base, reading = one.find(f"{_TEXT}ruby-base"), one.find(f"{_TEXT}ruby-text")
        words = "".join(base.itertext()) if base is not None else ""
        said = "".join(reading.itertext()) if reading is not None else ""
        log.changed("ruby", f"{words} {said}")
        span = etree.Element(f"{_TEXT}span")
        span.text, span.tail = marks.ruby(words, said), one.tail
        parent = one.getparent()
        if parent is not None:
            parent.replace(one, span)


def _hidden(root: Element, log: Log) -> None:
    hidden = {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        for properties in style.iter(f"{_STYLE}text-properties")
        if properties.get(f"{_TEXT}display") == "none"
    }
    for span in list(root.iter(f"{_TEXT}span")):
        if span.get(f"{_TEXT}style-name") not in hidden:
            continue
        if words := "".join(span.itertext()).strip():
            log.dropped("hidden text", words)
        for child in list(span):
            span.remove(child)
        span.text = None


def _dots(root: Element, log: Log) -> None:
    dotted = {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        for properties in style.iter(f"{_STYLE}text-properties")
        if properties.get(f"{_STYLE}text-emphasize", "none").split()[0] != "none"
    }
    for span in root.iter(f"{_TEXT}span"):
        if span.get(f"{_TEXT}style-name") in dotted and (span.text or "").strip():
            log.changed("emphasis dots (着重號)", span.text or "")
            span.text = marks.dots(span.text or "")


def _notes(root: Element) -> None:
    """Take the styles of paragraphs in notes away: their indent would make quotations of them."""
    for body in root.iter(f"{_TEXT}note-body"):
        for paragraph in body.iter(f"{_TEXT}p"):
            paragraph.attrib.pop(f"{_TEXT}style-name", None)


def _formulas(archive: zipfile.ZipFile, root: Element, log: Log) -> None:
    """Make marks of formulas, which are files of MathML of their own: Pandoc passes over them."""
    frames: list[tuple[Element, Element]] = []
    for one in root.iter(f"{_DRAW}object"):
        name = posixpath.normpath(f"{one.get(_HREF, '')}/content.xml")
        frame, formula = one.getparent(), parsed(archive, name)
        if frame is not None and formula is not None and formula.tag == f"{_MATH}math":
            frames.append((frame, formula))
    if not frames:
        return
    written = [etree.tostring(formula, encoding="unicode") for _, formula in frames]
    for (frame, formula), tex in zip(
        frames, program.tex_of(written, str(archive.filename)), strict=True
    ):
        parent = frame.getparent()
        if parent is None or not tex:
            log.look("a formula that Pandoc cannot read", "".join(formula.itertext())[:60])
            continue
        log.changed("a formula", tex)
        span = etree.Element(f"{_TEXT}span")
        span.text = marks.formula(tex, display=formula.get("display") == "block")
        span.tail = frame.tail
        parent.replace(frame, span)


def _boxes(root: Element, log: Log) -> None:
    """Put what is in text boxes after the paragraph that holds them."""
    shapes = (f"{_DRAW}{name}" for name in ("text-box", "custom-shape", "rect", "ellipse"))
    for box in reversed(list(root.iter(*shapes))):
        holder = next((one for one in box.iterancestors(f"{_TEXT}p")), None)
        words = "".join(box.itertext()).strip()
        if holder is None or not words or box.find(f".//{_DRAW}image") is not None:
            continue
        log.changed("a text box", words[:60])
        after = [
            _paragraph(marks.BOX),
            *(one for one in box if one.tag in _BLOCKS),
            _paragraph(marks.BOX_END),
        ]
        for one in reversed(after):
            holder.addnext(one)


def _paragraph(words: str) -> Element:
    paragraph = etree.Element(f"{_TEXT}p")
    paragraph.text = words
    return paragraph
