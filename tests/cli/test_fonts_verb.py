"""nkbook fonts: what is fetched is proved, renamed and fitted to the book's lines."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from places import REPOSITORY

from nkbook.cli.faces import fetching
from nkbook.cli.faces.making import make
from nkbook.cli.faces.sources import ROLES, Source
from nkbook.diagnostics.errors import MissingToolError
from nkbook.look.css.families import css_variables
from nkbook.look.fonts import FontSet, own_fonts

HAN = REPOSITORY / "fonts/NKFallback/NKFallbackHanTwo-Regular.ttf"


def shell(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def packed(folder: Path, data: bytes) -> Source:
    """Return a source whose npm package a program in ``folder`` hands out."""
    with tarfile.open(folder / "made.tgz", "w:gz") as tar:
        for name, content in (("package/a.ttf", data), ("package/LICENSE", b"free")):
            row = tarfile.TarInfo(name)
            row.size = len(content)
            tar.addfile(row, io.BytesIO(content))
    shell(folder, "npm", f"cp {folder}/made.tgz .")
    digest = hashlib.sha256(data).hexdigest()
    return Source("npm", "@a/b", "1", "package/a.ttf", digest, "package/LICENSE")


def test_a_file_is_proved_by_its_checksum(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    source = packed(tmp_path, b"a font")
    assert fetching.fetch(source, tmp_path / "one") == (b"a font", b"free")
    with pytest.raises(MissingToolError) as caught:
        fetching.fetch(replace(source, sha256="0" * 64), tmp_path / "two")
    assert [item.code for item in caught.value.diagnostics] == ["NK621"]


@pytest.mark.parametrize("script", ["", "echo no such package >&2; exit 1"])
def test_a_registry_that_gives_nothing_is_named(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = packed(tmp_path, b"a font")
    (tmp_path / "npm").unlink()
    if script:
        shell(tmp_path, "npm", script)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin" if script else str(tmp_path))
    with pytest.raises(MissingToolError) as caught:
        fetching.fetch(source, tmp_path / "work")
    (problem,) = caught.value.diagnostics
    assert problem.code == "NK621"
    assert "no such package" in problem.message or not script


def test_a_font_gets_nkbooks_name_and_lines(tmp_path: Path) -> None:
    role = ROLES["kai"]
    path = tmp_path / "fonts/kai" / role.faces[0].file_name
    path.parent.mkdir(parents=True)
    path.write_bytes(make(role, role.faces[0], HAN.read_bytes()))
    with TTFont(path) as font:
        em = font["head"].unitsPerEm
        assert font["name"].getBestFamilyName() == "NK Kai"
        assert (font["hhea"].ascent, font["hhea"].descent) == (
            round(1.151 * em), -round(0.286 * em)
        )  # fmt: skip
        assert font["OS/2"].fsType == 0
        assert all(code >= 0x2000 for code in font.getBestCmap())
    fonts = own_fonts(tmp_path / "fonts")
    assert [(face.family, face.role) for face in fonts.faces] == [("NK Kai", "kai-cjk")]


def test_families_set_apart_come_before_the_text_in_their_own_list_alone() -> None:
    rows = [("A", "serif-cjk"), ("B", "kai-cjk"), ("C", "kai-hans-cjk"), ("D", "fallback")]
    made = own_fonts(REPOSITORY / "fonts/NKFallback").faces[0]
    fonts = FontSet(tuple(replace(made, family=name, role=role) for name, role in rows))
    rules = css_variables(fonts).split("{")[1].split("}")[0]
    variables = dict(rule.split(":") for rule in rules.split(";") if rule)
    assert variables["--serif"].startswith('"A"')
    assert variables["--kai"].startswith('"B","C","A"')
    assert variables["--kai-hans"].startswith('"C","B","A"')
    assert variables["--sans"] == variables["--serif"]
    assert fonts.text_families() == ("A",)
