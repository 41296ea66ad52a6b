"""Pandoc: the files of a book named in its defaults, or beside a file of metadata."""

from __future__ import annotations

import re

from nkbook.importing.folder import Folder, listed, mapping, words
from nkbook.importing.model import Node, Outline
from nkbook.importing.rewrites.smart import dashes
from nkbook.importing.sources.people import people
from nkbook.importing.sources.plain import in_folders, is_chapter, natural
from nkbook.importing.text.header import split_header

NAME = "pandoc"
_DEFAULTS = ("defaults.yaml", "defaults.yml", "pandoc.yaml", "pandoc.yml")
_METADATA = ("metadata.yaml", "metadata.yml", "meta.yaml", "meta.yml", "title.txt", "title.yaml",
             "title.md", "metadata.md", "book.yaml", "book.yml")  # fmt: skip
_TITLE = re.compile(r"^%[ \t]*+(.*+)\n(?:%[ \t]*+(.*+)\n)?(?:%[ \t]*+(.*+)(?:\n|\Z))?")


def detect(folder: Folder) -> bool:
    """Return True if the folder has defaults or metadata for Pandoc beside its texts."""
    return any(folder.has(name) for name in (*_DEFAULTS, *_METADATA)) and any(
        is_chapter(path) for path in folder.files
    )


def outline(folder: Folder) -> Outline:
    """Return the book of ``input-files``, or all texts in the natural order of their names."""
    defaults = next((folder.yaml(name) for name in _DEFAULTS if folder.has(name)), {})
    named = [
        words(defaults.get("metadata-file")),
        *map(words, listed(defaults.get("metadata-files"))),
    ]
    meta = dict(mapping(defaults.get("metadata")))
    for name in [*named, *_METADATA]:
        if name and folder.has(name):
            meta = {**_values(folder, name), **meta}
    files = [
        words(one) for one in listed(defaults.get("input-files") or defaults.get("input-file"))
    ]
    texts = [path for path in files if is_chapter(path)]
    paths = [path for path in folder.files if is_chapter(path) and path not in _METADATA]
    nodes = tuple(Node(path=path) for path in texts) or in_folders(sorted(paths, key=natural))
    title = meta.get("title")
    if isinstance(title, list):  # for EPUB: [{type: main, text: …}]
        title = next((mapping(one).get("text") for one in title), "")
    sources = [*listed(meta.get("bibliography")), *listed(defaults.get("bibliography"))]
    return Outline(
        title=words(title),
        subtitle=words(meta.get("subtitle")),
        authors=people(meta.get("author") or meta.get("creator")),
        language=words(meta.get("lang") or meta.get("language")),
        description=words(meta.get("description") or meta.get("abstract")),
        date=words(meta.get("date")),
        body=nodes,
        rewrites=(dashes,),
        bibliographies=tuple(words(one) for one in sources if words(one).endswith(".bib")),
    )


def _values(folder: Folder, name: str) -> dict[str, object]:
    text = folder.text(name) or ""
    if name.endswith((".yaml", ".yml")):
        return split_header(text, name).values or folder.yaml(name)
    if found := _TITLE.match(text):
        title, author, date = (one or "" for one in found.groups())
        return {"title": title.strip(), "author": author.strip(), "date": date.strip()}
    return split_header(text, name).values
