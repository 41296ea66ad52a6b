"""The book's fonts, as fonts/fonts.toml lists them, and the characters that they can print."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont, TTLibError

from nkbook.errors import Diagnostic, Location, MissingToolError, diagnostic

MANIFEST = "fonts.toml"
_STYLES = ("normal", "italic")


@dataclass(frozen=True, slots=True)
class FontFace:
    """A font file: its family's name and role, its CSS weight (100–900) and style."""

    family: str
    role: str  # serif-cjk, serif-latin, serif-armenian …
    weight: int
    style: str  # "normal" | "italic"
    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class FontSet:
    """The fonts of a book, in the order of their manifest."""

    faces: tuple[FontFace, ...]

    def families(self, role: str | None = None) -> tuple[str, ...]:
        """Return the names of the families, of one role or all, each once."""
        return tuple(
            dict.fromkeys(face.family for face in self.faces if role in (None, face.role))
        )

    def coverage(self) -> frozenset[int]:
        """Return the code points that some font of the set has."""
        return frozenset().union(*(code_points(face.path) for face in self.faces))

    def missing(self, text: str) -> frozenset[str]:
        """Return the characters of ``text`` that no font has; controls and line ends need none."""
        covered = self.coverage()
        return frozenset(
            character
            for character in set(text)
            if ord(character) not in covered and character not in _INVISIBLE
        )


# Line ends, tabs, joiners, direction marks, variation selectors and the like draw nothing.
_INVISIBLE = frozenset(
    map(chr, [*range(0x20), 0xAD, *range(0x200B, 0x2010), *range(0x2028, 0x202F), 0x2060, 0xFEFF])
) | frozenset(map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))


@cache
def code_points(path: Path) -> frozenset[int]:
    """Return the code points in a font's character map (OpenType ``cmap``)."""
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def load_fonts(folder: Path) -> FontSet:
    """Return the fonts that ``folder``/fonts.toml lists.

    Raises MissingToolError with every problem found: NK306 for a broken manifest, NK307 for a file
    that is missing or is not the one its sha256 vouches for.
    """
    shown = f"fonts/{MANIFEST}"
    try:
        data = tomllib.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise MissingToolError(
            diagnostic("NK306", f"no {MANIFEST} in {folder}", Location(shown))
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MissingToolError(diagnostic("NK306", str(error), Location(shown))) from error
    faces: list[FontFace] = []
    problems: list[Diagnostic] = []
    for item in _faces(data, folder):
        if isinstance(item, FontFace):
            fault = _fault(item)
            problems.extend([fault] if fault else [])
            faces.append(item)
        else:
            problems.append(diagnostic("NK306", item, Location(shown)))
    if not faces and not problems:
        problems.append(diagnostic("NK306", "no font is listed", Location(shown)))
    if problems:
        raise MissingToolError(problems)
    return FontSet(tuple(faces))


def _faces(data: Mapping[str, Any], folder: Path) -> Iterator[FontFace | str]:
    """Yield each face of a manifest, or what is wrong with its row."""
    families = data.get("family")
    for family in families if isinstance(families, list) else []:
        name, role = family.get("name"), family.get("role")
        if not isinstance(name, str) or not isinstance(role, str):
            yield "a family lacks its name or its role"
            continue
        for row in family.get("file", []):
            wrong = [
                key
                for key, kind in (("path", str), ("weight", int), ("style", str), ("sha256", str))
                if not isinstance(row.get(key), kind)
            ]
            if wrong:
                yield f'a file of "{name}" lacks {", ".join(wrong)}'
            elif row["style"] not in _STYLES:
                yield f'"{row["path"]}": style is {" or ".join(_STYLES)}'
            else:
                path = folder / row["path"]
                yield FontFace(name, role, row["weight"], row["style"], path, row["sha256"])


def _fault(face: FontFace) -> Diagnostic | None:
    """Return NK307 when a face's file is not the one that the manifest vouches for."""
    where = Location(str(face.path))
    try:
        data = face.path.read_bytes()
    except OSError as error:
        return diagnostic("NK307", f"font file cannot be read: {error.strerror}", where)
    if hashlib.sha256(data).hexdigest() != face.sha256:
        return diagnostic(
            "NK307",
            "font file differs from the one in the manifest",
            where,
            f"restore the file, or correct sha256 in {MANIFEST} if the change is wanted",
        )
    try:
        code_points(face.path)
    except TTLibError as error:
        return diagnostic("NK307", f"not a font: {error}", where)
    return None
