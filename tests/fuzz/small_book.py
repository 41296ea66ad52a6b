"""A small book with all kinds of files, of which one is a made-up text.

Fonts are read and templates compiled once for all texts: that takes five times as long as all else
in so small a book, and no text here can change them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from places import BOOKS

import nkbook
from fuzz import data, sources
from fuzz.judging import bounded, judge, judge_error
from nkbook.diagnostics.errors import NkbookError
from nkbook.diagnostics.problems import Diagnostic
from nkbook.look.templating import Templates
from nkbook.look.theme import Theme, shipped
from nkbook.manuscript.prepare import prepare
from nkbook.project import config
from nkbook.reading.files import within

Files = Mapping[str, str | None]

_SETTINGS = """
[book]
slug = "small"
title = "小書"
language = "zh-Hant-HK"
creators = [{{ name = "甲" }}]
[release]
version = "1"
date = 2026-03-04
[build]
editions = {editions}
[spine]
front = ["contents"]
body = ["one.md"]
back = ["index", "names", "bibliography"]
"""
_ONE = "---\ntitle: 一\n---\n\n"
_PICTURES = "![圖](data/figure.yaml){#fig-a alt=替}與\n\n![畫](images/a.svg)\n"
_INDEXED = '青洲[燈塔]{.index key="燈塔"}、[燈船]{.index}與陳大文。\n'
_CITED = "[@chan2020, 頁 12；@smith1999；@c]@chan2020 說。\n"

# Everything, in two editions; and what one reader's files are seen in, in one.
WHOLE: Files = {
    "book.toml": _SETTINGS.format(editions='["zh-Hant-HK", "zh-Hans-CN"]'),
    "one.md": f"{_ONE}{_INDEXED}{_CITED}\n{_PICTURES}",
    "two.md": "# 二\n\n文。\n",
    "data/references.yaml": data.as_yaml(data.REFERENCES),
    "data/names.yaml": data.as_yaml(data.NAMES),
    "data/index.yaml": data.as_yaml(data.INDEX),
    "data/figure.yaml": data.as_yaml(data.FIGURES[-1]),
    "data/island.geojson": (
        BOOKS.parents[1] / "docs/example/chapters/data/island.geojson"
    ).read_text("utf-8"),
    "images/a.svg": data.SVG.replace('<image href="b.png" width="4" height="4"/>', ""),
}
_PLAIN: Files = {
    "book.toml": _SETTINGS.format(editions='["zh-Hant-HK"]').replace(
        'back = ["index", "names", "bibliography"]', ""
    ),
    "one.md": f"{_ONE}文。\n",
}
PICTURED: Files = {
    **_PLAIN,
    "one.md": _ONE + _PICTURES,
    **{name: WHOLE[name] for name in ("data/figure.yaml", "data/island.geojson", "images/a.svg")},
}
CITED: Files = {
    "book.toml": _SETTINGS.format(editions='["zh-Hans-CN"]').replace('"index", "names", ', ""),
    "one.md": _ONE + _CITED,
    "data/references.yaml": WHOLE["data/references.yaml"],
}
LISTED: Files = {
    "book.toml": str(WHOLE["book.toml"]).replace(', "bibliography"', ""),
    "one.md": _ONE + _INDEXED,
    "data/names.yaml": WHOLE["data/names.yaml"],
    "data/index.yaml": WHOLE["data/index.yaml"],
}


def as_bytes(text: str) -> bytes:
    """Return the bytes of a text, halves of surrogate pairs too."""
    return text.encode("utf-8", "surrogatepass")


def write_book(folder: Path, files: Files) -> None:
    """Write the files of a book's chapters/."""
    for name, text in files.items():
        path = folder / "chapters" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is not None:
            path.write_bytes(as_bytes(text))


@dataclass
class Shelf:
    """Folders with books that are written once, and what all of them share."""

    _folders: dict[int, TemporaryDirectory[str]] = field(default_factory=dict)

    @contextmanager
    def book(self, files: Files, changes: Files) -> Iterator[Path]:
        """Give the folder of a book with some files changed, for the length of a block."""
        folder = self._folders.get(id(files))
        if folder is None:
            folder = self._folders[id(files)] = TemporaryDirectory(prefix="nkbook-fuzz-")
            write_book(Path(folder.name), files)
        chapters = Path(folder.name, "chapters")
        try:
            for name, text in changes.items():
                if text is None:
                    (chapters / name).unlink()
                else:
                    (chapters / name).write_bytes(as_bytes(text))
            yield Path(folder.name)
        finally:
            for name in changes:
                known = files.get(name)
                if known is None:
                    (chapters / name).unlink(missing_ok=True)
                else:
                    (chapters / name).write_bytes(as_bytes(known))

    @cached_property
    def theme(self) -> Theme:
        """Return nkbook's own theme."""
        return Theme(Path(tempfile.gettempdir(), "no-such-book"))

    @cached_property
    def templates(self) -> Templates:
        """Return its templates, compiled once."""
        return Templates(self.theme.template_dirs)

    def check(self, folder: Path) -> tuple[Diagnostic, ...]:
        """Return what ``nkbook.check`` returns for a book without a theme of its own."""
        with within(folder, *shipped()):
            settings = config.load(folder)
            return prepare(
                settings,
                self.theme,
                settings.editions,
                for_print=False,
                templates=self.templates,
            ).diagnostics


@cache
def shelf() -> Shelf:
    """Return the shelf of this process."""
    return Shelf()


def check_with(files: Files, *names: str, **changes: str | None) -> Callable[[str], None]:
    """Return what checks a book of which the files of these names are a text."""

    def read(text: str) -> None:
        new = {**changes, **dict.fromkeys(names, text)}
        with shelf().book(files, new) as folder, bounded():
            try:
                judge(shelf().check(folder))
            except NkbookError as error:
                judge_error(error)

    return read


def check_publicly(name: str) -> Callable[[str], None]:
    """Return what checks a whole book as any program does: with ``nkbook.check``, all anew."""

    def read(text: str) -> None:
        with shelf().book(WHOLE, {name: text}) as folder, bounded():
            try:
                judge(nkbook.check(folder))
            except NkbookError as error:
                judge_error(error)

    return read


def read_settings(text: str) -> None:
    """Read book.toml, and the book if it is sound."""
    with shelf().book(WHOLE, {"book.toml": text}) as folder, bounded():
        try:
            loaded = config.load(folder)
            assert loaded.source_date.year
            shelf().check(folder)
        except NkbookError as error:
            judge_error(error)


def read_geojson(text: str) -> None:
    """Read a map's places and draw them."""
    changes = {"data/figure.yaml": data.as_yaml(sources.MAP), "data/island.geojson": text}
    with shelf().book(PICTURED, changes) as folder, bounded():
        try:
            judge(shelf().check(folder))
        except NkbookError as error:
            judge_error(error)
