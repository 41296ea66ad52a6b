"""docsify: _sidebar.md, the settings in index.html, ``!>`` and ``?>``, ``:include``."""

from __future__ import annotations

import posixpath
import re

from nkbook.importing.contents import read_links, shaped
from nkbook.importing.folder import Folder
from nkbook.importing.model import Log, Node, Outline, Page
from nkbook.importing.rewrites.boxes import box, tab
from nkbook.importing.rewrites.highlights import highlights
from nkbook.importing.sources.plain import in_folders, is_chapter, natural
from nkbook.importing.text.emoji import emoji
from nkbook.importing.text.headings import plain, read_headings
from nkbook.importing.text.pairs import pairs_rewritten
from nkbook.importing.text.prose import outside_code

NAME = "docsify"
_SCRIPT = re.compile(r"docsify|\$docsify", re.IGNORECASE)
_NAME = re.compile(r"\bname\s*:\s*[\"'`]([^\"'`<>]+)[\"'`]")
_TITLE = re.compile(r"<title>([^<]*)</title>", re.IGNORECASE)
_LANGUAGE = re.compile(r"<html\b[^<>]*\blang=[\"']?([\w-]+)", re.IGNORECASE)
_SIDEBAR = re.compile(r"\bloadSidebar\s*:\s*[\"'`]([^\"'`]+)[\"'`]")
_BASE = re.compile(r"\bbasePath\s*:\s*[\"'`]((?!\w+://)[^\"'`]+)[\"'`]")
_HOME = re.compile(r"\bhomepage\s*:\s*[\"'`]([^\"'`]+)[\"'`]")
_TIP = re.compile(r"^([!?])>[ \t]+((?:.+\n?)+)", re.MULTILINE)
_INCLUDED = re.compile(
    r"^\[([^\[\]]*+)\]\(([^()\s]++)\s++['\"]:include([^'\"]*+)['\"]\)[ \t]*+$", re.MULTILINE
)
_OPTIONS = re.compile(
    r"(\]\([^()\s]+)\s+['\"]:((?:ignore|target|disabled|class|id|size)[^'\"]*)['\"]\)"
)
_TABS = re.compile(r"<!--\s*+tabs:start\s*+-->")
_TABS_END = re.compile(r"<!--\s*+tabs:end\s*+-->")
_TAB = re.compile(
    r"^#{1,6}\s+(?:\*\*|__)?(.+?)(?:\*\*|__)?(?:(?<![ \t])[ \t]++)?+$"
    r"|<!--\s*+tab:((?:[^-<\n]|-(?!->))*+)-->",
    re.MULTILINE,
)
_HEADING_OPTIONS = re.compile(
    r"(?<![ \t])[ \t]*(?:<!--\s*)?\{(?:docsify-ignore(?:-all)?)\}(?:\s*-->)?"
)
_HEADING = re.compile(r"^#{1,6}[ \t].*:(?:id|class)=.*$", re.MULTILINE)
_WORD = re.compile(r"[^ \t]+")
_HEADING_OPTION = re.compile(r":(?:id=([\w-]+)|class=[\w-]+)")
_FOLDERS = ("", "docs", "doc")


def detect(folder: Folder) -> bool:
    """Return True if the folder, or docs/ in it, holds a book of docsify."""
    return _root(folder) is not None


def _root(folder: Folder) -> str | None:
    texts = [path for path in folder.files if is_chapter(path)]
    for root in _FOLDERS:
        index = folder.text(posixpath.join(root, "index.html")) or ""
        inside = sum(path.startswith(f"{root}/") for path in texts) if root else len(texts)
        if inside < len(texts) / 2:  # the documents of something else, beside the book
            continue
        if folder.has(posixpath.join(root, "_sidebar.md")) or _SCRIPT.search(index):
            return root
    return None


def outline(folder: Folder) -> Outline:
    """Return the book of the sidebar; without one, the folders' files in order."""
    root = _root(folder) or ""
    index = folder.text(posixpath.join(root, "index.html")) or ""
    root = _based(root, index, folder)
    sidebar = _SIDEBAR.search(index)
    name = sidebar[1] if sidebar else "_sidebar.md"
    nodes = _sidebar(folder, root, name) or _sidebar(folder, root, "_sidebar.md")
    nodes = _with_others(nodes, folder, root, posixpath.basename(name))
    if not nodes:
        prefix = f"{root}/" if root else ""
        paths = [path for path in folder.files if path.startswith(prefix) and is_chapter(path)]
        nodes = in_folders(paths, prefix)
    home = _HOME.search(index)
    first = posixpath.join(root, home[1] if home else "README.md")
    if folder.has(first) and first not in _paths(nodes):
        nodes = (Node(path=first), *nodes)
    title, page, language = _NAME.search(index), _TITLE.search(index), _LANGUAGE.search(index)
    return Outline(
        title=(title[1] if title else page[1] if page else "").strip(),
        language=language[1] if language else "",
        root=root,
        body=nodes,
        rewrites=(blocks, highlights, emoji),
    )


def _based(root: str, index: str, folder: Folder) -> str:
    """Return the folder of the texts: ``basePath`` may name one below that of index.html."""
    found = _BASE.search(index)
    below = posixpath.normpath(posixpath.join(root, found[1].lstrip("/"))) if found else root
    is_there = any(path.startswith(f"{below}/") for path in folder.files)
    return below if is_there else root


def _sidebar(folder: Folder, root: str, name: str) -> tuple[Node, ...]:
    return _with_files(_nodes(_hashes(folder.text(posixpath.join(root, name)) or ""), root), folder)


def _with_others(nodes: tuple[Node, ...], folder: Folder, root: str, name: str) -> tuple[Node, ...]:
    """Return the contents with those of folders that have a sidebar of their own, as parts."""
    known = _paths(nodes)
    prefix = f"{root}/" if root else ""
    ending = f"/{name}"
    paths = [path for path in folder.files if path.startswith(prefix) and path.endswith(ending)]
    for path in sorted(paths, key=natural):
        base = posixpath.dirname(path)
        inside = _sidebar(folder, root, path.removeprefix(prefix))
        if not any(folder.has(one) for one in _paths(inside)):  # relative to the folder
            text = _hashes(folder.text(path) or "")
            inside = _with_files(_nodes(text, base), folder)
        if base == root or not any(folder.has(one) for one in _paths(inside) - known):
            continue
        home = posixpath.join(base, "README.md")
        headings = read_headings(folder.text(home) or "")[1]
        title = plain(headings[0].text) if headings else posixpath.basename(base)
        own = (Node(path=home),) if folder.has(home) and home not in _paths(inside) else ()
        chapters = tuple(chapter for one in inside for chapter in _chapters(one))
        nodes = (*nodes, Node(title, children=(*own, *chapters), part=True))
        known |= _paths(nodes)
    return nodes


def _chapters(node: Node) -> tuple[Node, ...]:
    """Return a node as the chapters of a part, which holds no other part."""
    return node.children if node.part else (node,)


def _hashes(text: str) -> str:
    """Return a sidebar whose links are paths: ``#docs/let`` and ``#/docs/let`` are ones too."""
    return re.sub(r"\]\((?:/#|#)?/?(?!\w+:)([^()#?\s]++)[^()]*+\)", r"](\1)", text)


def _nodes(text: str, root: str) -> tuple[Node, ...]:
    found = read_links(text, root)
    return shaped((*found.before, *found.inside, *found.after))


def _paths(nodes: tuple[Node, ...]) -> set[str]:
    inside = {path for node in nodes for path in _paths(node.children)}
    return inside | {node.path for node in nodes if node.path}


def _with_files(nodes: tuple[Node, ...], folder: Folder) -> tuple[Node, ...]:
    """Return nodes with the paths of files: docsify's addresses lack .md and README.md."""
    return tuple(
        Node(
            node.title,
            _file(node.path, folder) if node.path else None,
            _with_files(node.children, folder),
            node.numbered,
            node.text,
            node.part,
        )
        for node in nodes
    )


def _file(path: str, folder: Folder) -> str:
    stem = path.rstrip("/")
    candidates = (path, f"{stem}.md", f"{stem}/README.md", f"{stem}/index.md")
    return next((one for one in candidates if folder.has(one)), path)


def blocks(text: str, page: Page, log: Log) -> str:
    """Rewrite ``!> tip``, ``[](file ':include')`` and tabs; leave out options of links."""

    def tip(found: re.Match[str]) -> str:
        log.changed("!> and ?>", found[0].split("\n", 1)[0])
        return box("warning" if found[1] == "!" else "tip", "", found[2]) + "\n"

    def included(found: re.Match[str]) -> str:
        path = found[2]
        base = page.root if path.startswith("/") else posixpath.dirname(page.path)
        content = page.read(posixpath.normpath(posixpath.join(base, path.lstrip("/"))))
        if content is None:
            log.look("a file to include that is missing: a link to it stands there", found[0])
            return f"[{found[1] or path}]({path})"
        log.changed(":include", found[0])
        ending = posixpath.splitext(path)[1]
        if ending in (".md", ".markdown") and ":type=code" not in found[3]:
            return content.strip("\n")
        language = re.search(r":type=code\s+(\w+)", found[3])
        return f"```{language[1] if language else ending.lstrip('.')}\n{content.rstrip()}\n```"

    def tabs(found: re.Match[str], inside: str, _whole: str) -> str:
        log.changed("tabs", found[0].split("\n", 1)[0])
        return _TAB.sub(lambda one: tab((one[1] or one[2] or "").strip(), "").strip(), inside)

    def option(found: re.Match[str]) -> str:
        size = re.search(r":?size=(\d+%?)", found[2])
        log.dropped("an option of a link", found[2])
        return f'{found[1]} ":size={size[1]}")' if size else f"{found[1]})"

    def named(found: re.Match[str]) -> str:
        words, name = _named(found[0])
        if words != found[0]:
            log.changed(":id= of a heading", found[0])
        return f"{words} {{#{name}}}" if name else words

    def rewrite(prose: str) -> str:
        prose = _INCLUDED.sub(included, _HEADING.sub(named, prose))
        prose = _TIP.sub(tip, prose)
        return _HEADING_OPTIONS.sub("", _OPTIONS.sub(option, prose))

    text = pairs_rewritten(text, _TABS, lambda _: _TABS_END, tabs)
    return outside_code(text, rewrite)


def _named(heading: str) -> tuple[str, str | None]:
    """Return a heading without the options at its end, and the name that they give it."""
    name = None
    words = list(_WORD.finditer(heading))
    while len(words) > 2 and (option := _HEADING_OPTION.fullmatch(words[-1][0])):  # noqa: PLR2004 — marks, words
        name = name or option[1]
        words.pop()
    return (heading[: words[-1].end()], name) if name else (heading, None)
