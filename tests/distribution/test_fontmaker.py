"""make fonts: families are trimmed, named and listed as fonts.toml says, without the network."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest
import uharfbuzz
from fontTools.ttLib import TTFont
from places import REPOSITORY

from fontmaker import manifest
from fontmaker.families import FAMILIES
from fontmaker.family import Face, Family
from fontmaker.fetching import fetch
from fontmaker.making import ASCENT, DESCENT, make
from fontmaker.sources import Source

pytestmark = pytest.mark.slow  # to read the repertoires takes as long as all of them

FONTS = REPOSITORY / "fonts"
TEXT = "納卡说說Ab"


def small(folder: str) -> tuple[Family, Face, Path]:
    """Return a family cut down to TEXT, its bold face, and a finished font as its source."""
    family = next(item for item in FAMILIES if item.folder == folder)
    face = next(item for item in family.faces if item.bold and not item.italic)
    # The source is cut and scaled already.
    face = replace(face, axes={}, scale=1.0, source=replace(face.source, number=-1))
    return replace(family, codes=frozenset(map(ord, TEXT))), face, FONTS / family.path(face)


def code_points(data: bytes) -> frozenset[int]:
    return frozenset(uharfbuzz.Face(data).unicodes)


@pytest.mark.parametrize(
    ("folder", "characters", "name"),
    [("NKSerifCJK", TEXT, "NK Serif CJK Bold"), ("NKSerifLatin", "Ab", "NK Serif Latin Bold")],
)
def test_a_font_is_trimmed_named_and_given_the_shared_metrics(
    tmp_path: Path, folder: str, characters: str, name: str
) -> None:
    family, face, source = small(folder)
    data = make(family, face, source)
    assert code_points(data) == frozenset(map(ord, characters))
    font = pymupdf.Font(fontbuffer=data)
    assert font.name == name
    assert font.is_bold
    assert font.ascender == pytest.approx(ASCENT / 1000)
    assert font.descender == pytest.approx(-DESCENT / 1000)
    assert make(family, face, source) == data
    (tmp_path / "font").write_bytes(data)
    with TTFont(tmp_path / "font") as made:
        if "CFF " in made:
            charset = made["CFF "].cff.topDictIndex[0].charset
            assert charset[1:] == [f"cid{number:05d}" for number in range(1, len(charset))]


def test_the_fonts_have_what_their_families_ask_for() -> None:
    for family in FAMILIES:
        for face in family.faces:
            found = code_points((FONTS / family.path(face)).read_bytes())
            assert found
            assert not family.codes or found <= family.codes


def test_the_manifest_is_as_it_would_be_written(tmp_path: Path) -> None:
    manifest.write_manifest(tmp_path, manifest.read_rows(FONTS))
    here, there = (
        re.sub(r"(?m)^# Made with .*", "", (folder / "fonts.toml").read_text(encoding="utf-8"))
        for folder in (FONTS, tmp_path)
    )
    assert there == here
    rows = manifest.read_rows(FONTS)
    for family in FAMILIES:
        for face in family.faces:
            row = rows[family.path(face)]
            assert row == manifest.row_of(family, face, str(row["sha256"]))


def test_check_finds_a_changed_and_a_missing_font(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(FONTS, tmp_path / "fonts")
    assert manifest.check(tmp_path / "fonts") == 0
    (tmp_path / "fonts/NKSerifLatin/NKSerifLatin-Bold.ttf").write_bytes(b"changed")
    (tmp_path / "fonts/NKSerifArmenian/NKSerifArmenian-Bold.ttf").unlink()
    capsys.readouterr()
    assert manifest.check(tmp_path / "fonts") == 1
    wrong = [line for line in capsys.readouterr().out.splitlines() if line.endswith("DIFFERS")]
    assert [line.split()[1] for line in wrong] == [
        "NKSerifLatin/NKSerifLatin-Bold.ttf",
        "NKSerifArmenian/NKSerifArmenian-Bold.ttf",
    ]


def test_a_source_that_is_another_file_is_refused(tmp_path: Path) -> None:
    source = Source("npm", "@scope/font", "1.0", "package/font.ttf", "00")
    fetched = tmp_path / "_scope_font-1.0/package/font.ttf"
    fetched.parent.mkdir(parents=True)
    fetched.write_bytes(b"another")
    with pytest.raises(SystemExit, match="expected 00"):
        fetch(source, tmp_path)
