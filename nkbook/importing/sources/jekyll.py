"""Jekyll: _config.yml, posts and collections, Liquid's tags, kramdown."""

from __future__ import annotations

import posixpath
import re
from typing import Any

from nkbook.importing.folder import Folder, mapping, words
from nkbook.importing.model import Log, Node, Outline, Page
from nkbook.importing.rewrites.boxes import ALERTS, box
from nkbook.importing.rewrites.highlights import highlights
from nkbook.importing.sources.people import people
from nkbook.importing.sources.plain import in_folders, is_chapter, natural
from nkbook.importing.text.emoji import emoji
from nkbook.importing.text.header import split_header
from nkbook.importing.text.prose import outside_code

NAME = "jekyll"
_CODE = re.compile(
    r"\{%-?\s*highlight\s+([\w+#-]++)[^%]*+%\}\n?"
    r"((?:(?!\{%-?\s*highlight\b).)*?)\{%-?\s*endhighlight\s*-?%\}",
    re.DOTALL,
)
_RAW = re.compile(r"\{%-?\s*raw\s*-?%\}((?:(?!\{%-?\s*raw\b).)*?)\{%-?\s*endraw\s*-?%\}", re.DOTALL)
_HIDDEN = re.compile(
    r"\{%-?\s*comment\s*-?%\}(?:(?!\{%-?\s*comment\b).)*?\{%-?\s*endcomment\s*-?%\}", re.DOTALL
)
_INCLUDE = re.compile(
    r"\{%-?\s*(include|include_relative)\s+([^\s%]++)((?:[^%{]|%(?!\})|\{(?!%))*+)%\}"
)
_LINK = re.compile(r"\{%-?\s*(link|post_url)\s+([^\s%]+)\s*-?%\}")
_TAG = re.compile(r"\{%-?\s*(\w++)((?:[^%{]|%(?!\})|\{(?!%))*+)%\}")
_VALUE = re.compile(r"\{\{-?\s*([\w.]+|\"[^\"]*\"|'[^']*')\s*((?:\|[^}]*)?)-?\}\}")
_CONTENTS = re.compile(r"^[*\-1.]++[ \t]++.*+\n\{:\s*+toc[^{}]*+\}[ \t]*+$", re.MULTILINE)
_LIST = re.compile(r"^\{:[ \t]*\.?([\w-]++)[^}\n]*+\}[ \t]*\n((?:>.*\n?)+)", re.MULTILINE)
_NEXT = 1_000_000


def detect(folder: Folder) -> bool:
    """Return True if the folder holds a site of Jekyll."""
    return folder.has("_config.yml") and not folder.has("SUMMARY.md")


def outline(folder: Folder) -> Outline:
    """Return the book that posts by date, or else pages by nav_order and name, make."""
    settings = folder.yaml("_config.yml")
    root = words(settings.get("source")).strip("./")
    prefix = f"{root}/" if root else ""
    paths = [path for path in folder.files if path.startswith(prefix) and is_chapter(path)]
    posts = [path for path in paths if "/_posts/" in f"/{path}"]
    named = {f"_{name}" for name in _collections(settings)}
    kept = [path for path in paths if named & set(path.split("/"))]
    pages = [
        path
        for path in paths
        if not any(part.startswith("_") for part in path.removeprefix(prefix).split("/"))
    ]
    ordered = {path: _order(folder, path) for path in pages}
    if posts and not kept and len(posts) >= len(pages) // 2:
        nodes: tuple[Node, ...] = tuple(
            Node(path=path) for path in sorted(posts, key=lambda path: _dated(folder, path))
        )
    elif kept:
        nodes = tuple(
            Node(path=path) for path in sorted(kept, key=lambda path: _order(folder, path))
        )
    elif any(order < _NEXT for order, _ in ordered.values()):
        nodes = tuple(Node(path=path) for path in sorted(pages, key=lambda path: ordered[path]))
    else:
        nodes = in_folders(pages, prefix)
    title = words(settings.get("title")) or words(settings.get("name"))
    return Outline(
        title=title,
        authors=people(settings.get("author")),
        language=words(settings.get("lang")) or words(settings.get("locale")),
        description=words(settings.get("description")),
        root=root,
        body=nodes,
        rewrites=(liquid, highlights, *((emoji,) if "jemoji" in str(settings) else ())),
        variables={f"site.{key}": words(value) for key, value in settings.items()},
    )


def _collections(settings: dict[str, Any]) -> list[str]:
    given = settings.get("collections")
    names = given if isinstance(given, list) else list(mapping(given))
    return [str(name) for name in names if name != "posts"]


def _dated(folder: Folder, path: str) -> tuple[str, str]:
    """Return the day of a post: by its name, or, as Hexo has it, by its header."""
    name = posixpath.basename(path)
    found = re.match(r"\d{4}-\d{1,2}-\d{1,2}", name)
    given = split_header(folder.text(path) or "", path).values.get("date", "")
    return (found[0] if found else str(given), name)


def _order(folder: Folder, path: str) -> tuple[float, Any]:
    values = split_header(folder.text(path) or "", path).values
    for key in ("nav_order", "order", "weight", "chapter", "sort"):
        value = values.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value), natural(path)
    return float(_NEXT), natural(path)


def liquid(text: str, page: Page, log: Log) -> str:
    """Rewrite ``{% highlight %}``, ``{% include %}``, ``{% link %}``, ``{{ site.x }}``."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[1])
        log.changed("{% raw %}", found[0].split("\n", 1)[0])
        return f"\U0010fff2{len(kept) - 1}\U0010fff3"

    def code(found: re.Match[str]) -> str:
        log.changed("{% highlight %}", found[0].split("\n", 1)[0])
        body = found[2].strip("\n")
        fence = "````" if "```" in body else "```"
        return f"{fence}{found[1]}\n{body}\n{fence}"

    text = _RAW.sub(keep, text)
    text = _CODE.sub(code, text)
    text = outside_code(text, lambda prose: _tags(prose, page, log))
    return re.sub("\U0010fff2(\\d+)\U0010fff3", lambda found: kept[int(found[1])], text)


def _tags(prose: str, page: Page, log: Log) -> str:
    """Rewrite the tags and values of Liquid in what is no code."""
    prose = _HIDDEN.sub("", _CONTENTS.sub("", prose))
    prose = _INCLUDE.sub(lambda found: _included(found, page, log), prose)
    prose = _LINK.sub(lambda found: _link(found, log), prose)
    prose = _VALUE.sub(lambda found: _value(found, page, log), prose)
    prose = _TAG.sub(lambda found: _tag(found, page, log), prose)
    return _LIST.sub(lambda found: _quoted(found, log), prose)


def _included(found: re.Match[str], page: Page, log: Log) -> str:
    name = found[2].strip("\"'")
    base = "_includes" if found[1] == "include" else posixpath.dirname(page.path)
    content = page.read(posixpath.normpath(posixpath.join(base, name)))
    given: dict[str, str] = dict(
        re.findall(r"(?<!\w)(\w++)\s*+=\s*+[\"']([^\"']*+)[\"']", found[3])
    )
    if (
        source := given.get("src")
        or given.get("url")
        or given.get("image_path")
        or given.get("file")
    ):
        log.changed("{% include %}", found[0])
        words_of = given.get("caption") or given.get("alt") or given.get("title") or ""
        return f"![{words_of}]({source})"
    if content is not None and name.endswith((".md", ".markdown", ".txt")):
        log.changed("{% include %}", found[0])
        return re.sub(
            r"\{\{\s*include\.(\w+)\s*\}\}", lambda one: given.get(one[1], ""), content
        ).strip("\n")
    log.dropped("{% include %}", found[0])
    return given.get("content", "")


def _link(found: re.Match[str], log: Log) -> str:
    log.changed(f"{{% {found[1]} %}}", found[0])
    return f"/{found[2]}" if found[1] == "link" else f"/_posts/{found[2]}.md"


def _value(found: re.Match[str], page: Page, log: Log) -> str:
    name = found[1].strip("\"'")
    if name != found[1]:
        return name
    if name in ("site.baseurl", "site.url", "page.url"):
        return ""
    if name in page.variables:
        log.changed("{{ variable }}", found[0])
        return page.variables[name]
    return found[0]


def _tag(found: re.Match[str], page: Page, log: Log) -> str:
    given = found[2].split()
    if found[1] in ("asset_img", "img", "image") and any("." in one for one in given):
        at = next(number for number, one in enumerate(given) if "." in one)
        shown = " ".join(one for one in given[at + 1 :] if not one.isdecimal()).strip("\"' ")
        # Hexo keeps the pictures of a post in a folder of its name.
        stem = posixpath.splitext(posixpath.basename(page.path))[0]
        base = f"{stem}/" if found[1] == "asset_img" else ""
        log.changed(f"{{% {found[1]} %}}", found[0])
        return f"![{shown}](<{base}{given[at]}>)"
    log.dropped(f"{{% {found[1]} %}}", found[0])
    return ""


def _quoted(found: re.Match[str], log: Log) -> str:
    if found[1].lower() not in ALERTS:
        return found[0]
    log.changed("{: .note } over a quotation", found[0].split("\n", 1)[0])
    body = re.sub(r"^> ?", "", found[2], flags=re.MULTILINE)
    return box(found[1], "", body) + "\n"
