"""Hugo's shortcodes, such as ``{{< figure >}}``, ``{{% notice %}}`` and ``{{< ref >}}``."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

from nkbook.importing.model import Log, Page
from nkbook.importing.rewrites.boxes import ALERTS, bold, box, fenced, tab
from nkbook.importing.text.pairs import pairs_rewritten
from nkbook.importing.text.prose import outside_code

_TAG = (
    r"\{\{([<%])\s*+(?!/)([\w./-]++)"
    r"((?:\"(?:[^\"\\]|\\.)*\"|`[^`]*`|(?!\{\{[<%])[^\"`]){0,4000}?)(?:(?<!\s)\s++)?+/?[>%]\}\}"
)
_SINGLE = re.compile(_TAG)
_PAIR = re.compile(_TAG + r"((?:(?!\{\{[<%]\s*\2\b).)*?)\{\{[<%]\s*/\s*\2\s*[>%]\}\}", re.DOTALL)
_OPENING = re.compile(r"\{\{[<%]\s*(?!/)([\w./-]+)")
_CLOSING = re.compile(r"\{\{[<%]\s*/\s*([\w./-]+)\s*[>%]\}\}")
_DEEPEST = 60  # levels: as many as nkbook reads
_LEFT = re.compile(r"\{\{[<%]\s*/\s*[\w./-]+\s*[>%]\}\}")
_ESCAPED = re.compile(r"\{\{([<%])/\*((?:(?!\{\{[<%]/\*).)*?)\*/([>%])\}\}", re.DOTALL)
_GIVEN = re.compile(
    r"(?<![\w-])([\w-]+)\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|`([^`]*)`|'([^']*)'|(\S+))"
)
_PLACED = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|`([^`]*)`|(\S+)")
_BOXES = {"notice", "hint", "alert", "callout", "admonition", "note", "tip", "warning", "info",
          "caution", "danger", "important", "callout-note", "alert-box", "pageinfo",
          "blockquote"}  # fmt: skip
_FOLDED = {"details", "expand", "collapse", "spoiler", "fold"}
_TABS = {"tab", "tabitem", "codetab"}
_PICTURES = {"figure", "img", "image", "imgproc", "picture", "fig"}
_INCLUDES = {"include", "readfile", "include-md", "input"}
_FILMS = {"youtube", "vimeo", "bilibili", "gist", "tweet", "x", "instagram", "iframe", "audio",
          "video", "asciinema", "music", "codepen", "jsfiddle"}  # fmt: skip
_SHOWN = {"highlight", "code", "codeblock", "code-block"}
_FORMULAS = {"katex", "math", "mathjax", "latex", "math_block", "math-block", "mathblock"}
_ADDRESSES = {"youtube": "https://www.youtube.com/watch?v={}", "vimeo": "https://vimeo.com/{}",
              "bilibili": "https://www.bilibili.com/video/{}",
              "gist": "https://gist.github.com/{}"}  # fmt: skip


def shortcodes(text: str, page: Page, log: Log) -> str:
    """Rewrite the shortcodes of a text; of one that is not known, what it holds stays."""
    if "{{" not in text:
        return text
    text = pairs_rewritten(
        text, _SHORT_CODE_BLOCKS, _closing, lambda *found: _shown(found[0], found[1], log)
    )

    def paired(found: re.Match[str]) -> str:
        return _paired(found[2].lower(), found[3], found[4], found[0], log)

    def single(found: re.Match[str]) -> str:
        return _single(found[2].lower(), found[3], found[0], page, log)

    def rewrite(prose: str) -> str:
        for _ in range(_DEEPEST):
            previous, prose = prose, _without_pairs(prose, paired)
            if previous == prose:
                break
        return _LEFT.sub("", _SINGLE.sub(single, prose))

    text = outside_code(text, rewrite)
    return _ESCAPED.sub(r"{{\1\2\3}}", text)


def _without_pairs(prose: str, paired: Callable[[re.Match[str]], str]) -> str:
    """Return a text in which pairs are rewritten; no end is looked for where none is."""
    last = {found[1]: found.start() for found in _CLOSING.finditer(prose)}
    parts: list[str] = []
    done = 0
    for found in _OPENING.finditer(prose):
        begin = found.start()
        if done <= begin < last.get(found[1], 0) and (pair := _PAIR.match(prose, begin)):
            parts += [prose[done:begin], paired(pair)]
            done = pair.end()
    return "".join([*parts, prose[done:]])


_SHORT_CODE_BLOCKS = re.compile(
    r"\{\{[<%]\s*+(highlight|code|codeblock|code-block|mermaid)\b((?:(?!\{\{)[^>%])*+)[>%]\}\}"
)


def _closing(opening: re.Match[str]) -> re.Pattern[str]:
    return re.compile(rf"\{{\{{[<%]\s*/\s*{opening[1]}\s*[>%]\}}\}}")


def _shown(found: re.Match[str], body: str, log: Log) -> str:
    log.changed(f"{{{{< {found[1]} >}}}}", found[0].split("\n", 1)[0])
    named, placed = given(found[2])
    language = named.get("lang") or named.get("language") or (placed[0] if placed else "")
    language = "mermaid" if found[1] == "mermaid" else language
    body = body.strip("\n")
    if body.lstrip().startswith(("```", "~~~")):
        return body
    fence = "````" if "```" in body else "```"
    return f"{fence}{language}\n{body}\n{fence}"


def given(text: str) -> tuple[dict[str, str], list[str]]:
    """Return the named and the placed arguments of a shortcode."""
    named: dict[str, str] = {}

    def take(found: re.Match[str]) -> str:
        value = next((one for one in found.groups()[1:] if one is not None), "")
        named[found[1].lower()] = value.replace('\\"', '"')
        return " "

    rest = _GIVEN.sub(take, text)
    placed = [
        next(one for one in found.groups() if one is not None) for found in _PLACED.finditer(rest)
    ]
    return named, placed


def _paired(verb: str, arguments: str, body: str, whole: str, log: Log) -> str:
    named, placed = given(arguments)
    title = (
        named.get("title") or named.get("header") or named.get("name") or named.get("summary") or ""
    )
    kind = named.get("type") or named.get("context") or named.get("color") or ""
    log.changed(f"{{{{< {verb} >}}}}", whole.split("\n", 1)[0])
    if verb in _BOXES or verb in ALERTS:
        first = placed[0] if placed else ""
        kind = (
            kind
            or (first if first.lower() in ALERTS else "")
            or (verb if verb in ALERTS else "note")
        )
        words = placed[1:] if first.lower() in ALERTS else placed
        return f"\n{box(kind, title or ' '.join(words), body)}\n"
    if verb in _FOLDED:
        title = title or " ".join(one for one in placed if one not in ("open", "...", "…"))
        head = f"{bold(title)}\n\n" if title else ""
        return "\n" + fenced(".box .details", head + body.strip("\n")) + "\n"
    if verb in _TABS:
        return f"\n{tab(title or (placed[0] if placed else ''), body)}\n"
    if verb in _FORMULAS:
        is_display = "display" in arguments or "block" in verb or "\n" in body.strip()
        return f"\n$$\n{body.strip()}\n$$\n" if is_display else f"${body.strip()}$"
    if verb == "figure":
        return _figure(named, placed, body)
    return _titled(title or named.get("caption", ""), body.strip("\n"))


def _titled(title: str, body: str) -> str:
    """Return what a shortcode of a theme holds: a table with its caption, else below its title."""
    if not title:
        return body
    if body.strip().startswith("|"):
        return f"{body.rstrip()}\n\n: {title}\n"
    return f"{bold(title)}\n\n{body}"


def _single(verb: str, arguments: str, whole: str, page: Page, log: Log) -> str:
    made = _known(verb, arguments, page)
    if made is not None:
        done = log.look if verb in _FILMS else log.changed
        kind = "a film, a sound or a page inside the page: now a link"
        done(kind if verb in _FILMS else f"{{{{< {verb} >}}}}", whole)
        return made
    named = given(arguments)[0]
    texts = named.get("title") or named.get("text") or named.get("caption")
    if texts:
        log.look(f"a shortcode of the theme, {verb}: its words stay", whole)
        return texts
    log.dropped(f"{{{{< {verb} >}}}}", whole)
    return ""


def _known(verb: str, arguments: str, page: Page) -> str | None:
    """Return what a shortcode that has no end says in Markdown, None for one that is not known."""
    named, placed = given(arguments)
    first = placed[0] if placed else ""
    made: str | None = None
    if verb in _PICTURES and (named.get("src") or first):
        made = _figure(named, placed, "")
    elif verb == "figure" and named.get("id") and named.get("title"):  # a name above a table
        made = f"[**{named['title']}**]{{#{named['id']}}}"
    elif verb in ("ref", "relref"):
        path, mark, name = (named.get("path") or first).partition("#")
        made = f"{path if not path or posixpath.splitext(path)[1] else path + '.md'}{mark}{name}"
    elif verb in _FILMS:
        name = named.get("id") or named.get("src") or named.get("url") or first
        address = name if "://" in name else _ADDRESSES.get(verb, "").format(name) if name else ""
        made = f"<{address}>" if address else ""
    elif verb in _INCLUDES and (name := named.get("file") or first):
        bases = (posixpath.dirname(page.path), page.root, "")
        paths = (posixpath.normpath(posixpath.join(base, name.lstrip("/"))) for base in bases)
        made = next((text for path in paths if (text := page.read(path)) is not None), None)
    elif verb in ("param", "var"):
        made = page.variables.get(f"page.{first}")
    return made


def _figure(named: dict[str, str], placed: list[str], body: str) -> str:
    source = named.get("src") or (placed[0] if placed else "")
    caption = named.get("caption") or named.get("title") or " ".join(body.split())
    alt = named.get("alt", "")
    if named.get("title") and named.get("caption"):
        caption = f"{named['title']}　{named['caption']}"
    words = (caption or alt).replace("\n", " ")
    width = re.match(r"\d+(?:\.\d+)?(?:%|px)?\Z", named.get("width", ""))
    inside = [f"#{named['id']}"] if re.fullmatch(r"[\w-]+", named.get("id", "")) else []
    if alt and alt != words:
        inside.append('alt="' + alt.replace('"', "'") + '"')
    if width:
        inside.append(f"width={width[0]}{'' if width[0].endswith(('%', 'px')) else 'px'}")
    braces = f"{{{' '.join(inside)}}}" if inside else ""
    address = f"<{source}>" if re.search(r"[\s()]", source) else source
    return f"![{words}]({address}){braces}"
