"""The font set: what the manifest says is what is there, and what it covers is known beforehand."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from places import REPOSITORY
from publications import written

from nkbook.checks.glyphs import missing_characters
from nkbook.diagnostics.errors import ConfigError, MissingToolError
from nkbook.diagnostics.problems import Location
from nkbook.look.fonts import FontFace, FontSet, load_fonts, names

LATIN = REPOSITORY / "fonts/NKSerifLatin/NKSerifLatin-Regular.ttf"
ROW = {
    "path": f'"{LATIN}"',
    "weight": "400",
    "style": '"normal"',
    "sha256": f'"{hashlib.sha256(LATIN.read_bytes()).hexdigest()}"',
}


@pytest.fixture(scope="module")
def fonts() -> FontSet:
    return load_fonts(REPOSITORY / "fonts")


def manifest(folder: Path, **changes: str | None) -> Path:
    """Write a manifest of one font; a change of None leaves the key out."""
    keys = {**ROW, **changes}
    rows = "\n".join(f"{key} = {value}" for key, value in keys.items() if value is not None)
    text = f'[[family]]\nname = "Probe"\nrole = "serif-latin"\n[[family.file]]\n{rows}\n'
    (folder / "fonts.toml").write_text(text, encoding="utf-8")
    return folder


def test_the_vendored_fonts_load(fonts: FontSet) -> None:
    assert fonts.families("serif-cjk") == ("NK Serif CJK",)
    assert {(face.family, face.weight, face.style) for face in fonts.faces} >= {
        ("NK Serif CJK", 400, "normal"),
        ("NK Serif CJK", 700, "normal"),
        ("NK Serif Latin", 400, "italic"),
    }
    assert all(face.path.is_file() for face in fonts.faces)


def test_stacks_differ_in_what_comes_first(fonts: FontSet) -> None:
    chinese, foreign = fonts.stack(chinese_first=True), fonts.stack(chinese_first=False)
    assert chinese[0] == foreign[-2] == "NK Serif CJK"
    assert chinese[-1] == foreign[-1] == fonts.code_stack()[0] == "NK Mono"
    assert set(chinese) == set(foreign) == set(fonts.families())


def test_letters_of_code_are_half_as_wide_as_an_ideograph(fonts: FontSet) -> None:
    for face in (face for face in fonts.faces if face.role == "mono"):
        font = TTFont(face.path)
        widths, glyphs = font["hmtx"].metrics, font.getBestCmap()
        code = [*map(chr, range(0x20, 0x7F)), *"éЖ─│┌█→←↑≤√✓●"]
        assert {widths[glyphs[ord(sign)]][0] for sign in code} == {font["head"].unitsPerEm // 2}
        assert "calt" not in {
            row.FeatureTag for row in font["GSUB"].table.FeatureList.FeatureRecord
        }


def test_the_languages_of_the_book_are_covered(fonts: FontSet) -> None:
    assert fonts.missing("納戈爾諾説羣裏–—…·「」İığəçşöü Лачин Արցախ ÄÖß“”‘’") == ()


def test_missing_names_each_character_once(fonts: FontSet) -> None:
    assert fonts.missing("甲𓀀乙𓀁𓀀") == ("𓀀", "𓀁")


def test_what_prints_nothing_is_not_missing(fonts: FontSet) -> None:
    assert fonts.missing("\t\n\u00ad\u200b\u200d\u2060\u3000\u2009\ufe00\U000e0100") == ()


def test_a_character_is_named_with_its_code_point() -> None:
    assert names("𓀀") == '"𓀀" U+13000 EGYPTIAN HIEROGLYPH A001'
    assert names("\ue000") == '"\ue000" U+E000'


def test_a_sound_manifest(tmp_path: Path) -> None:
    assert load_fonts(manifest(tmp_path)).faces == (
        FontFace("Probe", "serif-latin", 400, "normal", LATIN),
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"path": None},
        {"path": "7"},
        {"sha256": None},
        {"weight": '"bold"'},
        {"style": '"slanted"'},
        {"weight": None, "style": None},
    ],
)
def test_a_broken_row(tmp_path: Path, changes: dict[str, str | None]) -> None:
    with pytest.raises(ConfigError) as caught:
        load_fonts(manifest(tmp_path, **changes))
    assert [item.code for item in caught.value.diagnostics] == ["NK306"] * len(changes)
    assert caught.value.diagnostics[0].location == Location(str(tmp_path / "fonts.toml"))


@pytest.mark.parametrize("text", ["", "[[family]", "family = 3", "\udcff"])
def test_a_manifest_that_lists_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "fonts.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ConfigError) as caught:
        load_fonts(tmp_path)
    assert [item.code for item in caught.value.diagnostics] == ["NK306"]


def test_no_manifest(tmp_path: Path) -> None:
    with pytest.raises(MissingToolError) as caught:
        load_fonts(tmp_path)
    assert [item.code for item in caught.value.diagnostics] == ["NK307"]


@pytest.mark.parametrize("change", [{"path": '"gone.ttf"'}, {"sha256": '"00"'}])
def test_a_missing_or_changed_file(tmp_path: Path, change: dict[str, str]) -> None:
    with pytest.raises(MissingToolError) as caught:
        load_fonts(manifest(tmp_path, **change))
    assert [item.code for item in caught.value.diagnostics] == ["NK307"]


def test_glyphs_stand_where_a_pdf_looks_for_them(fonts: FontSet) -> None:
    """WeasyPrint writes glyph positions as CIDs, so a CID-keyed font must have them the same."""
    for face in fonts.faces:
        with TTFont(face.path, lazy=True) as font:
            if "CFF " in font and hasattr(top := font["CFF "].cff.topDictIndex[0], "ROS"):
                numbers = [int(name.removeprefix("cid")) for name in top.charset[1:]]
                assert numbers == list(range(1, len(top.charset)))


def test_missing_characters_are_found_where_they_stand(tmp_path: Path, fonts: FontSet) -> None:
    publication, _ = written(
        tmp_path,
        "一段。\n\n二段，\n有個**字**。[^n]\n\n[^n]: 註。\n",
        "| 甲 |\n|--|\n| 乙 |\n",
    )
    thin = FontSet(tuple(face for face in fonts.faces if face.role == "serif-latin"))
    found = missing_characters(publication, thin)
    assert {item.code for item in found} == {"NK304"}
    places = {item.message.split('"')[1]: str(item.location) for item in found}
    assert places["段"] == "chapters/one.md:7"  # the last of its lines wins in this table
    assert places["字"] == "chapters/one.md:7"
    assert places["註"] == "chapters/one.md:10"
    assert places["乙"] == "chapters/two.md:7"
    assert places["小"] == "chapters/book.toml"
    assert places["題"] == "chapters/two.md:1"
    assert [str(item.location) for item in found if '"段"' in item.message] == [
        "chapters/one.md:5",
        "chapters/one.md:7",
    ]


def test_a_covered_book_has_no_missing_characters(tmp_path: Path, fonts: FontSet) -> None:
    publication, _ = written(tmp_path, "平常的字。")
    assert missing_characters(publication, fonts) == []
