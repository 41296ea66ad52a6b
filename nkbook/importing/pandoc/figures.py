"""Figures in Pandoc's tree: one picture each, with a caption that nkbook numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_AROUND = ("Para", "Plain", "Div", "Figure", "Span", "BlockQuote")
_STAND_IN = "image"  # Pandoc's words for a picture of LaTeX
_BETWEEN = ("Space", "SoftBreak", "LineBreak")


def single(node: Any) -> Any:
    """Return a tree whose figures have one picture each.

    Of several in one figure, the last has the caption, with the captions of all in it: nkbook
    numbers captions of pictures. A figure that is more than pictures stays as it is.
    """
    if isinstance(node, list):
        done: list[Any] = []
        for one in node:
            made = _pictures(one) if isinstance(one, dict) and one.get("t") == "Figure" else None
            done += made if made is not None else [single(one)]
        return done
    if isinstance(node, dict):
        return {key: single(value) for key, value in node.items()}
    return node


def _pictures(figure: dict[str, Any]) -> list[Any] | None:
    """Return the pictures of a figure, each as a figure or paragraph; None if it has a text too."""
    attributes, caption, blocks = figure["c"]
    found = list(_images(blocks, []))
    if not found or any(image is None for image, _ in found):
        return None
    words = _inlines(caption[1])
    named = [(number, inside) for number, (_, inside) in enumerate(found) if inside]
    if len(found) > 1:
        for number, inside in named:
            letter = f"（{_LETTERS[number % len(_LETTERS)]}）"
            words = [*words, {"t": "Str", "c": letter}, *inside]
    elif not words and named:
        words = named[0][1]
    *others, (last, _) = found
    made: list[Any] = []
    for image, inside in others:
        (name, classes, values), _, target = image["c"]
        alt = [["alt", _text(inside)]] if inside else []
        bare = {"t": "Image", "c": [[name, classes, [*values, *alt]], [], target]}
        made.append({"t": "Para", "c": [bare]})
    attributes = [attributes[0], [], []]
    image = {"t": "Image", "c": [_described(last, words), words, last["c"][2]]}
    whole = [None, [{"t": "Plain", "c": words}]] if words else [None, []]
    made.append({"t": "Figure", "c": [attributes, whole, [{"t": "Plain", "c": [image]}]]})
    return made


def _described(image: dict[str, Any], caption: list[Any]) -> list[Any]:
    """Return a picture's attributes with what it shows, where the caption does not say it."""
    (name, classes, values), inside, _ = image["c"]
    shown = " ".join(_text(inside).split())
    if not shown or shown == _STAND_IN or shown == _text(caption).strip() or "alt" in dict(values):
        return [name, classes, values]
    return [name, classes, [*values, ["alt", shown]]]


def _images(node: Any, caption: list[Any]) -> Iterator[tuple[Any, list[Any]]]:
    """Yield the pictures in a node with the captions of the figures around them; None for text."""
    if isinstance(node, list):
        for one in node:
            yield from _images(one, caption)
    elif node["t"] == "Image":
        yield node, caption
    elif node["t"] == "Figure":
        yield from _images(node["c"][2], _inlines(node["c"][1][1]))
    elif node["t"] in _AROUND:
        yield from _images(node["c"][1] if node["t"] in ("Div", "Span") else node["c"], caption)
    elif node["t"] not in _BETWEEN:
        yield None, caption


def _inlines(blocks: list[Any]) -> list[Any]:
    """Return the words of a caption in one line."""
    done: list[Any] = []
    for one in blocks:
        if one["t"] in ("Para", "Plain"):
            done += [{"t": "Space"}, *one["c"]] if done else one["c"]
    return done


def _text(node: Any) -> str:
    if isinstance(node, list):
        return "".join(map(_text, node))
    if not isinstance(node, dict):
        return ""
    if node.get("t") in ("Str", "Math", "Code"):
        return node["c"] if node["t"] == "Str" else str(node["c"][1])
    return " " if node.get("t") in _BETWEEN else _text(node.get("c"))
