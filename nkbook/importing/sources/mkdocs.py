"""MkDocs: mkdocs.yml, and the extensions of Python-Markdown that its books use."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from typing import Any

from nkbook.importing.contents import shaped, source_path
from nkbook.importing.folder import Folder, listed, mapping, words
from nkbook.importing.model import Log, Node, Outline, Page
from nkbook.importing.rewrites.boxes import box, tab
from nkbook.importing.rewrites.highlights import highlights
from nkbook.importing.sources.plain import in_folders, is_chapter
from nkbook.importing.text.emoji import emoji
from nkbook.importing.text.prose import dedent, outside_code, with_code
from nkbook.reading.numbers import whole

NAME = "mkdocs"
_FILES = ("mkdocs.yml", "mkdocs.yaml")
_OPENING = re.compile(r"([ \t]*)(!!!|\?\?\?\+?|===[!+]?)[ \t]+([^\n]*)\n?\Z")
_KIND = re.compile(r"""((?:[\w -]*[\w-])?+)[ \t]*+(?:"(.*)"|'([^']*)')?[ \t]*\Z""")
_SNIPPET = re.compile(r"^([ \t]*)-{1,2}8<-{1,2}[ \t]+[\"']([^\"'\n]+)[\"'][ \t]*$", re.MULTILINE)
_EDGE = re.compile(r"([ \t]*)-{1,2}8<-{1,2}[ \t]*\Z")  # of a block of names
_ICON = re.compile(r":(?:material|fontawesome|octicons|simple)-[\w-]+:(?:\{[^{}]*+\})?")
_KEYS = re.compile(r"\+\+([\w\"+ -]+?)\+\+")
_INSERTED = re.compile(r"\^\^([^^\s](?:[^^\n]*[^^\s])?)\^\^")
_ABBREVIATION = re.compile(r"^\*\[([^\[\]]++)\]:[ \t]*+(.*)$", re.MULTILINE)
_BRACES = re.compile(r"(?<=[)\w*`\]])\{[ \t]+([^{}\n]*)\}|(?<=\))\{[ \t]*:?[ \t]*(\.[^{}\n]*)\}")
_INDENT = 4
_DEEPEST = 8
_MOST_ENTRIES = 20_000


def detect(folder: Folder) -> bool:
    """Return True if the folder holds a book or site of MkDocs."""
    return _settings(folder) is not None


def _settings(folder: Folder) -> str | None:
    return next((name for name in _FILES if folder.has(name)), None)


def outline(folder: Folder) -> Outline:
    """Return the book of mkdocs.yml: its ``nav``, or without one the folders of docs_dir."""
    name = _settings(folder) or _FILES[0]
    settings = folder.yaml(name)
    root = posixpath.normpath(words(settings.get("docs_dir")) or "docs")
    if root != "." and not any(path.startswith(f"{root}/") for path in folder.files):
        root = "docs"  # docs_dir is made by a script, or outside the source
    root = "" if root == "." else root
    nodes = _entries(listed(settings.get("nav") or settings.get("pages")), root, [0])
    if not nodes:
        prefix = f"{root}/" if root else ""
        paths = [path for path in folder.files if path.startswith(prefix) and is_chapter(path)]
        nodes = in_folders(paths, prefix)
    language = words(mapping(settings.get("theme")).get("language"))
    author = words(settings.get("site_author"))
    return Outline(
        title=words(settings.get("site_name")),
        authors=((author, "aut"),) if author else (),
        language=language,
        description=words(settings.get("site_description")),
        root=root,
        body=shaped(nodes),
        rewrites=(
            *(snippets, blocks, marks, highlights),
            *((emoji,) if "emoji" in str(settings.get("markdown_extensions")) else ()),
        ),
    )


def _entries(nav: list[Any], root: str, count: list[int]) -> tuple[Node, ...]:
    nodes: list[Node] = []
    for entry in nav:
        count[0] += 1
        if count[0] > _MOST_ENTRIES:
            break
        for title, value in mapping(entry).items() if isinstance(entry, dict) else [("", entry)]:
            if isinstance(value, list):
                nodes.append(_group(title, _entries(value, root, count)))
            elif isinstance(value, str) and (path := source_path(value, root)):
                nodes.append(Node(title, path))
    return tuple(nodes)


def _group(title: str, children: tuple[Node, ...]) -> Node:
    """Return a group: its index page, if it has one, is the text of its own."""
    first = children[0] if children else None
    if first and first.path and not first.children and _is_index(first.path):
        return Node(title, first.path, children[1:])
    return Node(title, children=children)


def _is_index(path: str) -> bool:
    return posixpath.basename(path).lower() in ("index.md", "readme.md")


def snippets(text: str, page: Page, log: Log) -> str:
    """Put files in the place of ``--8<-- "file"`` (pymdownx.snippets)."""
    return _expanded(text, page, log, 0)


def _expanded(text: str, page: Page, log: Log, depth: int) -> str:
    def read(name: str, indent: str) -> str | None:
        name = name.strip().strip("\"'")
        path, _, part = name.partition(":")
        bases = ("", page.root, posixpath.dirname(page.path), "includes", "docs")
        for base in bases if depth < _DEEPEST else ():
            content = page.read(posixpath.normpath(posixpath.join(base, path)))
            if content is not None:
                log.changed('--8<-- "file"', name)
                inner = _expanded(_part(content, part), page, log, depth + 1).rstrip("\n")
                return "\n".join(indent + line if line else line for line in inner.split("\n"))
        log.look("a file to include that is missing", name)
        return None

    def one(found: re.Match[str]) -> str:
        return read(found[2], found[1]) or ""

    def several(names: list[str], indent: str) -> str:
        return "\n".join(filter(None, (read(name, indent) for name in names if name.strip())))

    return _SNIPPET.sub(one, _with_blocks(text, several)) if "8<-" in text else text


def _with_blocks(text: str, several: Callable[[list[str], str], str]) -> str:
    """Return a text with what ``several`` says of the lines between two edges of one indent."""
    lines = text.split("\n")
    edges = {at: found[1] for at, line in enumerate(lines) if (found := _EDGE.match(line))}
    later: dict[str, list[int]] = {}  # by indent: where edges are, the last first
    for at in reversed(edges):
        later.setdefault(edges[at], []).append(at)
    done: list[str] = []
    at = 0
    while at < len(lines):
        indent = edges.get(at)
        ends = later[indent] if indent is not None else []
        while ends and ends[-1] <= at:
            ends.pop()
        if indent is None or not ends:
            done.append(lines[at])
            at += 1
            continue
        done.append(several(lines[at + 1 : ends[-1]], indent))
        at = ends[-1] + 1
    return "\n".join(done)


def _part(content: str, part: str) -> str:
    if not part:
        return content
    lines = content.splitlines()
    if numbers := re.fullmatch(r"(\d*)(?::(\d*))?", part):
        begin = whole(numbers[1] or "1") - 1
        return "\n".join(lines[begin : whole(numbers[2]) if numbers[2] else len(lines)])
    name = re.escape(part)
    marks = re.compile(rf"--8<--\s*\[(start|end):\s*{name}\]")
    places = [number for number, line in enumerate(lines) if marks.search(line)]
    return "\n".join(lines[places[0] + 1 : places[1]]) if len(places) > 1 else content


def blocks(text: str, _page: Page, log: Log) -> str:
    """Rewrite ``!!! note "title"``, ``??? tip`` and ``=== "tab"`` with what is indented below."""
    lines = [(line.removesuffix("\n"), is_code) for line, is_code in with_code(text)]
    return "\n".join(_blocks(lines, log)) + ("\n" if text.endswith("\n") else "")


def _blocks(lines: list[tuple[str, bool]], log: Log) -> list[str]:
    done: list[str] = []
    position = 0
    while position < len(lines):
        line, is_code = lines[position]
        found = None if is_code else _OPENING.match(line)
        kind = _KIND.match(found[3]) if found else None
        if not found or not kind:
            done.append(line)
            position += 1
            continue
        indent = len(found[1].expandtabs(_INDENT)) + _INDENT
        end = _end(lines, position + 1, indent)
        inner = "\n".join(dedent([one for one, _ in lines[position + 1 : end]], indent))
        body = blocks(inner, Page("", "", lambda _path: None), log)
        title = kind[2] if kind[2] is not None else kind[3]
        made = _made(found[2], kind[1].strip(), title, body, log, line)
        if done and done[-1].strip():
            done.append("")
        done.extend(found[1] + one if one else one for one in made.split("\n"))
        done.append("")
        position = end
    return done


def _end(lines: list[tuple[str, bool]], position: int, indent: int) -> int:
    """Return the number of the line after those indented at least so far."""
    last = position
    for number in range(position, len(lines)):
        line = lines[number][0]
        if not line.strip():
            continue
        if len(line.expandtabs(_INDENT)) - len(line.expandtabs(_INDENT).lstrip()) < indent:
            break
        last = number + 1
    return last


def _made(  # noqa: PLR0913 — the parts of a block
    mark: str, kind: str, title: str | None, body: str, log: Log, line: str
) -> str:
    if mark.startswith("==="):
        log.changed('=== "tab"', line)
        return tab(title or kind, body)
    log.changed("!!! note" if mark == "!!!" else "??? note", line)
    return box(kind.partition(" ")[0] if kind else "note", title or "", body)


def marks(text: str, _page: Page, log: Log) -> str:
    """Rewrite keys, highlighted and inserted words; leave out icons and lists of attributes."""

    def icon(found: re.Match[str]) -> str:
        log.dropped("an icon", found[0])
        return ""

    def keys(found: re.Match[str]) -> str:
        log.changed("++key++", found[0])
        names = (name.strip().strip('"') for name in found[1].split("+"))
        return " + ".join(f"`{name.capitalize() if name.isascii() else name}`" for name in names)

    def inserted(found: re.Match[str]) -> str:
        log.changed("^^insert^^", found[0])
        return f"[{found[1]}]{{.underline}}"

    def abbreviation(found: re.Match[str]) -> str:
        log.dropped("an abbreviation's long form", found[0])
        return ""

    def braces(found: re.Match[str]) -> str:
        given = found[1] or found[2] or ""
        kept = " ".join(re.findall(r"#[\w-]+|(?:width|height)=\"?[\d.]+(?:%|px|em)?\"?", given))
        log.dropped("{ attributes }", found[0])
        kept = re.sub(r"=\"?([\d.]+)\"?(?=\s|\Z)", r"=\1px", kept).replace('"', "")
        return f"{{{kept}}}" if kept else ""

    def rewrite(prose: str) -> str:
        prose = _ICON.sub(icon, prose)
        prose = _KEYS.sub(keys, prose)
        prose = _INSERTED.sub(inserted, prose)
        prose = _ABBREVIATION.sub(abbreviation, prose)
        return _BRACES.sub(braces, prose)

    return outside_code(text, rewrite)
