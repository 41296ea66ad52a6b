r"""Sources that a book in LaTeX lists itself (``thebibliography``): a list, and links to it."""

from __future__ import annotations

import re

from nkbook.importing.model import Log
from nkbook.importing.pandoc import marks
from nkbook.importing.pandoc.latex import tex

_LIST = re.compile(
    r"\\begin\{thebibliography\}[ \t]*+(?:\{[^{}]*\})?"
    r"((?:(?!\\begin\{thebibliography\}).)*?)\\end\{thebibliography\}",
    re.DOTALL,
)
_ITEM = re.compile(r"\\bibitem[ \t]*+(?:\[[^\]]{0,1000}+\][ \t]*+)?\{([^{}]+)\}")
_CITE = ("cite", "citep", "citet", "upcite", "supercite", "parencite", "autocite", "citealp")
_TRADITIONAL = re.compile("[這個們說對與見圖書頁]")


def with_sources(text: str, log: Log) -> str:
    r"""Return a text in which the items of ``thebibliography`` are numbered, and cited by links.

    A text that cites files of sources stays as it is.
    """
    keys = [one.strip() for found in _LIST.finditer(text) for one in _ITEM.findall(found[1])]
    if not keys:
        return text
    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys), 1)}
    title = "參考文獻" if _TRADITIONAL.search(text) else "参考文献"
    log.changed("thebibliography: a list with numbers", f"{len(numbers)} sources")

    def listed(found: re.Match[str]) -> str:
        before, *_ = _ITEM.split(found[1], maxsplit=1)
        items = _ITEM.sub(
            lambda one: f"\\item {marks.raw(f'[]{{#bib-{one[1].strip()}}}')}",
            found[1][len(before) :],
        )
        chapter = "chapter" if "\\chapter" in text else "section"
        return f"\\{chapter}*{{{title}}}\n\\begin{{enumerate}}\n{items}\n\\end{{enumerate}}\n"

    def cited(values: list[str], given: str | None) -> str | None:
        named = [one.strip() for one in values[0].split(",")]
        if not all(one in numbers for one in named):
            return None
        links = [f"\\hyperlink{{bib-{one}}}{{{numbers[one]}}}" for one in named]
        # No [ and ], which Markdown escapes, and \\[ begins a formula.
        return f"〔{'、'.join(links)}{f'，{given}' if given else ''}〕"

    return tex.commands(_LIST.sub(listed, text), _CITE, 1, cited)
