"""``<figure>``: the picture of Markdown with its caption, or a box of something else."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markdown_it.token import Token

from nkbook.manuscript.markdown.html.nodes import Node
from nkbook.manuscript.markdown.html.tokens import block, global_attributes, tight
from nkbook.manuscript.markdown.tree.inline import plain_text
from nkbook.model.classes import GIVEN

Content = Callable[[Node], list[Token]]
LINK = "link"  # of a picture's meta: the beginning of the link around it


def figure(node: Node, content: Content) -> list[Token]:
    """Return a figure: one picture alone becomes Markdown's ``![caption](…)``.

    A caption of a table becomes the table's own; everything else is a div of class ``figure``,
    whose captions are paragraphs of class ``caption``.
    """
    captions = [child for child in node.children if child.name == "figcaption"]
    body = content(Node(children=[child for child in node.children if child not in captions]))
    words = [token for caption in captions for token in content(caption)]
    image, link = _only_picture(body)
    attributes = global_attributes(node.attributes)
    texts = [token for token in words if token.type == "inline"]
    is_plain = all(token.type in _TEXT for token in words)
    is_one = image is not None and not (texts and _has_more(image))
    if image is not None and is_plain and is_one:
        given = dict(image.attrs) | attributes
        if texts and not given.get("alt"):  # words in ![ ] beside a caption say what it shows
            given["alt"] = plain_text(image.children or [])
        caption = [child for token in texts for child in token.children or ()]
        written = "\n".join(token.content for token in texts)
        if not texts:  # ![words](file) alone in <figure>: its words are the caption
            caption, written = image.children or [], image.content
        meta = {**image.meta, LINK: link} if link else image.meta
        picture = image.copy(attrs=given, children=caption, content=written, meta=meta)
        inline = Token("inline", "", 0, map=node.lines, children=[picture], block=True)
        inline.content = written
        return block("p", [inline], node.lines)
    if words and _is_table(body):
        return [body[0], *block("caption", tight(words), captions[0].lines), *body[1:]]
    words = [  # copies: paragraphs that are made around text may share their attributes
        token.copy(attrs={**token.attrs, GIVEN: "caption"})
        if token.type == "paragraph_open"
        else token
        for token in words
    ]
    attributes[GIVEN] = "figure"
    inner = [*words, *body] if captions and node.children[0] is captions[0] else [*body, *words]
    return block("div", inner, node.lines, attributes, {"closed": True})


# What an alternative text says as the words themselves do.
_ALTERNATIVE = frozenset(
    (
        *("text", "code_inline", "bare_citation", "math", "math_reference"),
        *("softbreak", "hardbreak", "em_open", "em_close", "strong_open", "strong_close"),
        *("s_open", "s_close", "sub_open", "sub_close", "sup_open", "sup_close"),
        *("span_open", "span_close"),
    )
)
_TEXT = frozenset(("paragraph_open", "inline", "paragraph_close"))


def _is_table(tokens: Sequence[Token]) -> bool:
    """Return True for one table, without a caption, and nothing else."""
    starts = [token.type for token in tokens if token.nesting > 0]
    return (
        bool(tokens)
        and tokens[0].type == "table_open"
        and tokens[-1].type == "table_close"
        and starts.count("table_open") == 1
        and "caption_open" not in starts
    )


def _only_picture(tokens: Sequence[Token]) -> tuple[Token | None, Token | None]:
    """Return the picture, if the tokens are one paragraph that holds no more but a link around it.

    The other is the beginning of that link.
    """
    parts = [
        child
        for token in tokens
        for child in token.children or ()
        if child.type != "softbreak" and not _blank(child)
    ]
    if not all(token.type in _TEXT for token in tokens):
        return None, None
    match [part.type for part in parts]:
        case ["image"]:
            return parts[0], None
        case ["link_open", "image", "link_close"]:
            return parts[1], parts[0]
    return None, None


def _has_more(picture: Token) -> bool:
    """Return True for ``![words]`` that no alternative text can hold beside a caption.

    It has one of its own, or there is a note, an address or the like in the words.
    """
    words = plain_text(picture.children or []).strip()
    if words and picture.attrs.get("alt") not in (None, "", words):
        return True
    pending = list(picture.children or [])
    for token in pending:
        pending += token.children or []
    return any(set(one.attrs) - {"class"} or one.type not in _ALTERNATIVE for one in pending)


def _blank(token: Token) -> bool:
    return token.type == "text" and not token.content.strip()
