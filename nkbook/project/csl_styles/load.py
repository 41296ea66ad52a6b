"""Finds a style's file in the book, and the parent of one that depends on another."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from nkbook.diagnostics.errors import ConfigError
from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.model.csl.style import CslStyle
from nkbook.project.csl_styles.valid import Style, parse, problems_of, told
from nkbook.reading.files import real
from nkbook.reading.text import read_optional

SUFFIX = ".csl"
_CODE = "NK111"
_FOLDERS = ("chapters", "styles/citations")


def is_csl(name: str) -> bool:
    """Return True if the name of a citation style is that of a file in CSL."""
    return name.lower().endswith(SUFFIX)


def load_style(root: Path, name: str, where: Location) -> CslStyle:
    """Return the style of a file in the book: in chapters/ or styles/citations/.

    ``where`` is the place that names it. Raises ConfigError (NK111) with all that is wrong with it.
    """
    text, shown = _found(root, name, where)
    style = _parsed(text, shown)
    if style.parent is not None:
        text, shown = _parent(root, style, shown)
        child, style = style, _parsed(text, shown)
        if style.parent is not None:
            message = "a parent depends on another style, which CSL does not allow"
            raise ConfigError(diagnostic(_CODE, message, Location(shown)))
        if language := child.root.get("default-locale"):
            style.root.set("default-locale", language)
    if problems := problems_of(style, shown, _CODE):
        raise ConfigError(problems)
    return told(style, shown)


def _found(root: Path, name: str, where: Location) -> tuple[str, str]:
    for folder in _FOLDERS:
        path, shown = root / folder / name, f"{folder}/{name}"
        if not real(path).is_relative_to(real(root)):
            message = f"{name} lies outside the book and is not read"
            raise ConfigError(diagnostic(_CODE, message, where, "copy it into chapters/"))
        text = read_optional(path, shown)
        if text is not None:
            return text, shown
    hint = "put it into chapters/ or styles/citations/; zotero.org/styles has some ten thousand"
    raise ConfigError(diagnostic(_CODE, f"citation style {name} is not there", where, hint))


def _parsed(text: str, shown: str) -> Style:
    style = parse(text, shown, _CODE)
    if isinstance(style, Diagnostic):
        raise ConfigError(style)
    return style


def _parent(root: Path, style: Style, shown: str) -> tuple[str, str]:
    """Return the text of the style that another one is only a name for: it lies beside that one."""
    name = urlsplit(style.parent or "").path.rstrip("/").rpartition("/")[2]
    folder = shown.rpartition("/")[0]
    text = read_optional(root / folder / f"{name}{SUFFIX}", f"{folder}/{name}{SUFFIX}")
    if not name or text is None:
        line = style.parent_line
        message = f"the style depends on {style.parent}, which the book does not have"
        hint = f"put {name or 'its parent'}{SUFFIX} beside it, from {style.parent}"
        raise ConfigError(diagnostic(_CODE, message, Location(shown, line), hint))
    return text, f"{folder}/{name}{SUFFIX}"
