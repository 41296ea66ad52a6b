"""The line that opens a block of code: Pandoc's attributes, and what other tools write there.

```` ```python {#id .numberLines} ````, ```` ```{.python startFrom=10} ```` (Pandoc),
```` ```{r, echo=FALSE} ```` (knitr, Quarto), ```` ```js{1,3-4} ```` and ``ts:line-numbers``
(VuePress, VitePress), ```` ```py title="a.py" hl_lines="2" ```` (MkDocs, Docusaurus),
```` ```rust,ignore ```` (rustdoc, mdBook), ```` ```go {linenos=true,hl_lines=[3]} ```` (Hugo).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from nkbook.manuscript.markdown.rules.attributes import Attributes, attributes
from nkbook.reading.numbers import whole

NUMBERED = "numberLines"
MOST_DIGITS = 9  # of a line's number
_CHUNK = re.compile(r"\{\{?\s*+([A-Za-z][\w+#-]*+)(?:[\s,](.*?))?\}\}?\Z", re.DOTALL)
_RANGES = re.compile(r"[\s,-]*\d[\d\s,-]*")
_PAIR = re.compile(
    r"""(?:(?<=\A)|(?<=[\s,]))([A-Za-z][\w.-]*)\s*=\s*("[^"]*"|'[^']*'|\[[^\]]*\]|\{[^}]*\}|[^\s,]+)"""
)
_OPTION_LINE = re.compile(r"(?:#|//|--|%%|%)\| ?(.*)\n?")
_OPTION = re.compile(r"\s*+([\w.-]++)\s*+[:=](.*)\Z")
_NUMBERING = frozenset(
    (
        *("numberLines", "number-lines", "numberlines", "line-numbers", "lineNumbers"),
        *("linenos", "linenums", "showLineNumbers", "lineno", "numbered"),
    )
)
_CAPTIONS = ("caption", "lst-cap", "title", "filename", "file")
_FIRST = ("startFrom", "startfrom", "start-from", "linenostart", "firstnumber", "start")
_MARKED = ("hl_lines", "hl-lines", "hl", "highlight", "emphasize-lines", "code-line-numbers")
_NO = frozenset(("false", "no", "off", "0", "none"))


@dataclass(slots=True)
class Fence:
    """What a block's first line says; ``dropped`` are words that mean nothing."""

    language: str = ""
    given: Attributes = field(default_factory=Attributes)  # Pandoc's: id, class, key=value
    executable: bool = False
    caption: str = ""
    first: int | None = None  # number of the first line, if lines are numbered
    marked: str = ""  # lines to set off: 1,3-4
    dropped: tuple[str, ...] = ()
    extra: str = ""  # the whole line, if more was understood than Pandoc does


def read_fence(info: str) -> Fence:
    """Return what the words after the three backticks say."""
    info = info.strip()
    word, brace, rest = info.partition("{")
    braces = (brace + rest).strip()
    given = attributes(braces) if braces else None
    fence = Fence(given=given or Attributes())
    if given is not None:
        _words(fence, word)
    elif braces:
        _foreign(fence, word.strip(), braces, info)
    else:
        _words(fence, info)
    _understand(fence)
    if fence.extra:
        fence.extra = info
    return fence


def _words(fence: Fence, text: str) -> None:
    """Read words outside braces: the language, pairs, and words that some tool knows."""
    pairs = {match[1]: match[2] for match in _PAIR.finditer(text)}
    words = _PAIR.sub(" ", text).split()
    language = words.pop(0) if words else ""
    if set(language) & set("{}"):  # braces in no grammar of anybody's
        language, words = "", [language, *words]
    language, comma, _ = language.partition(",")
    language, colon, name = language.partition(":")
    # The last is C++'s own: `c:` is nobody's language.
    numbering = name.partition("=")
    if colon and numbering[0] in _NUMBERING:
        pairs["startFrom"] = numbering[2] or "1"
        _add_class(fence, NUMBERED)
    elif colon and name and not name.startswith("no-"):
        pairs.setdefault("filename", name)
    if comma or colon or pairs:
        fence.extra = text
    fence.language = language
    if not language and not words and fence.given.get("class"):
        first, _, others = fence.given.pop("class").partition(" ")
        fence.language = first
        if others:
            fence.given["class"] = others
    known = [item for item in words if item in _NUMBERING]
    if known:
        fence.extra = text
        _add_class(fence, NUMBERED)
    fence.dropped = tuple(item for item in words if item not in _NUMBERING)
    for name, value in pairs.items():
        fence.given.setdefault(name, _plain(value))


def _foreign(fence: Fence, word: str, braces: str, info: str) -> None:
    """Read braces in another tool's grammar; what is in none makes the first word the language."""
    inside, _, after = braces[1:].partition("}")
    if word and (_RANGES.fullmatch(inside) or _PAIR.search(inside)):
        _words(fence, f"{word} {after}")
        fence.extra = info
        if _RANGES.fullmatch(inside):
            fence.given["hl_lines"] = inside
        else:
            for match in _PAIR.finditer(inside):
                fence.given[match[1]] = _plain(match[2])
        return
    chunk = None if word else _CHUNK.match(braces)
    if chunk is None:
        first, *others = info.split()
        fence.language, fence.dropped = first, tuple(others)
        return
    fence.language, fence.executable, fence.extra = chunk[1].casefold(), True, info
    for match in _PAIR.finditer(chunk[2] or ""):
        fence.given[match[1]] = _plain(match[2])
    # knitr's own words for what a chunk does: none of them is an attribute of the block.
    kept = {*_CAPTIONS, *_FIRST, *_MARKED, *_NUMBERING, "class", "id"} - {"file"}
    fence.given = {name: value for name, value in fence.given.items() if name in kept}


def _plain(value: str) -> str:
    return value[1:-1] if value[:1] in "\"'[{" and len(value) > 1 else value


def _add_class(fence: Fence, name: str) -> None:
    classes = fence.given.get("class", "").split()
    if name not in classes:
        fence.given["class"] = " ".join([*classes, name])


def _understand(fence: Fence) -> None:
    """Take captions, numbering and marked lines out of the attributes."""
    given = fence.given
    for name in _CAPTIONS:
        if name in given and not fence.caption:
            fence.caption = given.pop(name)
    fence.marked = marked_lines(given)
    numbered = False
    for name in _NUMBERING & given.keys():
        value = given.pop(name).casefold()
        fence.extra = fence.extra or name
        numbered = numbered or value not in _NO
        if value.isdecimal() and numbered and whole(value) > 0:
            given.setdefault("startFrom", value)
    fence.first = first_number(given)
    if fence.first is None and numbered:
        _add_class(fence, NUMBERED)
        fence.first = first_number(given)


def marked_lines(given: Mapping[str, str]) -> str:
    """Return the lines that attributes set off, as 1,3-4; "" for none."""
    for name in _MARKED:
        value = given.get(name, "").replace('"', "").replace("'", "")
        if _RANGES.fullmatch(value):
            return ",".join(re.findall(r"\d+(?:\s*-\s*\d*)?", value))
    return ""


def first_number(given: Mapping[str, str]) -> int | None:
    """Return the number of the first line that Pandoc's attributes give, None for no numbers."""
    if not _NUMBERING & {*given.get("class", "").split()}:
        return None
    value = next((given[name] for name in _FIRST if name in given), "1")
    return int(value) if value.isdecimal() and len(value) <= MOST_DIGITS else 1


def take_option_lines(fence: Fence, text: str) -> tuple[str, str]:
    """Return a chunk's code without its first lines ``#| key: value``, and those lines.

    What they say of captions, ids and numbers is read (Quarto's manual, Cell options).
    """
    position = 0
    while line := _OPTION_LINE.match(text, position):
        if option := _OPTION.match(line[1]):
            _option(fence, option[1], option[2].strip().strip("\"'"))
        position = line.end()
    return text[position:], text[:position]


def _option(fence: Fence, name: str, value: str) -> None:
    if name in ("lst-cap", "filename"):
        fence.caption = fence.caption or value
    elif name in ("lst-label", "lst-id"):
        fence.given["id"] = value
    elif name == "code-line-numbers" and value.casefold() == "true":
        fence.first = fence.first or 1
        _add_class(fence, NUMBERED)
