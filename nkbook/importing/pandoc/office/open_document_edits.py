"""What editors leave in files of LibreOffice: comments, changes, underlines, links inside."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from nkbook.importing.model import Log
from nkbook.importing.pandoc import marks
from nkbook.model.document import Element

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_HREF = "{http://www.w3.org/1999/xlink}href"
_UNDERLINE = f"{_STYLE}text-underline-style"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_TITLE = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}title"
_DESCRIBED = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}desc"
# Before the words of a picture, in digits: of a title Pandoc keeps letters and digits alone.
CAPTION, SHOWN = "nkbookcaption", "nkbookshown"
_CAPTIONS = re.compile(r"(?:Figure|Image)?_?(?:20_)?Caption|Illustration|Figure|Drawing|題注|题注")
_OUTLINE = re.compile(r"(?:\d++\.)*+(.*)\|outline\Z", re.DOTALL)


def comments(root: Element, log: Log, *, keep: bool) -> None:
    """Make marks of comments where they stand, or take them away and tell how many there are."""
    found = list(root.iter(f"{_OFFICE}annotation"))
    for one in [*root.iter(f"{_OFFICE}annotation-end"), *(() if keep else found)]:
        _replace(one, "")
    for one in found if keep else ():
        words = "".join("".join(each.itertext()) for each in one.iter(f"{_TEXT}p")).strip()
        said = f"批註（{one.findtext(_CREATOR) or ''}）：{words}"
        log.changed("a comment", said)
        _replace(one, marks.comment(said))
    if found and not keep:
        log.dropped("comments", f"{len(found)} comments")


def changes(root: Element, choice: str) -> None:
    """Accept or reject tracked changes, or keep them as spans that Pandoc makes of Word's.

    LibreOffice has what was deleted beside the text, and what was added in it, between two points.
    """
    for region in list(root.iter(f"{_TEXT}changed-region")):
        name = region.get(f"{_TEXT}id") or ""
        author = region.findtext(f".//{_CREATOR}") or ""
        deletion = region.find(f"{_TEXT}deletion")
        paragraphs = [] if deletion is None else deletion.findall(f"{_TEXT}p")
        words = " ".join("".join(one.itertext()) for one in paragraphs).strip()
        points = [one for one in root.iter(*_POINTS) if one.get(f"{_TEXT}change-id") == name]
        if deletion is not None and words and choice != "accept":
            shown = _span(words, "deletion", author) if choice == "keep" else words
            for one in points:
                _replace(one, shown)
        elif region.find(f"{_TEXT}insertion") is not None and len(points) == 2:  # noqa: PLR2004
            _inserted(points[0], points[1], choice, author)
    for one in [*root.iter(*_POINTS), *root.iter(f"{_TEXT}tracked-changes")]:
        _replace(one, "")


_POINTS = tuple(f"{_TEXT}{name}" for name in ("change", "change-start", "change-end"))


def _span(words: str, kind: str, author: str) -> str:
    return f"{marks.raw('[')}{words}{marks.raw(_closing(kind, author))}"


def _closing(kind: str, author: str) -> str:
    name = author.replace('"', "'")
    return f']{{.{kind} author="{name}"}}'


def _inserted(start: Element, end: Element, choice: str, author: str) -> None:
    """Keep or take away what stands between two points of one paragraph."""
    if start.getparent() is not end.getparent():
        return
    if choice == "keep":
        _replace(start, marks.raw("["))
        _replace(end, marks.raw(_closing("insertion", author)))
    elif choice == "reject":
        start.tail = None
        while (one := start.getnext()) is not None and one is not end:
            one.tail = None
            _replace(one, "")


def underlined(content: Element) -> None:
    """Make marks of underlines, which Pandoc reads as emphasis."""
    lined = set()
    for style in content.iter(f"{_STYLE}style"):
        for one in style.iter(f"{_STYLE}text-properties"):
            if one.get(_UNDERLINE, "none") != "none":
                lined.add(style.get(f"{_STYLE}name"))
                del one.attrib[_UNDERLINE]
    for span in content.iter(f"{_TEXT}span"):
        if span.get(f"{_TEXT}style-name") not in lined or not "".join(span.itertext()).strip():
            continue
        if next(span.iterancestors(f"{_TEXT}a"), None) is None:
            span.text = f"{marks.raw('[')}{span.text or ''}"
            _after(span, marks.raw("]{.underline}"))


def links(content: Element) -> None:
    """Name the bookmarks and headings to which links lead: Pandoc loses some of their names."""
    bookmarks = (f"{_TEXT}bookmark", f"{_TEXT}bookmark-start")
    known = {one.get(f"{_TEXT}name"): one for one in content.iter(*bookmarks)}
    headings = {"".join(one.itertext()).strip(): one for one in content.iter(f"{_TEXT}h")}
    names: dict[str, str] = {}
    for one in content.iter(f"{_TEXT}a"):
        address = one.get(_HREF, "")
        target = address.removeprefix("#")
        found = _OUTLINE.fullmatch(target)
        place = headings.get(found[1].strip()) if found else known.get(target)
        if not address.startswith("#") or place is None:
            continue
        if target not in names:
            names[target] = f"mark-{len(names) + 1}"
            mark = marks.raw(f"[]{{#{names[target]}}}")
            if found:
                place.text = f"{mark}{place.text or ''}"
            else:
                place.tail = f"{mark}{place.tail or ''}"
        one.set(_HREF, f"#{names[target]}")


def captions(content: Element, parents: Mapping[str, str]) -> None:
    """Make the title of a picture of the paragraph below that is its caption, by its style.

    Titles and descriptions of others say what they show; ``words_of`` reads both.
    """
    for one in list(content.iter(f"{_TEXT}p")):
        words = "".join(one.itertext()).strip()
        picture = one.getprevious()
        if picture is None or not words or not _is_caption(one, parents):
            continue
        frames = list(picture.iter(f"{_DRAW}frame"))
        has_more = "".join(picture.itertext()).strip() or list(one.iter(f"{_TEXT}note"))
        if len(frames) != 1 or has_more:
            continue
        _titled(frames[0], CAPTION, words)
        _replace(one, "")
    for frame in content.iter(f"{_DRAW}frame"):
        title = (frame.findtext(_TITLE) or "").strip()
        words = (frame.findtext(_DESCRIBED) or "").strip() or title
        if words and not title.startswith(CAPTION):
            _titled(frame, SHOWN, words)


def _titled(frame: Element, start: str, words: str) -> None:
    """Give a frame a title in digits, in the place of its own."""
    for old in frame.findall(_TITLE):
        frame.remove(old)
    title = etree.SubElement(frame, _TITLE)
    title.text = f"{start}{words.encode().hex()}"


def words_of(title: str) -> tuple[str, str]:
    """Return the caption of a picture and what it shows, of the title that ``captions`` gave it."""
    for start in (CAPTION, SHOWN):
        if title.startswith(start):
            try:
                words = bytes.fromhex(title.removeprefix(start)).decode()
            except ValueError:
                continue
            return (words, "") if start == CAPTION else ("", words)
    return "", title


def _is_caption(paragraph: Element, parents: Mapping[str, str]) -> bool:
    name = paragraph.get(f"{_TEXT}style-name", "")
    return any(map(_CAPTIONS.fullmatch, (name, parents.get(name, ""))))


def _after(parent: Element, words: str) -> None:
    """Put words at the end of an element."""
    if len(parent):
        parent[-1].tail = f"{parent[-1].tail or ''}{words}"
    else:
        parent.text = f"{parent.text or ''}{words}"


def _replace(one: Element, words: str) -> None:
    """Put words in an element's place; what follows it stays."""
    parent, before = one.getparent(), one.getprevious()
    if parent is None:
        return
    text = f"{words}{one.tail or ''}"
    if before is None:
        parent.text = f"{parent.text or ''}{text}"
    else:
        before.tail = f"{before.tail or ''}{text}"
    parent.remove(one)
