"""Code of knitr, as bookdown and Quarto have it: its options, and the pictures that it includes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence

from nkbook.importing.model import Page

_PICTURE = re.compile(r"include_graphics\(\s*(?:path\s*=\s*)?(c\([^)]*\)|[\"'][^\"']+[\"'])")
_READ = re.compile(r"\bread\w*\(\s*[\"']([^\"']+)", re.IGNORECASE)
_TABLE = re.compile(r"\bkable\(|\bgt\(|datatable\(|flextable\(")
_NOT_IN_LABELS = re.compile(r"[^\w.\\/-]")
_WORDS = ("fig.cap", "fig.alt", "fig.scap")
_FORMATS = ("html", "epub", "docx", "latex", "pdf")
_OPTION = re.compile(r"(?<![\w.])([\w.]+)\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|'([^']*)'|([^,\s]+))")


def pictures_of(body: str) -> list[str]:
    """Return the files that a piece of code includes as pictures."""
    return [
        name
        for one in _PICTURE.findall(body)
        for name in re.findall(r"[\"']([^\"']+)[\"']", one)
        if not name.startswith("#")
    ]


def options_of(given: str) -> dict[str, str]:
    """Return the options of a chunk; its label, which may stand alone, under ``label``."""
    found = {
        one[1]: one[2] or one[3] or one[4] or ""
        for one in _OPTION.finditer(given)
        if not (one[4] and one[1] in _WORDS)  # what R computes is no caption
    }
    first = given.partition(",")[0].strip()
    if first and "=" not in first:
        found.setdefault("label", first)
    return found


def file_of(body: str, options: Mapping[str, str], page: Page, margin: str) -> str:
    """Return the code of a chunk, or of the file that its options name in its place.

    knitr's ``file="x.R"`` and ``code=readLines("x.R")``; paths are relative to the chapter's file
    or to the source's root. Each line gets the ``margin`` of the chunk, whose closing fence stays.
    """
    read = _READ.search(options.get("code", ""))
    name = (options.get("file", "") or (read[1] if read else "")).strip("\"'")
    if not name or body.strip("`~> \t\n"):
        return body
    paths = (posixpath.join(posixpath.dirname(page.path), name), name)
    text = next((text for one in paths if (text := page.read(posixpath.normpath(one)))), None)
    if text is None:
        return body
    lines = "".join(f"{margin}{line}".rstrip() + "\n" for line in text.rstrip().split("\n"))
    return lines + body.lstrip("\n")


def drawn(options: Mapping[str, str], page: Page, body: str) -> list[str]:
    """Return the pictures that the code of a chunk drew, or one that is missing for its caption.

    Those of one rendering: of the chapter alone rather than of a book, for the web rather than for
    paper. knitr names them by the chunk's label, in which other marks than -, _ and . are _.
    """
    label = options.get("label", "").strip("\"'")
    shows = options.get("fig.show", "").strip("\"'") != "hide"
    if not label or not shows or options.get("eval", "").lower() in ("false", "f"):
        return []
    found = page.plots_of(_NOT_IN_LABELS.sub("_", label))
    if not found:
        caption = options.get("fig.cap", "") not in ("", "NULL", "NA")
        return [f"{label}.png"] if caption and not _TABLE.search(body) else []
    stem = posixpath.splitext(posixpath.basename(page.path))[0]

    def rank(folder: str) -> tuple[bool, int, int, str]:
        own = any(part in (stem, f"{stem}_files") for part in folder.split("/"))
        kind = folder.rpartition("-")[2]
        return not own, _FORMATS.index(kind), len(folder), folder

    best = min(map(posixpath.dirname, found), key=rank)
    return [f"/{one}" for one in found if posixpath.dirname(one) == best]


def of_quarto(given: str, options: Mapping[str, str]) -> dict[str, str]:
    """Return the options of a chunk of Quarto by knitr's names, as ``fig.cap`` is one."""
    found = options_of(given.strip(" ,"))
    found |= {
        key.replace("-", ".", 1): value.strip("\"' ")
        for key, value in options.items()
        if not value.startswith("!expr")
    }
    if "fig.cap" not in found and found.get("fig.alt"):
        found["fig.cap"] = found["fig.alt"]
    found["label"] = found.get("label", "").removeprefix("fig-")
    return found


def drawn_by_quarto(given: str, options: Mapping[str, str], page: Page, body: str) -> list[str]:
    """Return the pictures that a chunk of Quarto drew, as ``drawn``: its labels begin as fig-x."""
    known = of_quarto(given, options)
    if known.get("include") == "false" or "tbl.cap" in known:
        return []
    label = options.get("label", "").strip("\"' ") or options_of(given.strip(" ,")).get("label", "")
    return drawn({**known, "label": label}, page, body)


def figures(names: Sequence[str], options: Mapping[str, str], margin: str = "") -> str:
    """Return pictures in Markdown, the first with the caption and name of the code's options.

    Lines begin with the ``margin`` of the chunk, as in a list or quotation; blank ones surround
    them.
    """
    label = options.get("label", "").strip("\"'")
    caption = options.get("fig.cap", "").replace("\\\\", "\\")
    caption = caption if caption not in ("NULL", "NA") else ""
    width = options.get("out.width", "").strip("\"'")
    size = f"width={width}" if re.fullmatch(r"\d+(?:\.\d+)?(?:%|px|em|cm|mm)", width) else ""
    lines = []
    for number, name in enumerate(names):
        id = f"#fig-{label}" if label and number == 0 and caption else ""
        alt = options.get("fig.alt", "").replace('"', "'") if number == 0 else ""
        said = f'alt="{alt}"' if alt else ""
        inside = " ".join(filter(None, (id, size, said)))
        braces = f"{{{inside}}}" if inside else ""
        words = caption if number == 0 else ""
        lines.append(f"![{words}]({f'<{name}>' if ' ' in name else name}){braces}")
    blank = f"{margin.rstrip()}\n"
    return blank + blank.join(f"{margin}{line}\n" for line in lines) + blank
