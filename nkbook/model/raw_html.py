"""Raw HTML as manuscripts hold it: the names of HTML's elements, and how a tag is spelt.

The names are those of the HTML Standard (WHATWG, Indices, Elements), with the obsolete ones that
browsers still know (§16.2). What is in angle brackets and is none of them is a placeholder or
another tool's component.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from types import MappingProxyType

_NAMES = """
a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink
blockquote body br button canvas caption center cite code col colgroup data datalist dd del details
dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2
h3 h4 h5 h6 head header hgroup hr html i iframe image img input ins kbd label legend li link main
map mark marquee math menu meta meter nav nobr noembed noframes noscript object ol optgroup option
output p param picture plaintext pre progress q rb rp rt rtc ruby s samp script search section
select slot small source span strike strong style sub summary sup svg table tbody td template
textarea tfoot th thead time title tr track tt u ul var video wbr xmp
"""
NAMES = frozenset(_NAMES.split())
_EMPTY = """
area base basefont br col embed frame hr image img input link meta param source track wbr
"""
VOID = frozenset(_EMPTY.split())  # have no content and no closing tag
UNREAD = ("script", "style")  # their content is no text
VERBATIM = ("pre", "textarea", "xmp", "plaintext", *UNREAD)  # no Markdown in them
WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"img": ("alt", "title"), "abbr": ("title",)}  # attributes that a reader is told
)

# Of CommonMark 0.31 §6.6, and a colon in names, for Word's <o:p>.
_NAME = r"[A-Za-z][A-Za-z0-9]*(?:[:-][A-Za-z0-9-]++)*+"  # possessive: "-" may be of either part
_VALUE = r"""(?:[^"'=<>`\x00-\x20]+|'[^']*'|"[^"]*")"""
_STRICT = rf"<(?:{_NAME}(?:\s+[A-Za-z_:@#][\w:.@-]*(?:\s*=\s*{_VALUE})?)*+\s*/?|/{_NAME}\s*)>"
# Of HTML's own tokenizer: what follows a name that HTML knows, whatever it is.
_LOOSE = (
    rf"</?(?:{'|'.join(sorted(NAMES, key=len, reverse=True))})(?=[\s/\"'=])"
    r"(?:[\x00-;=?-\x7f]*|[^<>]*\w=[^<>]*)>"
)
STRICT = re.compile(_STRICT)
TAG = re.compile(f"{_STRICT}|(?i:{_LOOSE})")
COMMENT = re.compile(
    r"<!---?>|<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>|<![A-Za-z][^>]*>", re.DOTALL
)
# Numbers of characters that Python refuses to read: many zeros before them, or beyond all.
_ZEROS = re.compile(r"(&#[xX]?)0+(?=[0-9a-fA-F])")
_BEYOND = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{7,});?")
_REMARKS = re.compile(r"\s*(?:<!--(?:(?!-->).)*-->\s*)+\Z", re.DOTALL)
_END_OF_LIST = re.compile(r"\W*end\W+(?:of\W+)?(?:the\W+)?list\W*\Z", re.IGNORECASE)
_AMPERSAND = re.compile(r"&(?!#?\w+;)")  # of an address, not of an entity: ?a=1&center=2
_SPELT = re.compile(rf"<(/?)({_NAME})")
_HIDDEN = re.compile(rf"<({'|'.join(UNREAD)})\b[^<>]*>", re.IGNORECASE)
_BRACKET = re.compile(
    r"<rp\b[^<>]*>[^<>&\w\n]{0,3}", re.IGNORECASE
)  # for those who cannot show ruby


def is_remark(html: str) -> bool:
    """Return True for comments that say something of their own, and not that a list ends."""
    if not _REMARKS.match(html):
        return False
    said = [one[4:-3] for one in COMMENT.findall(html) if one.startswith("<!--")]
    return all(any(map(str.isalnum, words)) and not _END_OF_LIST.match(words) for words in said)


def spelt(tag: str) -> tuple[str, bool]:
    """Return the name in a tag, as it is written, and whether the tag is a closing one.

    ``</br>`` is none: it ends a line as ``<br>`` does (HTML Standard §13.2.6.4.7).
    """
    match = _SPELT.match(tag)
    return (match[2], match[1] == "/" and match[2].lower() != "br") if match else ("", False)


def is_program(markup: str) -> bool:
    """Return True for an instruction to a program, such as ``<?php … ?>``; Word's are none."""
    return markup.startswith("<?") and not markup.startswith("<?xml:")


def attributes_of(tag: str) -> dict[str, str]:
    """Return an opening tag's attributes, names in lower case, entities read; the first counts."""
    parser = _OneTag()
    parser.feed(_countable(_AMPERSAND.sub("&amp;", tag)))
    return parser.found


def unescaped(text: str) -> str:
    """Return a text with characters for its entities, U+FFFD for numbers beyond all characters."""
    return html.unescape(_countable(text)) if "&" in text else text


def _countable(text: str) -> str:
    return _BEYOND.sub("&#xfffd;", _ZEROS.sub(r"\1", text)) if "&#" in text else text


class _OneTag(HTMLParser):
    """The standard library's parser, which reads any attributes as browsers do."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, str] = {}

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the attributes."""
        for name, value in attrs:
            self.found.setdefault(name, value or "")


def without_tags(text: str) -> str:
    """Return a text without tags, line for line, but with what their attributes say in words."""
    text = _BRACKET.sub("", "".join(_shown(text)))
    return TAG.sub(lambda match: " ".join(_words(match[0])), text)


def _shown(text: str) -> Iterator[str]:
    """Yield a text without the content of elements that is no text."""
    position, lower = 0, text.lower()
    while opening := _HIDDEN.search(text, position):
        end = lower.find(f"</{opening[1].lower()}", opening.end())
        if end < 0:
            yield text[position : opening.end()]
            position = opening.end()
            break
        yield text[position : opening.start()]
        yield "\n" * text.count("\n", opening.start(), end)
        position = end
    yield text[position:]


def _words(tag: str) -> Iterator[str]:
    name, closes = spelt(tag)
    words = () if closes else WORDS.get(name.lower(), ())
    if words:
        found = attributes_of(tag)
        yield from (found[key] for key in words if key in found)
    yield "\n" * tag.count("\n")
