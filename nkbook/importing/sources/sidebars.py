"""VuePress, VitePress and Docusaurus: the sidebar in their settings, as far as it is data."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from nkbook.importing.contents import shaped
from nkbook.importing.folder import Folder, words
from nkbook.importing.model import Node, Outline
from nkbook.importing.rewrites.containers import components, containers
from nkbook.importing.rewrites.highlights import highlights
from nkbook.importing.sources.plain import in_folders, is_chapter, natural
from nkbook.importing.text.emoji import emoji
from nkbook.importing.text.header import split_header

NAME = "vuepress"
_TOKEN = re.compile(
    r"//[^\n]*|/\*(?:(?!/\*).)*?\*/|([\[\]{},:])|\"((?:[^\"\\\n]|\\.)*+)(?:\"|(?=\n)|\\?\Z)"
    r"|'((?:[^'\\\n]|\\.)*+)(?:'|(?=\n)|\\?\Z)|`((?:[^`\\]|\\.)*+)(?:`|\\?\Z)"
    r"|([\w$.]+(?:\([^()]*\))?)|\s+|(.)",
    re.DOTALL,
)
_SETTING = re.compile(r"\b(title|description|lang|base|tagline)\s*:\s*[\"'`]([^\"'`\n]*)[\"'`]")
_FOLDER = re.compile(r"\bsrcDir\s*:\s*[\"'`]([^\"'`\n]+)[\"'`]")
_SIDEBAR = re.compile(
    r"\b(?:sidebar|[sS]idebar\w*)\b[\w\s:.<>|'\"\[\]]*[=:]\s*(?=[\[{])"
    r"|module\.exports\s*=\s*(?=\{)|export default\s*(?:[\w.]+\(\s*)?(?=[\[{])"
)
_PAIR = 2  # VuePress's [path, title]
_LABELS = ("text", "title", "label")
_CHILDREN = ("children", "items", "collapsable-children")
_LINKS = ("link", "path", "id", "href")
_MOST = 20_000
_DEEPEST = 40


def detect(folder: Folder) -> bool:
    """Return True if the folder, or docs/ in it, holds a site of one of the three."""
    return bool(_configs(folder))


def _configs(folder: Folder) -> list[tuple[str, str]]:
    """Return the files of settings, each with the root of the texts that it names."""
    found: list[tuple[str, str]] = []
    for root in ("", "docs", "src", "website"):
        for hidden in (".vuepress", ".vitepress"):
            base = posixpath.join(root, hidden)
            for name in ("sidebar", "config", "configs/sidebar", "config/sidebar", "config/index",
                         "theme", "configs/index"):  # fmt: skip
                found.extend(
                    (f"{base}/{name}{ending}", root)
                    for ending in (".js", ".ts", ".mts", ".mjs", ".cjs")
                    if folder.has(f"{base}/{name}{ending}")
                )
        for ending in (".js", ".ts", ".json"):
            path = posixpath.join(root, f"sidebars{ending}")
            if folder.has(path):
                found.append((path, posixpath.join(root, "docs")))
        for ending in (".js", ".ts"):
            path = posixpath.join(root, f"docusaurus.config{ending}")
            if folder.has(path):
                found.append((path, posixpath.join(root, "docs")))
    return found


def outline(folder: Folder) -> Outline:
    """Return the book of the first sidebar that can be read, else the folders' files in order."""
    configs = _configs(folder)
    root = configs[0][1]
    facts: dict[str, str] = {}
    nodes: tuple[Node, ...] = ()
    for path, base in configs:
        text = folder.text(path) or ""
        if found := _FOLDER.search(text):
            base = root = posixpath.normpath(posixpath.join(base, found[1]))  # noqa: PLW2901
        for key, value in _SETTING.findall(text):
            facts.setdefault(key, value)
        for begin in _SIDEBAR.finditer(text) if not nodes else ():
            value = parse(text[begin.end() :])
            nodes = tuple(_with_files(_nodes(value, "", [0]), base, folder))
            if nodes:
                root = base
                break
    if not nodes:
        prefix = f"{root}/" if root else ""
        paths = [
            path
            for path in folder.files
            if path.startswith(prefix) and is_chapter(path, (".md", ".mdx"))
        ]
        nodes = in_folders(paths, prefix)
    return Outline(
        title=facts.get("title", ""),
        language=facts.get("lang", ""),
        description=facts.get("description") or facts.get("tagline", ""),
        root=root,
        body=shaped(nodes),
        rewrites=(containers, components, highlights, emoji),
    )


def parse(text: str) -> Any:
    """Return the value of a literal of JavaScript at the start of a text; code in it is None."""
    return _value(_tokens(text), 0)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    for number, found in enumerate(_TOKEN.finditer(text)):
        if number > _MOST * 10:
            return
        strings = [one for one in found.groups()[1:4] if one is not None]
        if found[1]:
            yield "mark", found[1]
        elif strings:
            yield "string", re.sub(r"\\(.)", r"\1", strings[0])
        elif found[5] or (found[6] and not found[6].isspace()):
            yield "code", found[5] or found[6]


def _value(tokens: Iterator[tuple[str, str]], depth: int) -> Any:
    kind, text = next(tokens, ("end", ""))
    if kind == "string":
        return text
    if kind != "mark" or text not in "[{" or depth > _DEEPEST:
        return None
    return _list(tokens, depth) if text == "[" else _mapping(tokens, depth)


def _list(tokens: Iterator[tuple[str, str]], depth: int) -> list[Any]:
    values: list[Any] = []
    for kind, text in tokens:
        if kind == "mark" and text in "]})":
            break
        if kind == "string":
            values.append(text)
        elif kind == "mark" and text in "[{" and depth < _DEEPEST:
            values.append(_list(tokens, depth + 1) if text == "[" else _mapping(tokens, depth + 1))
    return values


def _mapping(tokens: Iterator[tuple[str, str]], depth: int) -> dict[str, Any]:
    values: dict[str, Any] = {}
    key = ""
    after_colon = False
    for kind, text in tokens:
        if kind == "mark" and text == "}":
            break
        if kind == "mark" and text in ":,":
            after_colon = text == ":"
        elif kind == "mark" and text in "[{" and depth < _DEEPEST:
            value = _list(tokens, depth + 1) if text == "[" else _mapping(tokens, depth + 1)
            values.setdefault(key, value)
        elif after_colon and kind == "string":
            values.setdefault(key, text)
        elif not after_colon:
            key = text
    return values


def _nodes(value: Any, base: str, count: list[int]) -> list[Node]:
    """Return the entries of a sidebar: lists, mappings by path, entries with text and link."""
    count[0] += 1
    if count[0] > _MOST:
        return []
    if isinstance(value, str):
        return [Node(path=value if value.startswith("/") else posixpath.join(base, value))]
    if isinstance(value, list):
        return _listed(value, base, count)
    return _mapped(value, base, count) if isinstance(value, dict) else []


def _listed(value: list[Any], base: str, count: list[int]) -> list[Node]:
    texts = [one for one in value if isinstance(one, str)]
    is_pair = len(texts) == len(value) == _PAIR and texts[0].startswith("/")
    if is_pair and not texts[1].startswith("/"):
        return [Node(texts[1], texts[0])]
    return [node for one in value for node in _nodes(one, base, count)]


def _mapped(value: dict[str, Any], base: str, count: list[int]) -> list[Node]:
    title = next((words(value[key]) for key in _LABELS if isinstance(value.get(key), str)), "")
    link = next((value[key] for key in _LINKS if isinstance(value.get(key), str)), None)
    below = next((value[key] for key in _CHILDREN if isinstance(value.get(key), list)), None)
    inner = posixpath.join(base, words(value.get("base") or value.get("prefix")))
    if title or link or below is not None:
        children = tuple(_nodes(below or [], inner, count))
        path = (
            None if link is None else link if link.startswith("/") else posixpath.join(inner, link)
        )
        return [Node(title, path, children)]
    return [
        node
        for key, one in value.items()
        if isinstance(one, list | dict)
        for node in _group(key, _nodes(one, key if key.startswith("/") else "", count))
    ]


def _group(key: str, nodes: list[Node]) -> list[Node]:
    """Return a mapping's entries: of a path they stand as they are, of words they are a group."""
    return nodes if key.startswith("/") or key.isascii() else [Node(key, children=tuple(nodes))]


def _with_files(nodes: list[Node], root: str, folder: Folder) -> Iterator[Node]:
    for node in nodes:
        children = tuple(_with_files(list(node.children), root, folder))
        path = _file(node.path, root, folder) if node.path is not None else None
        if path or children:
            yield Node(node.title, path, children)


def _file(address: str, root: str, folder: Folder) -> str | None:
    if "://" in address:
        return None
    bare = address.partition("#")[0].strip("/")
    stem = re.sub(r"\.(?:html|md)\Z", "", bare)
    for base in dict.fromkeys((root, posixpath.join(root, "zh"), "")):
        for ending in (".md", ".mdx", "/README.md", "/index.md", "/index.mdx"):
            path = posixpath.normpath(posixpath.join(base, f"{stem}{ending}".lstrip("/")))
            if folder.has(path):
                return path
    name = posixpath.basename(stem)
    for path in sorted(
        folder.files, key=natural
    ):  # Docusaurus leaves numbers out: 01-intro is intro
        if not path.endswith((".md", ".mdx")) or not path.startswith(
            posixpath.dirname(stem) or root
        ):
            continue
        given = split_header(folder.text(path) or "", path).values.get("id")
        plain_name = re.sub(r"^\d+[-_.]", "", posixpath.splitext(posixpath.basename(path))[0])
        if name in (given, plain_name):
            return path
    return None
