"""A folder of Markdown without a tool: chapters in the natural order of their names."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from nkbook.importing.contents import read_links, shaped
from nkbook.importing.folder import Folder
from nkbook.importing.model import Change, Done, Node, Outline
from nkbook.importing.names import CHINESE_DIGITS, numeral
from nkbook.importing.rewrites.containers import containers
from nkbook.importing.rewrites.highlights import highlights
from nkbook.typesetting.han import is_ideograph

NAME = "plain"
SUFFIXES = (".md", ".markdown", ".mdown", ".mkd", ".txt")
_PIECES = re.compile(rf"(\d+)|([{CHINESE_DIGITS}]+)")
_FIRST = ("cover", "readme", "index", "preface", "foreword", "introduction", "前言", "序", "自序",
          "導言", "导言", "緒論", "绪论", "引言")  # fmt: skip
_LAST = ("appendix", "afterword", "epilogue", "glossary", "結語", "结语", "後記", "后记", "附錄",
         "附录", "跋", "參考文獻", "参考文献")  # fmt: skip
_NOT_CHAPTERS = {
    "summary", "license", "licence", "contributing", "changelog", "code_of_conduct", "authors",
    "security", "_sidebar", "_navbar", "_coverpage", "_footer", "pull_request_template", "404",
    "contributors", "claude", "agents", "copying", "todo", "issue_template",
}  # fmt: skip
_ARTICLE = re.compile(
    rf"^[^\w\n]*+第\s*(\d+|[{CHINESE_DIGITS}]+)\s*[条條](?![款项項])", re.MULTILINE
)
_FEW, _MOST = 3, 0.8  # files, and the part of them that is nearly all
_LONG = 20  # characters: a line that is no other's by chance
_CHINESE = re.compile(r"(?:zh|cn|chs|cht)(?:[-_]?(?:cn|tw|hk|hans|hant))?", re.IGNORECASE)
_IN_LANGUAGE = re.compile(
    rf"(.+?)[-_.](en(?:[-_]us|[-_]gb|g|glish)?|ja|jp|ko|kr|fr|de|ru|es|pt|vi|it|{_CHINESE.pattern})",
    re.IGNORECASE,
)
_PART_CHINESE = 0.1  # of letters
_ORDERS = {"上": 1, "中": 2, "下": 3}


def detect(folder: Folder) -> bool:
    """Return True if the folder has a text in Markdown."""
    return any(is_chapter(path) for path in folder.files)


def is_chapter(path: str, suffixes: tuple[str, ...] = SUFFIXES[:-1]) -> bool:
    """Return True if a file is a text of the book by its name."""
    stem, suffix = posixpath.splitext(posixpath.basename(path))
    return (
        suffix.lower() in suffixes
        and stem.lower() not in _NOT_CHAPTERS
        and not stem.startswith(".")
    )


def outline(folder: Folder) -> Outline:
    """Return the book that the names of files make: README first, folders as parts."""
    texts = [path for path in folder.files if is_chapter(path)]
    others = _translations(folder, texts)
    paths = [path for path in texts if path not in others]
    copies = _copies(folder, paths)
    kept = [path for path in paths if path not in copies]
    return Outline(
        body=_by_contents(folder, kept) or by_articles(folder, kept) or in_folders(kept),
        rewrites=(containers, highlights),
        changes=tuple(
            Change(Done.DROPPED, kind, path, path)
            for kind, dropped in (
                ("a file that repeats the others", copies),
                ("a text in another language", others),
            )
            for path in dropped
        ),
    )


def _translations(folder: Folder, paths: list[str]) -> set[str]:
    """Return the texts that are others in another language, by their names: README_en.md.

    Of README.md and README.zh.md the one in Chinese is kept.
    """
    known = {path.lower(): path for path in paths}
    found: set[str] = set()
    for path in paths:
        stem, suffix = posixpath.splitext(path)
        named = _IN_LANGUAGE.fullmatch(stem)
        base = known.get(f"{named[1]}{suffix}".lower()) if named else None
        if named is None or base is None:
            continue
        is_chinese = _CHINESE.fullmatch(named[2]) is not None
        found.add(base if is_chinese and not _is_chinese(folder.text(base) or "") else path)
    return found


def _is_chinese(text: str) -> bool:
    letters = [one for one in text if one.isalpha()]
    return sum(map(is_ideograph, letters)) > _PART_CHINESE * len(letters)


def _copies(folder: Folder, paths: list[str]) -> list[str]:
    """Return the files that have the text of nearly all others: a script put them together."""
    lines = {path: _long_lines(folder.text(path) or "") for path in paths}
    return [
        path
        for path in paths
        if len(paths) > _FEW
        and (others := [lines[other] for other in paths if other != path and lines[other]])
        and sum(other <= lines[path] for other in others) > _MOST * len(others)
    ]


def _long_lines(text: str) -> frozenset[str]:
    return frozenset(bare for line in text.splitlines() if len(bare := line.strip()) > _LONG)


def _by_contents(folder: Folder, paths: list[str]) -> tuple[Node, ...]:
    """Return the files in the order in which README lists them, if it lists nearly all."""
    first = next((path for path in paths if path.lower() == "readme.md"), "")
    wanted = set(paths) - {first}
    listed = read_links(folder.text(first) or "")
    nodes = _only((*listed.before, *listed.inside, *listed.after), wanted)
    found = set(_all_paths(nodes))
    if len(wanted) <= _FEW or len(found) < _MOST * len(wanted):
        return ()
    return (Node(path=first), *shaped(nodes), *in_folders(sorted(wanted - found)))


def by_articles(folder: Folder, paths: list[str]) -> tuple[Node, ...]:
    """Return the files of a law in the order of their articles, whose numbers run through."""
    if len(paths) < _FEW or any(_PIECES.search(posixpath.basename(path)) for path in paths):
        return ()
    ranges = []
    for path in paths:
        numbers = [numeral(one) for one in _ARTICLE.findall(folder.text(path) or "")]
        if not numbers:
            return ()
        ranges.append((numbers[0], max(numbers), path))
    ranges.sort()
    follows = all(one[1] < after[0] for one, after in pairwise(ranges))
    return tuple(Node(path=path) for *_, path in ranges) if follows else ()


def _only(nodes: Sequence[Node], wanted: set[str]) -> tuple[Node, ...]:
    """Return entries for the files that are wanted, and the headings over them."""
    inside = [
        replace(
            node,
            path=node.path if node.path in wanted else None,
            children=_only(node.children, wanted),
        )
        for node in nodes
    ]
    return tuple(node for node in inside if node.path or node.children)


def _all_paths(nodes: Sequence[Node]) -> list[str]:
    return [
        path
        for node in nodes
        for path in (*([node.path] if node.path else []), *_all_paths(node.children))
    ]


def in_folders(paths: list[str], base: str = "") -> tuple[Node, ...]:
    """Return files by their folders, in natural order: files of a folder, then its folders.

    A folder of the first level is a part; what is deeper is in the part, in order.
    """
    here = [path for path in paths if "/" not in path.removeprefix(base)]
    nodes = [Node(path=path) for path in sorted(here, key=natural)]
    folders = sorted({path.removeprefix(base).split("/")[0] for path in paths} - {
        path.removeprefix(base) for path in here
    }, key=natural)  # fmt: skip
    groups: list[Node] = []
    for name in folders:
        prefix = f"{base}{name}/"
        inside = in_folders([path for path in paths if path.startswith(prefix)], prefix)
        flat = tuple(_flattened(inside))
        groups.append(Node(_readable(name), children=flat, part=True))
    if len(groups) > 1 and all(len(group.children) == 1 for group in groups):
        groups = [group.children[0] for group in groups]  # a folder for a chapter is no part
    last = [node for node in nodes if natural(node.path or "")[0] > 1]
    # A folder without others beside it divides nothing: chapters/, src/ …
    inside = groups[0].children if len(groups) == 1 else tuple(groups)
    return (*(node for node in nodes if node not in last), *inside, *last)


def _flattened(nodes: tuple[Node, ...]) -> list[Node]:
    return [
        leaf for node in nodes for leaf in (_flattened(node.children) if node.children else [node])
    ]


def _readable(name: str) -> str:
    """Return a folder's name as a title: without the number that orders it."""
    return re.sub(r"^\d+[-_. ]+", "", name).replace("_", " ").strip() or name


def natural(path: str) -> tuple[int, list[tuple[int, int, str]]]:
    """Return a key that sorts names as readers count: 2 before 10, 第二章 before 第十章.

    Forewords come first and appendices last, README before all.
    """
    stem = posixpath.splitext(posixpath.basename(path.rstrip("/")))[0]
    bare = re.sub(r"^[\d\W_]+", "", stem).lower() or stem.lower()
    if stem.lower() in ("readme", "index", "_index"):
        rank = -1
    elif bare == stem.lower() and any(bare.startswith(word) for word in _FIRST):
        rank = 0
    else:
        rank = 2 if bare == stem.lower() and any(bare.startswith(word) for word in _LAST) else 1
    key: list[tuple[int, int, str]] = []
    position = 0
    for found in _PIECES.finditer(stem):
        key.append((1, 0, stem[position : found.start()].lower()))
        key.append((0, int(found[1]) if found[1] else numeral(found[2]), ""))
        position = found.end()
    rest = stem[position:]
    key.append((1, _ORDERS.get(rest[:1], 0), rest.lower()))
    return rank, key
