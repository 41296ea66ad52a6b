"""Rewrites a text in MyST as nkbook has it: its directives, its roles, the names of its places."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from nkbook.importing.model import Log, Page
from nkbook.importing.myst import tables
from nkbook.importing.myst.blocks import Directive, rewritten
from nkbook.importing.myst.roles import key, places, roles
from nkbook.importing.rewrites.boxes import ALERTS, bold, box, fenced, tab
from nkbook.importing.text.header import split_header
from nkbook.importing.text.prose import quoted
from nkbook.reading.numbers import whole

_DEEPEST = 8  # files that include each other
_MOST_LEVELS = 60  # as many as nkbook reads
_NOTHING = {
    *("toctree", "tableofcontents", "contents", "meta", "highlight", "sectionauthor", "index"),
    *("bibliography", "currentmodule", "module", "only", "codeauthor", "default-role", "clear"),
}
_CODE = {"code", "code-block", "sourcecode", "code-cell", "ipython3", "prompt", "parsed-literal"}
_DIAGRAMS = {"mermaid", "graphviz", "plantuml", "uml", "digraph"}
_WRAPS = {
    *("div", "container", "grid", "grid-item", "tab-set", "card-body", "rst-class", "compound"),
    *("centered", "tabs", "group-tab-set", "hlist", "figure-md", "versionadded", "versionchanged"),
}
_TITLED = {"card", "grid-item-card", "margin", "sidebar", "topic", "admonition", "dropdown"}
_TABS = {"tab-item", "tab", "group-tab", "code-tab"}
_QUOTES = {"epigraph", "pull-quote", "quote", "highlights", "blockquote", "attribution"}
# Of sphinx-proof and sphinx-exercise, which nkbook.importing.rewrites.theorems numbers.
_STATEMENTS = {
    *("theorem", "lemma", "corollary", "proposition", "conjecture", "definition", "example"),
    *("exercise", "hypothesis", "proof", "remark", "solution"),
}
_LANGUAGES = MappingProxyType({"ipython3": "python", "ipython": "python", "default": ""})
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)(%|px|em|cm|mm|pt)?\Z")
_LINES = re.compile(r"(\d*+)\s*+(-?)\s*+(\d*)\Z")


def myst(text: str, page: Page, log: Log) -> str:
    """Rewrite a text in MyST: directives, roles, names of places, comments."""
    if page.path.endswith(".rst"):  # which Pandoc has read
        return text
    whole = _Writer(page, log).text(text)
    return roles(places(whole, page, log), page, log)


@dataclass(frozen=True, slots=True)
class _Writer:
    page: Page
    log: Log
    depth: int = 0
    level: int = 0  # of directives in each other

    def text(self, text: str) -> str:
        """Return a text with its directives rewritten, those inside others first."""
        if self.level > _MOST_LEVELS:
            self.log.look(f"directives in over {_MOST_LEVELS} others: they stay", text[:40])
            return text
        return rewritten(text, replace(self, level=self.level + 1).one)

    def one(self, given: Directive) -> str:
        """Return what stands for a directive."""
        name = given.name.lower().removeprefix("prf:")
        shown = f"{{{given.name}}} {given.said}".strip()
        make = self._maker(name)
        if make is not None:
            self.log.changed("```{directive}", shown)
            return make(given)
        if name in _NOTHING:
            self.log.dropped(f"{{{name}}}", shown)
            return ""
        self.log.look("a directive of MyST that is not known: its text stays", shown)
        title = f"{bold(given.said)}\n\n" if given.said else ""
        return title + self.text(given.body)

    def _maker(self, name: str) -> Callable[[Directive], str] | None:  # noqa: PLR0911 — a case each
        if name in _CODE:
            return self._code
        if name in _DIAGRAMS:
            return self._diagram
        if name in _TABS:
            return self._tab
        if name in _QUOTES:
            return lambda one: quoted(self.text(one.text))
        if name in _STATEMENTS:
            return self._statement
        if name in _TITLED or name in ALERTS:
            return self._box
        if name in _WRAPS:
            return lambda one: self.text(one.text)
        return {
            "image": self._picture,
            "figure": self._picture,
            "math": self._formula,
            "table": self._table,
            "list-table": self._table,
            "csv-table": self._table,
            "literalinclude": self._listing,
            "include": self._included,
            "glossary": self._glossary,
            "rubric": lambda one: bold(one.said),
            "raw": self._raw,
        }.get(name)

    def _code(self, one: Directive) -> str:
        language = one.said or one.options.get("language", "")
        language = language or ("python" if one.name == "code-cell" else "")
        tags = one.options.get("tags", "")
        if one.name == "code-cell":
            if re.search(r"\b(?:remove|hide)[-_](?:input|cell)\b", tags):
                self.log.dropped("code that its notebook does not show", one.body)
                return ""
            self.log.look("code that runs: what it makes is not there; render it first", one.body)
        caption = one.options.get("caption", "")
        return self._fenced(_LANGUAGES.get(language, language), one.body, caption, one)

    def _fenced(self, language: str, code: str, caption: str, one: Directive) -> str:
        fence = "```"
        while fence in code:
            fence += "`"
        name = one.options.get("name", "")
        said = [f"#{key(name)}" if name else "", f".{language}" if language else ""]
        said.append(f'caption="{caption}"'.replace("\n", " ") if caption else "")
        inside = " ".join(filter(None, said))
        braces = f" {{{inside}}}" if name or caption else language
        return f"{fence}{braces}\n{code}\n{fence}"

    def _diagram(self, one: Directive) -> str:
        self.log.look("a diagram, whose code stays: make a picture of it", one.text)
        language = "dot" if one.name in ("graphviz", "digraph") else one.name
        return self._fenced(language, one.body or one.said, one.options.get("caption", ""), one)

    def _tab(self, one: Directive) -> str:
        if one.name == "code-tab":
            language, _, title = one.said.partition(" ")
            return tab(title or language, self._fenced(language, one.body, "", one))
        return tab(one.said, self.text(one.body))

    def _statement(self, one: Directive) -> str:
        kind = one.name.lower().removeprefix("prf:")
        title = one.said.replace('"', "'") if kind != "solution" else ""  # its exercise's name
        named = f' name="{title}"' if title else ""
        return self._labelled(one, fenced(f".{kind}{named}", self.text(one.body)))

    def _box(self, one: Directive) -> str:
        name = one.name.lower()
        classes = one.options.get("class", "").split()
        kind = name if name in ALERTS else next((c for c in classes if c.lower() in ALERTS), "note")
        if name in ("dropdown", "details"):
            title = f"{bold(one.said)}\n\n" if one.said else ""
            return self._labelled(one, fenced(".box .details", title + self.text(one.body)))
        return self._labelled(one, box(kind, one.said, self.text(one.body)))

    def _labelled(self, one: Directive, made: str) -> str:
        name = one.options.get("name") or one.options.get("label")
        return f"({name})=\n{made}" if name else made

    def _picture(self, one: Directive) -> str:
        words = " ".join(self.text(one.body).split()) if one.name == "figure" else ""
        alt = one.options.get("alt", "").replace('"', "'")
        name = one.options.get("name", "")
        size = _LENGTH.match(one.options.get("width") or one.options.get("scale") or "")
        unit = (size[2] or ("px" if "width" in one.options else "%")) if size else ""
        said = (
            f"#{key(name)}" if name else "",
            f"width={size[1]}{unit}" if size else "",
            f'alt="{alt}"' if alt and words else "",
        )
        inside = " ".join(filter(None, said))
        address = f"<{one.said}>" if re.search(r"[\s()]", one.said) else one.said
        caption = words or alt
        return f"![{caption}]({address})" + (f"{{{inside}}}" if inside else "")

    def _formula(self, one: Directive) -> str:
        label = one.options.get("label", "") or one.options.get("name", "")
        braces = f" {{#{key(label)}}}" if label else ""
        rows = re.sub(r"\n[ \t]*\n", "\n", one.text)
        if re.search(r"(?<!\\)&|\\\\", rows) and not re.match(r"\s*\\begin", rows):
            rows = f"\\begin{{aligned}}\n{rows}\n\\end{{aligned}}"
        return f"$$\n{rows}\n$${braces}"

    def _table(self, one: Directive) -> str:
        heads = one.options.get("header-rows", "0")
        body = one.body
        if one.name == "list-table":
            body = tables.drawn(tables.of_list(body), whole(heads))
        elif one.name == "csv-table":
            rows = tables.of_values(body)
            if "file" in one.options:
                rows = tables.of_values(self._read(one.options["file"]) or "")
            if given := one.options.get("header"):
                rows, heads = [*tables.of_values(given), *rows], "1"
            body = tables.drawn(rows, whole(heads))
        else:
            body = self.text(body)
        name = one.options.get("name", "")
        caption = f": {one.said}{f' {{#{key(name)}}}' if name else ''}" if one.said or name else ""
        return f"{body}\n\n{caption}".rstrip()

    def _read(self, name: str) -> str | None:
        base = self.page.root if name.startswith("/") else posixpath.dirname(self.page.path)
        path = posixpath.normpath(posixpath.join(base, name.lstrip("/")))
        found = self.page.read(path) if self.depth < _DEEPEST else None
        if found is None:
            self.log.look("a file to include that is missing", name)
        return found

    def _listing(self, one: Directive) -> str:
        text = self._read(one.said)
        if text is None:
            return ""
        lines = _wanted(text.rstrip("\n").split("\n"), one.options)
        language = one.options.get("language") or posixpath.splitext(one.said)[1].lstrip(".")
        return self._fenced(language, "\n".join(lines), one.options.get("caption", ""), one)

    def _included(self, one: Directive) -> str:
        text = self._read(one.said)
        if text is None:
            return ""
        if "literal" in one.options or "code" in one.options:
            return self._fenced(one.options.get("code", ""), text.rstrip("\n"), "", one)
        lines = _wanted(split_header(text, one.said).text.split("\n"), one.options)
        return _Writer(self.page, self.log, self.depth + 1).text("\n".join(lines))

    def _glossary(self, one: Directive) -> str:
        done: list[str] = []
        for line in self.text(one.body).split("\n"):
            if line.strip() and line[0] in " \t":
                before = ": " if done and not done[-1].startswith((": ", "  ")) else "  "
                done.append(before + line.strip())
            else:
                done.append(line)
        return "\n".join(done)

    def _raw(self, one: Directive) -> str:
        if one.said.strip().lower() == "html":
            return one.body
        self.log.dropped("what is for another format", one.body)
        return ""


def _wanted(lines: list[str], given: Mapping[str, str]) -> list[str]:
    """Return the lines that the options of an inclusion name."""
    for option, offset in (("start-after", 1), ("start-at", 0)):
        if mark := given.get(option):
            place = next((n for n, line in enumerate(lines) if mark in line), None)
            lines = lines if place is None else lines[place + offset :]
    for option, offset in (("end-before", 0), ("end-at", 1)):
        if mark := given.get(option):
            place = next((n for n, line in enumerate(lines) if mark in line), None)
            lines = lines if place is None else lines[: place + offset]
    if ranges := given.get("lines"):
        numbers: list[int] = []
        for one in ranges.split(","):
            if found := _LINES.match(one.strip()):
                first = whole(found[1] or "1")
                last = (whole(found[3]) if found[3] else len(lines)) if found[2] else first
                numbers += range(first, min(last, len(lines)) + 1)
        lines = [lines[number - 1] for number in numbers if 0 < number <= len(lines)]
    return lines
