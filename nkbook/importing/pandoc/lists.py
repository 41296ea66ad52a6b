"""Lists in Pandoc's tree: those that follow each other and go on are one."""

from __future__ import annotations

from typing import Any


def merged(node: Any) -> Any:
    """Return a tree in which a list goes on in the next one, if nothing stands between.

    Word and LibreOffice begin lists anew that nobody sees as two: bullets, and numbers that go on.
    """
    if isinstance(node, dict):
        return {key: merged(value) for key, value in node.items()}
    if not isinstance(node, list):
        return node
    done: list[Any] = []
    for one in map(merged, node):
        if done and _goes_on(done[-1], one):
            before = done[-1]
            if one["t"] == "BulletList":
                done[-1] = {"t": "BulletList", "c": [*before["c"], *one["c"]]}
            else:
                items = [*before["c"][1], *one["c"][1]]
                done[-1] = {"t": "OrderedList", "c": [before["c"][0], items]}
        else:
            done.append(one)
    return done


def _goes_on(before: Any, after: Any) -> bool:
    if not isinstance(before, dict) or not isinstance(after, dict):
        return False
    if before.get("t") != after.get("t"):
        return False
    if after.get("t") == "BulletList":
        return True
    if after.get("t") != "OrderedList":
        return False
    (first, *looks), items = before["c"]
    (second, *others), _ = after["c"]
    return bool(second == first + len(items) and looks == others)
