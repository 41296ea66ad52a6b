"""Code blocks: their language, attributes and text, their captions, and pictures of diagrams."""

from __future__ import annotations

from lxml import etree
from markdown_it.token import Token

from nkbook.manuscript.markdown.code.fences import Fence, read_fence, take_option_lines
from nkbook.manuscript.markdown.foreign.kinds import ENGINES
from nkbook.manuscript.markdown.places import Places
from nkbook.manuscript.markdown.rules.attributes import give
from nkbook.manuscript.markdown.tree.attributes import tree_attributes
from nkbook.manuscript.markdown.tree.inline import Found
from nkbook.manuscript.markdown.tree.pictures import set_size
from nkbook.model.document import Element
from nkbook.model.raw_html import is_program


def append_code(parent: Element, token: Token, line: int, places: Places, found: Found) -> None:
    """Append a block of code; the first word or class of a fence is its language.

    One with a caption is in a ``div.listing`` after its ``p.caption``; a diagram with a picture is
    a figure.
    """
    fence = read_fence(token.info)
    text = _code(token, fence)
    if fence.dropped:
        words = " ".join(fence.dropped)
        fence.given.setdefault("info", words)
        found.problem(
            "NK230",
            f"words after a code block's language are not printed: {words}",
            places.at(line),
        )
    if fence.given.get("picture"):
        _picture(parent, token, (fence, text), places, found)
        return
    if fence.caption:
        parent = _listing(parent, token, fence, line, places)
    give(token, fence.given)
    identity = places.identity(token, line)
    block = etree.SubElement(parent, "pre", tree_attributes(token.attrs) | identity)
    block.attrib.update(_notes(fence))
    code = etree.SubElement(block, "code")
    if fence.language:
        code.set("class", f"language-{fence.language}")
    code.text = text


def append_other(parent: Element, token: Token, line: int, places: Places, found: Found) -> None:
    """Append HTML that is neither tag nor comment: instructions to programs are code."""
    # Only line feeds end the lines of a chapter; Python knows eight more ends.
    first = token.content.strip().partition("\n")[0].strip()
    lines = token.content.removesuffix("\n").count("\n") + 1
    if is_program(first):
        append_code(parent, token, line, places, found)
        message = f"{first} is no HTML that a book can hold, and is printed as code"
        found.problem("NK240", message, places.at(line), "put it between two lines of ```")
    elif first.startswith("<!--") and "-->" not in token.content:
        lost = f"{lines} lines of the chapter"
        message = f"{first[:40]} begins a comment that nothing closes: {lost} are left out"
        found.problem("NK210", message, places.at(line), "close it with -->")
        found.unprinted.append((line + 1, line + lines))
    else:
        found.problem("NK210", f"{first} is left out", places.at(line))


def _code(token: Token, fence: Fence) -> str:
    """Return a block's text; all that the fence says besides stays in ``data-info``."""
    text, options = token.content, ""
    if fence.executable:
        text, options = take_option_lines(fence, text)
    if fence.extra or options:
        fence.given["info"] = "\n".join(filter(None, (fence.extra, options)))
    return text


def _notes(fence: Fence) -> dict[str, str]:
    """Return as attributes what Pandoc's don't say of a block to nkbook.manuscript.listings."""
    noted = {}
    if fence.extra and fence.first is not None:
        noted["data-first"] = str(fence.first)
    if fence.extra and fence.marked:
        noted["data-marked"] = fence.marked
    if fence.executable and fence.language in ENGINES:  # {note} is a directive of MyST
        noted["data-kind"] = "chunk"
    return noted


def _listing(parent: Element, token: Token, fence: Fence, line: int, places: Places) -> Element:
    """Append the division of a listing with its caption; the block's id becomes the division's."""
    id = fence.given.pop("id", None) or places.text_id(token.content, "lst-")
    where = {"data-line": str(places.line(token, line))}
    listing = etree.SubElement(parent, "div", {"class": "listing", "id": id} | where)
    caption_id = places.text_id(fence.caption, "cap-")
    caption = etree.SubElement(listing, "p", {"class": "caption", "id": caption_id} | where)
    caption.text = fence.caption
    return listing


def _picture(
    parent: Element, token: Token, diagram: tuple[Fence, str], places: Places, found: Found
) -> None:
    """Append the picture of a diagram as a figure; its source stays with it, not printed."""
    fence, text = diagram
    given = fence.given
    source = given.pop("picture")
    where = places.at(places.line(token))
    own = {name: given.pop(name) for name in ("id", "class") if name in given}
    figure = etree.SubElement(parent, "figure", own)
    figure.attrib.update({"id": own.get("id") or places.block_id(token)})
    figure.set("data-line", str(where.line))
    alt = given.pop("alt", "") or fence.caption or " ".join(text.split())
    shown = {"src": source, "alt": alt} | tree_attributes(given)
    image = etree.SubElement(figure, "img", shown | {"data-line": str(where.line)})
    image.set("data-source", f"{fence.language}\n{text}")
    set_size(image)
    found.images.append((source, where))
    if fence.caption:
        caption_id = places.text_id(fence.caption, "cap-")
        caption = etree.SubElement(
            figure, "figcaption", {"id": caption_id, "data-line": str(where.line)}
        )
        caption.text = fence.caption
