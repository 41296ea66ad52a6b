"""The title of a book whose tool does not give it."""

from __future__ import annotations

from nkbook.importing.folder import Folder
from nkbook.importing.model import Outline
from nkbook.importing.text.headings import plain, read_headings

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
