"""Obsidian: links between notes by their names, notes and pictures in notes, comments."""

from __future__ import annotations

import posixpath
import re

from nkbook.importing.folder import Folder, words
from nkbook.importing.model import Change, Done, Log, Outline, Page
from nkbook.importing.pictures import SUFFIXES
from nkbook.importing.rewrites.highlights import highlights
from nkbook.importing.sources.plain import in_folders, is_chapter
from nkbook.importing.text.header import split_header
from nkbook.importing.text.headings import key
from nkbook.importing.text.prose import outside_code

NAME = "obsidian"
_WIKI = re.compile(r"(!?)\[\[([^\]\[|#^\n]*)((?:[#^][^\]\[|\n]*)?)(?:\\?\|([^\]\[\n]*))?\]\]")
_COMMENT = re.compile(r"%%.*?%%", re.DOTALL)
_BLOCK = re.compile(r"(?:^|(?<![ \t])[ \t]+)\^[A-Za-z0-9-]+[ \t]*$", re.MULTILINE)
_TEMPLATES = ((".obsidian/templates.json", "folder"),
              (".obsidian/plugins/templater-obsidian/data.json", "templates_folder"))  # fmt: skip
_DEEPEST = 5
_LOOKED_AT = 50  # notes


def detect(folder: Folder) -> bool:
    """Return True if the folder is a vault, or its notes link to each other in double brackets."""
    if (folder.path / ".obsidian").is_dir():
        return True
    paths = [path for path in folder.files if is_chapter(path)]
    names = {posixpath.splitext(posixpath.basename(path))[0] for path in paths}
    return any(
        posixpath.basename(found[2].strip()) in names
        for path in paths[:_LOOKED_AT]
        for found in _WIKI.finditer(folder.text(path) or "")
    )


def outline(folder: Folder) -> Outline:
    """Return the book that the notes make, by folders and in the natural order of names."""
    templates = _templates(folder)
    notes = [path for path in folder.files if is_chapter(path)]
    paths = [path for path in notes if not path.startswith(templates)]
    names = {
        key(posixpath.splitext(posixpath.basename(path))[0]): path
        for path in reversed(folder.files)
    }
    files = {posixpath.basename(path).lower(): path for path in reversed(folder.files)}
    return Outline(
        body=in_folders(paths),
        rewrites=(links, highlights),
        variables={f"note:{name}": path for name, path in names.items()}
        | {f"file:{name}": path for name, path in files.items()},
        changes=tuple(
            Change(Done.DROPPED, "a template for notes", path, path)
            for path in notes
            if path not in paths
        ),
    )


def _templates(folder: Folder) -> tuple[str, ...]:
    """Return the folders of the texts with which new notes begin, as the vault's settings say."""
    named = (words(folder.yaml(path).get(key)).strip("/") for path, key in _TEMPLATES)
    return tuple(f"{name}/" for name in named if name)


def links(text: str, page: Page, log: Log) -> str:
    """Rewrite ``[[note#heading|words]]`` and ``![[picture|300]]``; leave out ``%% comments %%``."""
    return outside_code(text, lambda prose: _links(prose, page, log, 0))


def _links(prose: str, page: Page, log: Log, depth: int) -> str:
    def comment(found: re.Match[str]) -> str:
        log.dropped("%% comment %%", found[0])
        return ""

    def one(found: re.Match[str]) -> str:
        embeds, name, place, label = found[1], found[2].strip(), found[3], (found[4] or "").strip()
        path = _path(name, page) if name else page.path
        log.changed("![[…]]" if embeds else "[[…]]", found[0])
        if embeds and path and posixpath.splitext(path)[1].lower() in SUFFIXES:
            size = re.fullmatch(r"(\d+)(?:x\d+)?", label)
            braces = f"{{width={size[1]}px}}" if size else ""
            return f"![{'' if size else label}](</{path}>){braces}"
        if embeds and path and path.endswith(".md") and depth < _DEEPEST:
            content = split_header(page.read(path) or "", path).text
            return _links(_section(content, place), page, log, depth + 1).strip("\n")
        heading = place.lstrip("#^").split("#")[-1]
        shown = label or " › ".join(filter(None, (posixpath.basename(name), heading)))
        if not path:
            log.look("a link to a note that is not there: its words stay", found[0])
            return shown
        mark = f"#{heading.replace(' ', '-')}" if place.startswith("#") else ""
        return f"[{shown}](</{path}{mark}>)"

    prose = _COMMENT.sub(comment, prose)
    return _BLOCK.sub("", _WIKI.sub(one, prose))


def _path(name: str, page: Page) -> str | None:
    """Return the file that a name means: a path, or the file of that name anywhere."""
    by_file = page.variables.get(f"file:{posixpath.basename(name).lower()}")
    return by_file or page.variables.get(
        f"note:{key(posixpath.basename(name).removesuffix('.md'))}"
    )


def _section(content: str, place: str) -> str:
    """Return what stands under a heading of a note, a block of it, or the note for neither."""
    wanted = key(place.lstrip("#"))
    if not place.startswith("#") or not wanted:
        return content
    lines = content.splitlines()
    if place.startswith("#^"):
        return _block(content, place[1:])
    for number, line in enumerate(lines):
        found = re.match(r"(#{1,6})\s+(.*)", line)
        if found and key(found[2]) == wanted:
            rest = lines[number + 1 :]
            end = next(
                (i for i, one in enumerate(rest) if re.match(rf"#{{1,{len(found[1])}}}\s", one)),
                len(rest),
            )
            return "\n".join(rest[:end])
    return content


def _block(content: str, name: str) -> str:
    """Return the block that ends with a name (``^a1``), or that stands before it."""
    blocks = re.split(r"\n[ \t]*\n", content)
    for number, one in enumerate(blocks):
        lines = one.strip("\n").split("\n")
        if one.strip() == name and number:
            return blocks[number - 1]
        ends = [i for i, line in enumerate(lines) if line.rstrip().endswith(name)]
        if ends and re.match(r"[ \t]*(?:[-*+]|\d+[.)])[ \t]", lines[ends[0]]):
            return lines[ends[0]]  # an item of a list
        if ends:
            return "\n".join(lines[: ends[0] + 1])
    return content
