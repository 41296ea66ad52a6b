"""Gives WeasyPrint's libraries the book's fonts and no others, whatever the machine has."""

from __future__ import annotations

import contextlib
import ctypes.util
import importlib
import io
import os
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from nkbook.diagnostics.errors import MissingToolError
from nkbook.diagnostics.problems import diagnostic
from nkbook.locales.tags import LanguageTag
from nkbook.look.fonts import FontSet
from nkbook.weasy import guards

# Debian 12. Without the subset library WeasyPrint falls back on another way to cut fonts: slower
# by seconds, and other bytes than on a machine that has it.
PACKAGES = ("libpangoft2-1.0-0", "libharfbuzz-subset0")
_HINT = f"on Debian or Ubuntu: apt-get install {' '.join(PACKAGES)}"
_GENERIC_FAMILIES = ("serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui")


@contextmanager
def environment(fonts: FontSet, folder: Path, language: str) -> Iterator[None]:
    """Point fontconfig and Pango at the fonts; ``folder`` takes the settings file and the cache.

    ``language`` (BCP 47) takes the place of the user's locale, which Pango and fontconfig would
    ask for the forms of Han characters otherwise.
    """
    settings = folder / "fonts.conf"
    (folder / "fontconfig").mkdir(exist_ok=True)  # it would change the mode of one that it makes
    settings.write_text(_settings(fonts, folder / "fontconfig"), encoding="utf-8")
    with _variables(
        {
            "FONTCONFIG_FILE": str(settings.resolve()),
            "FONTCONFIG_PATH": str(folder.resolve()),
            "FONTCONFIG_SYSROOT": None,
            "FC_LANG": _locale(language),
            "PANGO_LANGUAGE": language,
        }
    ):
        yield


def _locale(language: str) -> str:
    """Return language and region of a BCP 47 tag as fontconfig knows them: zh-hk."""
    tag = LanguageTag.parse(language)
    return "-".join(filter(None, (tag.language, tag.region))).lower()


def load() -> None:
    """Import WeasyPrint; raises MissingToolError: no library (NK601), other version (NK406)."""
    try:
        try:
            with _no_search():
                ffi = _libraries()
        except OSError:
            ffi = _libraries()
    except OSError as error:
        raise MissingToolError(
            diagnostic("NK601", f"a system library is missing: {error}", hint=_HINT)
        ) from error
    if ffi.harfbuzz_subset is None:
        raise MissingToolError(
            diagnostic("NK601", "a system library is missing: libharfbuzz-subset", hint=_HINT)
        )
    guards.check()


def _libraries() -> Any:
    """Return the module of WeasyPrint that loads its libraries; raises OSError if one is missing.

    On failure it prints a page of advice to stdout; our hint says it shorter.
    """
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore", DeprecationWarning)
        return importlib.import_module("weasyprint.text.ffi")


@contextmanager
def _no_search() -> Iterator[None]:
    """Let libraries be loaded under the names that the system gives them, which WeasyPrint tries.

    Before those it tries names of other systems. To look for each of them Linux's Python runs a
    linker, a compiler and ldconfig, 54 programs in all: as much work as all the rest of the start.
    """
    search = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None  # noqa: ARG005
    try:
        yield
    finally:
        ctypes.util.find_library = search


def _settings(fonts: FontSet, cache: Path) -> str:
    """Return a fontconfig file that finds the files named and nothing else.

    A folder can only be taken whole, so all is rejected and the files are let in one by one.
    """
    folders = dict.fromkeys(face.path.resolve().parent for face in fonts.faces)
    files = "".join(f"<glob>{_path(face.path)}</glob>" for face in fonts.faces)
    families = _families(fonts.stack(chinese_first=True))
    aliases = "".join(
        f'<alias binding="same"><family>{name}</family><prefer>{families}</prefer></alias>\n'
        for name in _GENERIC_FAMILIES
    )
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n'
        "<fontconfig>\n"
        + "".join(f"<dir>{_path(folder)}</dir>\n" for folder in folders)
        + f"<cachedir>{_path(cache)}</cachedir>\n"
        + f"<selectfont><acceptfont>{files}</acceptfont>"
        + "<rejectfont><glob>*</glob></rejectfont></selectfont>\n"
        + aliases
        + "</fontconfig>\n"
    )


def _path(path: Path) -> str:
    return escape(str(path.resolve()))


def _families(names: Sequence[str]) -> str:
    return "".join(f"<family>{escape(name)}</family>" for name in names)


@contextmanager
def _variables(values: Mapping[str, str | None]) -> Iterator[None]:
    """Set or (for None) unset environment variables, and put the old ones back afterwards."""
    before = {name: os.environ.get(name) for name in values}
    _assign(values)
    try:
        yield
    finally:
        _assign(before)


def _assign(values: Mapping[str, str | None]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
