"""Boxes between colons with words after the kind: ``::: tip 標題`` (VuePress), ``:::tip[題]``."""

from __future__ import annotations

import re
from bisect import bisect_right

from nkbook.importing.model import Log, Page
from nkbook.importing.rewrites.boxes import ALERTS, bold, box, fenced, tab
from nkbook.importing.text.prose import outside_code

_LINE = re.compile(
    r"^([ \t]*)(:{3,})[ \t]*+"
    r"(?:([\w-]++)[ \t]*+(?:\[([^\]\n]*)\])?[ \t]*+([^\n{]*+)(\{[^\n]*\})?)?[ \t]*$"
)
_TAB = re.compile(r"^[ \t]*@tab(?::\w+)?[ \t]++(.*?)(?:(?<![ \t])[ \t]++)?+$")
_IMPORT = re.compile(r"^(?:import|export)\s.*(?:\n(?![ \t]*\n).*)*", re.MULTILINE)
_COMPONENT = re.compile(
    r"(?:(?<![A-Za-z0-9_])|(?=</))<(/?)([A-Z](?=\w*[a-z])\w*+(?:\.\w++)*+)([^<>]*?)(/?)>"
)
_CODE_GROUP = re.compile(r"^[ \t]*</?code-(?:group|block)\b([^<>\n]*)>[ \t]*$", re.MULTILINE)
_BADGE = re.compile(r"<Badge\b[^<>]*?\btext=\"([^\"<>]*)\"[^<>]*>(?:</Badge>)?")
_INCLUDE = re.compile(
    r"<!--\s*@include:\s*([^\s{#<>]+?)(?=[\s{#]|-->)[^<>]*+(?<=--)>|^<<<\s*(@?[^\s{#\[]+).*$",
    re.MULTILINE,
)
_HEADING_ID = re.compile(r"^(#{1,6}[ \t].*?)(?:(?<![ \t])[ \t]++)?+\{(#[^\s{}]+)\}", re.MULTILINE)
_CODE_GROUPS = {"code-group", "code-tabs", "tabs", "code-group-item", "code-block"}


def containers(text: str, _page: Page, log: Log) -> str:
    """Rewrite boxes, folded text and groups of code between lines of colons."""
    if ":::" not in text:
        return text
    return outside_code(
        text, lambda prose: "\n".join(_blocks(prose.split("\n"), log)), inline=False
    )


def _blocks(lines: list[str], log: Log, *, inside: bool = False) -> list[str]:
    done: list[str] = []
    ends = _ends(lines, inside=inside)
    position = 0
    while position < len(lines):
        found = _LINE.match(lines[position])
        end = ends.get(position)
        if not found or end is None:
            done.append(lines[position])
            position += 1
            continue
        indent = found[1]
        body = [line.removeprefix(indent) for line in lines[position + 1 : end]]
        inner = _blocks(body, log, inside=True)
        made = _made(found, "\n".join(inner), lines[position], log)
        done.extend(f"{indent}{line}" if line else "" for line in ["", *made.split("\n"), ""])
        position = end + 1
    return done


def _ends(lines: list[str], *, inside: bool) -> dict[int, int]:
    """Return the lines that close boxes by those that open them.

    It is the next line of as many colons as the box has, if these are more than three, or else the
    one that ends the nesting. A box that is then open takes the first line of colons below it,
    which ends the boxes in it as well, as in VuePress; ``inside`` a box it ends with that one.
    """
    ends: dict[int, int] = {}
    opened: list[int] = []
    waiting: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        found = _LINE.match(line) if ":::" in line else None
        if found and found[3]:
            opened.append(number)
            if found[2] != ":::":
                waiting.setdefault(found[2], []).append(number)
        elif found:
            for one in waiting.pop(found[2], ()):
                ends.setdefault(one, number)
            if opened:
                ends.setdefault(opened.pop(), number)
    closing = sorted(ends.values())
    for number in opened:
        at = bisect_right(closing, number)
        if number not in ends and (inside or at < len(closing)):
            ends[number] = len(lines) if inside else closing[at]
    return ends


def _made(found: re.Match[str], body: str, line: str, log: Log) -> str:
    kind, title = found[3].lower(), (found[4] or found[5] or "").strip()
    log.changed(f"::: {kind}", line)
    if kind == "details":
        head = f"{bold(title)}\n\n" if title else ""
        return fenced(".box .details", head + body.strip("\n"))
    if kind in ALERTS:
        return box(kind, title, body)
    if kind in _CODE_GROUPS:
        return "\n".join(
            tab(one[1], "").strip() if (one := _TAB.match(each)) else each
            for each in body.split("\n")
        )
    if kind in ("v-pre", "raw", "demo", "center", "left", "right", "only-on-vuepress"):
        return body.strip("\n")
    head = f"{bold(title)}\n\n" if title else ""
    return fenced(f".{kind}", head + body.strip("\n"))


def components(text: str, page: Page, log: Log) -> str:
    """Leave out components of Vue and React, and imports; put in files that the text includes."""

    def badge(found: re.Match[str]) -> str:
        log.changed("<Badge>", found[0])
        return f"（{found[1]}）"

    def component(found: re.Match[str]) -> str:
        title = re.search(r"\b(?:label|title)=[\"']([^\"']+)[\"']", found[3])
        if found[2] in ("TabItem", "Tab", "CodeGroupItem") and title and not found[1]:
            log.changed(f"<{found[2]}>", found[0])
            return f"\n{bold(title[1])}\n"
        log.dropped(f"<{found[2]}>", found[0])
        return ""

    def imported(found: re.Match[str]) -> str:
        log.dropped("import of a component", found[0])
        return ""

    def group(found: re.Match[str]) -> str:
        log.changed("<code-group>", found[0])
        title = re.search(r"\btitle=\"([^\"]+)\"", found[1])
        return f"\n{bold(title[1])}\n" if title else ""

    def rewrite(prose: str) -> str:
        prose = _CODE_GROUP.sub(group, prose)
        if page.path.endswith(".mdx"):
            prose = _IMPORT.sub(imported, prose)
            prose = re.sub(r"\{/\*(?:(?!\{/\*).)*?\*/\}", "", prose, flags=re.DOTALL)
        return _COMPONENT.sub(component, _BADGE.sub(badge, prose))

    return outside_code(text, rewrite)
