"""Texts of Org: included files, and what is for an agenda and not for a book."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from nkbook.importing.folder import Folder
from nkbook.importing.model import Log
from nkbook.importing.pandoc import marks, program
from nkbook.reading.numbers import whole

_FLAGS = re.IGNORECASE | re.MULTILINE
_INCLUDE = re.compile(
    r"^[ \t]*#\+include:[ \t]*(?:\"(?P<quoted>[^\"]+)\"|(?P<bare>\S+))[ \t]*(?P<rest>.*)$",
    _FLAGS,
)
_SETUP = re.compile(r"^[ \t]*#\+setupfile:[ \t]*+\"?([^\"\n]*[^\"\s])[ \t]*+\"?[ \t]*$", _FLAGS)
_SETTINGS = re.compile(r"^[ \t]*#\+(?:macro|language|author|link):.*$", _FLAGS)
_LEVEL = re.compile(r":minlevel[ \t]+(\d)")
_LINES = re.compile(r":lines[ \t]+\"?(\d*)-(\d*)\"?")
_HEADING = re.compile(r"^(\*+)(?=[ \t])", re.MULTILINE)
_TAGS = r"(?:[\w@#%]+:)*"
_NOT_EXPORTED = re.compile(
    rf"^(\*+)(?:[ \t]++COMMENT\b.*|(?=[ \t]).*[ \t]:{_TAGS}noexport:{_TAGS}[ \t]*)$"
)
_OLD_NOTE = re.compile(r"^(?=\[\d+\][ \t])", re.MULTILINE)
_COOKIE = re.compile(r"\[(?:#[A-Z]|\d*%|\d*/\d*)\]")
_STOPPED = re.compile(r"^Error at .*\(line (\d+), column \d+\)", re.MULTILINE)
_MOST_RUNS = 50
_BLOCK = re.compile(r"[ \t]*#\+(?:begin|end)_(?:src|example|export|verse)\b", re.IGNORECASE)
_BLOCK_END = re.compile(r"[ \t]*#\+end_", re.IGNORECASE)
_MARKED = re.compile(r"([*=~])(?=[^\s*=~])[^*=~\n]*?[^\s*=~]\1")
_PUNCTUATION = re.compile("[\u2010-\u2027\u3001-\u3003\u3008-\u301f\uff01-\uff0f\uff1a-\uff20]")
_DEEPEST = 8
_SPACE = "\u200b"  # of no width


def gathered(folder: Folder, name: str, log: Log) -> str:
    """Return a text of Org with the files that it includes, ready for Pandoc."""
    text = _read(folder, folder.text(name) or "", posixpath.dirname(name), log, 0)
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if _NOT_EXPORTED.match(line):
            words = f"{line.strip()} {_first(lines, number)}"
            log.dropped("a section that is not for export", words[:80])
    if not re.search(r"\[\d+\](?![ \t])", text):
        text = _OLD_NOTE.sub(_SPACE, text)  # no old note, but a line that begins with a number
    return "\n".join(_emphasized(text.split("\n")))


def _emphasized(lines: list[str]) -> Iterator[str]:
    """Yield lines whose marks are apart from Chinese punctuation, which Org does not know."""
    is_block = False
    for line in lines:
        if _BLOCK.match(line):
            is_block = not _BLOCK_END.match(line)
        is_text = not is_block and not line.lstrip().startswith(("#", ":", "|"))
        yield _MARKED.sub(_apart, line) if is_text else line


def _apart(found: re.Match[str]) -> str:
    before = found.string[max(found.start() - 1, 0) : found.start()]
    after = found.string[found.end() : found.end() + 1]
    if not all(one == "" or one.isspace() or _PUNCTUATION.match(one) for one in (before, after)):
        return found[0]
    start, end = (_SPACE if _PUNCTUATION.match(one) else "" for one in (before, after))
    return f"{start}{found[0]}{end}"


def _first(lines: list[str], number: int) -> str:
    return next((one.strip() for one in lines[number + 1 :] if one.strip()), "")


def _read(folder: Folder, text: str, here: str, log: Log, depth: int) -> str:
    def included(found: re.Match[str]) -> str:
        given = (found["quoted"] or found["bare"]).partition("::")[0]
        name = posixpath.normpath(posixpath.join(here, given))
        content = folder.text(name) if depth < _DEEPEST else None
        if content is None:
            log.look("a file to include that is missing", found[0].strip())
            return ""
        log.changed("#+INCLUDE:", found[0].strip())
        rest = found["rest"].strip()
        if lines := _LINES.search(rest):
            last = whole(lines[2]) - 1 if lines[2] else None
            content = "\n".join(content.split("\n")[whole(lines[1] or "1") - 1 : last])
        kind, _, language = rest.partition(" ")
        if kind.lower() in ("src", "example"):
            language = language.partition(":")[0].strip().strip('"')
            return f"#+begin_{kind.lower()} {language}\n{_quoted(content)}\n#+end_{kind.lower()}"
        inner = _read(folder, content, posixpath.dirname(name), log, depth + 1)
        return _lowered(_without_title(inner), _LEVEL.search(rest))

    def settings(found: re.Match[str]) -> str:
        content = folder.text(posixpath.normpath(posixpath.join(here, found[1])))
        return "\n".join(_SETTINGS.findall(content)) if content else ""

    return _INCLUDE.sub(included, _SETUP.sub(settings, text))


def _without_title(text: str) -> str:
    names = "title|author|date|options|startup"
    return re.sub(rf"^[ \t]*#\+(?:{names}):.*\n?", "", text, flags=_FLAGS)


def _lowered(text: str, least: re.Match[str] | None) -> str:
    """Return a text whose headings begin at a level or below."""
    levels = [len(one) for one in _HEADING.findall(text)]
    more = whole(least[1]) - min(levels) if least and levels else 0
    return _HEADING.sub(lambda found: found[1] + "*" * more, text) if more > 0 else text


def _quoted(code: str) -> str:
    return re.sub(r"^(?=[*,]|#\+)", ",", code.rstrip("\n"), flags=re.MULTILINE)


def readable(text: str, source: Path, work: Path, log: Log) -> str:
    """Return a text that Pandoc reads: at lines where it stops, backslashes begin no command.

    The text is written to ``source``, too.
    """
    for _ in range(_MOST_RUNS):
        source.write_text(text, encoding="utf-8")
        tree, said = program.attempt(source, "org", work)
        found = _STOPPED.search(said)
        if tree is not None or not found:
            break
        lines = text.split("\n")
        place = min(int(found[1]), len(lines)) - 1
        line = lines[place].replace("\\", marks.BACKSLASH)
        if line == lines[place]:
            break
        log.changed("a line that Pandoc cannot read: its backslashes are text", lines[place])
        lines[place] = line
        text = "\n".join(lines)
    return text


def finished(node: Any, log: Log) -> Any:
    """Return Pandoc's tree of a text of Org without what an agenda needs; links to titles lead."""
    if isinstance(node, list):
        for one in (one for one in node if _is_for_agendas(one)):
            log.dropped("a state or tag of a heading", " ".join(one["c"][0][1]))
        return [finished(one, log) for one in node if not _is_for_agendas(one)]
    if isinstance(node, str):
        return node.replace(marks.BACKSLASH, "\\")
    if not isinstance(node, dict):
        return node
    done = {key: finished(value, log) for key, value in node.items()}
    kind = done.get("t", "")
    return _WRITTEN[kind](done["c"]) if kind in _WRITTEN else done


def _is_for_agendas(node: Any) -> bool:
    return (
        isinstance(node, dict)
        and node.get("t") == "Span"
        and not {"todo", "done", "tag"}.isdisjoint(node["c"][0][1])
    )


def _span(content: list[Any]) -> dict[str, Any]:
    """Return a link to a title for what Pandoc takes for none."""
    (_, classes, values), inlines = content
    if "spurious-link" not in classes:
        return {"t": "Span", "c": content}
    target = dict(values).get("target", "").lstrip("*#")
    words = inlines[0]["c"] if len(inlines) == 1 and inlines[0]["t"] == "Emph" else inlines
    return {"t": "Link", "c": [["", [], []], words, [f"#{target}", ""]]}


def _code(content: list[Any]) -> dict[str, Any]:
    return {"t": "Code", "c": [["", [], []], content[1]]}


def _block(content: list[Any]) -> dict[str, Any]:
    """Return code without the orders of what runs it."""
    (name, classes, _), code = content
    return {"t": "CodeBlock", "c": [[name, classes, []], code]}


def _division(content: list[Any]) -> dict[str, Any]:
    (name, classes, values), blocks = content
    return {"t": "Div", "c": [[name, [one.lower() for one in classes], values], blocks]}


def _heading(content: list[Any]) -> dict[str, Any]:
    """Return a heading without what says how much of it is done."""
    level, attributes, inlines = content
    kept = [one for one in inlines if not (one["t"] == "Str" and _COOKIE.fullmatch(one["c"]))]
    while kept and kept[0]["t"] == "Space":
        kept = kept[1:]
    while kept and kept[-1]["t"] == "Space":
        kept = kept[:-1]
    return {"t": "Header", "c": [level, attributes, kept]}


_WRITTEN: Mapping[str, Callable[[list[Any]], dict[str, Any]]] = {
    "Span": _span, "Code": _code, "CodeBlock": _block, "Header": _heading,
    "Div": _division,
}  # fmt: skip
