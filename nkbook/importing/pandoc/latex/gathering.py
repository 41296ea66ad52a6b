r"""Gathers a book in LaTeX: its files in one text, with what Pandoc would pass over as marks."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from nkbook.importing.folder import Folder
from nkbook.importing.model import Log
from nkbook.importing.pandoc import marks
from nkbook.importing.pandoc.latex import tex
from nkbook.importing.pandoc.latex.algorithms import as_paragraphs
from nkbook.importing.pandoc.latex.columns import plain_columns
from nkbook.importing.pandoc.latex.plain import plain
from nkbook.importing.pandoc.latex.sources import with_sources
from nkbook.importing.rewrites.latex import index_entry
from nkbook.reading.numbers import whole

_INPUT = re.compile(
    r"\\(?P<kind>input|include|subfile|subfileinclude|(?:sub)?import\*?"
    r"|(?:sub)?(?:input|include)from\*?)"
    r"(?:[ \t]*\{(?P<first>[^{}#\\]+)\}(?:[ \t]*\{(?P<second>[^{}#\\]+)\})?"
    r"|[ \t]+(?P<bare>[^\s\\{}#%]+))"
)
_CODE = re.compile(
    r"\\(?P<kind>lstinputlisting|inputminted|verbatiminput|VerbatimInput)\*?"
    r"(?:[ \t]*\[(?P<options>[^\]]{0,1000}+)\])?[ \t]*\{(?P<first>[^{}#]+)\}"
    r"(?:[ \t]*\{(?P<second>[^{}#]+)\})?"
)
_BODY = re.compile(r"\\begin\{document\}(.*?)(?:\\end\{document\}|\Z)", re.DOTALL)
_GRAPHICS = re.compile(r"\\graphicspath\s*\{((?:\s*\{[^{}]*\})+)\s*\}")
_PICTURE = re.compile(r"(\\includegraphics\*?\s*+(?:\[[^\]]{0,1000}+\]\s*+)?)\{([^{}#]+)\}")
_SUFFIXES = ("", ".svg", ".png", ".jpg", ".jpeg", ".PNG", ".JPG", ".pdf", ".gif", ".webp")
_PACKAGE = re.compile(
    r"\\(usepackage|RequirePackage|documentclass)\s*+(?:\[[^\]]{0,1000}+\]\s*+)?\{([^{}]+)\}"
)
_DEFINITION = re.compile(
    r"^[ \t]*\\(?P<kind>(?:re)?newcommand|providecommand|DeclareRobustCommand|newtheorem|"
    r"DeclareMathOperator|(?:re)?newenvironment|New(?:Document|Expandable)\w*Command|def)\*?(?![a-zA-Z@])",
    re.MULTILINE,
)
_GROUPS = {"newenvironment": 3, "renewenvironment": 3, "NewDocumentCommand": 3, "newtheorem": 2}
_LITERAL = re.compile(
    r"\\(?:lstnewenvironment|DefineVerbatimEnvironment|newtcblisting|newminted)\s*(?:\[[^\]]{0,1000}+\])?\{(\w+\*?)\}"
)
_DRAWINGS = ("tikzpicture", "pspicture", "circuitikz", "tikzcd", "forest", "asy", "picture",
             "pgfpicture", "mindmap", "gnuplot", "tikz")  # fmt: skip
_DRAWING = re.compile(
    rf"\\begin\{{({'|'.join(_DRAWINGS)})\*?\}}((?:(?!\\begin\{{\1\*?\}}).)*?)\\end\{{\1\*?\}}",
    re.DOTALL,
)
_LETTERS = re.compile(r"\\[a-zA-Z@]+|[^\W\d_]+")
# What builds pages and boxes, which Pandoc does not: a definition with it is left out.
_INSIDES = re.compile(
    r"@|\\(?:if[a-z]*|[hv]skip|trivlist|[hv]?box|halign|list|expandafter|csname|let|edef|def|sbox|"
    r"lrbox|begingroup|endgroup|catcode|setlength|kern|vspace|rule|tikz)(?![a-zA-Z])"
)
_DEEPEST = 10


@dataclass(slots=True)
class _Book:
    """A book being gathered: where its files are, and what they say of each other."""

    folder: Folder
    log: Log
    literal: list[str] = field(default_factory=lambda: list(tex.LITERAL))
    graphics: list[str] = field(default_factory=list)


def gathered(folder: Folder, name: str, log: Log) -> str:
    r"""Return a file of LaTeX with the files that it includes, ready for Pandoc.

    Comments are left out, and what an author's own conditions leave out. Ruby, emphasis dots and
    entries of the index become marks; pictures are named by their files. Definitions of packages
    and classes that are in the folder stand before the text.
    """
    book = _Book(folder, log)
    text = folder.text(name) or ""
    book.literal += _LITERAL.findall(text)
    text = _read(book, text, "", 0)
    preamble = text.partition(r"\begin{document}")[0]
    packages = "".join(_packages(book, preamble, set()))
    for one in (text, packages):
        book.literal += _LITERAL.findall(one)
    text = tex.outside(text, tex.decided, book.literal)
    start = text.find(r"\begin{document}")
    if packages and start >= 0:
        # First, so that what the author defines anew stays.
        text = f"{packages}\n{text}"
    for given in _GRAPHICS.findall(text):
        book.graphics += re.findall(r"\{([^{}]*)\}", given)
    text = tex.outside(text, lambda prose: _marked(book, prose), book.literal)
    for own in set(book.literal) - set(tex.LITERAL):
        text = re.sub(rf"(\\(?:begin|end)\{{){re.escape(own)}\}}", r"\1lstlisting}", text)
    return text


def _packages(book: _Book, text: str, seen: set[str]) -> Iterator[str]:
    """Yield the definitions of the packages and the class of a text that are in the folder."""
    for kind, names in _PACKAGE.findall(text):
        for name in names.split(","):
            file = name.strip() + (".cls" if kind in ("documentclass", "LoadClass") else ".sty")
            content = None if file in seen else book.folder.text(file)
            if content is None:
                continue
            seen.add(file)
            content = tex.outside(content, lambda prose: prose)
            yield from _packages(book, content, seen)
            book.literal += _LITERAL.findall(content)
            defined: set[str] = set()
            for found in _DEFINITION.finditer(content):
                definition = _definition(content, found)
                start = definition.partition("}")[0].replace("renew", "new")
                if definition and start not in defined:
                    defined.add(start)
                    yield f"{definition}\n"


def _definition(text: str, found: re.Match[str]) -> str:
    """Return a definition that Pandoc can read; "" for one that needs LaTeX's insides."""
    place = found.end()
    kind = found["kind"]
    groups = _GROUPS.get(kind, 2)
    while place < len(text) and groups:
        if text[place] == "{":
            place = tex.group(text, place)
            groups -= 1
            if place < 0:
                return ""
        elif text[place] == "[":
            place = tex.option(text, place)[1]
            if text[place : place + 1] == "[":
                return ""
        elif text[place] == "\\" and groups > 1:
            command = re.compile(r"\\[a-zA-Z]+[ \t]*(?:(?:#\d)+)?").match(text, place)
            if command is None:
                return ""
            place = command.end()
            groups -= 1
        elif text[place].isspace():
            place += 1
        else:
            return ""
    written = text[found.start() : place].strip()
    return "" if groups or _INSIDES.search(written) else written


def _read(book: _Book, text: str, here: str, depth: int) -> str:
    """Return a text with what it includes; ``here`` is the folder from which it was imported."""
    text = tex.outside(text, lambda prose: prose.partition(r"\endinput")[0], book.literal)
    if depth and (body := _BODY.search(text)):
        text = body[1]  # a file that can stand alone

    def included(found: re.Match[str]) -> str:
        kind = found["kind"].rstrip("*")
        given = (found["first"] or found["bare"] or "").strip()
        inner = here
        if "import" in kind or kind.endswith("from"):
            if not found["second"]:
                return found[0]
            inner = posixpath.join(here if kind.startswith("sub") else "", given)
            given = found["second"].strip()
            after = ""
        else:
            after = f"{{{found['second']}}}" if found["second"] else ""
        name, content = _content(book.folder, given, (inner, ""))
        if content is None or depth >= _DEEPEST:
            book.log.look("a file to include that is missing", found[0])
            return after
        book.log.changed("\\input", found[0])
        inner = posixpath.dirname(name) if kind.startswith("sub") else inner
        return _read(book, content, inner, depth + 1) + after

    def code(found: re.Match[str]) -> str:
        is_minted = found["kind"] == "inputminted"
        given = found["second"] if is_minted else found["first"]
        after = f"{{{found['second']}}}" if found["second"] and not is_minted else ""
        _, content = _content(book.folder, (given or "").strip(), (here, ""))
        if content is None:
            book.log.look("a file to include that is missing", found[0])
            return after
        book.log.changed(f"\\{found['kind']}", found[0])
        options = found["options"] or ""
        first, last = (
            whole(one[1]) if (one := re.search(rf"{name}line\s*=\s*(\d+)", options)) else None
            for name in ("first", "last")
        )
        lines = content.rstrip("\n").split("\n")[(first or 1) - 1 : last]
        language = f"language={found['first']}" if is_minted else options
        return (
            f"\n\\begin{{lstlisting}}[{language}]\n"
            + "\n".join(lines)
            + "\n\\end{lstlisting}\n"
            + after
        )

    def rewrite(prose: str) -> str:
        prose = _PICTURE.sub(lambda found: _placed(book, found, here), prose) if here else prose
        return _CODE.sub(code, _INPUT.sub(included, prose))

    return tex.outside(text, rewrite, book.literal)


def _content(folder: Folder, name: str, bases: tuple[str, ...]) -> tuple[str, str | None]:
    for base in dict.fromkeys(bases):
        for ending in ("", ".tex"):
            whole = posixpath.normpath(posixpath.join(base, name + ending))
            if folder.has(whole) and (content := folder.text(whole)) is not None:
                return whole, content
    return name, None


def _placed(book: _Book, found: re.Match[str], here: str) -> str:
    """Return a picture with the path of its file, where the folder has it."""
    name = found[2].strip().strip('"')
    for base in dict.fromkeys(
        (here, *(posixpath.join(here, one) for one in book.graphics), "", *book.graphics)
    ):
        for suffix in _SUFFIXES:
            whole = posixpath.normpath(posixpath.join(base, name + suffix))
            if posixpath.splitext(whole)[1] and book.folder.has(whole):
                return f"{found[1]}{{{whole}}}"
    return found[0]


def _marked(book: _Book, text: str) -> str:
    log = book.log

    def drawing(found: re.Match[str]) -> str:
        words = " ".join(one for one in _LETTERS.findall(found[2]) if not one.startswith("\\"))
        log.look(
            f"a drawing that only LaTeX can make ({found[1]}): a frame stands for it",
            words or found[1],
        )
        return f"\\includegraphics{{{found[1]}}}"

    def ruby(values: list[str], _given: str | None) -> str | None:
        if len(values) < 2:  # noqa: PLR2004 — a base and its reading
            return None
        log.changed("ruby", " ".join(values))
        return marks.ruby(*values)

    def dots(values: list[str], _given: str | None) -> str:
        log.changed("emphasis dots (着重號)", values[0])
        return marks.dots(values[0])

    def entry(values: list[str], _given: str | None) -> str:
        written = index_entry(values[0])
        log.changed(r"\index{}", values[0])
        return marks.index(written) if written else ""

    text = _PICTURE.sub(lambda found: _placed(book, found, ""), text)
    text = _DRAWING.sub(drawing, text)
    text = tex.commands(text, ("ruby", "xpinyin", "pinyin"), 2, ruby)
    text = tex.commands(
        text, ("CJKunderdot", "dotuline", "xemphasis", "CJKdot", "dotemph"), 1, dots
    )
    text = tex.commands(text, ("index",), 1, entry)
    return as_paragraphs(with_sources(plain_columns(plain(text)), log), log)
