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
from nkbook.look.fonts import FontFace, FontSet, load_fonts, names, own_fonts
from nkbook.look.theme import Theme
from nkbook.project.config.site_tables import FontsTable

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
    text = fonts.text_families()
    assert chinese[0] == foreign[len(text) - 1] == "NK Serif CJK"
    assert chinese[len(text)] == foreign[len(text)] == fonts.code_stack()[0] == "NK Mono"
    assert set(chinese) == set(foreign) == set(fonts.families())
    # What only stands in for other fonts comes last, in one order.
    assert chinese[len(text) + 1 :] == foreign[len(text) + 1 :] == fonts.families("fallback")


def test_what_other_books_bring_is_covered(fonts: FontSet) -> None:
    """Names, classics, Korean, phonetics, signs and emoji, each in the font that draws it best."""
    assert (
        fonts.missing("𠮷㲜𠊎𫝀𰻞 한국어 [ʃ] ἀρχῇ ✓✗⇐☺⌘ 😀👩‍💻🇭🇰 ไทย ქართული བོད हिन्दी שלום سلام")
        == ()
    )


def test_a_variant_that_no_font_has(fonts: FontSet) -> None:
    """The selectors of ideographs ask for a form; those of emoji are no loss."""
    assert fonts.missing_variants("葛\U000e0100飾、葛\U000e0100，☑\ufe0f") == ("葛\U000e0100",)


def test_a_font_in_a_books_folder_comes_before_those_of_last_resort(
    tmp_path: Path, fonts: FontSet
) -> None:
    source = REPOSITORY / "fonts/NKFallback/NKFallbackThai-Regular.ttf"
    (tmp_path / "own.ttf").write_bytes(source.read_bytes())
    (tmp_path / "readme.txt").write_text("no font")
    own = own_fonts(tmp_path)
    assert [(face.family, face.weight, face.style) for face in own.faces] == [
        ("NK Fallback Thai", 400, "normal")
    ]
    assert fonts.with_own(own).families("fallback")[0] == "NK Fallback Thai"


@pytest.mark.parametrize("outside", [True, False])
def test_a_file_that_is_no_font_of_the_book(tmp_path: Path, outside: bool) -> None:
    folder = tmp_path / "fonts"
    folder.mkdir()
    if outside:
        (folder / "a.ttf").symlink_to(LATIN)
    else:
        (folder / "a.ttf").write_bytes(b"no font")
    with pytest.raises(ConfigError) as caught:
        own_fonts(folder)
    assert [str(item.location) for item in caught.value.diagnostics] == ["fonts/a.ttf"]
    assert [item.code for item in caught.value.diagnostics] == ["NK306"]


def test_fonts_that_book_toml_lists_come_first(tmp_path: Path) -> None:
    thai = (REPOSITORY / "fonts/NKFallback/NKFallbackThai-Regular.ttf").read_bytes()
    for name in ("assets/a.ttf", "fonts/kai/b.ttf"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_bytes(thai)
    listed = FontsTable(kai=["assets/a.ttf"], rare=["assets/a.ttf"]).listed()
    fonts = Theme(tmp_path, listed=listed).fonts
    kai = [face.path.name for face in fonts.faces if face.role == "kai-cjk"]
    assert kai == ["a.ttf", "b.ttf"]
    rare = [face.path.name for face in fonts.faces if face.role == "fallback"]
    assert rare[0] == "a.ttf"
    stranger = Theme(tmp_path, own=False, listed=listed)
    assert all(face.path.name != "a.ttf" for face in stranger.fonts.faces)
    assert "assets/a.ttf" in stranger.left_aside()[0].message


@pytest.mark.parametrize("name", ["none.ttf", "../out.ttf", "link.ttf"])
def test_a_font_that_is_not_in_the_book_is_told(name: str, tmp_path: Path) -> None:
    book = tmp_path / "book"
    book.mkdir()
    (tmp_path / "out.ttf").write_bytes(LATIN.read_bytes())
    (book / "link.ttf").symlink_to(LATIN)
    with pytest.raises(ConfigError) as caught:
        _ = Theme(book, listed=FontsTable(sans=[name]).listed()).fonts
    assert [(item.code, str(item.location)) for item in caught.value.diagnostics] == [
        ("NK306", name)
    ]


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
    lines = {str(item.location): item.message for item in found}
    assert len(lines) == len(found)  # one message for each line
    assert "段" in lines["chapters/one.md:5"]
    assert "段" in lines["chapters/one.md:7"]
    assert "註" in lines["chapters/one.md:10"]
    assert "乙" in lines["chapters/two.md:7"]
    assert "小" in lines["chapters/book.toml"]
    assert "題" in lines["chapters/two.md:1"]


def test_a_covered_book_has_no_missing_characters(tmp_path: Path, fonts: FontSet) -> None:
    publication, _ = written(tmp_path, "平常的字。")
    assert missing_characters(publication, fonts) == []
