"""Writes documents of Sphinx in the reST that Pandoc knows: roles and directives."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from nkbook.importing.model import Log
from nkbook.importing.pandoc import marks
from nkbook.importing.pandoc.markup.rest import (
    DIRECTIVE,
    OPTION,
    Texts,
    blocks,
    margin_of,
    options,
)
from nkbook.reading.numbers import whole

_ROLE = re.compile(r":(?:(?P<domain>[\w+-]+):)?(?P<role>[\w+-]+):`(?P<said>[^`]+)`(?!_)")
_TITLED = re.compile(r"(?P<title>.*?)(?<!\s)\s*+<(?P<target>[^<>]+)>\Z", re.DOTALL)
_PROSE = frozenset(
    (
        *("sup", "sub", "math", "emphasis", "literal", "code", "title-reference", "raw"),
        *("superscript", "subscript", "title"),
    )
)
# What is marked in a line, and the punctuation after which reST lets it begin.
_INLINE = re.compile(
    r"\[(?:#?[\w-]*|\*)\]_|``.+?``|(?<![\w:])`[^`]+`_{0,2}|\*\*(?=\S)[^*]+?(?<=\S)\*\*|\*(?=[^\s*])[^*]+?(?<=\S)\*"
)
_PUNCTUATION = re.compile(
    r"[\u2010-\u2027\u3001-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]"
)
_ANY = re.compile(r"[^\s\\]")
_WORDS = frozenset(("term", "abbr", "cite"))
_BOLD = frozenset(("guilabel", "menuselection", "dfn", "strong", "kbd"))
_GONE = frozenset((
    "toctree", "contents", "sectnum", "highlight", "module", "currentmodule", "py:module",
    "py:currentmodule", "tabularcolumns", "meta", "title", "default-role", "role", "index",
    "sectionauthor", "codeauthor", "moduleauthor", "default-domain", "raw", "no-search",
))  # fmt: skip
_OPEN = frozenset(("only", "ifconfig", "hlist", "glossary", "tabs", "tab-set", "grid", "compound"))
_SIGNATURES = re.compile(
    r"(?:(?:py|c|cpp|js|rst):)?(?:function|class|method|staticmethod|classmethod|attribute|data|"
    r"exception|property|macro|type|struct|member|var|enum|describe|object|option|cmdoption|"
    r"confval|setting|envvar|decorator|program|directive|role)"
)
_VERSIONS = {
    "versionadded": "{} 新增：", "versionchanged": "{} 更改：", "deprecated": "{} 起不再使用：",
    "versionremoved": "{} 移除：",
}  # fmt: skip
_DIAGRAMS = ("graphviz", "digraph", "graph", "mermaid", "plantuml", "uml", "blockdiag")
_LANGUAGES = {"mermaid": "mermaid", "plantuml": "plantuml", "uml": "plantuml"}
_TITLED_BOXES = ("centered", "rubric", "admonition")
_CODE = ("code-block", "sourcecode", "code", "literalinclude", "parsed-literal", "productionlist",
         "prompt", "ipython", "doctest", "testcode", "testoutput", "math")  # fmt: skip
_PICTURES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".pdf")


# What sphinx-quickstart writes at the end of a first page: links to pages that Sphinx makes.
_MADE_PAGES = re.compile(
    r"(?:^\S.*\n([=~^*\"-])\1+[ \t]*\n\s*)?"
    r"(?:^[ \t]*[*+-][ \t]+:ref:`(?:genindex|modindex|search)`[ \t]*(?:\n|\Z)\s*)+",
    re.MULTILINE,
)
_DEEPEST = 8  # files that include each other


def prepared(texts: Texts, path: str, log: Log, text: str | None = None) -> str:
    """Return a document in reST, or a text in it, that Pandoc reads without a loss."""
    before, after = texts.around
    text = texts.folder.text(path) if text is None else text
    text = _MADE_PAGES.sub(lambda found: _left_out(found, log), text or "")
    # Blanks at a line's end make Pandoc read the lines of code below as an option of it.
    lines = [line.rstrip() for line in text.expandtabs(8).split("\n")]
    done = _Reader(texts, path, log).lines(lines)
    return "\n".join([*before.split("\n"), "", *done, "", *after.split("\n"), ""])


def _left_out(found: re.Match[str], log: Log) -> str:
    log.dropped("links to pages that Sphinx makes", found[0].strip())
    return ""


@dataclass(frozen=True, slots=True)
class _Block:
    """A directive: its name, what stands behind it and below, its options, its indent."""

    name: str
    said: str
    indent: str
    body: list[str]

    @property
    def given(self) -> dict[str, str]:
        return options(self.body)[0]

    @property
    def inside(self) -> list[str]:
        return options(self.body)[1]

    @property
    def leading(self) -> list[str]:
        """Return the lines right below the directive: more signatures."""
        found = []
        for line in self.body:
            if not line.strip() or OPTION.match(line):
                break
            found.append(line)
        return found


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one document of a project."""

    texts: Texts
    path: str
    log: Log
    depth: int = 0

    def lines(self, lines: list[str]) -> Iterator[str]:
        """Yield lines in which directives and roles are what Pandoc knows."""
        place = 0
        while place < len(lines):
            line = lines[place]
            end = blocks(lines, place)
            found = DIRECTIVE.match(line)
            if found:
                said = (found["said"] or "").strip()
                block = _Block(found["name"], said, found["indent"], lines[place + 1 : end])
                done = self._directive(block)
                if done is not None or block.name in _CODE:
                    yield from ["", *done, ""] if done is not None else lines[place:end]
                    place = end
                    continue
            yield self._roles(line)
            place += 1
            if line.rstrip().endswith("::") and not line.lstrip().startswith(".. "):
                yield from lines[place:end]
                place = max(place, end)

    def _again(self, lines: list[str], indent: str) -> list[str]:
        """Return lines that are moved to another indent, and read."""
        return list(self.lines(_moved(lines, indent)))

    def _directive(self, block: _Block) -> list[str] | None:
        """Return what stands for a directive; None for one that Pandoc knows."""
        if block.name in _GONE:
            if block.name in ("index", "raw"):
                words = block.said or " ".join(block.inside)[:60]
                self.log.dropped(f".. {block.name}::", words)
            return []
        if block.name in _OPEN:
            is_other = block.name == "only" and block.said in ("latex", "epub", "text", "man")
            return [] if is_other else self._again(block.inside, block.indent)
        if block.name.startswith(("auto", "click")):
            self.log.look("a description that Sphinx takes from code", block.said)
            return [f"{block.indent}``{block.said}``"]
        return self._kept(block)

    def _kept(self, block: _Block) -> list[str] | None:
        if block.name in _TITLED_BOXES or block.name in _VERSIONS:
            return self._titled(block)
        if block.name in ("include", "literalinclude"):
            return self._included(block)
        if block.name in ("image", "figure"):
            return self._picture(block)
        if block.name in _DIAGRAMS:
            return self._diagram(block)
        return self._signature(block) if _SIGNATURES.fullmatch(block.name) else None

    def _titled(self, block: _Block) -> list[str]:
        if block.name in _VERSIONS:
            version, _, words = block.said.partition(" ")
            first = f"**{_VERSIONS[block.name].format(version)}** {words}".rstrip()
        else:
            first = f"**{block.said}**"
        if block.name == "admonition":
            inner = f"{block.indent}   "
            body = [self._roles(inner + first), "", *self._again(block.inside, inner)]
            return [f"{block.indent}.. container:: box", "", *body]
        return [self._roles(block.indent + first), *self._again(block.inside, block.indent)]

    def _signature(self, block: _Block) -> list[str]:
        """Return the description of a function or an option as an entry of a list."""
        more = block.leading
        below = self._again(block.inside[len(more) :], f"{block.indent}    ")
        terms = [block.said, *(line.strip() for line in more)]
        if len(terms) > 1:
            return [*(f"{block.indent}| ``{one}``" for one in terms), "", *below]
        return [f"{block.indent}``{block.said}``", *below]

    def _picture(self, block: _Block) -> list[str]:
        said = block.said
        if said.endswith(".*"):
            file = self.texts.path(self.path, said.removesuffix(".*"), _PICTURES)
            said = posixpath.relpath(file, posixpath.dirname(self.path) or ".") if file else said
        head = block.body[: len(block.body) - len(block.inside)]
        below = self._again(block.inside, f"{block.indent}   ")
        return [f"{block.indent}.. {block.name}:: {said}", *head, "", *below]

    def _diagram(self, block: _Block) -> list[str]:
        """Return the code of a diagram, which ``check`` asks a picture for."""
        file = self.texts.path(self.path, block.said) if block.said else None
        text = self.texts.folder.text(file) if file else None
        lines = text.rstrip("\n").split("\n") if text is not None else block.inside
        self.log.look("a diagram, whose code stays: make a picture of it", block.said or block.name)
        code = _moved(lines, f"{block.indent}   ", keep=True)
        return [f"{block.indent}.. code-block:: {_LANGUAGES.get(block.name, 'dot')}", "", *code]

    def _included(self, block: _Block) -> list[str]:
        file = self.texts.path(self.path, block.said)
        text = self.texts.folder.text(file) if file and self.depth < _DEEPEST else None
        if text is None:
            self.log.look("a file to include that is missing", block.said)
            return []
        self.log.changed(f".. {block.name}::", block.said)
        lines = text.expandtabs(8).rstrip("\n").split("\n")
        if block.name == "include":
            inner = replace(self, depth=self.depth + 1)
            return list(inner.lines(_moved(lines, block.indent)))
        lines = _wanted(lines, block.given.get("lines", ""))
        ending = posixpath.splitext(block.said)[1].lstrip(".")
        language = block.given.get("language") or ending or "text"
        code = _moved(lines, f"{block.indent}   ", keep=True)
        return [f"{block.indent}.. code-block:: {language}", "", *code]

    def _roles(self, line: str) -> str:
        """Return a line whose roles are links, code or bold words."""
        if ":`" in line:
            line = _ROLE.sub(lambda found: _apart(found, self._role(found), _ANY), line)
        return _INLINE.sub(lambda found: _apart(found, found[0], _PUNCTUATION), line)

    def _role(self, found: re.Match[str]) -> str:
        role, said = found["role"].lower(), " ".join(found["said"].split())
        titled = _TITLED.match(said)
        title, target = (titled["title"], titled["target"]) if titled else ("", said)
        if role in ("doc", "ref", "numref", "any"):
            return self._reference(role, title, target)
        if role in self.texts.links and not found["domain"]:
            address, caption = self.texts.links[role]
            words = title or caption.replace("%s", target) or target
            return f"`{words} <{address.replace('%s', target)}>`__"
        if role == "eq":
            return marks.raw(f"\\eqref{{{target}}}")
        if role in _BOLD or role in _WORDS:
            return f"**{title or target}**" if role in _BOLD else title or target
        if role in _PROSE:
            return found[0]
        short = target.rpartition(".")[2] if target.startswith("~") else target.lstrip("!")
        return f"``{title or short}``"

    def _reference(self, role: str, title: str, target: str) -> str:
        """Return a link to a document or a label."""
        if role == "doc":
            file = self.texts.path(self.path, target, (".rst", ".txt", ".md", ""))
            words, label = title or self.texts.titles.get(file or "", "") or target, ""
        else:
            file, near = self.texts.labels.get(target.lower(), (None, ""))
            label = f"#{target.lower().replace(' ', '-')}"
            words = (title if role != "numref" else "") or near or target
        words = re.sub("[`<>]", "", words)
        if file is None:
            return words
        here = posixpath.dirname(self.path) or "."
        address = posixpath.relpath(file, here) if file != self.path else ""
        return f"`{words} <{address}{label}>`__"


def _apart(found: re.Match[str], words: str, near: re.Pattern[str]) -> str:
    """Return marked words, apart from what stands near: Pandoc knows no Chinese punctuation."""
    before = found.string[max(found.start() - 1, 0) : found.start()]
    after = found.string[found.end() : found.end() + 1]
    start = "\\ " if near.fullmatch(before) else ""
    end = "\\ " if near.fullmatch(after) else ""
    return f"{start}{words}{end}"


def _moved(lines: list[str], indent: str, *, keep: bool = False) -> list[str]:
    """Return lines with another indent before them; ``keep``: and before their own."""
    margin = min((margin_of(line) for line in lines if line.strip()), default=0)
    return [indent + line[0 if keep else margin :] if line.strip() else "" for line in lines]


def _wanted(lines: list[str], ranges: str) -> list[str]:
    """Return the lines that an option names: ``1-3,7``; all for none."""
    if not ranges:
        return lines
    found: list[str] = []
    for one in ranges.replace(" ", "").split(","):
        first, dash, last = one.partition("-")
        start = whole(first) - 1 if first.isdecimal() else 0
        end = (whole(last) if last.isdecimal() else len(lines)) if dash else start + 1
        found += lines[start:end]
    return found
