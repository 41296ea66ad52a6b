r"""LaTeX's references and words of glossaries in Pandoc's tree, as nkbook writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from nkbook.importing.model import Log
from nkbook.importing.pandoc import marks
from nkbook.importing.pandoc.latex import tex

_LABEL = re.compile(r"\\label\s*\{([^{}]+)\}")
_BEFORE = re.compile(
    r"(?:如|见|見)?(第|[图圖]|表|[式]|公式|Figure|Fig\.|Table|Chapter|Section)[\s\u00a0\u2006]*\Z"
)
_AFTER = re.compile(r"(?<!\s)\s*(?:章|小?[节節]|部分)")
_PLACES = ("Figure", "Table")
_ENTRY = re.compile(r"\\(?:long)?newglossaryentry\s*")
_ACRONYM = re.compile(r"\\newacronym\s*+(?:\[[^\]]{0,1000}+\]\s*+)?")
_GIVEN = re.compile(r"(name|description|symbol|plural|long|short|text)\s*=\s*")
_FORMS = {
    "glsdesc": "description", "glssymbol": "symbol", "glsname": "name", "glstext": "text",
    "glsentrytext": "text", "glsentryname": "name", "glsentrylong": "description",
    "glsentrydesc": "description", "glsentrysymbol": "symbol",
}  # fmt: skip


def glossary(text: str) -> dict[str, dict[str, str]]:
    r"""Return the entries that ``\newglossaryentry`` and ``\newacronym`` define, by their keys."""
    found: dict[str, dict[str, str]] = {}
    for one in _ENTRY.finditer(text):
        values, _ = tex.arguments(text, one.end(), 2)
        if len(values) == 2:  # noqa: PLR2004 — a key and its settings
            found[values[0].strip()] = dict(_settings(values[1]))
    for one in _ACRONYM.finditer(text):
        values, _ = tex.arguments(text, one.end(), 3)
        if len(values) == 3:  # noqa: PLR2004 — a key, the short form and the long one
            found[values[0].strip()] = {"name": values[1], "description": values[2]}
    return found


def _settings(text: str) -> Iterator[tuple[str, str]]:
    place = 0
    while found := _GIVEN.search(text, place):
        place = found.end()
        if text[place : place + 1] == "{":
            end = tex.group(text, place)
            value = text[place + 1 : end - 1] if end > 0 else ""
            place = max(end, place + 1)
        else:
            value = text[place:].partition(",")[0]
            place += len(value)
        yield found[1], value.strip()


def with_glossary(text: str) -> str:
    r"""Return a text whose ``\gls{…}`` and its kin reach Pandoc's tree, in any macro."""
    kin = "".join(
        f"\\newcommand{{\\{name}}}[1]{{\\gls{{{form}!#1}}}}\n" for name, form in _FORMS.items()
    )
    return kin + text if _ENTRY.search(text) or _ACRONYM.search(text) else text


def finished(tree: dict[str, Any], text: str, log: Log) -> dict[str, Any]:
    """Return Pandoc's tree of a text in LaTeX with references and glossary words as nkbook's."""
    blocks = _named(tree["blocks"])
    return {**tree, "blocks": _walked(blocks, dict(_places(blocks)), glossary(text), log)}


def _places(node: Any) -> Iterator[tuple[str, str]]:
    """Yield the names of places, with what each is."""
    if isinstance(node, list):
        for one in node:
            yield from _places(one)
    elif isinstance(node, dict) and node.get("c") is not None:
        content = node["c"]
        if node["t"] == "Header":
            yield content[1][0], "Header"
        elif node["t"] in _PLACES and content[1][1]:  # one without a caption has no number
            yield content[0][0], node["t"]
        if node["t"] == "Math":
            yield from ((name, "Math") for name in _LABEL.findall(content[1]))
        yield from _places(content)


def _named(node: Any) -> Any:
    """Return a tree in which tables have the names of the divisions around them."""
    if isinstance(node, list):
        return [_named(one) for one in node]
    if not isinstance(node, dict):
        return node
    if node.get("t") == "Div":
        (name, classes, _), blocks = node["c"]
        if name and not classes and [one["t"] for one in blocks] == ["Table"]:
            table = blocks[0]["c"]
            return {"t": "Table", "c": [[name, *table[0][1:]], *table[1:]]}
    return {key: _named(value) for key, value in node.items()}


def _walked(node: Any, kinds: dict[str, str], words: dict[str, dict[str, str]], log: Log) -> Any:
    if isinstance(node, dict):
        return {key: _walked(value, kinds, words, log) for key, value in node.items()}
    if not isinstance(node, list):
        return node
    done: list[Any] = []
    for one in node:
        kind = _reference(one)
        if kind:
            target = one["c"][2][0].removeprefix("#")
            place = kinds.get(target, "")
            if place == "Math":
                done.append(
                    _text(marks.raw(f"\\{'eqref' if kind == 'eqref' else 'ref'}{{{target}}}"))
                )
                continue
            if place:
                log.changed("\\ref{}: nkbook writes the number", f"\\ref{{{target}}}")
                _shorten(done)
                done.append({"t": "Link", "c": [["", [], []], [], [f"#{target}", ""]]})
                continue
            if _is_key(one["c"][1], target):
                log.look("a reference to what has no number", f"\\ref{{{target}}}")
            one = {"t": "Link", "c": [["", [], []], one["c"][1], one["c"][2]]}  # noqa: PLW2901
        elif isinstance(one, dict) and one.get("t") == "Span" and (key := _acronym(one)):
            done.append(_text(_word(key, words, log)))
            continue
        elif (
            done
            and _reference(done[-1], ours=True)
            and isinstance(one, dict)
            and one.get("t") == "Str"
        ):
            one = {"t": "Str", "c": _AFTER.sub("", one["c"], count=1)}  # noqa: PLW2901
        done.append(_walked(one, kinds, words, log))
    return done


def _reference(node: Any, *, ours: bool = False) -> str:
    r"""Return the kind of a reference that Pandoc has made of ``\\ref`` and its kin, or of ours."""
    if not isinstance(node, dict) or node.get("t") != "Link":
        return ""
    if ours:
        return "" if node["c"][1] else "ours"
    return str(dict(node["c"][0][2]).get("reference-type", ""))


def _word(key: str, words: dict[str, dict[str, str]], log: Log) -> str:
    """Return the word of a glossary that a key means: ``AI``, or ``description!AI``."""
    form, _, name = key.rpartition("!")
    entry = words.get(name)
    if entry is None:
        log.look("a word of a glossary that is not there: its key stays", key)
        return "" if form else name
    return (
        entry.get(form) or entry.get("text") or entry.get("name", name)
        if form != "symbol"
        else (entry.get("symbol", ""))
    )


def _is_key(inlines: list[Any], target: str) -> bool:
    """Return True for the name in brackets that Pandoc writes for a place without a number."""
    return "".join(str(one.get("c", "")) for one in inlines) == f"[{target}]"


def _acronym(node: dict[str, Any]) -> str:
    return str(dict(node["c"][0][2]).get("acronym-label", ""))


def _shorten(done: list[Any]) -> None:
    """Take 图, 第 and their like away before a reference: nkbook's words have them."""
    if done and done[-1].get("t") in ("Space", "SoftBreak") and len(done) > 1:
        before = done[-2]
        if before.get("t") == "Str" and _BEFORE.search(before["c"]):
            done.pop()
    if done and done[-1].get("t") == "Str" and (found := _BEFORE.search(done[-1]["c"])):
        done[-1] = {"t": "Str", "c": done[-1]["c"][: found.start(1)]}


def _text(words: str) -> dict[str, Any]:
    return {"t": "Str", "c": words}
