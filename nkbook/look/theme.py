"""Finds a book's stylesheets, templates and fonts: its own before the theme's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from nkbook.diagnostics.errors import ConfigError
from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.look.css.classes import classes_named
from nkbook.look.css.cleaning import cleaned, keep_inside
from nkbook.look.css.hiding import Hiding, hiding
from nkbook.look.css.plain import Lost, plain
from nkbook.look.fonts import MANIFEST, FontSet, listed_fonts, load_fonts, own_fonts
from nkbook.look.scripts import FOLDER as SCRIPTS
from nkbook.look.svg.nested import as_data
from nkbook.reading.files import files_below, is_folder, is_there, look_below, real, within
from nkbook.reading.text import read_text

_PACKAGE = Path(__file__).parent.parent
_TEMPLATES = Path(__file__).parent / "templates"
_QUOTED = re.compile(r"`([^`]+)` at \d")  # what WeasyPrint says it ignores
_SAMPLE = 60  # characters of an address that a message prints
_LISTED = 8  # files that a message names


def _bundled(name: str) -> Path:
    """Return the theme's folder of that name: in the package's data in a wheel, else next to it."""
    inside = _PACKAGE / "data" / name
    return inside if is_folder(inside) else _PACKAGE.parent / name


def shipped() -> tuple[Path, ...]:
    """Return the folders of nkbook's own theme."""
    return _TEMPLATES, SCRIPTS, _bundled("styles"), _bundled("fonts")


def is_shipped(path: Path) -> bool:
    """Return True for a file of nkbook's own theme."""
    return any(path.is_relative_to(real(folder)) for folder in shipped())


@dataclass(frozen=True)
class Theme:
    """The folders searched, nearest first; ``root`` is the book project's folder.

    Without ``own``, nothing of the book's is used: it may be anybody's.
    """

    root: Path
    own: bool = True
    listed: tuple[tuple[str, str], ...] = ()  # roles and paths of fonts, as book.toml has them

    @cached_property
    def style_dirs(self) -> tuple[Path, ...]:
        """Return the folders of stylesheets: the book's ``styles/``, then the theme's."""
        own = (self.root / "styles",) if self.own else ()
        return _distinct(*own, _bundled("styles"))

    @cached_property
    def template_dirs(self) -> tuple[Path, ...]:
        """Return the folders of templates: the book's, the package's, then citation styles.

        Raises ConfigError (NK305) when the book's own are a link that leads out of the book.
        """
        if not self.own:
            return _distinct(_TEMPLATES, *self.style_dirs)
        own = [self.root / "styles" / "templates", self.root / "styles"]
        for folder in own:
            if is_folder(folder) and not real(folder).is_relative_to(real(self.root)):
                raise ConfigError(
                    diagnostic(
                        "NK305",
                        "the folder of templates is a link that leads out of the book",
                        Location(folder.relative_to(self.root).as_posix()),
                        "copy the templates into the book",
                    )
                )
        return _distinct(own[0], _TEMPLATES, *self.style_dirs)

    @cached_property
    def fonts(self) -> FontSet:
        """Return the fonts of the book's ``fonts/`` if it has a fonts.toml, else the theme's.

        Fonts that lie there without one, and those that book.toml lists, are added.
        """
        if not self.own:
            return load_fonts(_bundled("fonts"))
        own = self.root / "fonts"
        with self.reading():
            listed = listed_fonts(self.root, self.listed)
            if is_there(own / MANIFEST):
                return load_fonts(own).with_own(listed)
            others = own_fonts(own)
            both = FontSet((*listed.faces, *others.faces))
            return load_fonts(_bundled("fonts")).with_own(both)

    def reading(self) -> AbstractContextManager[None]:
        """Read from the book and the theme, and from nowhere else."""
        strict = None if self.own else True
        return within(self.root, *shipped(), strict=strict)

    def left_aside(self) -> tuple[Diagnostic, ...]:
        """Return NK110 for what a book has of its own and does not get."""
        if self.own:
            return ()
        found = [
            path.relative_to(self.root).as_posix()
            for name in ("styles", "fonts")
            for path in files_below(self.root / name)
        ]
        found += [path for _, path in self.listed]
        if not found:
            return ()
        listed = ", ".join(found[:_LISTED]) + (" …" if len(found) > _LISTED else "")
        message = f"not used, for the book is built as a stranger's: {listed}"
        hint = "look them through, then build without --untrusted"
        return (diagnostic("NK110", message, Location(found[0].partition("/")[0]), hint),)

    def find_style(self, name: str) -> Path | None:
        """Return the first file of that name in the style folders, or None."""
        return next((path for folder in self.style_dirs if is_there(path := folder / name)), None)

    def note(self) -> None:
        """Look at all files of the theme and read its fonts' list, so that they are noted.

        Formats read some of them later, in processes of their own.
        """
        for folder in dict.fromkeys((*self.template_dirs, *self.style_dirs)):
            look_below(folder)
        _ = self.fonts

    def stylesheet(self, name: str) -> str:
        """Return the text of ``styles/<name>``; raises ConfigError when no folder has it."""
        path = self.find_style(name)
        if path is None:
            raise ConfigError(
                diagnostic(
                    "NK103",
                    f'stylesheet "{name}" not found',
                    Location(str(self.style_dirs[0] / name)),
                    "put the file there, or name another edition in chapters/book.toml",
                )
            )
        return self._read(path)

    def optional_stylesheet(self, name: str) -> str:
        """Return the text of ``styles/<name>``, or nothing when no folder has it."""
        path = self.find_style(name)
        return self._read(path) if path else ""

    def plain_stylesheet(self, name: str) -> tuple[str, tuple[tuple[Location, Lost], ...]]:
        """Return an optional stylesheet, of a book's own without what some programs cannot read.

        With it come the pieces that are left out and their places. Raises SourceError as
        ``read_text`` does.
        """
        path, text = self.find_style(name), self.optional_stylesheet(name)
        if path is None or path.is_relative_to(real(_bundled("styles"))):
            return text, ()
        read = plain(text)
        return read.css, tuple((Location(self._shown(path), one.line), one) for one in read.lost)

    def sheet_problems(self, kilobytes: int) -> tuple[Diagnostic, ...]:
        """Return what is wrong with the book's own stylesheets.

        That is NK317 for what they would fetch, NK318 for what is beyond a bound, more than so
        many ``kilobytes`` among it, and NK319 for what is no CSS. Raises SourceError as
        ``read_text`` does.
        """
        found: list[Diagnostic] = []
        for path in self._own_sheets():
            found += _problems(self._text(path), self._shown(path), kilobytes)
        return tuple(found)

    def hiding_rules(self) -> tuple[tuple[Location, Hiding], ...]:
        """Return the declarations of the book's own stylesheets that hide text, with their places.

        Raises SourceError as ``read_text`` does.
        """
        return tuple(
            (Location(self._shown(path), one.line), one)
            for path in self._own_sheets()
            for one in hiding(self._read(path))
        )

    def located(self, problem: Diagnostic) -> Diagnostic:
        """Return a message of the renderer with the line of the book's stylesheet that it quotes.

        Any other problem comes back as it is. Raises SourceError as ``read_text`` does.
        """
        quoted = _QUOTED.search(problem.message) if problem.code == "NK404" else None
        if quoted is None or problem.location:
            return problem
        wanted = "".join(quoted[1].split())
        for path in self._own_sheets():
            for number, line in enumerate(self._text(path).split("\n"), 1):
                if wanted in "".join(line.split()):
                    return replace(problem, location=Location(self._shown(path), number))
        return problem

    def styled_classes(self) -> frozenset[str]:
        """Return the classes that the book's own stylesheets name.

        Raises SourceError as ``read_text`` does.
        """
        return frozenset(
            name for path in self._own_sheets() for name in classes_named(self._text(path))
        )

    def _own_sheets(self) -> Iterator[Path]:
        folder = real(self.root / "styles")
        if folder in self.style_dirs and folder != real(_bundled("styles")):
            yield from (path for path in files_below(folder) if path.suffix.lower() == ".css")

    def _read(self, path: Path) -> str:
        """Return a stylesheet's text; raises SourceError as ``read_text`` does.

        One of the book's has nothing that fetches, and nothing at all if it is beyond a bound.
        """
        text = self._text(path)
        return text if path.is_relative_to(real(_bundled("styles"))) else cleaned(text, _kept).css

    def _text(self, path: Path) -> str:
        with self.reading():
            return read_text(path, self._shown(path))

    def _shown(self, path: Path) -> str:
        own = path.is_relative_to(real(self.root))
        return path.relative_to(real(self.root)).as_posix() if own else str(path)


def _kept(address: str) -> str | None:
    """Return what a stylesheet may show: also a drawing in it, made harmless."""
    return keep_inside(address) or as_data(address)


def _problems(css: str, shown: str, kilobytes: int) -> list[Diagnostic]:
    if (size := len(css.encode()) // 1000) > kilobytes:
        message = f"the stylesheet has {size:,} kB; {kilobytes:,} are allowed"
        hint = "divide it, or raise stylesheet-kilobytes in [limits]"
        return [diagnostic("NK318", message, Location(shown), hint)]
    clean = cleaned(css, _kept)
    found = [
        diagnostic("NK318", one.what, Location(shown, one.line), "write it with less")
        for one in clean.excess
    ]
    found += [
        diagnostic(
            "NK319",
            f"{one} is no CSS: it is left out",
            Location(shown, one.line),
            "look for a bracket, quotation mark, colon or semicolon that is missing",
        )
        for one in (plain(css).lost if not found else ())
        if one.broken
    ]
    for line, what in clean.dropped:
        found.append(
            diagnostic(
                "NK317",
                f'"{what.strip()[:_SAMPLE]}" is not fetched: it is left out',
                Location(shown, line),
                "a font belongs in fonts/, a picture in a chapter or, small, in the sheet itself",
            )
        )
    return found


def _distinct(*folders: Path) -> tuple[Path, ...]:
    """Return the folders that exist, each once, in the order given."""
    found = dict.fromkeys(real(folder) for folder in folders if is_folder(folder))
    return tuple(found)
