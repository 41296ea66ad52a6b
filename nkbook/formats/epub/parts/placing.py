"""Gives the parts of divided pages files of their own, and leads every link to the right one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from nkbook.formats.epub.layout import Layout
from nkbook.formats.epub.parts.splitting import divided
from nkbook.formats.html.files.layout import relative
from nkbook.formats.html.files.targets import target
from nkbook.model.document import Element


@dataclass(frozen=True, slots=True)
class Placed:
    """The trees of all files in order, by file and of which page, and where everything is now."""

    trees: Mapping[str, tuple[str, Element]]  # file → page id, tree
    layout: Layout


def place(trees: Mapping[str, Element], titles: Mapping[str, str], layout: Layout) -> Placed:
    """Divide the trees of pages, by id, that are too large; their links are changed in place."""
    files: dict[str, tuple[str, Element]] = {}
    moved: dict[str, str] = {}
    for page, tree in trees.items():
        first = layout.pages[page]
        for number, part in enumerate(divided(tree, titles[page]), 1):
            stem, dot, suffix = first.rpartition(".")
            file = first if number == 1 else f"{stem}.part{number}{dot}{suffix}"
            files[file] = (page, part)
            if number > 1:
                moved |= {str(one.get("id")): file for one in part.iter("*") if one.get("id")}
    if not moved:
        return Placed(files, layout)
    homes = {page: layout.pages[page] for page in trees}
    for file, (page, tree) in files.items():
        for link in tree.iter("a"):
            found, anchor = target(homes[page], str(link.get("href", "")))
            if found is None or not anchor or (file == homes[page] and anchor not in moved):
                continue
            now = moved.get(anchor, found)
            link.set("href", f"#{anchor}" if now == file else f"{relative(file, now)}#{anchor}")
    return Placed(files, replace(layout, moved=moved))
