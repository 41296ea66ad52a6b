"""The tools whose books nkbook reads: a row for each, asked in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nkbook.importing import loppo, mandoku
from nkbook.importing.folder import Folder
from nkbook.importing.model import Outline
from nkbook.importing.myst import contents as jupyter_book
from nkbook.importing.pandoc.markup import sphinx
from nkbook.importing.sources import (
    bookdown,
    docsify,
    gitbook,
    hugo,
    jekyll,
    mdbook,
    mkdocs,
    obsidian,
    pandoc_meta,
    plain,
    quarto,
    sidebars,
)


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: ``detect`` knows its folders by their files, ``outline`` reads one."""

    name: str
    detect: Callable[[Folder], bool]
    outline: Callable[[Folder], Outline]


TOOLS: tuple[Tool, ...] = tuple(
    Tool(one.NAME, one.detect, one.outline)
    for one in (
        *(mdbook, quarto, bookdown, mkdocs, jupyter_book, sphinx, sidebars, gitbook, docsify),
        *(hugo, jekyll, pandoc_meta, loppo, mandoku, obsidian, plain),
    )
)


def tool_names() -> tuple[str, ...]:
    """Return the names of all tools, in the order in which folders are tried."""
    return tuple(tool.name for tool in TOOLS)


def tool(name: str) -> Tool:
    """Return a tool by its name; raises StopIteration's kin KeyError for one that is none."""
    return {one.name: one for one in TOOLS}[name]


def detected(folder: Folder) -> list[Tool]:
    """Return the tools whose folder it may be, the likeliest first."""
    return [one for one in TOOLS if one.detect(folder)]
