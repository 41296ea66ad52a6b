"""What paragraphs of Word look like: headings that are only large or bold, and their alignment."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from lxml import etree

from nkbook.importing.model import Log
from nkbook.importing.pandoc import marks
from nkbook.model.document import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = ("0", "false", "none", "off")
_PLAIN = 20  # half points: Word's size where nothing is said
_LONGEST = 40  # characters of a paragraph that may be a heading
_SENTENCE = re.compile(r"[。！？；，…,;]|[：:]\s*\Z")
_WORDS = re.compile(r"[^\W\d_]")
_MOST = 3  # of so many paragraphs, one at most may be a heading
_TWICE = 2
_LEVELS = 4
_MOST_PARENTS = 20
_RULE = re.compile(r"(?:[*＊※◇◆○●☆★•·~～—–-]\s*){3,}|[*＊※]")
_CAPTIONS = ("caption", "title", "题注", "題注", "標號", "标号")
_LONGEST_CAPTION = 80
_END = re.compile("[。！？；]")
_CAPTION = re.compile(r"[图圖表]\s*[\d一二三四五六七八九十]")
_PLACES: Mapping[str, tuple[str, str]] = {
    "right": (marks.RIGHT, marks.RIGHT_END),
    "end": (marks.RIGHT, marks.RIGHT_END),
    "center": (marks.CENTER, marks.CENTER_END),
}
_NO_PROSE = ("drawing", "pict", "object", "oMathPara", "sectPr", "tbl")


@dataclass(frozen=True, slots=True, order=True)
class Look:
    """The size of a paragraph's letters in half points, and whether all are bold."""

    size: int
    bold: bool


@dataclass(slots=True)
class Looks:
    """Knows what paragraphs look like by their own properties and those of their styles."""

    styles: Mapping[str, Element] = field(default_factory=dict)  # of paragraphs, by id
    default: str = ""  # the style of paragraphs that name none
    size: int = _PLAIN

    @classmethod
    def read(cls, root: Element | None, styles: Mapping[str, Element]) -> Looks:
        """Return the looks of a file whose styles are given by their ids."""
        given = None
        if root is not None:
            given = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}sz")
        default = next((id for id, one in styles.items() if one.get(f"{W}default") == "1"), "")
        return cls(styles, default, _number(given) or _PLAIN)

    def _chain(self, paragraph: Element) -> Iterator[Element]:
        """Yield what has the properties of a paragraph: itself, its style, the style's parents."""
        yield paragraph
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        id = style.get(f"{W}val", "") if style is not None else self.default
        for _ in range(_MOST_PARENTS):
            one = self.styles.get(id)
            if one is None:
                return
            yield one
            parent = one.find(f"{W}basedOn")
            id = parent.get(f"{W}val", "") if parent is not None else ""

    def place(self, paragraph: Element) -> str:
        """Return how a paragraph is aligned, as Word says it."""
        for one in self._chain(paragraph):
            found = one.find(f"{W}pPr/{W}jc")
            if found is not None:
                return found.get(f"{W}val", "")
        return ""

    def look(self, paragraph: Element) -> Look:
        """Return the look of the smallest letters of a paragraph; bold if all are."""
        runs = [one for one in paragraph.iter(f"{W}r") if _text(one).strip()]
        styles = list(self._chain(paragraph))[1:]
        size = next((n for one in styles if (n := _number(one.find(f"{W}rPr/{W}sz")))), self.size)
        bold = next(
            (b for one in styles if (b := _switch(one.find(f"{W}rPr/{W}b"))) is not None), False
        )
        sizes = [_number(run.find(f"{W}rPr/{W}sz")) or size for run in runs]
        bolds = [_switch(run.find(f"{W}rPr/{W}b")) for run in runs]
        return Look(min(sizes, default=size), all(bold if b is None else b for b in bolds))


def titled(
    paragraphs: Sequence[Element], looks: Looks, known: Mapping[Element, int]
) -> dict[Element, int]:
    """Return the paragraphs that look like headings, with their levels; 0 is the book's title.

    A heading is short, no sentence, and larger than the text, or bold; its look is that of another
    heading too, and there are far fewer headings than other paragraphs. ``known`` are headings by
    their words, whose look is that of their level.
    """
    texts = [one for one in paragraphs if _text(one).strip()]
    seen = {one: looks.look(one) for one in texts}
    letters: Counter[Look] = Counter()
    for one in texts:
        letters[seen[one]] += len(_text(one))
    if not letters:
        return {}
    body = letters.most_common(1)[0][0]
    found = [one for one in texts if one not in known and _may_be(one) and seen[one] > body]
    first = found[0] if found and found[0] is texts[0] else None
    alike: dict[Look, list[int]] = {}
    for place, one in enumerate(texts):
        if one in found:
            alike.setdefault(seen[one], []).append(place)
    below = max((seen[one] for one in known), default=None)
    kept = sorted(
        (
            look
            for look, places in alike.items()
            if len(places) >= _TWICE
            and sum(b - a == 1 for a, b in pairwise(places)) * 2 < len(places)
            and (below is None or look < below)
        ),
        reverse=True,
    )[:_LEVELS]
    levels = {look: number for number, look in enumerate(kept, 1 + max(known.values(), default=0))}
    result = {one: levels[seen[one]] for one in found if seen[one] in levels}
    if len(result) * _MOST > len(texts):
        return {}
    if first is not None and result and all(seen[first] > look for look in kept):
        result[first] = 0
    return result


def _may_be(paragraph: Element) -> bool:
    words = _text(paragraph).strip()
    return (
        len(words) <= _LONGEST
        and _WORDS.search(words) is not None
        and not _SENTENCE.search(words)
        and _CAPTION.match(words) is None
        and paragraph.find(f"{W}pPr/{W}numPr") is None
        and not _holds(paragraph)
    )


def captions(root: Element, style: str, looks: Looks, log: Log) -> bool:
    """Give captions their style where they have none: 图1-1 below a picture, 表1-1 at a table.

    Returns True if there is one. Their numbers stay, to which the text refers.
    """
    body = root.find(f"{W}body")
    found = False
    blocks = list(body) if body is not None else []
    for place, one in enumerate(blocks):
        words = _text(one).strip() if one.tag == f"{W}p" else ""
        if not _CAPTION.match(words) or len(words) > _LONGEST_CAPTION or _END.search(words):
            continue
        before = blocks[place - 1] if place else None
        after = blocks[place + 1] if place + 1 < len(blocks) else None
        is_table = words.startswith("表")
        near = (before, after) if is_table else (before,)
        if not any(_is_table(block) if is_table else _is_picture(block) for block in near):
            continue
        if not _is_caption(one, looks):
            log.changed("a caption without a style", words)
        styled(one, style)
        found = True
    return found


def _is_table(block: Element | None) -> bool:
    return block is not None and block.tag == f"{W}tbl"


def _is_picture(block: Element | None) -> bool:
    return block is not None and not _text(block).strip() and _holds(block)


def styled(paragraph: Element, name: str) -> None:
    """Give a paragraph a style."""
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        properties = etree.Element(f"{W}pPr")
        paragraph.insert(0, properties)
    style = properties.find(f"{W}pStyle")
    if style is None:
        style = etree.Element(f"{W}pStyle")
        properties.insert(0, style)
    style.set(f"{W}val", name)


def aligned(root: Element, looks: Looks, headings: set[Element], log: Log) -> None:
    """Put marks around paragraphs at the right or in the middle, and for lines of asterisks.

    Before the first heading is the title page, which stays as it is.
    """
    body = root.find(f"{W}body")
    paragraphs = list(body) if body is not None else []
    start = next((n for n, one in enumerate(paragraphs) if one in headings), -1)
    place, group = "", list[Element]()
    for one in [*paragraphs[start + 1 :], None]:
        here = _place(one, looks) if one is not None and one not in headings else ""
        if one is not None and here and _RULE.fullmatch(_text(one).strip()):
            log.changed("a line of asterisks between paragraphs", _text(one))
            _only(one, marks.RULE)
            here = ""
        if group and here != place:
            _around(group, *_PLACES[place])
            group = []
        place = here
        if one is not None and here:
            log.changed(f"a paragraph that is aligned: {here}", _text(one)[:60])
            group.append(one)


def _place(one: Element, looks: Looks) -> str:
    words = _text(one).strip()
    if one.tag != f"{W}p" or not words or _holds(one):
        return ""
    if one.find(f"{W}pPr/{W}numPr") is not None or words[0] in marks.EDGES:
        return ""
    if _is_caption(one, looks):
        return ""
    place = looks.place(one)
    return place if place in _PLACES else ""


def _is_caption(one: Element, looks: Looks) -> bool:
    """Return True for a paragraph whose style is that of a caption or title."""
    style = one.find(f"{W}pPr/{W}pStyle")
    id = style.get(f"{W}val", "") if style is not None else ""
    known = looks.styles.get(id)
    name = known.find(f"{W}name") if known is not None else None
    return (name.get(f"{W}val", "") if name is not None else id).lower().endswith(_CAPTIONS)


def _holds(paragraph: Element) -> bool:
    return any(paragraph.find(f".//{{*}}{name}") is not None for name in _NO_PROSE)


def _only(paragraph: Element, words: str) -> None:
    for part in list(paragraph):
        paragraph.remove(part)
    etree.SubElement(etree.SubElement(paragraph, f"{W}r"), f"{W}t").text = words


def _around(group: Sequence[Element], start: str, end: str) -> None:
    for words, put in ((start, group[0].addprevious), (end, group[-1].addnext)):
        paragraph = etree.Element(f"{W}p")
        _only(paragraph, words)
        put(paragraph)


def pages(root: Element | None, log: Log) -> None:
    """Say what headers and footers of pages hold, which nkbook makes itself."""
    words = " ".join(_text(root).split()) if root is not None else ""
    if _WORDS.search(words):
        log.dropped("a header or footer of pages, which nkbook makes itself", words)


def _number(element: Element | None) -> int:
    given = element.get(f"{W}val", "") if element is not None else ""
    return int(float(given)) if given.replace(".", "", 1).isdigit() else 0


def _switch(element: Element | None) -> bool | None:
    return None if element is None else element.get(f"{W}val", "true").lower() not in _OFF


def _text(element: Element) -> str:
    return "".join(one.text or "" for one in element.iter(f"{W}t"))
