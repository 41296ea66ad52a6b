"""The source's folder: the one gate to it, which only reads, and never through a link out of it."""

from __future__ import annotations

import fnmatch
import os
import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from nkbook.diagnostics.errors import SourceError
from nkbook.diagnostics.problems import Location, diagnostic
from nkbook.importing.names import encoding, without_stand_ins
from nkbook.reading.parsed import NOT_IN_XML
from nkbook.reading.text import read_text
from nkbook.reading.toml_file import parse_toml

_MOST_FILES = 50_000
_MOST_VALUES = 200_000  # of a file of settings, each alias counted with all that it repeats
_LARGEST_TEXT = 20_000_000  # bytes
_ALL_TEXTS = 400_000_000  # bytes of all that are read: a thousand long books
# What no author wrote: what programs made or brought.
_NOT_THE_BOOK = {"node_modules", "_book", "_site", "__pycache__", "venv"}
_NOWHERE = {"node_modules", "__pycache__", "venv"}
# Where knitr and Quarto put what code draws: docs/book_files/figure-html/label-1.png.
# What PyYAML raises for a value that does not fit its tag, as an empty !!int.
_BAD_YAML = (
    yaml.YAMLError, ValueError, LookupError, TypeError, AttributeError, RecursionError,
)  # fmt: skip
_TEXTS = (".md", ".markdown", ".Rmd", ".qmd", ".txt")
_PLOTS = {f"figure-{kind}" for kind in ("html", "epub", "latex", "pdf", "docx")}
_PLOT = re.compile(r"(.+)-\d+\.(?:png|jpe?g|svg|pdf)")


class _Loader(yaml.SafeLoader):
    """Reads settings whose tags only their own tool knows (``!!python/name:…``): such are None."""


def _unknown(loader: _Loader, _suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.SequenceNode) and node.value:
        return loader.construct_object(node.value[-1])  # !ENV [NAME, default]
    return None


_Loader.add_multi_constructor("!", _unknown)
_Loader.add_multi_constructor("tag:yaml.org,2002:python/", _unknown)


@dataclass(frozen=True)
class Folder:
    """A folder of the source; all paths are relative to it and have slashes."""

    path: Path
    _texts: dict[str, str | None] = field(default_factory=dict, repr=False, compare=False)
    guessed: dict[str, str] = field(default_factory=dict, repr=False, compare=False)  # encodings
    _size: dict[str, int] = field(default_factory=dict, repr=False, compare=False)  # of all read
    # Pictures inside files, by paths that no file has.
    held: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def real(self) -> Path:
        """Return the folder's own path, without links."""
        return self.path.resolve()

    @cached_property
    def files(self) -> tuple[str, ...]:
        """Return the paths of all files, sorted; hidden folders and what tools made are left out.

        Raises SourceError (NK701) for so many files that the folder is no book.
        """
        found = []
        for path in self._walk():
            found.append(path)
            if len(found) > _MOST_FILES:
                message = (
                    f"more than {_MOST_FILES} files in {self.path}: name the book's own folder"
                )
                raise SourceError(diagnostic("NK701", message))
        return tuple(sorted(found))

    def _walk(self) -> Iterator[str]:
        for here, folders, names in os.walk(self.path):
            folders[:] = [
                name
                for name in folders
                if name not in _NOT_THE_BOOK
                and not name.startswith(".")
                and not os.path.islink(Path(here) / name)  # noqa: PTH114
            ]
            base = Path(here).relative_to(self.path)
            for name in names:
                relative = (base / name).as_posix()
                if self.find(relative) is not None:
                    yield relative

    def starred(self, pattern: str) -> list[str]:
        """Return the files that a path stands for in which ``*`` is any part of a name."""
        parts = [re.sub(r"([?\[])", r"[\1]", part) for part in pattern.split("/")]
        return [
            path
            for path in self.files
            if len(names := path.split("/")) == len(parts)
            and all(map(fnmatch.fnmatchcase, names, parts))
        ]

    def like(self, path: str) -> str | None:
        """Return the only text of a file's name with another suffix or folder, or None.

        A script may make the one of the other: contents/1.qmd of _contents/1.md.
        """
        stem = posixpath.splitext(posixpath.basename(path))[0]
        found = [
            one
            for one in self.files
            if one.endswith(_TEXTS) and posixpath.splitext(posixpath.basename(one))[0] == stem
        ]
        return found[0] if len(found) == 1 else None

    def plots_of(self, label: str) -> tuple[str, ...]:
        """Return the pictures that the code of a label drew when its chapter was rendered.

        They are also where nothing else is of the book, as in ``_book``.
        """
        return self._plots.get(label, ())

    @cached_property
    def _plots(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for here, folders, names in os.walk(self.path):
            folders[:] = [
                name for name in folders if name not in _NOWHERE and not name.startswith(".")
            ]
            base = Path(here).relative_to(self.path)
            if base.name not in _PLOTS:
                continue
            for name in names:
                path = (base / name).as_posix()
                if (plot := _PLOT.fullmatch(name)) and self.find(path) is not None:
                    found[plot[1]].append(path)
        return {label: tuple(sorted(paths)) for label, paths in found.items()}

    def find(self, path: str) -> Path | None:
        """Return the file of a path, or None if it is none or a link leads out of the source."""
        clean = posixpath.normpath(path)
        if not path or "\0" in path or clean.startswith(("/", "..")):
            return None
        try:
            real = (self.path / clean).resolve()
            inside = real.is_relative_to(self.real)
            return real if inside and os.path.isfile(real) else None  # noqa: PTH113
        except (OSError, RuntimeError, ValueError):
            return None

    def has(self, path: str) -> bool:
        """Return True if the source has a file of that path, or a picture inside a file."""
        return path in self.held or self.find(path) is not None

    def text(self, path: str) -> str | None:
        """Return a file's text, or None if there is no such file.

        A text that is not UTF-8 is read as GB 18030, Big5 or UTF-16 if its characters are then
        common ones; ``guessed`` has its encoding.
        Raises SourceError: NK202 not UTF-8, NK215 unreadable, NK706 too large, NK707 with
        all others too large.
        """
        clean = posixpath.normpath(path) if path else ""
        if clean not in self._texts:
            found = self.find(clean)
            size = 0 if found is None else found.stat().st_size
            if size > _LARGEST_TEXT:
                message = f"a text of more than {_LARGEST_TEXT // 1_000_000} MB"
                raise SourceError(diagnostic("NK706", message, Location(clean)))
            self._size["all"] = self._size.get("all", 0) + size
            if self._size["all"] > _ALL_TEXTS:
                message = f"texts of more than {_ALL_TEXTS // 1_000_000} MB together"
                hint = "name the book's own folder"
                raise SourceError(diagnostic("NK707", message, Location(clean), hint))
            text = None if found is None else self._read(found, clean)
            self._texts[clean] = None if text is None else without_stand_ins(text)
        return self._texts[clean]

    def _read(self, path: Path, shown: str) -> str:
        try:
            return read_text(path, shown)
        except SourceError as error:
            guess = encoding(path.read_bytes())
            if guess is None:
                raise
            try:
                text = path.read_bytes().decode(guess)
            except UnicodeDecodeError:
                raise error from None
        self.guessed[shown] = guess
        return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")

    def yaml(self, path: str) -> dict[str, Any]:
        """Return a settings file of YAML, {} if there is none; NK706 if it cannot be read."""
        return mapping(parse_yaml(self.text(path) or "", path))

    def toml(self, path: str) -> dict[str, Any]:
        """Return a settings file of TOML, {} if there is none; NK706 if it cannot be read."""
        return mapping(parse_toml(self.text(path) or "", path, "NK706").value)


def parse_yaml(text: str, shown: str) -> Any:
    """Return the value of a YAML text in which any tag may stand; NK706 if it is broken."""
    try:
        value = yaml.load(text, Loader=_Loader)  # noqa: S506 — a SafeLoader
    except _BAD_YAML as error:
        mark = getattr(error, "problem_mark", None)
        where = Location(shown, mark.line + 1 if mark else 1)
        message = f"broken YAML: {getattr(error, 'problem', None) or error}"
        raise SourceError(diagnostic("NK706", message, where)) from error
    _refuse_repeats(value, shown)
    return value


def _refuse_repeats(value: Any, shown: str) -> None:
    """Raise SourceError (NK706) for aliases that repeat each other to more than memory holds."""
    waiting = [value]
    seen = 0
    while waiting:
        one = waiting.pop()
        seen += 1
        if seen > _MOST_VALUES:
            message = "its aliases repeat each other to more values than memory holds"
            raise SourceError(diagnostic("NK706", message, Location(shown)))
        if isinstance(one, dict):
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)


def mapping(value: Any) -> dict[str, Any]:
    """Return a value that should be a mapping, or {}."""
    return {str(key): item for key, item in value.items()} if isinstance(value, dict) else {}


def words(value: Any) -> str:
    """Return a value that should be words, as one line; "" for a list, a mapping or nothing."""
    if value is None or isinstance(value, (dict, list, bool)):
        return ""
    return NOT_IN_XML.sub("", " ".join(str(value).split()))


def listed(value: Any) -> list[Any]:
    """Return a value that is a list or stands for one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
