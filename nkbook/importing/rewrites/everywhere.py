"""What texts of all tools have: HTML that no book holds, words after a code's language."""

from __future__ import annotations

import re

from nkbook.importing.model import Log, Page
from nkbook.importing.rewrites.boxes import ALERTS, bold, box, fenced
from nkbook.importing.text.pairs import pairs_rewritten
from nkbook.importing.text.prose import in_code, outside_code
from nkbook.model.raw_html import unescaped
from nkbook.typesetting.han import HAN

_DETAILS = re.compile(
    r"^[ \t]*<details\b[^<>]*+>\s*+(?:<summary\b[^<>]*+>((?:(?!</?summary\b).)*+)</summary>)?"
    r"((?:(?!<details\b).)*?)</details>[ \t]*$",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
_MOVING = re.compile(
    r"(?<!\\)<(iframe|video|audio|embed|object)\b([^<>]*)>((?:(?!<\1\b).)*?)</\1\s*>"
    r"|(?<!\\)<(iframe|embed)\b([^<>]*)>",
    re.DOTALL | re.IGNORECASE,
)
_SCRIPT = re.compile(
    r"(?<!\\)<(script|style|noscript|form|button|svg|canvas)\b[^<>]*+>", re.IGNORECASE
)
_HEAD = re.compile(r"(?<!\\)<(?:link|meta)\b[^<>]*+>", re.IGNORECASE)
_CONTENTS = re.compile(
    r"^[ \t]*(?:\[TOC\]|\[\[_?TOC_?\]\]|\$\{toc\}|@\[toc\](?:\([^()\n]*+\))?|"
    r"\{:\s*toc\b[^{}]*+\})[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_CONTENTS_BEGIN = re.compile(r"^[ \t]*<!--\s*toc\s*-->", re.MULTILINE | re.IGNORECASE)
_CONTENTS_END = re.compile(r"<!--\s*/toc\s*-->[ \t]*$", re.MULTILINE | re.IGNORECASE)

_IMAGE = re.compile(r"(?<!\\)<img\b((?:[^<>/]|/(?!>))*+)/?>", re.IGNORECASE)
_ANCHOR = re.compile(r"(?<!\\)<a\b([^<>]*)>((?:(?!</?a\b)[^\n])*?)</a\s*>", re.IGNORECASE)
_GIVEN = re.compile(r"""(?<![\w-])([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_DEEPEST = 60  # levels: as many as nkbook reads
_SIZE = re.compile(r"(\d+(?:\.\d+)?)(%|px|em|cm|mm|pt|in)?\Z")
_INFO = re.compile(r"([ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*)(`{3,}|~{3,})[ \t]*([^\n`]*)(\n|\Z)")
_FILE_NAME = re.compile(
    r"""(?:title|filename|name|file|caption)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))"""
)
_HAN = re.compile(f"[{HAN}]")
_SIZED = re.compile(
    r"(!\[[^\[\]]*+\]\([^()]*+\))\{(?=[^{}]*+\})(?::|[ \t])[^{}]*?"
    r"(width|height)=[\"']?(\d+(?:%|px|em)?)[\"']?[^{}]*\}"
)
_BELOW = re.compile(
    r"(!\[[^\[\]\n]*+\]\([^()\n]*+\))[ \t]*+\n[ \t]*+"
    r"(\{[ \t]*+(?:(?:[.#][\w-]++|[\w-]++=(?:\"[^\"\n]*+\"|[^\s{}\"]++))[ \t]*+)++\})[ \t]*+$",
    re.MULTILINE,
)  # Goldmark's, under the block that they belong to
_LONG_ADDRESS = re.compile(
    r"(?<![\](<\"'=])<?(?P<address>https?://(?P<site>[\w.-]+)[^\s<>\u3000-\uffef]{200,})>?"
)
_DIRECTIVE = re.compile(
    r"(?P<indent>[ \t]*)(?P<fence>`{3,}|~{3,}|:{3,})"
    r"(?:\{(?P<kind>[\w-]+)\}|[ \t]*(?P<old>[A-Za-z]+)::)[ \t]*+(?P<title>[^\n]*+)\n"
    r"(?P<body>.*?)(?:\n[ \t]*+|(?<![ \t])[ \t]*+|)(?P=fence)[`~:]*[ \t]*\n?\Z",
    re.DOTALL,
)
_OPTION = re.compile(r":[\w-]+:.*")
# With a class, a name or a value, as kramdown has it: {:?} is a text of Rust.
_LIST_OF_ATTRIBUTES = re.compile(
    r"\{:[ \t]*((?:(?:[.#][\w:.-]*\w|[\w-]+(?:=(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s{}\"']+))?|:)"
    r"(?:[ \t]+|(?=\}))){1,20})\}"
)


def html_blocks(text: str, _page: Page, log: Log) -> str:
    """Fold open ``<details>``; make links of films; leave out scripts and lists of contents."""

    def details(found: re.Match[str]) -> str:
        log.changed("<details>", found[0].split("\n", 1)[0])
        title = (
            f"{bold(' '.join((found[1] or '').split()))}\n\n" if (found[1] or "").strip() else ""
        )
        return "\n" + fenced(".box .details", title + found[2].strip("\n")) + "\n"

    def moving(found: re.Match[str]) -> str:
        given = attributes(found[2] or found[5] or "")
        address = given.get("src") or attributes(found[3] or "").get("src", "")
        if not address:
            log.dropped(f"<{found[1] or found[4]}>", found[0])
            return ""
        address = f"https:{address}" if address.startswith("//") else address
        log.look("a film, a sound or a page inside the page: now a link", found[0])
        return f"<{address}>" if "://" in address else f"[{address}](<{address}>)"

    def dropped(found: re.Match[str], _inner: str, whole: str) -> str:
        log.dropped(f"<{found[1]}>", whole)
        return ""

    def of_a_head(found: re.Match[str]) -> str:
        log.dropped("<link>", found[0])
        return ""

    def contents(whole: str) -> str:
        log.dropped("a list of contents inside a chapter", whole)
        return ""

    def rewrite(prose: str) -> str:
        prose = _CONTENTS.sub(lambda found: contents(found[0]), prose)
        prose = pairs_rewritten(
            prose, _CONTENTS_BEGIN, lambda _: _CONTENTS_END, lambda _a, _b, whole: contents(whole)
        )
        prose = _MOVING.sub(moving, prose)
        prose = pairs_rewritten(prose, _SCRIPT, closing_tag, dropped)
        prose = _HEAD.sub(of_a_head, prose)
        for _ in range(_DEEPEST):
            previous, prose = prose, _DETAILS.sub(details, prose)
            if previous == prose:
                break
        return prose

    return outside_code(text, rewrite)


def closing_tag(opening: re.Match[str]) -> re.Pattern[str]:
    """Return what closes an element of HTML that an opening tag's match names first."""
    return re.compile(rf"</{opening[1].lower()}\s*>", re.IGNORECASE)


def html_links(text: str, _page: Page, log: Log) -> str:
    """Write ``<img>`` and ``<a href>`` in Markdown, so that their addresses are followed."""

    def image(found: re.Match[str]) -> str:
        given = attributes(found[1])
        if not given.get("src"):
            return found[0]
        log.changed("<img>", found[0])
        size = [
            f"{name}={value}" for name in ("width", "height") if (value := _length(given, name))
        ]
        if len(size) > 1 and "%" in "".join(size):
            size = size[:1]
        words = given.get("alt", "").replace("[", "(").replace("]", ")")
        braces = f"{{{' '.join(size)}}}" if size else ""
        return f"![{words}]({_address(given['src'])}){braces}"

    def link(found: re.Match[str]) -> str:
        given = attributes(found[1])
        name = given.get("id") or given.get("name")
        if not given.get("href") or name:
            return found[0]
        log.changed("<a href>", found[0])
        return f"[{found[2]}]({_address(given['href'])})"

    return outside_code(text, lambda prose: _ANCHOR.sub(link, _IMAGE.sub(image, prose)))


def long_addresses(text: str, _page: Page, log: Log) -> str:
    """Write the name of a site for an address that would fill lines: a program's state, say."""

    def one(found: re.Match[str]) -> str:
        log.look("a very long address: the name of its site is printed", found["site"])
        return f"[{found['site']}](<{found['address']}>)"

    return outside_code(text, lambda prose: _LONG_ADDRESS.sub(one, prose))


def directives(text: str, _page: Page, log: Log) -> str:
    """Rewrite MyST's boxes, which are fences: ```` ```{note} title ````.

    And recommonmark's, ```` ```note:: words ````, which are the first of the box.
    """

    def one(block: str) -> str:
        found = _DIRECTIVE.match(block)
        kind = (found["kind"] or found["old"]) if found else ""
        if not found or kind.lower() not in ALERTS:
            return block
        log.changed("```{note}", found[0].rstrip("\n"))
        lines = [line.removeprefix(found["indent"]) for line in found["body"].split("\n")]
        while lines and (_OPTION.fullmatch(lines[0]) or not lines[0].strip()):
            lines.pop(0)
        inner = directives("\n".join(lines), _page, log)
        words = found["title"].strip()
        made = (
            box(kind, "", f"{words}\n\n{inner}".strip("\n"))
            if found["old"]
            else box(kind, words, inner)
        ).split("\n")
        return "\n".join(found["indent"] + line if line else line for line in made) + "\n\n"

    return in_code(text, one) if "{" in text or "::" in text else text


def _address(address: str) -> str:
    return f"<{address}>" if re.search(r"[\s()]", address) else address


def attributes(text: str) -> dict[str, str]:
    """Return the attributes of a tag of HTML, their names in small letters."""
    return {
        found[1].lower(): unescaped(next((v for v in found.groups()[1:] if v is not None), ""))
        for found in _GIVEN.finditer(text)
    }


def _length(given: dict[str, str], name: str) -> str:
    """Return a width or height in nkbook's units, also from a style; "" for none."""
    style = re.search(rf"(?:^|;)\s*{name}\s*:\s*([^;]+)", given.get("style", ""))
    found = _SIZE.match((given.get(name) or (style[1] if style else "")).strip())
    if not found or float(found[1]) == 0:
        return ""
    number, unit = found[1], found[2] or "px"
    return f"{float(number) * 25.4:g}mm" if unit == "in" else f"{number}{unit}"


def code_languages(text: str, _page: Page, log: Log) -> str:
    """Keep of a code block's first line its language, and its file's name as a line above."""

    def one(block: str) -> str:
        found = _INFO.match(block)
        if not found or not found[3].strip():
            return block
        indent, fence, info, end = found.groups()
        info = info.strip()
        if info.startswith("{"):
            return block
        language = re.split(r"[\s,{:]", info, maxsplit=1)[0]
        rest = info[len(language) :]
        language = language if re.fullmatch(r"[\w+#.-]+", language) else ""
        named = _FILE_NAME.search(rest)
        name = next((one for one in named.groups() if one), "") if named else ""
        if not rest.strip(" ,") and language:
            return block
        if not name and _HAN.search(rest) and not named:
            name = rest.strip(" ,:")
            log.look("words after a code block's language: now a line above it", info)
        else:
            log.dropped("words after a code block's language", info)
        above = f"{indent}{bold(name)}\n\n" if name and not indent.strip() else ""
        return f"{above}{indent}{fence}{language}{end}{block[found.end() :]}"

    return in_code(text, one)


def attribute_lists(text: str, _page: Page, log: Log) -> str:
    """Write kramdown's and attr_list's ``{: .class #id}`` as Pandoc's ``{.class #id}``.

    On a line of its own, where it belongs to the block before it, only an id can be kept.
    """

    def one(found: re.Match[str]) -> str:
        log.dropped("{: … }", found[0])
        return ""

    def below(found: re.Match[str]) -> str:
        log.changed("attributes below a picture", found[2])
        return found[1] + found[2]

    def rewrite(prose: str) -> str:
        prose = _BELOW.sub(below, prose)
        lines = []
        for line in prose.split("\n"):
            bare = line.strip()
            if _LIST_OF_ATTRIBUTES.fullmatch(bare):
                log.dropped("{: … }", bare)
                continue
            heading = re.match(
                r"(#{1,6}\s.*?)(?:(?<![ \t])[ \t]++)?+\{:[ \t]*+(#[\w:.-]++)[^{}]*+\}[ \t]*+\Z",
                line,
            )
            if heading:
                lines.append(f"{heading[1]} {{{heading[2]}}}")
                continue
            sized = _SIZED.sub(_sized, line)
            lines.append(_LIST_OF_ATTRIBUTES.sub(one, sized))
        return "\n".join(lines)

    return outside_code(text, rewrite) if "{" in text else text


def _sized(found: re.Match[str]) -> str:
    value = found[3] if not found[3].isdigit() else f"{found[3]}px"
    return f"{found[1]}{{{found[2]}={value}}}"
