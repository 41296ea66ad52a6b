"""Pandoc's JSON (pandoc-types 1.23) as nodes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from nkbook.checks.second_reading.nodes import (
    LINE_END,
    Child,
    Node,
    alert_title,
    cited,
    link,
    node,
    paragraph,
    words,
)
from nkbook.checks.second_reading.raw_html import grouped, with_elements
from nkbook.checks.second_reading.remarks import rejoined

_SPANS = {
    "Emph": "emphasis", "Strong": "strong", "Strikeout": "deleted",
    "Superscript": "superscript", "Subscript": "subscript", "Underline": "underline",
    "SmallCaps": "small capitals",
}  # fmt: skip
_ALERT = re.compile(r"\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\Z")
# A formula that only defines commands prints nothing.
_DEFINITIONS = re.compile(
    r"\s*\\(?:(?:new|renew|provide)command|DeclareMathOperator|g?def)(?![A-Za-z]).*[}\s]\Z",
    re.DOTALL,
)
_LABEL = re.compile(r"\s*+\{#[\w:.-]++[^{}]*+\}\s*")  # of a formula
_COMMENTS = re.compile(r"\s*+(?:<!--(?:(?!-->)(?s:.))*+-->\s*+)*+\Z")
_LINK = re.compile(r"<(/?)a(?=[\s>])", re.IGNORECASE)
# Pandoc's, of links whose text is their address; and what is said by alt="" as well.
_OWN_CLASSES = frozenset(("uri", "email", "decorative"))

Json = Mapping[str, Any]


def _uncoded(tex: str) -> str:
    """Return a formula without the backticks in which GitHub has it, $`…`$."""
    size = min(len(tex) - len(tex.lstrip("`")), len(tex) - len(tex.rstrip("`")))
    return tex[size:-size] if size and len(tex) > 2 * size else tex


def blocks(found: Iterable[Json]) -> Iterator[Node]:
    """Yield the blocks of a document as nodes."""
    made = [block for one in rejoined(found) for block in _block(one["t"], one.get("c"))]
    yield from grouped(made)


def _block(kind: str, content: Any) -> Iterator[Node]:  # noqa: C901, PLR0912 — a case each
    match kind:
        case "Para" | "Plain":
            yield from _paragraphs(content)
        case "Header":
            yield node("heading", _text(content[2]), _attributes(content[1]))
        case "CodeBlock":
            classes = (name.partition(",")[0] for name in content[0][1])  # rust,ignore
            given = {"classes": " ".join(sorted({*classes})).casefold()}
            yield node("code block", (content[1].rstrip("\n"),), given)
        case "RawBlock":
            if not (content[0] == "html" and _COMMENTS.match(content[1])):
                yield node("raw", (content[1].strip(),), {"format": content[0]})
        case "BlockQuote":
            yield _quotation(content)
        case "BulletList":
            yield node("list", _items(content))
        case "OrderedList":
            (start, style, delimiter), items = content
            yield node(
                "numbered list",
                _items(items),
                {
                    "start": str(start),
                    "style": style["t"].replace("DefaultStyle", "Decimal"),
                    "delimiter": delimiter["t"].replace("DefaultDelim", "Period"),
                },
            )
        case "DefinitionList":
            yield node("definition list", _definitions(content))
        case "HorizontalRule":
            yield node("rule")
        case "LineBlock":
            yield node("line block", (node("line", _text(line)) for line in content))
        case "Div":
            yield node("div", blocks(content[1]), _attributes(content[0]))
        case "Figure":
            yield _figure(*content)
        case "Table":
            yield _table(*content)
        case _:
            yield node(kind)


def _paragraphs(content: Sequence[Json]) -> Iterator[Node]:
    """Yield a paragraph, split where a displayed formula stands in it: that is a block in print.

    A formula's label, which Quarto and pandoc-crossref read after Pandoc, is no text.
    """
    run: list[Json] = []
    after_formula = False
    for one in [*content, None]:
        if one is None or (one["t"] == "Math" and one["c"][0]["t"] == "DisplayMath"):
            inner = _text(run)
            if after_formula and inner and isinstance(inner[0], str):
                inner = tuple(part for part in (_unlabelled(inner[0]), *inner[1:]) if part)
            if inner:
                yield node("paragraph", inner)
            run.clear()
            if one is not None and (inner := _text([one])):
                yield node("paragraph", inner)
            after_formula = True
        else:
            run.append(one)


def _text(content: Iterable[Json]) -> tuple[Child, ...]:
    return paragraph(with_elements(_inlines(content)))


def _quotation(content: Sequence[Json]) -> Node:
    """Return a quotation, or the div of an alert as Pandoc's own alerts extension makes it."""
    first: Json = content[0] if content else {"t": ""}
    line: Sequence[Any] = first["c"] if first["t"] == "Para" else ()
    label = _ALERT.match(line[0]["c"]) if line and line[0]["t"] == "Str" else None
    if label is None or (line[1:] and line[1]["t"] not in ("SoftBreak", "LineBreak")):
        return node("quotation", blocks(content))
    rest = [{"t": "Para", "c": line[2:]}] if line[2:] else []
    inner = [alert_title(label[1]), *blocks([*rest, *content[1:]])]
    return node("div", inner, {"classes": label[1].lower()})


def _items(items: Iterable[Iterable[Json]]) -> Iterator[Node]:
    for item in items:
        yield node("item", blocks(item))


def _definitions(content: Iterable[Any]) -> Iterator[Node]:
    for term, meanings in content:
        yield node("term", _text(term))
        for meaning in meanings:
            yield node("meaning", blocks(meaning))


def _figure(attributes: Any, caption: Any, content: Sequence[Json]) -> Node:
    inner = [*blocks(content)]
    if len(inner) == 1 and inner[0].kind == "paragraph":
        pictures: tuple[Child, ...] = inner[0].children
    else:
        pictures = tuple(inner)
    given = _attributes(attributes)
    if len(pictures) == 1 and isinstance(pictures[0], Node) and pictures[0].kind == "picture":
        own = {key: value for key, value in pictures[0].attributes.items() if key != "src"}
        classes = f"{own.get('classes', '')} {given['classes']}".split()
        given = own | {"classes": " ".join(sorted(classes))}
        pictures = (node("picture", (), {"src": pictures[0].attributes.get("src", "")}),)
    return node("figure", (*pictures, node("caption", _caption(caption[1]))), given)


def _caption(content: Sequence[Json]) -> tuple[Child, ...]:
    """Return the text of a caption, in which a displayed formula is a part of the line."""
    alone = len(content) == 1 and content[0]["t"] in ("Para", "Plain")
    return _text(content[0]["c"]) if alone else _only_text(content)


def _only_text(content: Iterable[Json]) -> tuple[Child, ...]:
    """Return the blocks of a cell or caption, a single paragraph as its text."""
    inner = tuple(blocks(content))
    if len(inner) == 1 and inner[0].kind == "paragraph":
        return inner[0].children
    return inner


def _table(
    attributes: Any, caption: Any, _columns: Any, head: Any, bodies: Sequence[Any], foot: Any
) -> Node:
    rows = [*head[1], *(row for body in bodies for part in body[2:] for row in part), *foot[1]]
    made: list[Node] = []
    if text := _caption(caption[1]):
        made.append(node("caption", text))
    for _, cells in rows:
        row = tuple(
            node(
                "cell",
                _only_text(content),
                {
                    "rows": "" if down == 1 else str(down),
                    "columns": "" if across == 1 else str(across),
                },
            )
            for _, _, down, across, content in cells
        )
        if any(cell.children for cell in row):
            made.append(node("row", row))
    return node("table", made, _attributes(attributes))


def _inlines(content: Iterable[Json]) -> Iterator[Child]:
    linked = False  # between the tags of a link
    for one in content:
        if one["t"] == "RawInline" and (tag := _LINK.match(one["c"][1])):
            linked = not tag[1]
        bare = _without_names(one) if linked else one  # as in a link of Markdown's
        yield from _inline(bare["t"], bare.get("c"))


def _inline(kind: str, content: Any) -> Iterator[Child]:  # noqa: C901, PLR0912 — a case each
    match kind:
        case "Str":
            yield content
        case "Space":
            yield " "
        case "SoftBreak":
            yield LINE_END
        case "LineBreak":
            yield node("line break")
        case "Code":
            yield node("code", (content[1].strip(" "),))
        case "Math":
            if not _DEFINITIONS.match(content[1]):
                tex = _uncoded(content[1])
                yield node("math", (re.sub(r"\s+", "", tex),))
        case "RawInline":
            if not content[1].startswith("<!--"):
                yield node("raw", (content[1],), {"format": content[0]})
        case "Link":
            inner = with_elements(_inlines(map(_without_names, content[1])))
            yield from link(inner, unquote(content[2][0]))
        case "Image":
            given = {"src": unquote(content[2][0]), **_attributes(content[0])}
            yield node("picture", (), given)
        case "Note":
            yield node("note", blocks(content))
        case "Span":
            given = _attributes(content[0])
            inner = tuple(_inlines(content[1]))
            yield from (node("span", inner, given),) if given["classes"] else inner
        case "Quoted":
            yield from _inlines(content[1])
        case "Cite":
            yield from (made for item in content[0] for made in _citations(item))
        case "Subscript" | "Superscript" if not content:
            yield "~~" if kind == "Subscript" else "^^"  # of nothing: the marks are the author's
        case _ if kind in _SPANS:
            yield node(_SPANS[kind], _inlines(content))
        case _:
            yield node(kind)


def _without_names(one: Json) -> Json:
    """Return content of a link with ``[@name](address)`` as words: it cites nothing."""
    content: Any = one.get("c")
    if one["t"] == "Cite" and not _is_group(content[1]):
        return {"t": "Span", "c": [["", [], []], content[1]]}
    if one["t"] in _SPANS:
        return {"t": one["t"], "c": [*map(_without_names, content)]}
    if one["t"] == "Span":
        return {"t": "Span", "c": [content[0], [*map(_without_names, content[1])]]}
    return one


def _is_group(written: Sequence[Json]) -> bool:
    return bool(written) and written[0]["t"] == "Str" and written[0]["c"].startswith("[")


def _unlabelled(words: str) -> str:
    label = _LABEL.match(words)
    return words[label.end() :] if label else words


def _citations(item: Json) -> Iterator[Node]:
    """Yield a citation, and those that ``autolink_bare_uris`` takes for mail: ``頁 3;@key``."""
    before = words(_inlines(item["citationPrefix"]))
    after = words(_inlines(item["citationSuffix"]))
    own, *others = re.split(r"(?:(?<!\s)\s++)?+;@", after)
    yield cited(item["citationId"], before + own, item["citationMode"]["t"])
    for other in others:
        key, comma, locator = other.partition(",")
        yield cited(key, comma + locator)


def _attributes(attributes: Any) -> dict[str, str]:
    """Return classes and keys; ids are compared where a link goes to them, not here."""
    _, classes, _ = attributes
    return {"classes": " ".join(sorted(set(classes) - _OWN_CLASSES))}
