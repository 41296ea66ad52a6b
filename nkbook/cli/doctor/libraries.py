"""The shared libraries that lay out text; pip cannot install them."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nkbook.cli.doctor.finding import Finding, Place, State
from nkbook.cli.doctor.systems import Packages, System

_TOPIC = "System libraries"
_HOMEBREW = "if it is installed: export DYLD_FALLBACK_LIBRARY_PATH=$(brew --prefix)/lib"


def _text(function: str) -> Callable[[ctypes.CDLL], str]:
    """Return what reads a version from a function of a library that returns a string."""

    def read(library: ctypes.CDLL) -> str:
        found = getattr(library, function)
        found.restype = ctypes.c_char_p
        return bytes(found()).decode("ascii")

    return read


def _fontconfig(library: ctypes.CDLL) -> str:
    """Return fontconfig's version, which it gives as 21400 for 2.14.0."""
    number = int(library.FcGetVersion())
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


@dataclass(frozen=True, slots=True)
class Library:
    """A library, the files that hold it on Linux and macOS, and its packages."""

    name: str
    files: tuple[str, ...]
    packages: Packages
    version: Callable[[ctypes.CDLL], str] | None = None


# The files are those that WeasyPrint loads (weasyprint/text/ffi.py).
LIBRARIES = (
    Library(
        "GLib",
        ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib"),
        Packages("libglib2.0-0", "glib2", "glib"),
    ),
    Library(
        "fontconfig",
        ("libfontconfig.so.1", "libfontconfig.1.dylib"),
        Packages("libfontconfig1", "fontconfig", "fontconfig"),
        _fontconfig,
    ),
    Library(
        "HarfBuzz",
        ("libharfbuzz.so.0", "libharfbuzz.0.dylib"),
        Packages("libharfbuzz0b", "harfbuzz", "harfbuzz"),
        _text("hb_version_string"),
    ),
    Library(
        "HarfBuzz subset",
        ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
        Packages("libharfbuzz-subset0", "harfbuzz", "harfbuzz"),
    ),
    Library(
        "Pango",
        ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0.0.dylib"),
        Packages("libpango-1.0-0", "pango", "pango"),
        _text("pango_version_string"),
    ),
    Library(
        "Pango FreeType",
        ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0.0.dylib"),
        Packages("libpangoft2-1.0-0", "pango", "pango"),
    ),
)


def examine(place: Place) -> Iterator[Finding]:
    """Yield whether each library can be loaded, as WeasyPrint does: a file alone proves nothing."""
    for library in LIBRARIES:
        yield look_for(library, place.system)


def look_for(library: Library, system: System) -> Finding:
    """Return whether a library can be loaded, and its version."""
    errors = []
    for file in library.files:
        try:
            loaded = ctypes.CDLL(file)
        except OSError as error:
            errors.append(str(error))
        else:
            version = library.version(loaded) if library.version else ""
            return Finding(_TOPIC, library.name, State.OK, version or file)
    remedy = system.install(library.packages)
    if system is System.MACOS:
        remedy = f"{remedy}; {_HOMEBREW}"
    return Finding(_TOPIC, library.name, State.PROBLEM, errors[0], remedy, "NK601")
