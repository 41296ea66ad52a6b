"""Hugo: its settings, the sections and weights of content/, shortcodes."""

from __future__ import annotations

import json
import posixpath
import re
from pathlib import Path
from typing import Any

from nkbook.importing.folder import Folder, mapping, words
from nkbook.importing.model import Log, Node, Outline, Page
from nkbook.importing.rewrites.highlights import highlights
from nkbook.importing.rewrites.shortcodes import shortcodes
from nkbook.importing.sources.people import people
from nkbook.importing.sources.plain import SUFFIXES, by_articles, natural
from nkbook.importing.text.emoji import emoji
from nkbook.importing.text.header import split_header
from nkbook.importing.text.prose import outside_code

NAME = "hugo"
_ENDINGS = ("toml", "yaml", "yml", "json")
_SETTINGS = tuple(
    f"{folder}{name}.{ending}"
    for folder in ("", "config/_default/")
    for name in ("hugo", "config")
    for ending in _ENDINGS
)
_OF_SETTINGS = ("languages", "params")  # tables with a file of their own in config/_default/
_CHINESE = re.compile(r"(?:zh|cn|tw|hk)(?:[-_.]|\Z)", re.IGNORECASE)
_LANGUAGE_MARK = re.compile(r"\.[a-z]{2}(?:-[a-z]{2,4})?", re.IGNORECASE)  # of index.en.md
_ATTRIBUTE = r"(?:[.#][\w-]++|[\w-]++=(?:\"[^\"\n]*+\"|[^\s{}\"]++))"
_BELOW = re.compile(
    rf"^(?=.*\S)(.*+\n)[ \t]*+(\{{[ \t]*+(?:{_ATTRIBUTE}[ \t]*+)++\}})[ \t]*+$", re.MULTILINE
)
_HEAVY = 1_000_000  # Hugo puts pages without a weight after those with one
_NEAR = 4  # folders above the one that is imported
_Order = tuple[Any, ...]


def detect(folder: Folder) -> bool:
    """Return True if the folder holds a site of Hugo, or its content with sections."""
    if any(
        path.endswith(("/_index.md", "/_index.zh.md")) or path == "_index.md"
        for path in folder.files
    ):
        return True
    return _settings(folder) != {} and any(path.startswith("content/") for path in folder.files)


def static_above(path: Path) -> Path | None:
    """Return static/ of the site of Hugo that a folder is inside, as content/zh is.

    Addresses of pictures that begin with / belong to it.
    """
    for site in path.parents[:_NEAR]:
        if (site / "static").is_dir() and any((site / name).is_file() for name in _SETTINGS):
            return site / "static"
    return None


def _settings(folder: Folder) -> dict[str, Any]:
    settings = _read(folder, next((name for name in _SETTINGS if folder.has(name)), ""))
    for table in _OF_SETTINGS:
        names = (f"config/_default/{table}.{ending}" for ending in _ENDINGS)
        if name := next((one for one in names if folder.has(one)), ""):
            settings.setdefault(table, _read(folder, name))
    return settings


def _read(folder: Folder, name: str) -> dict[str, Any]:
    if name.endswith(".toml"):
        return folder.toml(name)
    if name.endswith(".json"):
        try:
            return mapping(json.loads(folder.text(name) or "{}"))
        except (ValueError, RecursionError):
            return {}
    return folder.yaml(name) if name else {}


def outline(folder: Folder) -> Outline:
    """Return the book that the sections of content/ make, by weight, then by name.

    Of a site in several languages it is the one in Chinese, or the default.
    """
    settings = _settings(folder)
    root, suffix, language = _content(folder, settings)
    prefix = f"{root}/" if root else ""
    index = f"{prefix}_index{suffix}.md"
    is_default = language == words(settings.get("defaultContentLanguage"))
    paths = [
        path
        for path in folder.files
        if path.startswith(prefix)
        and (_is_text(path, suffix) or (is_default and _is_bare(folder, path, suffix)))
        and not _is_draft(folder, path)
    ]
    nodes = _section(folder, paths, prefix, suffix)
    while len(nodes) == 1 and nodes[0].part:
        nodes = nodes[0].children
    if not any(node.children or _weight(folder, node.path or "") for node in nodes):
        nodes = by_articles(folder, [node.path or "" for node in nodes]) or nodes
    values = mapping(mapping(settings.get("languages")).get(language))
    params = mapping(settings.get("params"))
    author = params.get("author") or settings.get("author")
    return Outline(
        title=words(values.get("title"))
        or words(settings.get("title"))
        or words(split_header(folder.text(index) or "", index).values.get("title")),
        authors=people(author),
        language=words(values.get("languageCode"))
        or words(settings.get("languageCode"))
        or language,
        description=words(params.get("description")),
        root=root,
        body=nodes,
        rewrites=(
            *(shortcodes, attributes, highlights),
            *((emoji,) if settings.get("enableEmoji") or settings.get("enableemoji") else ()),
        ),
    )


def attributes(text: str, _page: Page, log: Log) -> str:
    """Leave out Goldmark's attributes of a block, which stand below it; those of pictures stay."""

    def one(found: re.Match[str]) -> str:
        if found[1].lstrip().startswith("!["):
            return found[0]
        log.dropped("{ attributes } of a block", found[2])
        return found[1]

    return outside_code(text, lambda prose: _BELOW.sub(one, prose)) if "{" in text else text


def _content(folder: Folder, settings: dict[str, Any]) -> tuple[str, str, str]:
    """Return the folder of the texts, the mark of their language in names, and the language."""
    base = words(settings.get("contentDir")).strip("/") or "content"
    base = base if any(path.startswith(f"{base}/") for path in folder.files) else ""
    languages = mapping(settings.get("languages"))
    default = words(settings.get("defaultContentLanguage"))
    order = [one for one in languages if _CHINESE.match(one)]
    chosen = default if _CHINESE.match(default) else next(iter(order), default)
    named = words(mapping(languages.get(chosen)).get("contentDir")).strip("/")
    prefix = f"{base}/" if base else ""
    tops = {
        path.removeprefix(prefix).split("/")[0] for path in folder.files if path.startswith(prefix)
    }
    if named and any(path.startswith(f"{named}/") for path in folder.files):
        return named, "", chosen
    if chosen in tops:
        return prefix + chosen, "", chosen
    chinese = sorted(one for one in tops if _CHINESE.match(one))
    if chinese and not languages:
        return prefix + chinese[0], "", chinese[0]
    ends = [path for path in folder.files if path.lower().endswith(f".{chosen}.md".lower())]
    marked = ends[0][-len(f".{chosen}.md") : -len(".md")] if chosen and ends else ""
    return base, marked, chosen


def _is_text(path: str, suffix: str) -> bool:
    stem, ending = posixpath.splitext(path)
    if ending.lower() not in SUFFIXES[:-1]:
        return False
    inner = posixpath.splitext(stem)[1]
    if suffix:
        return stem.endswith(suffix)
    return not _LANGUAGE_MARK.fullmatch(inner)


def _is_bare(folder: Folder, path: str, suffix: str) -> bool:
    """Return True for a text without a mark of its language and without one that has it."""
    return _is_text(path, "") and not folder.has(f"{posixpath.splitext(path)[0]}{suffix}.md")


def _is_draft(folder: Folder, path: str) -> bool:
    return split_header(folder.text(path) or "", path).values.get("draft") is True


def _section(folder: Folder, paths: list[str], prefix: str, suffix: str) -> tuple[Node, ...]:
    """Return the pages and sections of a folder in Hugo's order; a section is a part."""
    index = _first(paths, f"{prefix}_index", suffix)
    entries: list[tuple[_Order, Node]] = []
    if index and _has_text(folder, index):
        entries.append(((-1, ""), Node(path=index)))
    names = {path.removeprefix(prefix).split("/")[0] for path in paths if path.startswith(prefix)}
    for name in sorted(names):
        path = prefix + name
        if path in paths:
            if path != index:
                is_first = path == _first(paths, f"{prefix}index", suffix)  # beside an _index.md
                order = (-1, "index") if is_first else _order(folder, path)
                entries.append((order, Node(path=path)))
            continue
        inside = [one for one in paths if one.startswith(f"{path}/")]
        bundle = _first(inside, f"{path}/index", suffix)
        if bundle and not _first(inside, f"{path}/_index", suffix):  # else a section with pages
            entries.append((_order(folder, bundle), Node(path=bundle)))
            continue
        heading = _first(inside, f"{path}/_index", suffix) or f"{path}/_index{suffix}.md"
        title = words(split_header(folder.text(heading) or "", heading).values.get("title"))
        children = tuple(_leaves(_section(folder, inside, f"{path}/", suffix)))
        if children:
            order = _order(folder, heading if folder.has(heading) else path)
            entries.append((order, Node(title or name, children=children, part=True)))
    return tuple(node for _, node in sorted(entries, key=lambda entry: entry[0]))


def _first(paths: list[str], stem: str, suffix: str) -> str | None:
    return next((one for one in (f"{stem}{suffix}.md", f"{stem}.md") if one in paths), None)


def _leaves(nodes: tuple[Node, ...]) -> list[Node]:
    return [
        leaf for node in nodes for leaf in (_leaves(node.children) if node.children else [node])
    ]


def _has_text(folder: Folder, path: str) -> bool:
    text = split_header(folder.text(path) or "", path).text
    return bool(re.sub(r"\{\{[<%](?:(?!\{\{[<%]).)*?[>%]\}\}|\s", "", text, flags=re.DOTALL))


def _weight(folder: Folder, path: str) -> int:
    weight = split_header(folder.text(path) or "", path).values.get("weight")
    return weight if isinstance(weight, int) else 0


def _order(folder: Folder, path: str) -> _Order:
    number = _weight(folder, path) or _HEAVY
    name = (
        posixpath.dirname(path)
        if posixpath.basename(path).startswith(("_index", "index"))
        else path
    )
    return number, natural(name)
