"""Headings of Word's files: by styles of Chinese names, by outline levels, by their words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Self

from lxml import etree

from nkbook.importing.model import Log
from nkbook.importing.pandoc.office.word_looks import Looks, captions, styled, titled
from nkbook.model.document import Element
from nkbook.reading.numbers import whole

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NAME = re.compile(r"(?:标题|標題|heading|見出し|标题样式)\s*([1-6])", re.IGNORECASE)
_TITLE = re.compile(r"(?:标题|標題|书名|書名|title)", re.IGNORECASE)
# Names of other writers and languages, for the styles that Pandoc knows.
_NAMES = {
    "Source Code": re.compile(
        r"(?:html )?preformatted(?: text)?|html\s*(?:预设|預設)格式"
        r"|(?:源)?代[码碼](?:块|塊)?|程式碼(?:區塊)?",
        re.IGNORECASE,
    ),
    "Block Text": re.compile(r"quotations?|(?:明显|明顯|鮮明)?(?:引用|引文)", re.IGNORECASE),
    "Author": re.compile(r"作者|著者|作者姓名", re.IGNORECASE),
    "Subtitle": re.compile(r"副[标標][题題]|副題", re.IGNORECASE),
    "Date": re.compile(r"日期", re.IGNORECASE),
    "Verbatim Char": re.compile(r"source text|html (?:code|代碼|代码)|行內程式碼", re.IGNORECASE),
}
_NUMBER = r"[\d〇零一二三四五六七八九十百千]+"
_CHAPTERS = (
    re.compile(
        rf"第\s*{_NUMBER}\s*[章回講讲]|(?:前言|自序|序言?|後記|后记|結語|结语|附錄|附录)\s*\Z"
    ),
    re.compile(rf"第\s*{_NUMBER}\s*[節节]"),
)
_SENTENCE = re.compile("[。！？；]")
_LONGEST = 40  # characters of a paragraph that may be a heading
_DEEPEST = 6
_MOST_PARENTS = 20
_PREFIX = "NkbookHeading"
_CAPTION = "NkbookCaption"


@dataclass(slots=True)
class Styles:
    """The styles of paragraphs: which are headings, and of which level."""

    root: Element | None
    levels: dict[str, int] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)  # of all styles, by their ids
    looks: Looks = field(default_factory=Looks)
    seen: set[str] = field(default_factory=set)  # styles of headings that the text uses
    has_captions: bool = False
    found: set[Element] = field(default_factory=set)  # paragraphs that are headings

    @classmethod
    def read(cls, root: Element | None) -> Self:
        """Return the styles of a file, whose titles and headings get the names that Word knows."""
        styles = cls(root)
        for one in root.iterfind(f"{W}style/{W}name") if root is not None else ():
            _rename(one)
        by_id = {
            one.get(f"{W}styleId", ""): one
            for one in (root.iter(f"{W}style") if root is not None else ())
            if one.get(f"{W}type") == "paragraph"
        }
        styles.looks = Looks.read(root, by_id)
        for id, style in by_id.items():
            name = style.find(f"{W}name")
            if name is not None and _TITLE.fullmatch(name.get(f"{W}val", "").strip()):
                name.set(f"{W}val", "Title")
            styles.names[id] = name.get(f"{W}val", "") if name is not None else ""
            level = _level(style, by_id)
            if level:
                styles.levels[id] = level
        return styles

    def headings(self, root: Element, log: Log) -> None:
        """Give paragraphs that are headings a style that Pandoc takes for one.

        In a text without any, a short paragraph that begins as 第一章 does is one, and what is
        larger or bolder than the text.
        """
        paragraphs = list(root.iter(f"{W}p"))
        found = [(one, level) for one in paragraphs if (level := self._of(one))]
        if not found and (body := root.find(f"{W}body")) is not None:
            known = {one: level for one in paragraphs if (level := _by_words(one))}
            looks = titled(body.findall(f"{W}p"), self.looks, known)
            found = [(one, level) for one, level in {**looks, **known}.items()]
            for one, _ in found:
                log.changed("a heading without a style", _text(one))
        self.found |= {one for one, level in found if level}
        for one, level in found:
            self.used.add(level)
            styled(one, f"{_PREFIX}{level}")
            _without_bold(one)

    def quotations(self, root: Element) -> None:
        """Take indents away from quotations by style, which would be quotations in quotations."""
        for one in root.iter(f"{W}pPr"):
            style, indent = one.find(f"{W}pStyle"), one.find(f"{W}ind")
            named = self.names.get(style.get(f"{W}val", "")) if style is not None else None
            if named == "Block Text" and indent is not None:
                one.remove(indent)

    def captions(self, root: Element, log: Log) -> None:
        """Give captions of pictures and tables a style that Pandoc takes for one."""
        self.has_captions |= captions(root, _CAPTION, self.looks, log)

    def _of(self, paragraph: Element) -> int:
        properties = paragraph.find(f"{W}pPr")
        if properties is None or not _text(paragraph).strip():
            return 0
        outline = properties.find(f"{W}outlineLvl")
        if outline is not None and outline.get(f"{W}val", "").isdigit():
            level = whole(outline.get(f"{W}val", "9")) + 1
            return level if level <= _DEEPEST else 0
        style = properties.find(f"{W}pStyle")
        level = self.levels.get(style.get(f"{W}val", ""), 0) if style is not None else 0
        if level and style is not None:
            self.seen.add(style.get(f"{W}val", ""))
        return level

    def completed(self) -> Element:
        """Return the styles with those that the headings have now."""
        assert self.root is not None  # noqa: S101 — the caller has asked
        named = {f"{_PREFIX}{one}": f"heading {one}" if one else "Title" for one in self.used}
        if self.has_captions:
            named[_CAPTION] = "caption"
        for id, name in sorted(named.items()):
            style = etree.SubElement(self.root, f"{W}style")
            style.set(f"{W}type", "paragraph")
            style.set(f"{W}styleId", id)
            etree.SubElement(style, f"{W}name").set(f"{W}val", name)
        return self.root


def _without_bold(heading: Element) -> None:
    """Take bold away from a heading that is bold as a whole: all headings are."""
    runs = [one for one in heading.iter(f"{W}r") if _text(one).strip()]
    properties = [one.find(f"{W}rPr") for one in runs]
    if all(one is not None and one.find(f"{W}b") is not None for one in properties):
        for one in properties:
            for bold in one.findall(f"{W}b") if one is not None else ():
                one.remove(bold)  # type: ignore[union-attr]


def _rename(name: Element) -> None:
    given = name.get(f"{W}val", "").strip()
    known = next((known for known, kind in _NAMES.items() if kind.fullmatch(given)), given)
    name.set(f"{W}val", known)


def _level(style: Element, by_id: dict[str, Element]) -> int:
    """Return the level of a heading's style by its name or outline level, its parents' too."""
    one: Element | None = style
    for _ in range(_MOST_PARENTS):
        if one is None:
            return 0
        name = one.find(f"{W}name")
        found = _NAME.fullmatch(name.get(f"{W}val", "").strip()) if name is not None else None
        if found:
            return int(found[1])
        outline = one.find(f"{W}pPr/{W}outlineLvl")
        if outline is not None and outline.get(f"{W}val", "").isdigit():
            level = whole(outline.get(f"{W}val", "9")) + 1
            return level if level <= _DEEPEST else 0
        parent = one.find(f"{W}basedOn")
        one = by_id.get(parent.get(f"{W}val", "")) if parent is not None else None
    return 0


def _by_words(paragraph: Element) -> int:
    words = _text(paragraph).strip()
    if not words or len(words) > _LONGEST or _SENTENCE.search(words):
        return 0
    return next((n for n, kind in enumerate(_CHAPTERS, 1) if kind.match(words)), 0)


def _text(element: Element) -> str:
    return "".join(one.text or "" for one in element.iter(f"{W}t"))
