r"""bookdown: _bookdown.yml, index.Rmd, parts in headings, ``\\@ref(x)``, code of knitr."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace

from nkbook.importing.folder import Folder, listed, mapping, words
from nkbook.importing.model import Log, Node, Outline, Page
from nkbook.importing.rewrites.callouts import info_boxes
from nkbook.importing.rewrites.knitr import drawn, figures, file_of, options_of, pictures_of
from nkbook.importing.rewrites.smart import dashes
from nkbook.importing.rewrites.theorems import theorems
from nkbook.importing.sources.people import people
from nkbook.importing.sources.plain import natural
from nkbook.importing.text.header import split_header
from nkbook.importing.text.headings import plain
from nkbook.importing.text.prose import in_code, outside_code, with_code

NAME = "bookdown"
_PART = re.compile(r"#\s*\((PART|APPENDIX)(\\?\*)?\)(.*)\Z")
_ATTRIBUTES = re.compile(r"\{[^{}]*\}\s*\Z")
_CHAPTER = re.compile(r"#\s+(\S.*)")
_REFERENCE = re.compile(r"\\@ref\(([\w:.*-]+)\)|\\ref\{([\w:.-]+)\}")
# 第 \\@ref(x) 節: sections have no numbers in nkbook, whose links print their titles.
_SECTION = re.compile(r"第[ \t]*(\\@ref\((?!(?:fig|tab|eq):)[^()\s]+\))[ \t]*小?[节節](?!点|點)")
# Of a table or picture without "Table:" before it: the words are a paragraph.
_LABEL_ALONE = re.compile(r"\(\\#((?:tab|fig):[\w-]+)\)")
_LABEL = re.compile(r"\(\\#((?:fig|tab|eq|thm|lem|def|exm|cor|prp|exr)?:?[\w-]+)\)")
_TEXT = re.compile(r"^\((ref:[\w-]+)\)[ \t]+(.*(?:\n(?!\s*\n).*)*)$", re.MULTILINE)
_CHUNK = re.compile(
    r"([ \t>]*)(`{3,}|~{3,})[ \t]*+\{(\w++)[ \t]*+,?[ \t]*+([^}\n]*+(?:\}[^}\n]++)*)\}[ \t]*\n"
)
# Words for one format: those for web pages are a book's, those for LaTeX are TeX.
_BY_FORMAT = re.compile(
    r"`r[ \t]+if[ \t]*\((!?)(?:knitr:{2,3})?is_(html|latex)_output\(\)\)[ \t]*(['\"])(.*)\3[ \t]*`"
)
_INLINE = re.compile(r"(?<!`)`r[ \t][^`\n]++`(?!`)")
_ENGINE_PROSE = {"theorem", "lemma", "definition", "example", "proof", "corollary", "proposition",
                 "exercise", "remark", "solution", "block", "block2", "asis"}  # fmt: skip
_SETTINGS = ("_bookdown.yml", "_bookdown.yaml")


def detect(folder: Folder) -> bool:
    """Return True if the folder holds a book of bookdown."""
    if _settings(folder):
        return True
    return "bookdown" in split_header(folder.text("index.Rmd") or "", "index.Rmd").raw


def _settings(folder: Folder) -> str | None:
    return next((name for name in _SETTINGS if folder.has(name)), None)


def outline(folder: Folder) -> Outline:
    """Return the book of _bookdown.yml and index.Rmd; each heading of level 1 is a chapter."""
    name = _settings(folder)
    settings = folder.yaml(name) if name else {}
    index = next((one for one in ("index.Rmd", "index.rmd", "index.md") if folder.has(one)), "")
    header = split_header(folder.text(index) or "", index).values if index else {}
    body: list[Node] = []
    back: list[Node] = []
    for path in _files(folder, settings, index):
        _sort(_chapters(path, folder.text(path) or ""), body, back)
    title = words(header.get("title")) or words(settings.get("book_filename"))
    return Outline(
        title=plain(title),
        subtitle=plain(words(header.get("subtitle"))),
        authors=people(header.get("author")),
        language=words(header.get("lang")) or words(mapping(settings.get("language")).get("lang")),
        description=words(header.get("description")),
        date=words(header.get("date")),
        body=tuple(body),
        back=tuple(back),
        bibliographies=tuple(words(one) for one in listed(header.get("bibliography"))),
        rewrites=(texts, chunks, info_boxes, references, theorems, dashes),
    )


def _files(folder: Folder, settings: dict[str, object], index: str) -> list[str]:
    given = settings.get("rmd_files")
    if isinstance(given, dict):
        given = next(
            (mapping(given)[key] for key in ("html", "latex", "epub") if key in given), None
        )
    named = [posixpath.normpath(words(one)) for one in listed(given)]
    if named:
        return [path for path in named if folder.has(path)]
    folders = ["", *(posixpath.normpath(words(one)) for one in listed(settings.get("rmd_subdir"))
                     if words(one))]  # fmt: skip
    anywhere = settings.get("rmd_subdir") is True
    found = [
        path
        for path in folder.files
        if path.lower().endswith(".rmd")
        and path != index
        and not posixpath.basename(path).startswith("_")
        and (anywhere or posixpath.dirname(path) in folders)
    ]
    return [*([index] if index else []), *sorted(found, key=natural)]


def _sort(nodes: list[Node], body: list[Node], back: list[Node]) -> None:
    """Add chapters to the last part, or after an appendix's heading to what follows the body."""
    for node in nodes:
        is_appendix = node.part and node.path == ""  # its heading
        if is_appendix or back:
            back.append(node)
        elif node.part:
            body.append(node)
        elif body and body[-1].part:
            body[-1] = replace(body[-1], children=(*body[-1].children, node))
        else:
            body.append(node)
    back[:] = [node for node in back if not node.part]


def _chapters(path: str, text: str) -> list[Node]:
    """Return the chapters and headings of parts of a file, each chapter with its own text."""
    headed = split_header(text, path)
    nodes: list[Node] = []
    current: list[str] = []
    has_title = False

    def close() -> None:
        nonlocal current, has_title
        if "".join(current).strip():
            nodes.append(Node(path=path, text="".join(current)))
        current, has_title = [], False

    for line, is_code in with_code(headed.text):
        part = None if is_code else _PART.match(line.rstrip("\n"))
        if part:
            close()
            is_appendix = part[1] == "APPENDIX"
            nodes.append(
                Node(
                    plain(_ATTRIBUTES.sub("", part[3]).strip()),
                    path="" if is_appendix else None,
                    part=True,
                )
            )
            continue
        if not is_code and _CHAPTER.match(line):
            if has_title:
                close()
            has_title = True
        current.append(line)
    close()
    return nodes


def texts(text: str, _page: Page, log: Log) -> str:
    """Put the words of ``(ref:label) words`` where ``(ref:label)`` stands."""
    found = {one[1]: " ".join(one[2].split()) for one in _TEXT.finditer(text)}
    if not found:
        return text
    text = _TEXT.sub("", text)
    for name, value in found.items():
        log.changed("(ref:label)", f"({name})")
        text = text.replace(f"({name})", value)
    return text


def references(text: str, _page: Page, log: Log) -> str:
    r"""Write ``\@ref(fig:x)`` as a link to its place and ``(\#tab:x)`` as the place's name."""

    def reference(found: re.Match[str]) -> str:
        log.changed(r"\@ref()", found[0])
        return f"[](#{_name(found[1] or found[2])})"

    def named(found: re.Match[str]) -> str:
        log.changed(r"(\#label)", found[0])
        return f"[]{{#{_name(found[1])}}}"

    def rewrite(prose: str) -> str:
        lines = []
        for line in prose.split("\n"):
            label = _LABEL.search(line)
            if label and re.match(r"\s*(?:Table)?:\s", line):
                log.changed(r"(\#label)", label[0])
                lines.append(f"{_LABEL.sub('', line).rstrip()} {{#{_name(label[1])}}}")
            else:
                lines.append(_LABEL_ALONE.sub(named, line))
        prose = _SECTION.sub(r"\1", "\n".join(lines))
        return _REFERENCE.sub(reference, prose)

    def inline(found: re.Match[str]) -> str:
        if only := _BY_FORMAT.fullmatch(found[0]):
            log.changed("`r if (is_html_output()) …`", found[0])
            return only[4] if (only[2] == "html") != bool(only[1]) else ""
        log.look("a value that R computes in a line: knit it first", found[0])
        return f"`{found[0][1:-1].removeprefix('r').strip()}`"

    text = outside_code(text, lambda prose: _INLINE.sub(inline, prose), inline=False)
    return outside_code(text, rewrite)


def _name(label: str) -> str:
    return label.replace(":", "-")


def chunks(text: str, page: Page, log: Log) -> str:
    """Show knitr's code as code, pictures that it includes as such, and tell what is missing."""

    def one(block: str) -> str:
        found = _CHUNK.match(block)
        if not found:
            return block
        indent, fence, engine, given = found.groups()
        body = block[found.end() :]
        options = options_of(given)
        if engine.lower() in _ENGINE_PROSE:
            log.changed("a theorem or block of bookdown", block)
            inner = body.rstrip().removesuffix(fence).rstrip()
            kind = options.get("type", "").strip("\"'") or engine
            title, id = (options.get(one, "").strip("\"'") for one in ("name", "label"))
            braces = "".join((f" #{id}" if id else "", f' name="{title}"' if title else ""))
            return f"::: {{.{kind}{braces}}}\n{inner}\n:::\n"
        names = pictures_of(body)
        if names:
            log.changed("include_graphics()", block)
            return figures(names, options, indent)
        squeezed = given.replace(" ", "")
        is_out = "include=FALSE" in squeezed
        plots = [] if is_out else drawn(options, page, body)
        seen = figures(plots, options, indent) if plots else ""
        if plots and plots[0].startswith("/"):
            log.changed("a picture that code drew, as the folder has it", block)
        elif is_out or "echo=FALSE" in squeezed or "echo=F," in squeezed:
            kind = "a figure or table that R makes: knit it first"
            log.look(kind if options.get("fig.cap") else "code that runs and is not shown", block)
        elif "eval=FALSE" not in squeezed:
            log.look("code that runs: what it makes is not there; knit it first", block)
        if is_out or "echo=FALSE" in squeezed or "echo=F," in squeezed:
            return seen
        language = options.get("lang", "").strip("\"'") or engine.lower()
        return f"{indent}{fence}{language}\n{file_of(body, options, page, indent)}{seen}"

    return in_code(text, one)
