"""The title of a book whose tool does not give it."""

from __future__ import annotations

import posixpath

from nkbook.importing.folder import Folder
from nkbook.importing.model import Log, Outline
from nkbook.importing.text.headings import Heading, plain, read_headings

# First headings of a README that say nothing of the book.
_NO_TITLES = frozenset((
    "readme", "readme.md", "index", "home", "summary", "introduction", "about", "preface",
    "前言", "序", "序言", "引言", "簡介", "简介", "介紹", "介绍", "說明", "说明", "背景",
    "目錄", "目录", "關於本書", "关于本书", "關於", "关于", "首頁", "首页",
    "更新", "公告", "声明", "聲明",
))  # fmt: skip


def readme_title(folder: Folder, outline: Outline) -> str:
    """Return the title of the source's README, "" if it has none of the book's."""
    for name in ("README.md", "readme.md", "index.md"):
        text = folder.text(f"{outline.root}/{name}" if outline.root else name) or ""
        first = next((one for one in read_headings(text)[1] if one.level == 1), None)
        title = plain(first.text) if first else ""
        if title and title.lower() not in _NO_TITLES:
            return title
    return ""


def listed_as(path: str, title: str, listed: str) -> str:
    """Return the title of a text: of the README, which is headed as the book, that of the contents.

    GitBook takes README for the first page, and its readers see the words of the contents.
    """
    is_readme = posixpath.basename(path).lower() == "readme.md" and "/" not in path
    return listed if is_readme and listed in _NO_TITLES and not listed.isascii() else title


def without_repeated(
    text: str, headings: list[Heading], title: str, log: Log
) -> tuple[str, list[Heading]]:
    """Return a text without the heading that stands first in it and says the title once more."""
    first = headings[0] if headings else None
    lines = text.split("\n")
    if first is None or plain(first.text) != title or any(map(str.strip, lines[: first.line])):
        return text, headings
    log.dropped("a heading that repeats the title", title)
    lines[first.line] = ""
    return "\n".join(lines), headings[1:]
