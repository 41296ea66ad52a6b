"""Pandoc's tree of a text of AsciiDoc, with the constructs that nkbook knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nkbook.importing.model import Log
from nkbook.importing.pandoc import marks
from nkbook.importing.rewrites.boxes import ALERTS

_BOXES = ("example", "sidebar")
_KEPT = ("title", "subtitle", "author", "date", "lang", "description", "abstract")


def finished(tree: dict[str, Any], log: Log) -> dict[str, Any]:
    """Return a tree whose titles of blocks are captions or bold lines, whose last rows are rows.

    Pandoc takes the last row of a table for its foot, which it is in few books; there it stays
    the last one.
    """
    meta = {key: value for key, value in tree["meta"].items() if key in _KEPT}
    if "date" not in meta and "revdate" in tree["meta"]:
        meta["date"] = tree["meta"]["revdate"]
    title, colon, subtitle = _plain(meta.get("title", {}).get("c", [])).rpartition(": ")
    if colon and "subtitle" not in meta:
        meta["title"], meta["subtitle"] = _words(title), _words(subtitle)
    if "author" in meta:
        meta["author"] = _without_mail(meta["author"])
    return {**tree, "meta": meta, "blocks": _written(tree["blocks"], log)}


def _words(text: str) -> dict[str, Any]:
    return {"t": "MetaInlines", "c": [{"t": "Str", "c": text}]}


def _without_mail(node: Any) -> Any:
    """Return names without the address of a letter behind them."""
    if isinstance(node, list):
        if node and all(isinstance(one, dict) and one.get("t") for one in node):
            mail = [number for number, one in enumerate(node) if one["t"] == "Link"]
            if mail:
                kept = node[: mail[0]]
                while kept and kept[-1]["t"] in ("Space", "SoftBreak", "Str"):
                    if kept[-1]["t"] == "Str" and kept[-1]["c"].strip("(<"):
                        break
                    kept = kept[:-1]
                return kept
        return [_without_mail(one) for one in node]
    if isinstance(node, dict):
        return {key: _without_mail(value) for key, value in node.items()}
    return node


def _written(node: Any, log: Log) -> Any:
    if isinstance(node, list):
        return [part for one in node for part in _parts(_written(one, log), log)]
    if not isinstance(node, dict):
        return node
    done = {key: _written(value, log) for key, value in node.items()}
    change = _CHANGED.get(done.get("t", ""))
    if change:
        change(done, log)
    return done


def _parts(node: Any, log: Log) -> list[Any]:
    """Return what stands for a division: what it holds, an alert, or a box with its title."""
    if not isinstance(node, dict) or node.get("t") != "Div":
        return [node]
    (name, classes, _), blocks = node["c"]
    title, rest = _titled(blocks)
    kind = classes[0].lower() if classes else ""
    if "title" in classes:
        return [node]
    if (ALERTS.get(kind) and len(classes) == 1) or kind in _BOXES:
        return [_framed(name, kind, title, rest, log)]
    if title and len(rest) == 1 and rest[0]["t"] == "CodeBlock":
        (own, kinds, given), code = rest[0]["c"]
        caption = ["caption", _plain(title)]
        return [{"t": "CodeBlock", "c": [[name or own, kinds, [*given, caption]], code]}]
    body = [{"t": "Para", "c": [{"t": "Strong", "c": title}]}, *rest] if title else rest
    if "page-break" in classes:
        return []
    return [{"t": "Div", "c": [[name, [], []], body]}] if name else body


def _framed(name: str, kind: str, title: list[Any], rest: list[Any], log: Log) -> dict[str, Any]:
    """Return an admonition as an alert, and other blocks in frames and with titles as boxes."""
    if kind in _BOXES:
        log.changed("a block in a frame", kind)
        return _box(name, ["box"], title, rest)
    log.changed("an admonition", kind.upper())
    if _plain(title).lower() in ("", kind):
        first = {"t": "Para", "c": [{"t": "Str", "c": marks.raw(f"[!{ALERTS[kind]}]")}]}
        return {"t": "BlockQuote", "c": [first, *rest]}
    return _box(name, ["box", ALERTS[kind].lower()], title, rest)


def _box(name: str, classes: list[str], title: list[Any], rest: list[Any]) -> dict[str, Any]:
    bold = [{"t": "Para", "c": [{"t": "Strong", "c": title}]}] if title else []
    return {"t": "Div", "c": [[name, classes, []], [*bold, *rest]]}


def _titled(blocks: list[Any]) -> tuple[list[Any], list[Any]]:
    """Return the words of a block's title and what stands below it."""
    first = blocks[0] if blocks else {}
    if first.get("t") == "Div" and "title" in first["c"][0][1]:
        inlines = first["c"][1][0]["c"] if first["c"][1] else []
        return (inlines if isinstance(inlines, list) else []), blocks[1:]
    return [], blocks


def _plain(inlines: Any) -> str:
    if isinstance(inlines, list):
        return "".join(map(_plain, inlines))
    if not isinstance(inlines, dict):
        return ""
    if inlines["t"] in ("Str", "Code", "Math"):
        content = inlines["c"]
        return str(content if inlines["t"] == "Str" else content[1])
    return " " if inlines["t"] in ("Space", "SoftBreak") else _plain(inlines.get("c", []))


def _paragraph(done: dict[str, Any], _log: Log) -> None:
    """Take the space behind an entry of the index that begins a paragraph."""
    inlines = done["c"]
    if len(inlines) > 1 and inlines[1]["t"] in ("Space", "SoftBreak") and _is_entry(inlines[0]):
        del inlines[1]


def _is_entry(inline: dict[str, Any]) -> bool:
    words = inline["c"][1] if inline["t"] == "Span" else []
    return len(words) == 1 and str(words[0].get("c", "")).startswith(marks.INDEX)


def _table(done: dict[str, Any], _log: Log) -> None:
    bodies, foot = done["c"][4], done["c"][5]
    if foot[1] and bodies:
        bodies[-1][3] = [*bodies[-1][3], *foot[1]]
        foot[1] = []


def _span(done: dict[str, Any], log: Log) -> None:
    (_, classes, pairs), words = done["c"]
    if "kbd" in classes:
        done["c"] = [["", [], []], [{"t": "Str", "c": marks.raw(f"<kbd>{_plain(words)}</kbd>")}]]
        return
    term = dict(pairs).get("term", "")
    if "index" not in classes or not term:
        return
    entry = " > ".join(one.strip() for one in term.split(","))
    log.changed("an entry of the index", term)
    done["c"] = [["", [], []], [*words, {"t": "Str", "c": marks.index(entry)}]]


def _link(done: dict[str, Any], _log: Log) -> None:
    attributes, _, target = done["c"]
    if "cross-reference" in attributes[1]:
        attributes[1] = [one for one in attributes[1] if one != "cross-reference"]
        target[0] = f"#{target[0].lstrip('#').rpartition('#')[2]}"


_CHANGED: Mapping[str, Callable[[dict[str, Any], Log], None]] = {
    "Table": _table, "Span": _span, "Link": _link, "Para": _paragraph, "Plain": _paragraph,
}  # fmt: skip
