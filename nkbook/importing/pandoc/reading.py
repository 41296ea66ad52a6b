"""Reads one file by Pandoc, with what Pandoc would lose of it, into Markdown."""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lxml import etree

from nkbook.importing.folder import Folder
from nkbook.importing.model import Log
from nkbook.importing.names import without_stand_ins
from nkbook.importing.pandoc import marks, program, sections
from nkbook.importing.pandoc.asciidoc import gathering as asciidoc
from nkbook.importing.pandoc.asciidoc import tree as asciidoc_tree
from nkbook.importing.pandoc.latex import gathering
from nkbook.importing.pandoc.latex import reader as latex
from nkbook.importing.pandoc.markup import (
    admonitions,
    machinery,
    org,
    rest,
    rest_reader,
    web,
)
from nkbook.importing.pandoc.office import open_document, open_document_edits, unread, word
from nkbook.importing.pandoc.office.archive import opened, parsed
from nkbook.model.document import Element

_HTML = "html+tex_math_single_backslash"  # \\(x\\) of MathJax
# Suffixes, with Pandoc's readers.
READERS = {
    ".docx": "docx", ".odt": "odt", ".epub": "epub", ".html": _HTML, ".htm": _HTML,
    ".xhtml": _HTML, ".tex": "latex", ".latex": "latex", ".rst": "rst", ".org": "org",
    ".rtf": "rtf", ".ipynb": "ipynb", ".fb2": "fb2", ".textile": "textile", ".typ": "typst",
    **dict.fromkeys(asciidoc.SUFFIXES, "asciidoc"),
    ".opml": "opml", ".docbook": "docbook", ".dbk": "docbook", ".wiki": "mediawiki",
}  # fmt: skip
PACKED = (".docx", ".odt", ".epub")
_WEB = (".epub", ".html", ".htm", ".xhtml", ".fb2")
_HTML_RUBY = re.compile(r"<ruby\b[^<>]*+>((?:(?!<ruby\b).)*?)</ruby>", re.DOTALL | re.IGNORECASE)
_HTML_READING = re.compile(
    r"(?:<rp>[^<]*</rp>)?<rt\b[^<>]*+>((?:(?!<rt\b).)*?)</rt>(?:<rp>[^<]*</rp>)?", re.DOTALL
)
_MATHS = re.compile(r"\[(\${1,2}[^$]+\${1,2})\]\{\.math \.(?:inline|display)\}")
_FEW = 30  # letters of a page that is only a cover
_LATEX_PART = re.compile(r"\\part\*?\s*+[\[{]")
_LATEX_CHAPTER = re.compile(r"\\chapter\*?\s*+[\[{]")


@dataclass(frozen=True, slots=True)
class Choices:
    """What an author decides: tracked changes (accept, reject, keep), comments, chapters' level."""

    changes: str = "accept"
    comments: bool = False
    level: int | None = None


def converted(
    path: Path, work: Path, suffix: str, log: Log, choices: Choices
) -> tuple[str, word.Facts]:
    """Return a file as Markdown, and what it says of itself; ``work`` is a folder for pictures.

    Raises SourceError: NK703 damaged, NK705 too large; MissingToolError: NK704 no Pandoc.
    """
    reader, options, facts = READERS[suffix], list[str](), word.Facts()
    source, text = path, ""
    if suffix == ".docx":
        source = work / "prepared.docx"
        facts = word.prepare(path, source, log, comments=choices.comments)
        options = [f"--track-changes={'all' if choices.changes == 'keep' else choices.changes}"]
    elif suffix == ".odt":
        source = work / "prepared.odt"
        facts = open_document.prepare(
            path, source, log, comments=choices.comments, changes=choices.changes
        )
    elif suffix in PACKED:
        source = work / f"prepared{suffix}"
        _packed_pages(path, source, log)
    else:
        text = _prepared(Folder(path.parent), path.name, suffix, log)
        source = work / f"prepared{suffix}"
        source.write_text(text, encoding="utf-8")
    tree, said, level = _tree(source, reader, work, path.name, log, text, options)
    if suffix == ".docx":
        unread.report(source, tree, choices.changes, log)
    if suffix in _WEB:
        tree = web.simplified(tree, log)
    if suffix == ".odt":
        tree = _described(tree)
    if suffix == ".epub":
        tree = web.leveled(tree, source, log)
    facts = replace(facts, level=level)
    for line in said.splitlines():
        if "WARNING" in line or "Could not" in line:
            log.look("what Pandoc said", line.strip())
    text = program.markdown_of(_with_abstract(tree), work, path.name)
    text = _MATHS.sub(r"\1", text)
    return without_stand_ins(marks.to_markdown(sections.opened(text))), facts


def _described(node: Any) -> Any:
    """Return a tree in which a picture's only words, its title, say what it shows."""
    if isinstance(node, list):
        return [_described(one) for one in node]
    if not isinstance(node, dict):
        return node
    if node.get("t") == "Image" and not node["c"][1] and (title := node["c"][2][1]):
        (id, classes, pairs), _, (address, _) = node["c"]
        caption, shown = open_document_edits.words_of(title)
        words = [{"t": "Str", "c": caption}] if caption else []
        given = [*pairs, ["alt", shown]] if shown else pairs
        return {"t": "Image", "c": [[id, classes, given], words, [address, ""]]}
    return {key: _described(value) for key, value in node.items()}


def _with_abstract(tree: dict[str, Any]) -> dict[str, Any]:
    """Return a tree whose abstract is a chapter before the others: in a book it is a text."""
    meta = dict(tree["meta"])
    given = meta.pop("abstract", None)
    if given is None:
        return tree
    blocks = given["c"] if given["t"] == "MetaBlocks" else [{"t": "Para", "c": given["c"]}]
    levels = [one["c"][0] for one in tree["blocks"] if one["t"] == "Header"]
    title = [{"t": "Str", "c": "摘要"}]
    heading = {"t": "Header", "c": [min(levels, default=1), ["", ["unnumbered"], []], title]}
    first = [heading] if levels else []
    return {**tree, "meta": meta, "blocks": [*first, *blocks, *tree["blocks"]]}


def _tree(  # noqa: PLR0913 — a file, and what is known of it
    source: Path, reader: str, work: Path, shown: str, log: Log, text: str, options: list[str]
) -> tuple[dict[str, Any], str, int]:
    """Return Pandoc's tree of a file, what it said, and the level of chapters; 0 if unknown."""
    if reader == latex.READER:
        tree, said = latex.read(text, work, shown, log)
        # Pandoc takes parts for the highest headings.
        part = _LATEX_PART.search(text)
        has_parts = part is not None and _LATEX_CHAPTER.search(text, part.end()) is not None
        return tree, said, 2 if has_parts else 0
    if reader == "org":
        org.readable(text, source, work, log)
    tree, said = program.tree_of(source, reader, work, shown, options)
    if reader == "org":
        tree = org.finished(tree, log)
    if reader == "asciidoc":
        tree = asciidoc_tree.finished(tree, log)
    return admonitions.alerts(tree, log) if reader in ("rst", "org") else tree, said, 0


def _prepared(folder: Folder, name: str, suffix: str, log: Log) -> str:
    """Return a text file for Pandoc, with what it includes and with marks for ruby and dots."""
    if suffix in (".tex", ".latex"):
        return gathering.gathered(folder, name, log)
    if suffix == ".rst":
        texts = rest.Texts(folder)
        texts.add(name)
        return rest_reader.prepared(texts, name, log)
    if suffix == ".org":
        return org.gathered(folder, name, log)
    if suffix in asciidoc.SUFFIXES:
        return asciidoc.gathered(folder, name, log)
    text = folder.text(name) or ""
    if suffix in (".html", ".htm", ".xhtml"):
        text = machinery.without(text, log)
    return _with_ruby(text, log) if suffix in _WEB else text


def _packed_pages(path: Path, target: Path, log: Log) -> None:
    """Write a copy of an EPUB in which ruby is marks, and each page with a text is read."""
    with opened(path) as archive, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in dict.fromkeys(archive.namelist()):
            data = archive.read(name)
            root = parsed(archive, name) if name.endswith(".opf") and b"linear" in data else None
            if root is not None:
                _in_order(archive, name, root, log)
                data = etree.tostring(root, encoding="UTF-8")
            if name.endswith((".xhtml", ".html", ".htm")) and b"<ruby" in data:
                text = data.decode("utf-8", "surrogateescape")
                data = _with_ruby(text, log).encode("utf-8", "surrogateescape")
            if name.endswith((".xhtml", ".html", ".htm")):
                data = web.with_notes(data, posixpath.basename(name))
            copy.writestr(name, data)


def _in_order(archive: zipfile.ZipFile, name: str, root: Element, log: Log) -> None:
    """Take pages into the order of reading that stand outside it: Pandoc passes over them."""
    items = {one.get("id"): one.get("href", "") for one in root.iter("{*}item")}
    for one in root.iter("{*}itemref"):
        href = items.get(one.get("idref"), "")
        page = posixpath.normpath(posixpath.join(posixpath.dirname(name), href))
        if one.get("linear") != "no" or page not in archive.namelist():
            continue
        words = _bare(archive.read(page).decode("utf-8", "replace").partition("<body")[2])
        if len(words) > _FEW:  # a cover has none
            del one.attrib["linear"]
            log.changed("a page outside the order of reading, now in it", href)


def _with_ruby(page: str, log: Log) -> str:
    """Return a page of HTML whose ruby is marks."""

    def one(found: re.Match[str]) -> str:
        log.changed("ruby", _bare(found[1]))
        return _html_ruby(found)

    return _HTML_RUBY.sub(one, page)


def _html_ruby(found: re.Match[str]) -> str:
    readings = [_bare(one) for one in _HTML_READING.findall(found[1])]
    base = _bare(_HTML_READING.sub("", found[1]))
    return marks.ruby(base, " ".join(readings)) if readings else found[1]


def _bare(markup: str) -> str:
    return re.sub(r"<[^<>]*>|\s+", "", markup)
