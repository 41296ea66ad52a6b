"""A folder of Markdown without a tool: chapters in the natural order of their names."""

from __future__ import annotations

import posixpath
import re

from nkbook.importing.folder import Folder
from nkbook.importing.model import Change, Done, Node, Outline
from nkbook.importing.names import CHINESE_DIGITS, numeral

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
_JOINED, _FEWEST, _COMPARED = 1000, 3, 60  # letters, files, letters of a file's end
_CONTAINERS = ("book", "chapter", "chapters", "content", "contents", "doc", "docs", "manuscript",
               "pages", "src", "text", "texts", "正文", "章節", "章节")  # fmt: skip
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
    paths = [path for path in folder.files if is_chapter(path)]
    whole = [path for path in paths if _holds_others(path, paths, folder)]
    return Outline(
        body=in_folders([path for path in paths if path not in whole]),
        changes=tuple(
            Change(Done.DROPPED, "a file in which the others are joined", path, path)
            for path in whole
        ),
    )


def _holds_others(path: str, paths: list[str], folder: Folder) -> bool:
    """Return True for a file that a tool joined from others of the folder, half of them or more."""
    text = folder.text(path) or ""
    others = [one for one in paths if one != path]
    if len(text) < _JOINED or len(others) < _FEWEST:
        return False
    ends = [(folder.text(one) or "").strip()[-_COMPARED:] for one in others]
    return sum(len(end) == _COMPARED and end in text for end in ends) * 2 >= len(others)


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
    if len(groups) == 1 and (not nodes or groups[0].title.lower() in _CONTAINERS):
        nodes += [*groups.pop().children]
    last = [node for node in nodes if natural(node.path or "")[0] > 1]
    return (*(node for node in nodes if node not in last), *groups, *last)


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
