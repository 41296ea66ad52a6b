"""mdBook: book.toml and SUMMARY.md."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace

from nkbook.importing.contents import read_links, shaped
from nkbook.importing.folder import Folder, listed, mapping, words
from nkbook.importing.model import Log, Node, Outline, Page
from nkbook.importing.rewrites.highlights import highlights
from nkbook.importing.text.prose import in_code
from nkbook.reading.numbers import whole

NAME = "mdbook"
_INCLUDE = re.compile(r"(\\?)\{\{\s*+#(\w++)\s++([^{}]*+)\}\}")
_ANCHOR = re.compile(r"ANCHOR(_END)?:\s*([\w-]+)")
_DEEPEST = 10
_RUST = re.compile(r"[ \t>]*(`{3,}|~{3,})rust\b")
_HIDDEN = re.compile(r"(\s*)#(?: .*)?\n?\Z", re.DOTALL)


def detect(folder: Folder) -> bool:
    """Return True if the folder holds an mdBook."""
    settings = folder.toml("book.toml") if folder.has("book.toml") else {}
    book = mapping(settings.get("book"))
    is_ours = "slug" in book or "spine" in settings
    return not is_ours and folder.has(posixpath.join(words(book.get("src")) or "src", "SUMMARY.md"))


def outline(folder: Folder) -> Outline:
    """Return the book that book.toml and SUMMARY.md describe.

    Entries below another are sections of it, as mdBook numbers them (1.1); a heading begins a part.
    """
    book = mapping(folder.toml("book.toml").get("book"))
    root = posixpath.normpath(words(book.get("src")) or "src")
    summary = folder.text(posixpath.join(root, "SUMMARY.md")) or ""
    found = read_links(summary, root)
    return Outline(
        title=words(book.get("title")),
        authors=tuple((words(name), "aut") for name in listed(book.get("authors"))),
        language=words(book.get("language")),
        description=words(book.get("description")),
        root=root,
        front=tuple(_unnumbered(node) for node in found.before),
        body=shaped(found.inside),
        back=tuple(_unnumbered(node) for node in found.after),
        rewrites=(includes, rust_code, highlights),
    )


def _unnumbered(node: Node) -> Node:
    return replace(node, numbered=False)


def includes(text: str, page: Page, log: Log) -> str:
    """Put files in the place of ``{{#include file:2:10}}`` and its kin (mdBook, mdbook.html)."""
    return _included(text, page, log, 0)


def _included(text: str, page: Page, log: Log, depth: int) -> str:
    def one(found: re.Match[str]) -> str:
        escaped, verb, argument = found.groups()
        if escaped:
            return found[0][1:]
        if verb == "title":
            log.dropped("{{#title}}", found[0])
            return ""
        if verb not in ("include", "rustdoc_include", "playground", "playpen"):
            log.look("a directive of mdBook that is not known", found[0])
            return found[0]
        name = argument.split()[0] if argument.split() else ""
        path, _, spec = name.partition(":")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), path))
        content = page.read(target) if depth < _DEEPEST else None
        if content is None:
            log.look("a file to include that is missing", found[0])
            return found[0]
        log.changed("{{#include}}", found[0])
        inner = replace(page, path=target)
        return _included(_part(content, spec), inner, log, depth + 1).rstrip("\n")

    return _INCLUDE.sub(one, text)


def _part(content: str, spec: str) -> str:
    """Return the lines of a file that ``2:10``, ``:10``, ``2:``, ``2`` or an anchor names."""
    lines = content.splitlines()
    if spec and not re.fullmatch(r"\d*(:\d*)?", spec):
        inside: list[str] = []
        is_open = False
        for line in lines:
            if mark := _ANCHOR.search(line):
                is_open = not mark[1] if mark[2] == spec else is_open
            elif is_open:
                inside.append(line)
        return "\n".join(inside)
    lines = lines if spec else [line for line in lines if not _ANCHOR.search(line)]
    first, colon, last = spec.partition(":")
    begin = whole(first) - 1 if first else 0
    end = (whole(last) if last else len(lines)) if colon else (begin + 1 if first else len(lines))
    return "\n".join(line for line in lines[max(begin, 0) : end] if not _ANCHOR.search(line))


def rust_code(text: str, _page: Page, log: Log) -> str:
    """Leave out the lines of Rust that mdBook hides: ``# `` at their start; ``##`` is ``#``."""

    def one(block: str) -> str:
        if not _RUST.match(block):
            return block
        first, *lines = block.splitlines(keepends=True)
        kept = []
        for line in lines:
            if _HIDDEN.match(line):
                log.dropped("a line of Rust that mdBook hides", line)
            else:
                kept.append(re.sub(r"^(\s*)##", r"\1#", line))
        return first + "".join(kept)

    return in_code(text, one)
