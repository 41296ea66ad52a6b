"""Named blocks: what ``[words]{.signature}`` alone in a paragraph names, and titles of boxes."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from nkbook.manuscript.markdown.places import Places
from nkbook.model.classes import NAMED
from nkbook.model.document import Element
from nkbook.model.trees import has_class
from nkbook.typesetting.han import is_wide

LIST_MARKS = ("一、", "（一）", "甲、", "①")  # those of base.css
_BOX, _BOX_TITLE = "box", "title"
_FIRST, _INITIAL = "drop-cap", "initial"
_MOST = 2  # signs in a first letter: one mark is half as wide as a letter
_MARKS = "「『“‘《〈（【"  # that a first letter takes with it


def dress(root: Element, places: Places) -> Iterator[tuple[str, str, int]]:
    """Give paragraphs the names of the spans that fill them, and boxes their titles, in place.

    Yields what is printed otherwise than the author meant, a remedy, and the source line.
    """
    for span in list(root.iter("span")):
        _name_paragraph(span)
    for div in list(root.iter("div")):
        if has_class(div, _BOX):
            _put_title(div, places)
        elif has_class(div, _FIRST):
            _raise_first(div)
        marks = div.get("data-marks")
        if marks is not None and marks not in LIST_MARKS:
            message = f'"{marks}" are no marks of lists that nkbook knows; numbers are printed'
            yield message, f"marks= takes {', '.join(LIST_MARKS)}", int(div.get("data-line", "0"))


def _name_paragraph(span: Element) -> None:
    """Move such a class from a span to its paragraph, if that holds nothing else."""
    names = span.get("class", "").split()
    moved = [name for name in names if name in NAMED and NAMED[name].whole]
    paragraph = span.getparent()
    if not moved or paragraph is None or paragraph.tag != "p" or len(paragraph) != 1:
        return
    if (paragraph.text or "").strip() or (span.tail or "").strip():
        return
    classes = [*paragraph.get("class", "").split(), *moved]
    paragraph.set("class", " ".join(dict.fromkeys(classes)))
    span.set("data-named", " ".join(names))
    kept = [name for name in names if name not in moved]
    if kept:
        span.set("class", " ".join(kept))
    else:
        del span.attrib["class"]


def _put_title(box: Element, places: Places) -> None:
    """Print the title= of a box as its first line."""
    words = box.attrib.pop(_BOX_TITLE, None)
    if words is None or not str(words).strip():
        return
    title = etree.Element("div", {"class": _BOX_TITLE, "id": places.text_id(str(words), "box-")})
    if line := box.get("data-line"):
        title.set("data-line", line)
    title.text = str(words)
    box.insert(0, title)


def _raise_first(div: Element) -> None:
    """Put the first letter of a block, with the marks before it, into a span of its own."""
    first = next((one for one in div if one.tag == "p"), None)
    if first is None or not (words := (first.text or "").lstrip()):
        return
    end = 1
    while end < len(words) and words[end - 1] in _MARKS:
        end += 1
    initial = etree.Element("span", {"class": " ".join(_initial_classes(words[:end]))})
    initial.text, initial.tail, first.text = words[:end], words[end:], None
    first.insert(0, initial)


def _initial_classes(words: str) -> Iterator[str]:
    """Yield what a first letter is for the styles: how wide it is depends on what it holds."""
    yield _INITIAL
    if not is_wide(words[-1]) or len(words) > _MOST:
        yield "narrow"
    elif len(words) > 1:
        yield "with-mark"
