"""Fields of Word: what it has computed, and old ways to write ruby."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from nkbook.importing.model import Log
from nkbook.importing.pandoc import marks
from nkbook.model.document import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LISTS = ("TOC", "INDEX", "TOA")
# EQ \* jc2 \* hps10 \o\ad(\s\up 9(reading),base): the phonetic guide of Word 2003 and older.
_RUBY = re.compile(r"\\o\s*+\\a[a-z]\s*+\(\s*+\\s\s*+\\up\s*+[\d.]++\s*+\(")
_BASE = re.compile(r"\)\s*+[,;]")
_CIRCLED = re.compile(r"\\o\s*+\\ac\s*+\((?:(?!\\o)[^,;])*+[,;]")
_SWITCH = re.compile(r"\\[a-z]+\s*\d*\s*|[()]", re.IGNORECASE)
_ENTRY = re.compile(r"\s*XE\s+[\"“](.*?)[\"”]", re.IGNORECASE | re.DOTALL)
_CONTENTS_TITLE = re.compile(r"目\s*[录錄次]|(?:table of )?contents", re.IGNORECASE)
_CONTENTS_STYLE = re.compile(
    r"(?:toc|目录|目錄|table of figures|图表目录|圖表目錄)\s*(?:\d|heading|标题|標題)?",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Field:
    """A field that is open: what it says, and its runs."""

    words: list[str] = field(default_factory=list)
    runs: list[Element] = field(default_factory=list)
    has_result: bool = False

    @property
    def code(self) -> str:
        return "".join(self.words).strip()

    @property
    def kind(self) -> str:
        return self.code.partition(" ")[0].partition("\\")[0].upper()


def fields(root: Element, names: dict[str, str], log: Log) -> None:
    """Write what fields say that Pandoc passes over; leave out lists that nkbook makes itself.

    ``names`` are the names of styles by their ids.
    """
    _in_runs(root)
    found = _fields(root)
    lists = [run for one in found if one.kind in _LISTS for run in one.runs]
    listed = set(lists)
    for done in found:
        if not done.runs or done.runs[0] in listed:
            continue
        if done.kind == "EQ":
            _equation(done, log)
        elif done.kind == "XE" and (entry := _ENTRY.match(done.code)):
            log.changed("an entry of the index", entry[1])
            _replace(done.runs[0], marks.index(" > ".join(entry[1].split(":"))))
            for run in done.runs[1:]:
                _remove(run)
        elif done.kind == "PAGEREF" and not _in_contents(done.runs[0], names):
            words = "".join(map(_text, done.runs)).strip()
            log.look("a number of a page that Word has counted", words or done.code)
    _without_contents(root, lists, names, log)


def _in_runs(root: Element) -> None:
    """Write fields that are one element as those of several runs: Pandoc passes over the first."""
    for one in list(root.iter(f"{W}fldSimple")):
        inner = [run for run in one if run.tag != f"{W}fldData"]
        code = etree.Element(f"{W}r")
        etree.SubElement(code, f"{W}instrText").text = one.get(f"{W}instr", "")
        for run in (_mark("begin"), code, _mark("separate"), *inner, _mark("end")):
            one.addprevious(run)
        _remove(one)


def _mark(kind: str) -> Element:
    run = etree.Element(f"{W}r")
    etree.SubElement(run, f"{W}fldChar").set(f"{W}fldCharType", kind)
    return run


def _fields(root: Element) -> list[_Field]:
    """Return the fields that are written in several runs, each with all its runs."""
    found: list[_Field] = []
    stack: list[_Field] = []
    for run in root.iter(f"{W}r"):
        inside = list(stack)
        for part in run:
            if part.tag == f"{W}fldChar":
                kind = part.get(f"{W}fldCharType")
                if kind == "begin":
                    found.append(_Field())
                    stack.append(found[-1])
                    inside.append(found[-1])
                elif kind == "separate" and stack:
                    stack[-1].has_result = True
                elif kind == "end" and stack:
                    stack.pop()
            elif part.tag in (f"{W}instrText", f"{W}t") and stack and not stack[-1].has_result:
                stack[-1].words.append(part.text or "")
        for one in inside:
            one.runs.append(run)
    return found


def _equation(done: _Field, log: Log) -> None:
    code = done.code.rstrip()
    inside = code.removesuffix(")")
    is_closed = inside != code
    ruby = _RUBY.search(inside) if is_closed else None
    middle = _BASE.search(inside, ruby.end()) if ruby else None
    if ruby and middle:
        reading = inside[ruby.end() : middle.start()].strip()
        base = inside[middle.end() :].strip()
        log.changed("ruby", f"{base} {reading}")
        _replace(done.runs[0], marks.ruby(base, reading))
    elif is_closed and (circled := _CIRCLED.search(inside)):
        framed = inside[circled.end() :].strip()
        log.look("a character in a frame or circle, which it loses", framed)
        _replace(done.runs[0], framed)
    else:
        words = " ".join(_SWITCH.sub(" ", done.code.removeprefix("EQ")).split())
        log.look("a formula of an old kind (EQ): its letters stay", done.code)
        _replace(done.runs[0], words)
    for run in done.runs[1:]:
        _remove(run)


def _replace(run: Element, words: str) -> None:
    """Put words before the run that begins a field, and take what it holds away."""
    for part in list(run):
        if part.tag in (f"{W}fldChar", f"{W}instrText", f"{W}t"):
            run.remove(part)
    etree.SubElement(run, f"{W}t").text = words


def _in_contents(run: Element, names: dict[str, str]) -> bool:
    paragraph = next(run.iterancestors(f"{W}p"), None)
    return paragraph is not None and _is_listed(paragraph, names)


def _is_listed(paragraph: Element, names: dict[str, str]) -> bool:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    given = style.get(f"{W}val", "") if style is not None else ""
    return _CONTENTS_STYLE.fullmatch(names.get(given, given)) is not None


def _without_contents(root: Element, lists: list[Element], names: dict[str, str], log: Log) -> None:
    """Leave out lists of contents, of figures, and indexes, which nkbook makes of the text."""
    holders = {one for run in lists for one in run.iterancestors(f"{W}p")}
    for run in lists:
        _remove(run)
    gone = [
        one
        for one in root.iter(f"{W}p")
        if _is_listed(one, names) or (one in holders and not _text(one).strip())
    ]
    if not gone:
        return
    before = gone[0].getprevious()
    if before is not None and _CONTENTS_TITLE.fullmatch(_text(before).strip()):
        gone.insert(0, before)
    log.dropped("a list of contents or an index, which nkbook makes itself", "contents")
    for paragraph in gone:
        if paragraph.find(f".//{W}sectPr") is None:
            _remove(paragraph)


def _text(element: Element) -> str:
    return "".join(one.text or "" for one in element.iter(f"{W}t"))


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
