"""Quarto: _quarto.yml, callouts, shortcodes, cross-references, code that runs."""

from __future__ import annotations

import posixpath
import re
from typing import Any

from nkbook.importing.folder import Folder, listed, mapping, words
from nkbook.importing.model import Log, Node, Outline, Page
from nkbook.importing.rewrites.boxes import box, tab
from nkbook.importing.rewrites.knitr import (
    drawn_by_quarto,
    figures,
    file_of,
    of_quarto,
    options_of,
    pictures_of,
)
from nkbook.importing.rewrites.smart import dashes
from nkbook.importing.rewrites.theorems import theorems
from nkbook.importing.sources.people import people
from nkbook.importing.text.headings import without_braces
from nkbook.importing.text.prose import in_code, outside_code

NAME = "quarto"
_DIV = re.compile(r"^([ \t]*)(:{3,}+)[ \t]*+(\{[^\n]*\}|[\w-]++)?[ \t]*+:*+[ \t]*+$")
_SHORTCODE = re.compile(r"\{\{<\s*+(/?[\w-]++)((?:(?!\{\{<)[^>]|>(?!\}\}))*+)>\}\}")
_REFERENCE = re.compile(
    r"\[(-?)@((?:fig|tbl|sec|eq|lst|thm|lem|cor|prp|exm|exr|def)-[\w-]+)\]"
    r"|(?<![\w@\\\[])@((?:fig|tbl|sec|eq|lst|thm|lem|cor|prp|exm|exr|def)-\w(?:[\w-]*\w)?)"
)
_CHUNK = re.compile(r"([ \t>]*)(`{3,}|~{3,})[ \t]*\{(\w++)([^}\n]*+)\}[^\n]*+\n")
_OPTION = re.compile(r"[ \t>]*(?:#|//|%%|--)\|[ \t]*([\w.-]+):[ \t]*(.*)\n?")
_OPTION_LINE = re.compile(r"[ \t>]*(?:#|//|%%|--)\|")  # a list of subcaptions, too
_FIRST_BLANKS = re.compile(r"\A(?:[ \t>]*\n)+")
_ALT = re.compile(r"(?<=[{\s])fig-alt=")
_FIGURE_OPTIONS = re.compile(
    r"(?<![ \t])[ \t]*(?:fig-(?:align|cap|scap|pos|env)|lightbox|group)="
    r"(?:\"[^\"\n]*+\"(?=[\s}]|\Z)|\S[^\s}]*+)"
)
_TITLE = re.compile(r"^#[ \t]+(\S.*)$|^title:[ \t]*(\S.*)$", re.MULTILINE)
_GIVEN_TITLE = re.compile(r"title=(?:\"([^\"]*+)\"|'([^']*+)'|(\S[^\s}]*+))")
_HEADING = re.compile(r"(#{1,6})\s+(.*)", re.DOTALL)
_LANGUAGES = {"verbatim", "cat", "embed", "r", "python", "julia", "ojs", "bash", "sh", "sql",
              "javascript", "js", "stan", "css"}  # fmt: skip
_DRAWN = {"mermaid", "dot"}
_DEEPEST = 8


def detect(folder: Folder) -> bool:
    """Return True if the folder holds a book of Quarto."""
    return _settings(folder) is not None


def _settings(folder: Folder) -> str | None:
    return next((name for name in ("_quarto.yml", "_quarto.yaml") if folder.has(name)), None)


def outline(folder: Folder) -> Outline:
    """Return the book of _quarto.yml: chapters, parts and appendices."""
    settings = folder.yaml(_settings(folder) or "")
    book = mapping(settings.get("book")) or mapping(settings.get("website"))
    body = [node for entry in listed(book.get("chapters")) for node in _entry(entry, folder)]
    if not body:
        side = mapping(book.get("sidebar"))
        body = [node for entry in listed(side.get("contents")) for node in _entry(entry, folder)]
    if not body:
        paths = [path for path in folder.files if path.endswith(".qmd")]
        body = [
            Node(path=path) for path in sorted(paths, key=lambda path: (path != "index.qmd", path))
        ]
    back = [node for entry in listed(book.get("appendices")) for node in _entry(entry, folder)]
    sources = [*listed(settings.get("bibliography")), *listed(book.get("bibliography"))]
    return Outline(
        title=words(book.get("title")) or words(settings.get("title")),
        subtitle=words(book.get("subtitle")),
        authors=people(book.get("author") or settings.get("author")),
        language=words(settings.get("lang")),
        description=words(book.get("description")),
        date=words(book.get("date")),
        body=tuple(body),
        back=tuple(back),
        bibliographies=tuple(words(one) for one in sources if words(one).endswith(".bib")),
        rewrites=(includes, shortcodes, divs, chunks, references, theorems, dashes),
        variables=_variables(folder),
    )


def _variables(folder: Folder) -> dict[str, str]:
    return {
        f"var.{key}": words(value)
        for key, value in (
            folder.yaml("_variables.yml") if folder.has("_variables.yml") else {}
        ).items()
    }


def _entry(entry: Any, folder: Folder) -> list[Node]:
    if isinstance(entry, str):
        if "*" in entry:
            return [Node(path=path) for path in folder.starred(entry)]
        is_text = posixpath.splitext(entry)[1] in (".qmd", ".md", ".Rmd", ".rmd", ".ipynb")
        return [Node(path=posixpath.normpath(entry))] if is_text else []
    values = mapping(entry)
    title = words(values.get("part") or values.get("section"))
    children = [
        node
        for one in listed(values.get("chapters") or values.get("contents"))
        for node in _entry(one, folder)
    ]
    if title.endswith((".qmd", ".md", ".Rmd")):
        own = Node(path=title)
        heading = _TITLE.search(folder.text(title) or "")
        title = (without_braces(heading[1] or heading[2]) if heading else title).strip("\"' ")
        return [Node(title, children=(own, *children), part=True)]
    if children:
        return [Node(title, children=tuple(children), part=True)]
    path = words(values.get("file") or values.get("href"))
    return [Node(words(values.get("text")), path)] if path else []


def includes(text: str, page: Page, log: Log) -> str:
    """Put files in the place of ``{{< include file >}}``."""
    return _included(text, page, log, 0)


def _included(text: str, page: Page, log: Log, depth: int) -> str:
    def one(found: re.Match[str]) -> str:
        if found[1] != "include":
            return found[0]
        name = found[2].removesuffix("/").strip().strip("\"'")
        base = "" if name.startswith("/") else posixpath.dirname(page.path)
        path = posixpath.normpath(posixpath.join(base, name.lstrip("/")))
        content = page.read(path) if depth < _DEEPEST else None
        if content is None and depth < _DEEPEST and (made_of := page.like(path)):
            log.look("a file to include that another one stands for", f"{found[0]}: {made_of}")
            content = page.read(made_of)
        if content is None:
            log.look("a file to include that is missing", found[0])
            return found[0]
        log.changed("{{< include >}}", found[0])
        return _included(content, page, log, depth + 1).strip("\n")

    return _SHORTCODE.sub(one, text) if "{{<" in text else text


def shortcodes(text: str, page: Page, log: Log) -> str:
    """Rewrite ``{{< video >}}``, ``{{< var >}}``, ``{{< meta >}}`` …; leave out what only moves."""

    def one(found: re.Match[str]) -> str:
        verb, rest = found[1], found[2].removesuffix("/").split()
        first = rest[0].strip("\"'") if rest else ""
        if verb in ("var", "meta", "env"):
            value = page.variables.get(f"{'page' if verb == 'meta' else verb}.{first}")
            if value:
                log.changed(f"{{{{< {verb} >}}}}", found[0])
                return value
        if verb in ("video", "embed", "youtube") and first:
            log.look("a film, a sound or a page inside the page: now a link", found[0])
            return f"<{first}>" if "://" in first else f"[{first}](<{first}>)"
        if verb == "kbd":
            log.changed("{{< kbd >}}", found[0])
            return f"`{' '.join(rest)}`"
        log.dropped(f"{{{{< {verb} >}}}}", found[0])
        return ""

    return outside_code(text, lambda prose: _SHORTCODE.sub(one, prose)) if "{{<" in text else text


def divs(text: str, _page: Page, log: Log) -> str:
    """Rewrite callouts and tabs, which are fenced divs."""
    if ":::" not in text:
        return text
    return outside_code(text, lambda prose: "\n".join(_divs(prose.split("\n"), log)), inline=False)


def _divs(lines: list[str], log: Log) -> list[str]:
    done: list[str] = []
    ends, position = _ends(lines), 0
    while position < len(lines):
        found = _DIV.match(lines[position])
        end = ends.get(position)
        if not found or end is None:
            done.append(lines[position])
            position += 1
            continue
        inner = _divs(lines[position + 1 : end], log)
        done.extend(_div(found[3], lines[position], inner, lines[end], log))
        position = end + 1
    return done


def _ends(lines: list[str]) -> dict[int, int]:
    """Return the lines that close divs by those that open them."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for number, line in enumerate(lines):
        if found := _DIV.match(line):
            if found[3]:
                opened.append(number)
            elif opened:
                ends[opened.pop()] = number
    return ends


def _div(given: str, opening: str, inner: list[str], closing: str, log: Log) -> list[str]:
    callout = re.search(r"\.?callout-(\w+)", given)
    if callout:
        log.changed("::: {.callout-…}", opening)
        title = _GIVEN_TITLE.search(given)
        named = next((one for one in title.groups() if one), "") if title else ""
        body = "\n".join(inner).strip("\n").split("\n")
        if not named and (heading := _HEADING.match(body[0])):
            named, body = without_braces(heading[2]), body[1:]
        return ["", *box(callout[1], named, "\n".join(body)).split("\n"), ""]
    if re.search(r"\.?panel-tabset", given):
        log.changed("::: {.panel-tabset}", opening)
        return ["", *_tabs(inner), ""]
    if re.search(r"\.?(?:content-visible|content-hidden)\b", given):
        kinds = re.findall(r"(?:unless|when)-(?:format|profile)=\"?([\w-]+)", given)
        hidden = "content-hidden" in given
        is_html = bool(kinds) and kinds[0].startswith("html")
        shows = (hidden == is_html) if "when" in given else (hidden != is_html)
        if not shows:
            log.dropped("text for another format", opening)
            return []
        log.changed("text for one format", opening)
        return ["", *inner, ""]
    return [opening, *inner, closing]


def _tabs(lines: list[str]) -> list[str]:
    """Return the headed parts of a set of tabs, their headings in bold."""
    levels = [len(found[1]) for line in lines if (found := re.match(r"(#{1,6})\s", line))]
    if not levels:
        return lines
    top = min(levels)
    heads = [_HEADING.match(line) for line in lines]
    return [
        tab(without_braces(head[2]), "").strip() if head and len(head[1]) == top else line
        for line, head in zip(lines, heads, strict=True)
    ]


def chunks(text: str, page: Page, log: Log) -> str:
    """Show code that Quarto runs as code, and say that what it makes is not there."""

    def one(block: str) -> str:
        found = _CHUNK.match(block)
        if not found:
            return block
        lines = block[found.end() :].splitlines(keepends=True)
        if found[3].lower() not in _LANGUAGES | _DRAWN:  # what no engine runs is shown
            log.changed("```{language}", found[0].strip())
            shown = "".join(line for line in lines if not _OPTION_LINE.match(line))
            return f"{found[1]}{found[2]}{found[3].lower()}\n{shown}"
        options = {
            option[1]: option[2] for line in lines if (option := _OPTION.match(line)) is not None
        }
        body = "".join(line for line in lines if not _OPTION_LINE.match(line))
        if names := pictures_of(body):
            log.changed("include_graphics()", block)
            return figures(names, of_quarto(found[4], options), found[1])
        hidden = any(
            str(options.get(key, "")).strip() == "false"
            or f"{key}=FALSE" in found[4].replace(" ", "")
            for key in ("echo", "include")
        )
        given = {**options_of(found[4].strip(" ,")), **options}
        plots = drawn_by_quarto(found[4], options, page, body)
        seen = figures(plots, of_quarto(found[4], options), found[1]) if plots else ""
        if plots and plots[0].startswith("/"):
            log.changed("a picture that code drew, as the folder has it", block)
        elif hidden:
            log.look("code that runs and is not shown: render it first", block)
        elif str(options.get("eval", "")).strip() != "false":
            log.look("code that runs: what it makes is not there; render it first", block)
        if hidden:
            return seen
        language = given.get("lang", "").strip("\"'") or found[3].lower()
        body = file_of(_FIRST_BLANKS.sub("", body) if options else body, given, page, found[1])
        return f"{found[1]}{found[2]}{language}\n{body}{seen}"

    return in_code(text, one)


def references(text: str, _page: Page, log: Log) -> str:
    """Write ``@fig-x`` as a link to its place, and ``fig-alt`` as ``alt``."""

    def one(found: re.Match[str]) -> str:
        log.changed("@fig-x", found[0])
        return f"[](#{found[2] or found[3]})"

    def rewrite(prose: str) -> str:
        prose = _REFERENCE.sub(one, prose)
        return _FIGURE_OPTIONS.sub("", _ALT.sub("alt=", prose))

    return outside_code(text, rewrite)
