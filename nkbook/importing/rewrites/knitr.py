"""Code of knitr, as bookdown and Quarto have it: its options, and the pictures that it includes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_PICTURE = re.compile(r"include_graphics\(\s*(?:path\s*=\s*)?(c\([^)]*\)|[\"'][^\"']+[\"'])")
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
