"""Locales: what each says, which one a language tag means, and a new one made of a file alone."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from places import BOOKS, REPOSITORY

from nkbook.collation import Order
from nkbook.diagnostics.errors import ConfigError, MissingToolError
from nkbook.locales.labels import label_keys, load_labels
from nkbook.locales.registry import (
    LocaleError,
    closest,
    languages,
    locale,
    locales,
    read,
    typesetting_for,
)
from nkbook.locales.tags import LanguageTag
from nkbook.look.templating import Templates
from nkbook.look.theme import Theme
from nkbook.manuscript.citations.source import source
from nkbook.manuscript.editions import opencc, punctuation
from nkbook.manuscript.editions.words import chains
from nkbook.model.csl.item import CslItem
from nkbook.model.metadata import Edition
from nkbook.typesetting.characters import Forms
from nkbook.typesetting.policy import POLICIES

HK, TW, CN = "zh-Hant-HK", "zh-Hant-TW", "zh-Hans-CN"
DATA = REPOSITORY / "nkbook/locales/data"


# What each locale says, written out again from the regions' own standards.


def test_the_three_locales() -> None:
    assert languages() == (CN, HK, TW)
    assert [locale(tag).key for tag in (HK, TW, CN)] == ["hk", "tw", "cn"]
    assert [locale(tag).script for tag in (HK, TW, CN)] == ["Hant", "Hant", "Hans"]
    assert [locale(tag).region for tag in (HK, TW, CN)] == ["HK", "TW", "CN"]
    assert {one.iso_639_2 for one in locales().values()} == {"chi"}
    with pytest.raises(ConfigError, match="NK106"):
        locale("ja-Jpan-JP")


def test_marks() -> None:
    """GB/T 15834—2011 for the mainland, 重訂標點符號手冊 for Taiwan."""
    marks = {tag: locale(tag).marks for tag in (HK, TW, CN)}
    assert {tag: "".join(found.quotes) for tag, found in marks.items()} == {
        HK: "「」『』",
        TW: "「」『』",
        CN: "“”‘’",
    }
    assert "".join(marks[CN].vertical_quotes) == "『』「」"
    assert {tag: ord(found.interpunct) for tag, found in marks.items()} == {
        HK: 0xB7,
        TW: 0x2027,
        CN: 0xB7,
    }
    assert [found.article for found in marks.values()] == ["〈〉", "〈〉", "《》"]


def test_composition_and_order() -> None:
    found = {
        tag: (one.composition.policy, one.composition.forms, one.collation.order)
        for tag, one in locales().items()
    }
    assert found == {
        HK: ("hk", Forms.CENTRED, Order.STROKES),
        TW: ("tw", Forms.CENTRED, Order.STROKES),
        CN: ("cn", Forms.CORNERED, Order.PINYIN),
    }
    assert locale(TW).typesetting.policy is POLICIES["tw"]


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0, "〇"),
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (21, "二十一"),
        (99, "九十九"),
        (105, "一〇五"),
    ],
)
def test_numbers_in_words(number: int, written: str) -> None:
    for one in locales().values():
        assert one.numerals.words(number) == written


def test_dates_in_words() -> None:
    dates = locale(HK).dates
    assert dates.words("1994-05-12") == "1994年5月12日"
    assert dates.words("-0095-03") == "公元前95年3月"


# Labels


def test_labels_of_all_locales_have_the_same_keys_and_places() -> None:
    keys = {tag: set(load_labels(tag)) for tag in languages()}
    assert len({frozenset(found) for found in keys.values()}) == 1
    assert set(label_keys()) == {key.replace("_", "-") for key in keys[HK]}
    assert load_labels(CN)["part_number"].format(n="一") == "第一编"


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('contents = "目录"\n', "", "same labels, but only one of them has: contents"),
        ("第{n}编", "编{no}", 'label "part-number" of zh-Hant-HK must have the fields'),
        ('contents = "目录"', 'Contents = "目录"', 'label "Contents" must be in kebab-case'),
        ('contents = "目录"', 'contents = " "', 'label "contents" must be in kebab-case'),
        ('policy = "cn"', 'policy = "jp"', "policy must be one of none, hk, tw, cn"),
        ('comma = "，"\n', "", "marks.comma"),
        ('comma = "，"', 'coma = "，"', "Extra inputs"),
        ('script = "Hans"', 'script = "Hant"', "tag must be made of"),
        ('key = "cn"', 'key = "hk"', "several locales have the key hk"),
        ("[marks]", "[marks", "zh-Hans-CN.toml"),
    ],
)
def test_a_wrong_file_is_refused_by_name(
    before: str, after: str, message: str, tmp_path: Path
) -> None:
    shutil.copytree(DATA, tmp_path, dirs_exist_ok=True)
    path = tmp_path / f"{CN}.toml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(LocaleError) as raised:
        read(tmp_path)
    assert message in str(raised.value)


# Language tags


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("zh-Hant-HK", HK),
        ("zh-Hant-TW", TW),
        ("zh-Hans-CN", CN),
        ("zh", HK),
        ("zh-Hant", HK),
        ("zh-Hans", CN),
        ("zh-TW", TW),
        ("zh-tw", TW),
        ("zh-MO", HK),
        ("zh-SG", CN),
        ("zh-Hans-TW", CN),
        ("zh-Hant-CN", HK),
        ("yue", HK),
        ("cmn-Hans", CN),
        ("ZH-HANS", CN),
        ("lzh-Hant-TW", TW),
        ("zh-x-Hans", HK),
        ("hy", None),
        ("zha", None),  # Zhuang
        ("en-HK", None),
        ("", None),
        (None, None),
    ],
)
def test_the_closest_locale(tag: str | None, expected: str | None) -> None:
    found = closest(tag)
    assert (found and found.tag) == expected


def test_subtags() -> None:
    assert LanguageTag.parse("sr-latn-rs") == LanguageTag("sr", "Latn", "RS")
    assert LanguageTag.parse("es-419") == LanguageTag("es", None, "419")
    assert LanguageTag.parse("de-CH-1901") == LanguageTag("de", None, "CH")


def test_a_book_in_another_language_sets_its_chinese_by_the_fallback() -> None:
    assert typesetting_for("hy").policy is POLICIES["hk"]


def test_whose_language_and_script_a_text_is_in() -> None:
    own = locale(HK)
    assert [own.reads(tag) for tag in ("zh-Hans", "yue", "ja", "zha")] == [True, True, False, False]
    assert [own.writes(tag) for tag in ("zh", "zh-TW", "zh-Hant-TW", "zh-Hans")] == [
        True,
        True,
        True,
        False,
    ]


# OpenCC


def test_one_converter_for_each_configuration() -> None:
    assert opencc.standard("t2s") is opencc.standard("t2s")
    assert opencc.standard("t2s").convert("書") == "书"


def test_a_missing_dictionary_is_named_with_its_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opencc, "_FOLDER", tmp_path)
    with pytest.raises(MissingToolError) as raised:
        chains.converter(locale(CN), locale(TW), {}, {})
    (problem,) = raised.value.diagnostics
    assert problem.code == "NK607"
    assert "does not have STPhrases.ocd2" in problem.message
    assert "pip install" in (problem.hint or "")


def test_a_broken_dictionary_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(opencc._FOLDER, tmp_path, dirs_exist_ok=True)
    (tmp_path / "STCharacters.ocd2").write_bytes(b"nothing")
    monkeypatch.setattr(opencc, "_FOLDER", tmp_path)
    with pytest.raises(MissingToolError, match="NK607 OpenCC cannot read"):
        chains.converter(locale(CN), locale(TW), {}, {})


# A new locale


@pytest.fixture(scope="module")
def with_singapore(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of nkbook that has one file more: Chinese as Singapore writes it."""
    root = tmp_path_factory.mktemp("house")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(REPOSITORY / "nkbook", root / "nkbook", ignore=ignored)
    for folder in ("styles", "fonts"):
        (root / folder).symlink_to(REPOSITORY / folder)
    data = root / "nkbook/locales/data"
    text = (data / f"{CN}.toml").read_text(encoding="utf-8")
    for old, new in [
        ('tag = "zh-Hans-CN"', 'tag = "zh-Hans-SG"'),
        ('key = "cn"', 'key = "sg"'),
        ('regions = ["CN", "SG", "MY"]', 'regions = ["SG"]'),
        ('order = "pinyin"', 'order = "strokes"'),
        ('style = "gbt7714"', 'style = "hk"'),
        ("第{n}章", "章之{n}"),
        ('quotes = ["“”", "‘’"]', 'quotes = ["‘’", "“”"]'),
    ]:
        assert old in text
        text = text.replace(old, new, 1)
    (data / "zh-Hans-SG.toml").write_text(text, encoding="utf-8")
    return root


def run(house: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "nkbook", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(house), "NO_COLOR": "1"},
        cwd=house,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def written_book(folder: Path) -> Path:
    """Write a book that names its editions in every way that a manuscript can."""
    chapters = folder / "book/chapters"
    (chapters / "data").mkdir(parents=True)
    (chapters / "one.md").write_text(
        "---\ntitle: 軟件\n---\n\n他說：「阿塞拜疆的『軟件』[巴士]{sg=巴士车 tw=公車}很好。」"
        "見[@b]。[停火]{.index}。\n\n"
        "::: {.only edition=zh-Hans-SG}\n只有这里。\n:::\n",
        encoding="utf-8",
    )
    (chapters / "data/references.yaml").write_text(
        "references:\n- id: b\n  type: book\n  title: 書\n  language: zh-Hant\n", encoding="utf-8"
    )
    (chapters / "book.toml").write_text(
        f'[book]\nslug = "b"\ntitle = "書"\nlanguage = "{HK}"\ncreators = [{{ name = "甲" }}]\n'
        '[release]\nversion = "1"\ndate = 2026-03-04\n'
        '[spine]\nbody = ["one.md"]\nback = ["index", "bibliography"]\n'
        '[build]\neditions = ["zh-Hant-HK", "zh-Hans-SG"]\n'
        '[edition.zh-Hans-SG]\nsubtitle = "狮城版"\n',
        encoding="utf-8",
    )
    return folder / "book"


@pytest.mark.slow
def test_a_new_locale_is_one_file(with_singapore: Path, tmp_path: Path) -> None:
    """Settings, manuscript, conversion, labels, order, citations and EPUB all know it."""
    root = written_book(tmp_path)
    done = run(with_singapore, "build", root, "-f", "epub")
    assert done.returncode == 0, done.stderr
    (epub,) = (root / "output/zh-Hans-SG").glob("*.epub")
    with zipfile.ZipFile(epub) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    package = next(data for name, data in files.items() if name.endswith(".opf")).decode()
    assert "<dc:language>zh-Hans-SG</dc:language>" in package
    pages = {name.rpartition("/")[2]: data for name, data in files.items() if "html" in name}
    texts = {name: "".join(etree.fromstring(data).itertext()) for name, data in pages.items()}
    assert "章之一" in texts["one.xhtml"]
    assert "他说：‘阿塞拜疆的“软件”巴士车很好。’" in texts["one.xhtml"]
    assert "只有这里。" in texts["one.xhtml"]
    assert "十一画" in texts["index.xhtml"]  # by strokes, not by pinyin
    assert "《書》" in texts["bibliography.xhtml"]  # the style of Hong Kong, not of GB/T 7714


@pytest.mark.slow
def test_a_new_locale_is_offered_wherever_locales_are_listed(
    with_singapore: Path, tmp_path: Path
) -> None:
    root = written_book(tmp_path)
    settings = root / "chapters/book.toml"
    settings.write_text(
        settings.read_text("utf-8").replace('"zh-Hans-SG"]', '"zh-Hans-XX"]'), encoding="utf-8"
    )
    assert "one of zh-Hans-CN, zh-Hans-SG, zh-Hant-HK" in run(with_singapore, "check", root).stderr
    settings.write_text(settings.read_text("utf-8").replace("XX", "SG"), encoding="utf-8")
    chapter = root / "chapters/one.md"
    chapter.write_text(
        chapter.read_text("utf-8").replace("edition=zh-Hans-SG", "edition=zh-Hans-MY"),
        encoding="utf-8",
    )
    assert "zh-Hans-SG" in run(with_singapore, "check", root).stderr
    assert "zh-Hans-SG" not in run(REPOSITORY, "check", BOOKS / "minimal").stderr


def test_every_locale_has_the_words_that_conversion_needs() -> None:
    """The column that a locale names is in every table of words."""
    folder = REPOSITORY / "nkbook/manuscript/editions/data"
    for path in DATA.glob("*.toml"):
        column = tomllib.loads(path.read_text(encoding="utf-8"))["conversion"]["words"]
        for name in ("words.tsv", "units.tsv"):
            rows = (folder / name).read_text(encoding="utf-8").splitlines()
            head = next(row for row in rows if not row.startswith("#"))
            assert column in head.split("\t"), f"{name} has no column for {path.stem}"


def test_a_style_marks_words_in_another_script_only() -> None:
    """A title from Taiwan is in the script of Hong Kong, whatever its tag says of the script."""
    templates = Templates(Theme(BOOKS / "minimal").template_dirs)
    edition = Edition(HK, HK, load_labels(HK), "hk")

    def words(language: str) -> str:
        item = {"id": "b", "type": "book", "title": "書", "language": language}
        work = source(CslItem.model_validate(item), load_labels("zh-Hant-HK"))
        return str(templates.call("citations/hk.j2", "words", work, edition, "書"))

    assert [words(tag) for tag in ("zh", "zh-TW", "zh-Hant")] == ["書"] * 3
    assert words("zh-Hans") == '<span lang="zh-Hans">書</span>'


@pytest.mark.parametrize("tag", [HK, TW, CN])
def test_the_stylesheet_of_an_edition_has_the_quotation_marks_of_its_locale(tag: str) -> None:
    sheet = (REPOSITORY / f"styles/editions/{tag}.css").read_text(encoding="utf-8")
    (row,) = re.findall(r"quotes:(.*);", sheet)
    assert "".join(re.findall(r'"(.)"', row)) == "".join(locale(tag).marks.quotes)


def test_a_lone_quotation_mark_is_outer_or_inner_by_its_own_locale() -> None:
    own = locale(CN)
    marks = own.marks.model_copy(update={"quotes": ("‘’", "“”")})
    reversed_marks = own.model_copy(update={"tag": "zh-Hans-SG", "marks": marks})
    assert punctuation.convert("完。’", reversed_marks, locale(HK)) == "完。」"
    assert punctuation.convert("完。’", own, locale(HK)) == "完。』"
