"""Boxes of reST in Pandoc's tree, as the alerts that nkbook knows; labels; options of code."""

from __future__ import annotations

from typing import Any

from nkbook.importing.model import Log
from nkbook.importing.pandoc import marks
from nkbook.importing.rewrites.boxes import ALERTS


def alerts(node: Any, log: Log) -> Any:
    """Return a tree in which divisions like ``note`` are alerts, and formulas have their names."""
    if isinstance(node, list):
        return [alerts(one, log) for one in node]
    if not isinstance(node, dict):
        return node
    return _one({key: alerts(value, log) for key, value in node.items()}, log)


def _one(done: dict[str, Any], log: Log) -> dict[str, Any]:
    if done.get("t") == "Div":
        (_, classes, _), blocks = done["c"]
        kind = ALERTS.get(classes[0].lower()) if len(classes) == 1 else None
        if kind:
            log.changed(f".. {classes[0]}::", classes[0])
            rest = blocks[1:] if _is_title(blocks) else blocks
            first = {"t": "Para", "c": [{"t": "Str", "c": marks.raw(f"[!{kind}]")}]}
            return {"t": "BlockQuote", "c": [first, *rest]}
    if done.get("t") == "Span" and "title-ref" in done["c"][0][1]:  # `words` without a role
        return {"t": "Span", "c": [["", [], []], done["c"][1]]}
    if done.get("t") == "Span" and len(done["c"][1]) == 1 and done["c"][1][0].get("t") == "Math":
        label = dict(done["c"][0][2]).get("label")
        formula = done["c"][1][0]["c"]
        if label and formula[0]["t"] == "DisplayMath":
            return {"t": "Str", "c": marks.raw(f"$${formula[1].strip()}$$ {{#{label}}}")}
    if done.get("t") == "CodeBlock":
        return _code(done)
    return done


def _code(node: dict[str, Any]) -> dict[str, Any]:
    """Return a block of code whose numbers of lines are written as Pandoc writes them."""
    (id, classes, pairs), text = node["c"]
    given = dict(pairs)
    is_numbered = "linenos" in given or "lineno-start" in given or "number-lines" in given
    classes = [one for one in classes if one not in ("none", "text", "numberLines")]
    first = given.pop("lineno-start", "") or given.pop("number-lines", "")
    kept = [[key, value] for key, value in given.items() if key not in ("linenos", "force")]
    if is_numbered:
        classes.append("numberLines")
        kept += [["startFrom", first]] if first.isdecimal() and first != "1" else []
    return {"t": "CodeBlock", "c": [[id, classes, kept], text]}


def _is_title(blocks: list[Any]) -> bool:
    return bool(blocks) and blocks[0]["t"] == "Div" and "title" in blocks[0]["c"][0][1]
