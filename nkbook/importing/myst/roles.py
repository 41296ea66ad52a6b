"""The roles of MyST, its names of places, and its comments, as nkbook writes them."""

from __future__ import annotations

import posixpath
import re
from types import MappingProxyType

from nkbook.importing.model import Log, Page
from nkbook.importing.text.headings import plain, read_headings
from nkbook.importing.text.prose import with_code

_ROLE = re.compile(
    r"(?<![\\`$])\{(?P<role>[A-Za-z][\w:+.-]*)\}"
    r"(?P<ticks>`++)(?P<said>(?:(?!(?P=ticks))(?s:.))++)(?P=ticks)(?!`)"
)
_TITLED = re.compile(r"(?P<title>(?:.*\S)?)\s*<(?P<target>[^<>]+)>\Z", re.DOTALL)
_TARGET = re.compile(r"[ ]{0,3}\((?P<name>[^\s()][^()\n]*)\)=[ \t]*\Z")
_HEADING = re.compile(r"#{1,6}[ \t]")
_FIGURE = re.compile(r"(!\[.*\]\([^()]*+\))(?:\{([^{}]*)\})?[ \t]*\Z")
_BREAK = re.compile(r"\+\+\+(?:[ \t].*)?\Z")
_COMMENT = re.compile(r"[ ]{0,3}%(?:[ \t].*)?\Z")
_LABELLED = re.compile(r"^([ \t>]*\$\$)[ \t]*\(([^\s()]+)\)[ \t]*$", re.MULTILINE)
_AS_CODE = {
    *("code", "command", "file", "kbd", "samp", "envvar", "program", "option", "literal", "mod"),
    *("class", "func", "meth", "attr", "obj", "data", "exc", "const", "type", "mailheader", "var"),
    *("regexp", "makevar", "token", "keyword", "dfn-code", "cpp", "c"),
}
_AROUND = MappingProxyType({
    "math": ("$", "$"), "sub": ("~", "~"), "subscript": ("~", "~"), "sup": ("^", "^"),
    "superscript": ("^", "^"), "emphasis": ("*", "*"), "dfn": ("*", "*"), "pep": ("PEP ", ""),
    "rfc": ("RFC ", ""), "guilabel": ("**", "**"), "strong": ("**", "**"),
    "menuselection": ("**", "**"),
})  # fmt: skip
_AS_WORDS = {"term", "abbr", "sub-ref", "index", "eval", "span"}
_LINKS = {"ref", "numref", "eq", "doc", "any", "prf:ref", "download", "std:ref", "std:doc"}


def key(name: str) -> str:
    """Return the name of a place as an id."""
    return re.sub(r"[^\w:.-]+", "-", name.strip()).strip("-")


def roles(text: str, page: Page, log: Log) -> str:
    """Rewrite the roles of a text outside of blocks of code."""

    def one(found: re.Match[str]) -> str:
        said = " ".join(found["said"].split())
        made = _made(found["role"], said, page)
        if made is None:
            log.look("a role of MyST that is not known: its words stay", found[0])
            return said
        log.changed("{role}`words`", found[0])
        return made

    parts: list[str] = []
    prose: list[str] = []
    for line, is_code in [*with_code(text), ("", True)]:
        if not is_code:
            prose.append(line)
            continue
        parts += [_ROLE.sub(one, _LABELLED.sub(r"\1 {#\2}", "".join(prose))), line]
        prose = []
    return "".join(parts)


def _made(role: str, said: str, page: Page) -> str | None:
    titled = _TITLED.match(said)
    title, target = (titled["title"], titled["target"]) if titled else ("", said)
    last = role.rpartition(":")[2]
    if role in _LINKS:
        return _link(role, title, target, page)
    if role.startswith("cite"):
        keys = [f"@{one.strip()}" for one in said.split(",")]
        by_author = last in ("t", "ct", "author") and len(keys) == 1
        return keys[0] if by_author else f"[{'; '.join(keys)}]"
    if role in _AROUND:
        before, after = _AROUND[role]
        inside = said.replace(" ", "\\ ") if before in ("~", "^") else said.replace("-->", "→")
        return f"{before}{inside}{after}"
    if role in _AS_WORDS:
        return title or said
    if last not in _AS_CODE:
        return None
    words = title or (target.rpartition(".")[2] if target.startswith("~") else target)
    return f"`{words.lstrip('~!')}`"


def _link(role: str, title: str, target: str, page: Page) -> str:
    if role.endswith("doc") or (role in ("download", "any") and "/" in target):
        base = page.root if target.startswith("/") else posixpath.dirname(page.path)
        for suffix in ("", ".md", ".rst", ".ipynb"):
            path = posixpath.normpath(posixpath.join(base, target.lstrip("/") + suffix))
            if (text := page.read(path)) is not None:
                first = next(iter(read_headings(text)[1]), None)
                words = title or (plain(first.text) if first else "") or target
                return f"[{words}](</{path}>)"
        return title or target
    # {numref}`圖 %s <name>`: the number stands in the words of the reference.
    words = "" if "%s" in title or "{number}" in title or "{name}" in title else title
    return f"[{words}](#{key(target)})"


def places(text: str, _page: Page, log: Log) -> str:
    """Give the names ``(name)=`` to what is below them; leave out comments and cell breaks."""
    done: list[str] = []
    waiting: list[str] = []
    for line, is_code in with_code(text):
        bare = line.rstrip("\n")
        if is_code:
            done += [*(f"[]{{#{name}}}\n\n" for name in waiting), line]
            waiting = []
        elif found := _TARGET.match(bare):
            log.changed("(name)=", bare)
            waiting.append(key(found["name"]))
        elif _BREAK.match(bare):
            done.append("\n")
        elif _COMMENT.match(bare):
            log.dropped("a comment", bare)
        elif waiting and bare.strip():
            done.append(_named(bare, waiting) + "\n")
            waiting = []
        else:
            done.append(line)
    return "".join(done)


def _named(line: str, names: list[str]) -> str:
    """Return a line with the names of its place: a heading's or a picture's own, else in a span."""
    first, *rest = names
    spans = "".join(f"[]{{#{name}}}" for name in rest)
    if _HEADING.match(line):
        return f"{line.rstrip()} {spans}{{#{first}}}" if "{#" not in line else line
    if found := _FIGURE.match(line):
        given = found[2] or ""
        return line if "#" in given else f"{found[1]}{{{f'#{first} {given}'.strip()}}}"
    spans = f"[]{{#{first}}}{spans}"
    is_block = line.lstrip().startswith((">", "|", ":", "- ", "* ", "$$", "!"))
    return f"{spans}\n\n{line}" if is_block else f"{spans}{line}"
