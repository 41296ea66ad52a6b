"""Pages of the web and of EPUB in Pandoc's tree: only the classes that mean something in a book.

And the headings of an EPUB's pages have the levels that its list of contents gives them.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from nkbook.importing.model import Log
from nkbook.importing.pandoc.office.archive import opened, parsed
from nkbook.model.classes import BLOCKS, PUBLIC
from nkbook.model.document import Element

_KNOWN = PUBLIC | BLOCKS | {"math", "inline", "display", "footnote", "footnotes", "verse"}
_VALUES = frozenset(("lang", "ruby", "width", "height", "alt", "start", "type"))
_NOTES = re.compile(
    rb"""\s(?:epub:type=["'][^"']*(?:footnote|endnote|rearnote)s?["']|role=["']doc-(?:foot|end)notes?["'])"""
)
_CALL = re.compile(rb"""<a\b[^>]*noteref[^>]*>""")
_HREF = re.compile(rb"""\bhref=["']([^"']*)""")
_PLACES = {"Header": 1, "Div": 0, "Span": 0, "Link": 0, "Image": 0, "Code": 0}  # of attributes
_MARKS_OF_PLACES = ("¶", "#", "§", "🔗", "\uf0c1")
_ANCHORS = frozenset(("anchor", "headerlink", "header-anchor", "anchor-section", "hash-link"))
_LANGUAGE = re.compile(r"^(?:language|lang|highlight|brush)[-:]")
_NO_LANGUAGES = frozenset(
    ("sourceCode", "highlight", "hljs", "literal-block", "notranslate", "numberSource", "chroma")
)
_FEW = 30  # letters of a page that is only a picture
_INDENT = "\u3000 "


def simplified(node: Any, log: Log) -> Any:
    """Return a tree without classes that only a page's stylesheet knows, and what they are on.

    Blanks that indent a paragraph go, as the book indents it.
    """
    seen: set[str] = set()
    done = _simple(node, seen)
    for name in sorted(seen):
        log.dropped("a class of the page's stylesheet", name)
    return done


def _simple(node: Any, seen: set[str]) -> Any:
    if isinstance(node, list):
        return _joined([part for one in node for part in _parts(one, seen)])
    if not isinstance(node, dict):
        return node
    done = {key: _simple(value, seen) for key, value in node.items()}
    if done.get("t") == "CodeBlock":
        (name, classes, values), code = done["c"]
        languages = [_LANGUAGE.sub("", one) for one in classes if one not in _NO_LANGUAGES]
        done["c"] = [[name, languages[:1], [one for one in values if one[0] in _VALUES]], code]
    place = _PLACES.get(str(done.get("t")))
    if place is not None:
        done["c"][place] = _kept(node["c"][place], seen)
    if done.get("t") in ("Para", "Plain") and done["c"] and _is_word(done["c"][0]):
        first = done["c"][0]["c"].lstrip(_INDENT)
        done["c"][:1] = [{"t": "Str", "c": first}] if first else []
    return done


def _is_word(node: Any) -> bool:
    return isinstance(node, dict) and node.get("t") == "Str"


def _parts(node: Any, seen: set[str]) -> list[Any]:
    """Return a node, or what is in it if nothing is left that it would say."""
    done = _simple(node, seen)
    if _is_mark_of_place(node):
        name = node["c"][0][0]
        return [{"t": "Span", "c": [[name, [], []], []]}] if name else []
    if isinstance(done, dict) and done.get("t") == "Div" and _is_code(done["c"][1]):
        return list(done["c"][1])  # its name is that of a button
    if isinstance(done, dict) and done.get("t") in ("Span", "Div") and done["c"][0] == ["", [], []]:
        inside = done["c"][1]
        return list(inside)
    if isinstance(done, dict) and done.get("t") == "Div" and done["c"][0][1:] == [[], []]:
        (name, *_), inside = done["c"]
        if inside and inside[0]["t"] in ("Para", "Plain"):  # a name is enough there
            anchor = {"t": "Span", "c": [[name, [], []], []]}
            return [{**inside[0], "c": [anchor, *inside[0]["c"]]}, *inside[1:]]
    return [done]


def _is_mark_of_place(node: Any) -> bool:
    """Return True for a link that shows nothing, or a mark like ¶, to the heading that it is in."""
    if not isinstance(node, dict) or node.get("t") != "Link":
        return False
    (_, classes, _), inside, (address, _) = node["c"]
    words = _letters(inside)
    is_empty = not words and not _shows(inside)
    if is_empty and _ANCHORS & {*classes}:
        return True  # also by the page's own name: a.html#b
    return address.startswith("#") and (
        is_empty or words in _MARKS_OF_PLACES or (len(words) < 2 and bool(_ANCHORS & {*classes}))  # noqa: PLR2004
    )


def _shows(node: Any) -> bool:
    if isinstance(node, dict):
        return node.get("t") in ("Image", "Math", "Code") or _shows(node.get("c"))
    return isinstance(node, list) and any(map(_shows, node))


def _is_code(blocks: list[Any]) -> bool:
    return len(blocks) == 1 and blocks[0]["t"] == "CodeBlock"


def _joined(nodes: list[Any]) -> list[Any]:
    """Return nodes with words that stood in several spans as one, so that marks are escaped."""
    done: list[Any] = []
    for one in nodes:
        if done and _is_word(one) and _is_word(done[-1]):
            done[-1] = {"t": "Str", "c": done[-1]["c"] + one["c"]}
        else:
            done.append(one)
    return done


def _kept(given: list[Any], seen: set[str]) -> list[Any]:
    name, classes, values = given
    seen.update(one for one in classes if one not in _KNOWN)
    return [name, [one for one in classes if one in _KNOWN], [
        [key, value] for key, value in values if key in _VALUES
    ]]  # fmt: skip


def with_notes(page: bytes, name: str) -> bytes:
    """Return a page of EPUB whose notes Pandoc keeps: it loses those that no call here leads to.

    They are a list then, to which the calls of other pages lead.
    """
    if not _NOTES.search(page):
        return page
    here = (b"#", f"{name}#".encode(), quote(f"{name}#").encode())
    calls = (_HREF.search(one) for one in _CALL.findall(page))
    if any(found and found[1].startswith(here) for found in calls):
        return page
    return _NOTES.sub(b"", page)


def leveled(tree: dict[str, Any], path: Path, log: Log) -> dict[str, Any]:
    """Return an EPUB's tree whose pages have headings of the levels that its contents say.

    A page with a text and no heading has the words of the contents for one.
    """
    entries = _entries(path)
    done: list[Any] = []
    for name, blocks in _pages(tree["blocks"]):
        depth, words = entries.get(name, (0, ""))
        levels = [*_levels(blocks)]
        if _is_cover(name, words, blocks):
            log.dropped("the page of the cover", name or words)
        elif depth and levels:
            done += _moved(blocks, depth - min(levels))
        elif depth and len(_letters(blocks)) > _FEW and words:
            log.changed("a page without a heading: its entry in the contents", words)
            heading = {"t": "Header", "c": [depth, ["", [], []], [{"t": "Str", "c": words}]]}
            done += [heading, *blocks]
        else:
            done += blocks
    return {**tree, "blocks": done}


def _is_cover(name: str, words: str, blocks: list[Any]) -> bool:
    """Return True for a page that is only the cover's picture, which Pandoc puts first, too."""
    is_named = not name or "cover" in name.lower() or words.lower() in ("cover", "封面")
    return is_named and bool(blocks) and len(_letters(blocks)) <= _FEW


def _levels(node: Any) -> Iterator[int]:
    if isinstance(node, list):
        for one in node:
            yield from _levels(one)
    elif isinstance(node, dict) and node.get("t") == "Header":
        yield node["c"][0]
    elif isinstance(node, dict) and node.get("t") == "Div":
        yield from _levels(node["c"][1])


def _moved(node: Any, up: int) -> Any:
    if isinstance(node, list):
        return [_moved(one, up) for one in node]
    if isinstance(node, dict) and node.get("t") == "Div":
        return {**node, "c": [node["c"][0], _moved(node["c"][1], up)]}
    if not isinstance(node, dict) or node.get("t") != "Header":
        return node
    level, *rest = node["c"]
    return {"t": "Header", "c": [max(1, min(6, level + up)), *rest]}


def _pages(blocks: list[Any]) -> Iterator[tuple[str, list[Any]]]:
    """Yield the blocks of each page with its name, by the empty spans that Pandoc puts before."""
    name, page = "", list[Any]()
    for block in blocks:
        if started := _begins(block):
            yield name, page
            name, page = started, []
        page.append(block)
    yield name, page


def _begins(block: Mapping[str, Any]) -> str:
    if block["t"] not in ("Para", "Plain") or len(block["c"]) != 1 or block["c"][0]["t"] != "Span":
        return ""
    (name, _, _), words = block["c"][0]["c"]
    is_page = not words and str(name).endswith((".xhtml", ".html", ".htm", ".xml"))
    return str(name) if is_page else ""


def _letters(node: Any) -> str:
    if isinstance(node, list):
        return "".join(map(_letters, node))
    if not isinstance(node, dict):
        return ""
    return str(node["c"]) if node.get("t") == "Str" else _letters(node.get("c"))


def _entries(path: Path) -> dict[str, tuple[int, str]]:
    """Return how deep a page stands in the contents and its words there, by its file's name."""
    found: dict[str, tuple[int, str]] = {}
    with opened(path) as archive:
        for name in archive.namelist():
            if not name.endswith((".xhtml", ".html", ".ncx")):
                continue
            if b'"toc"' not in archive.read(name)[:20_000] and not name.endswith(".ncx"):
                continue
            root = parsed(archive, name)
            listed = list(_listed(root)) if root is not None else []
            for depth, href, words in listed:
                page = posixpath.basename(unquote(href.partition("#")[0]))
                if page:
                    found.setdefault(page, (depth, " ".join(words.split())))
            if listed:
                break
    return found


def _listed(root: Element) -> Iterator[tuple[int, str, str]]:
    """Yield the depth, address and words of each entry of the contents."""
    kind = "{http://www.idpf.org/2007/ops}type"
    for nav in root.iter("{*}nav"):
        if nav.get(kind) == "toc":
            for link in nav.iter("{*}a"):
                depth = sum(1 for _ in link.iterancestors("{*}ol"))
                yield depth, link.get("href", ""), "".join(link.itertext())
    for point in root.iter("{*}navPoint"):
        depth = 1 + sum(1 for _ in point.iterancestors("{*}navPoint"))
        content, label = point.find("{*}content"), point.find("{*}navLabel")
        if content is not None:
            yield (
                depth,
                content.get("src", ""),
                "".join(label.itertext() if label is not None else ""),
            )
