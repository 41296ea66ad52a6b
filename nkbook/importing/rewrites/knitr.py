"""Code of knitr, as bookdown and Quarto have it: its options, and the pictures that it includes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence

from nkbook.importing.model import Page

_PICTURE = re.compile(r"include_graphics\(\s*(?:path\s*=\s*)?(c\([^)]*\)|[\"'][^\"']+[\"'])")
_READ = re.compile(r"\bread\w*\(\s*[\"']([^\"']+)", re.IGNORECASE)
_OPTION = re.compile(r"([\w.]+)\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|'([^']*)'|([^,\s]+))")


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
        one[1]: one[2] or one[3] or one[4]
        for one in re.finditer(
            r"([\w.]+)\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|'([^']*)'|([^,\s]+))", given
        )
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


def figures(names: Sequence[str], options: Mapping[str, str]) -> str:
    """Return pictures in Markdown, the first with the caption and name of the code's options."""
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
    return "\n\n".join(lines)
