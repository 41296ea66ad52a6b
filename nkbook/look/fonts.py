"""The book's fonts: the files listed with checksums in fonts/fonts.toml, and their characters."""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import uharfbuzz
from fontTools.ttLib import TTFont, TTLibError

from nkbook.diagnostics.errors import ConfigError, MissingToolError, NkbookError, SourceError
from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.reading.files import Kind, names_in, read_bytes, real
from nkbook.reading.toml_file import read_toml

MANIFEST = "fonts.toml"
_STYLES = frozenset(("normal", "italic"))
_PACKED = (b"wOFF", b"wOF2")  # how web fonts begin
_OWN = (".ttf", ".otf")  # files that a book may lay into its fonts/
_VARIANT = re.compile("[^\\s\U000e0100-\U000e01ef][\U000e0100-\U000e01ef]")


@dataclass(frozen=True, slots=True)
class FontFace:
    """One font file: its family and what that is for, weight (100–900), style, and place."""

    family: str
    role: str  # serif-cjk, serif-latin, serif-armenian …, mono, or fallback
    weight: int
    style: str  # "normal" | "italic"
    path: Path


@dataclass(frozen=True, slots=True)
class FontSet:
    """All fonts that a book may use, in the manifest's order; there are no others."""

    CHINESE: ClassVar[str] = "cjk"  # in the role of every Chinese family
    MONO: ClassVar[str] = "mono"  # the role of families for code
    FALLBACK: ClassVar[str] = "fallback"  # the role of those for what no other family has
    # For what is set apart: letters, quotations (楷); headings (黑); 仿宋.
    APART: ClassVar[tuple[str, ...]] = ("kai-cjk", "kai-hans-cjk", "sans-cjk", "fangsong-cjk")

    faces: tuple[FontFace, ...]

    def families(self, role: str | None = None) -> tuple[str, ...]:
        """Return the families of a role, or of all roles, each once."""
        faces = (face for face in self.faces if role is None or face.role == role)
        return tuple(dict.fromkeys(face.family for face in faces))

    def text_families(self) -> tuple[str, ...]:
        """Return the families that prose is set in: all but those of code and of last resort."""
        others = (self.MONO, self.FALLBACK, *self.APART)
        return tuple(dict.fromkeys(face.family for face in self.faces if face.role not in others))

    def stack(self, *, chinese_first: bool) -> tuple[str, ...]:
        """Return all families in the order in which CSS is to try them.

        Those for code come after those for words, and those of last resort at the end.
        """
        roles = {face.family: face.role for face in self.faces}
        last = {self.MONO: 1, self.FALLBACK: 2} | dict.fromkeys(self.APART, 1)
        return tuple(
            sorted(
                self.families(),
                key=lambda name: (
                    last.get(roles[name], 0),
                    (self.CHINESE in roles[name]) != chinese_first,
                ),
            )
        )

    def code_stack(self) -> tuple[str, ...]:
        """Return all families in the order for code: Latin half as wide as the Han that follow."""
        code = self.families(self.MONO)
        rest = self.stack(chinese_first=bool(code))
        return (*code, *(name for name in rest if name not in code))

    def content(self, digest: Callable[[Path], str]) -> tuple[tuple[str | int, ...], ...]:
        """Return what tells the set from others, wherever they lie: a row for each face.

        ``digest`` returns what tells a file's content from others.
        """
        return tuple(
            (face.family, face.role, face.weight, face.style, digest(face.path))
            for face in self.faces
        )

    def coverage(self) -> frozenset[int]:
        """Return the code points that at least one font has a glyph for."""
        return _coverage(tuple(face.path for face in self.faces))

    def missing(self, text: str) -> tuple[str, ...]:
        """Return the characters of a text that would print as an empty box, each once."""
        covered = self.coverage()
        return tuple(
            character
            for character in dict.fromkeys(text)
            if ord(character) not in covered and not _is_invisible(character)
        )

    def with_own(self, own: FontSet) -> FontSet:
        """Return the fonts with those of a book before the other families of last resort."""
        last = tuple(face for face in self.faces if face.role == self.FALLBACK)
        first = tuple(face for face in self.faces if face.role != self.FALLBACK)
        return FontSet((*first, *own.faces, *last))

    def missing_variants(self, text: str) -> tuple[str, ...]:
        """Return the characters with a variation selector of which no font has the variant.

        Only selectors of ideographs (UTS 37) are looked at: others choose how a sign looks.
        """
        found = dict.fromkeys(_VARIANT.findall(text))
        return tuple(
            variant
            for variant in found
            if not any(_has_variant(face.path, variant) for face in self.faces)
        )


def load_fonts(folder: Path) -> FontSet:
    """Return the fonts that ``folder/fonts.toml`` lists, each file verified by its sha256.

    Raises ConfigError (NK306) for a broken manifest and MissingToolError (NK307) for a missing or
    changed file, with every problem found.
    """
    manifest = folder / MANIFEST
    try:
        table = read_toml(manifest, str(manifest), "NK306").value
    except SourceError as error:
        (cause,) = error.diagnostics
        if cause.code in ("NK202", "NK306"):
            raise ConfigError(
                diagnostic("NK306", cause.message, cause.location, cause.hint)
            ) from error
        raise MissingToolError(
            diagnostic(
                "NK307",
                f"the list of fonts cannot be read: {cause.message}",
                cause.location,
                "restore the folder fonts/ of nkbook, or give the book its own",
            )
        ) from error
    faces, problems = _faces(table, folder)
    if problems:
        raise ConfigError(diagnostic("NK306", text, Location(str(manifest))) for text in problems)
    changed = [found for face, digest in faces if (found := _verify(face.path, digest))]
    if changed:
        raise MissingToolError(changed)
    return FontSet(tuple(face for face, _ in faces))


def own_fonts(folder: Path) -> FontSet:
    """Return the fonts of a book's folder without a manifest: for what no other family has.

    Those in kai/, kai-hans/, sans/ and fangsong/ are for what is set apart in these faces. Raises
    ConfigError (NK306) for a file that is no font, or that lies outside the folder.
    """
    shelves = {"": FontSet.FALLBACK} | {role.removesuffix("-cjk"): role for role in FontSet.APART}
    listed = (
        (role, (folder / shelf / name).relative_to(folder.parent).as_posix())
        for shelf, role in shelves.items()
        for name in names_in(folder / shelf)
        if name.lower().endswith(_OWN)
    )
    return listed_fonts(folder.parent, listed)


def listed_fonts(root: Path, listed: Iterable[tuple[str, str]]) -> FontSet:
    """Return the fonts of a book at some paths, each with its role; raises as ``own_fonts``."""
    faces: list[FontFace] = []
    problems: list[Diagnostic] = []
    for role, name in listed:
        try:
            faces.append(_own_face(root / name, root, role))
        except (NkbookError, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001 — there is no error that a damaged font can't cause
            hint = "take a TrueType or OpenType font that is whole: .ttf or .otf"
            text = f"the font cannot be read: {str(error) or type(error).__name__}"
            problems.append(diagnostic("NK306", text, Location(name), hint))
    if problems:
        raise ConfigError(problems)
    return FontSet(tuple(faces))


def _own_face(path: Path, folder: Path, role: str) -> FontFace:
    if not real(path).is_relative_to(real(folder)):
        raise TTLibError("it is a link that leads out of the folder")
    data = read_bytes(path, Kind.FONT)
    if data[:4] in _PACKED:  # of which a small one may hold any amount
        raise TTLibError("it is a web font, and packed")
    with TTFont(io.BytesIO(data), lazy=True) as font:
        family = font["name"].getBestFamilyName()
        if not family or not font.getBestCmap():
            raise TTLibError("it has no name or no characters")
        style = "italic" if font["OS/2"].fsSelection & 1 else "normal"
        return FontFace(family, role, font["OS/2"].usWeightClass, style, path)


def _faces(table: Mapping[str, Any], folder: Path) -> tuple[list[tuple[FontFace, str]], list[str]]:
    """Return the faces of a manifest with their digests, and what is wrong with it."""
    faces: list[tuple[FontFace, str]] = []
    problems: list[str] = []
    for family, row in _rows(table):
        label = f"{family.get('name', 'a family without name')}: {row.get('path', 'a file')}"
        wrong = list(_wrong(family, row))
        problems.extend(f"{label}: {text}" for text in wrong)
        if not wrong:
            face = FontFace(
                family["name"], family["role"], row["weight"], row["style"], folder / row["path"]
            )
            faces.append((face, row["sha256"]))
    if not faces and not problems:
        problems.append("it lists no font")
    return faces, problems


def _rows(table: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Yield each ``[[family]]`` with each of its ``[[family.file]]`` tables."""
    families = table.get("family", [])
    for family in families if isinstance(families, list) else []:
        files = family.get("file", []) if isinstance(family, dict) else []
        for row in files if isinstance(files, list) else []:
            if isinstance(row, dict):
                yield family, row


def _wrong(family: Mapping[str, Any], row: Mapping[str, Any]) -> Iterator[str]:
    for table, keys in ((family, ("name", "role")), (row, ("path", "sha256"))):
        for key in keys:
            if not isinstance(table.get(key), str):
                yield f'"{key}" must be a string'
    if not isinstance(row.get("weight"), int):
        yield '"weight" must be a number from 100 to 900'
    if row.get("style") not in _STYLES:
        yield '"style" must be "normal" or "italic"'


def _verify(path: Path, digest: str) -> Diagnostic | None:
    """Return NK307 when a font is missing or is not the file that the manifest lists."""
    try:
        found = hashlib.sha256(read_bytes(path, Kind.FONT)).hexdigest()
    except OSError as error:
        message = f"the font cannot be read: {error.strerror or error}"
    else:
        if found == digest:
            return None
        message = f"the font's sha256 is {found[:12]}…, not {digest[:12]}… as the manifest says"
    hint = "restore the file, or correct the manifest if the change was meant"
    return diagnostic("NK307", message, Location(str(path)), hint)


@cache
def _characters(path: Path) -> frozenset[int]:
    """Return the code points in a font's character map (OpenType, cmap)."""
    return frozenset(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))).unicodes)


@cache
def _coverage(paths: tuple[Path, ...]) -> frozenset[int]:
    return frozenset().union(*map(_characters, paths))


@cache
def _has_variant(path: Path, variant: str) -> bool:
    """Return True if a font has a glyph for a character with its variation selector."""
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))))
    return font.get_variation_glyph(ord(variant[0]), ord(variant[1])) is not None


def _is_invisible(character: str) -> bool:
    """Return True if a character needs no glyph: controls, joiners, variation selectors, spaces.

    HarfBuzz hides Unicode's default ignorables and makes spaces from the font's own space.
    """
    return (
        unicodedata.category(character) in ("Cc", "Cf", "Zs", "Zl", "Zp")
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
    )


def names(characters: Iterable[str]) -> str:
    """Return characters as a message prints them: "𓀀" U+13000 EGYPTIAN HIEROGLYPH A001.

    One with a variation selector is named by both code points.
    """
    return ", ".join(
        f'"{item}" {" ".join(f"U+{ord(one):04X}" for one in item)} '
        f"{unicodedata.name(item, '') if len(item) == 1 else ''}".rstrip()
        for item in characters
    )
