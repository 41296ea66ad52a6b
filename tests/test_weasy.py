"""Inside nkbook.weasy: guards, fonts, messages, and the mends that keep notes on their pages."""

from __future__ import annotations

import importlib
import logging
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from places import REPOSITORY

from nkbook.diagnostics.errors import MissingToolError
from nkbook.look.fonts import FontSet, load_fonts
from nkbook.weasy import Engine, File, Layout, engine, guards
from nkbook.weasy.reading import environment, messages

LANGUAGE = "zh-Hant-HK"


@pytest.fixture(scope="module")
def fonts() -> FontSet:
    return load_fonts(REPOSITORY / "fonts")


@pytest.fixture(scope="module")
def ready(fonts: FontSet) -> Iterator[Engine]:
    with engine(fonts, LANGUAGE) as weasyprint:
        yield weasyprint


def page(style: str, body: str) -> str:
    return f'<html lang="{LANGUAGE}"><title>試</title><style>{style}</style><body>{body}</html>'


def codes(error: pytest.ExceptionInfo[MissingToolError]) -> list[str]:
    return [item.code for item in error.value.diagnostics]


# --- loading and guards --------------------------------------------------------------------------


def test_importing_nkbook_leaves_weasyprint_asleep() -> None:
    code = "import sys, nkbook.weasy, nkbook.formats.pdf; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, check=False).returncode == 0


def test_guards_accept_the_installed_weasyprint(ready: Engine) -> None:
    assert ready.fonts
    guards.check()


def test_guards_refuse_another_version(monkeypatch: pytest.MonkeyPatch, ready: Engine) -> None:
    assert ready.fonts
    monkeypatch.setattr("weasyprint.__version__", "70.1")
    with pytest.raises(MissingToolError) as caught:
        guards.check()
    assert codes(caught) == ["NK406"]
    assert "70.1" in str(caught.value)


@pytest.mark.parametrize("name", sorted(guards.SIGNATURES))
def test_guards_refuse_a_changed_signature(
    monkeypatch: pytest.MonkeyPatch, ready: Engine, name: str
) -> None:
    assert ready.fonts
    monkeypatch.setattr(name.replace(":", "."), lambda unexpected: unexpected)
    with pytest.raises(MissingToolError) as caught:
        guards.check()
    assert "NK406" in codes(caught)
    assert name in str(caught.value)


def test_guards_refuse_a_name_that_is_gone(monkeypatch: pytest.MonkeyPatch, ready: Engine) -> None:
    assert ready.fonts
    monkeypatch.delattr("weasyprint.layout.block._break_line")
    with pytest.raises(MissingToolError) as caught:
        guards.check()
    assert codes(caught) == ["NK406"]


def test_a_missing_library_names_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str) -> None:
        print("a page of advice")
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(environment, "importlib", SimpleNamespace(import_module=fail))
    with pytest.raises(MissingToolError) as caught:
        environment.load()
    assert codes(caught) == ["NK601"]
    assert "libpango-1.0-0" in str(caught.value)
    assert "apt-get install libpangoft2-1.0-0 libharfbuzz-subset0" in str(caught.value)


def test_a_missing_subset_library_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    without = SimpleNamespace(import_module=lambda _: SimpleNamespace(harfbuzz_subset=None))
    monkeypatch.setattr(environment, "importlib", without)
    with pytest.raises(MissingToolError) as caught:
        environment.load()
    assert codes(caught) == ["NK601"]


# --- fonts ---------------------------------------------------------------------------------------


def test_the_environment_is_put_back(fonts: FontSet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", "mine")
    monkeypatch.delenv("FC_LANG", raising=False)
    before = dict(os.environ)
    with engine(fonts, LANGUAGE):
        assert os.environ["FONTCONFIG_FILE"] != "mine"
        assert os.environ["FC_LANG"] == "zh-hk"
    assert dict(os.environ) == before


def test_the_libraries_see_the_books_fonts_alone(fonts: FontSet, ready: Engine) -> None:
    assert sorted(ready.fonts._files()) == sorted(face.path.resolve() for face in fonts.faces)


def test_other_fonts_are_noticed(fonts: FontSet, ready: Engine) -> None:
    fewer = FontSet(fonts.faces[:-1])
    with pytest.raises(MissingToolError) as caught:
        type(ready.fonts)(fewer)
    assert codes(caught) == ["NK407"]
    assert fonts.faces[-1].path.name in str(caught.value)


def test_a_folder_with_awkward_name(fonts: FontSet, tmp_path: Path) -> None:
    folder = tmp_path / "字體 <&> 'a'"
    folder.mkdir()
    faces = []
    for face in fonts.faces:
        if face.role == "serif-latin":
            (folder / face.path.name).symlink_to(face.path)
            copy = folder / f"copy-{face.path.name}"
            copy.write_bytes(face.path.read_bytes())
            faces.append(type(face)(face.family, face.role, face.weight, face.style, copy))
    with engine(FontSet(tuple(faces)), "en") as weasyprint:
        assert len(weasyprint.fonts._files()) == len(faces)


# --- files and messages --------------------------------------------------------------------------


def test_only_files_of_the_book_are_served(ready: Engine, tmp_path: Path) -> None:
    image = tmp_path / "a.svg"
    image.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    body = "".join(
        f'<img alt="" src="{source}">'
        for source in (
            "images/圖 a.svg",
            "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>",
            "images/b.svg",
            image.as_uri(),
            "http://127.0.0.1:9/a.svg",
        )
    )
    layout = ready.lay_out(page("", body), {"images/圖 a.svg": File(image, "image/svg+xml")})
    assert [(item.lost, item.text.split("'")[1]) for item in layout.messages] == [
        (True, "https://book.invalid/images/b.svg"),
        (True, image.as_uri()),
        (True, "http://127.0.0.1:9/a.svg"),
    ]


def test_what_is_said_becomes_a_message(ready: Engine) -> None:
    layout = ready.lay_out(page("p { colour: red }", "<p>文</p>"), {})
    (message,) = layout.messages
    assert "colour" in message.text
    assert not message.lost


def test_a_missing_glyph_is_named(ready: Engine, tmp_path: Path) -> None:
    layout = ready.lay_out(page("", "<p>文𓀀</p>"), {})
    (message,) = layout.write(tmp_path / "a.pdf", b"id", ())
    assert message.missing_character == "𓀀"


def test_logging_is_left_as_it_was() -> None:
    logger = logging.getLogger("weasyprint")
    before = (list(logger.handlers), logger.level, logger.propagate)
    with messages.listening() as heard:
        logger.error("gone")
        logger.error("gone")
        logger.info("not worth a word")
        warnings.warn("odd", UserWarning, stacklevel=1)
    assert [(item.text, item.lost) for item in heard] == [("gone", True), ("odd", False)]
    assert (list(logger.handlers), logger.level, logger.propagate) == before


# --- patches -------------------------------------------------------------------------------------


def test_patches_are_in_place_inside_the_engine_only(fonts: FontSet) -> None:
    block = importlib.import_module("weasyprint.layout.block")
    names = ("_linebox_layout", "block_level_layout")
    before = [getattr(block, name) for name in names]
    with engine(fonts, LANGUAGE):
        inside = [getattr(block, name) for name in names]
    assert all(function.__module__.startswith("nkbook.weasy") for function in inside)
    assert [getattr(block, name) for name in names] != inside or before == inside


NOTE_STYLE = """
@page { size: 120mm 100mm; margin: 10mm; @footnote { margin-top: 4pt } }
body { font: 10pt/14pt "NK Serif CJK"; orphans: 2; widows: 2 }
p { margin: 0 }
.note { float: footnote; footnote-policy: POLICY; font-size: 8pt; line-height: 10pt }
"""


def noted(lines: int, policy: str) -> str:
    """Return paragraphs with notes, after so many lines that page ends fall differently."""
    parts = ["<p>行</p>" * lines]
    for number, length in enumerate(range(60), 1):
        note = (
            f'<span class="note" id="n{number}" data-call="c{number}" '
            f'data-number="{number}">{"註" * (20 + 7 * length % 90)}</span>'
        )
        parts.append(f"<p>{'文' * (30 + 7 * length % 25)}{note}{'字' * (60 + 5 * length % 50)}</p>")
    return page(NOTE_STYLE.replace("POLICY", policy), "".join(parts))


def lost(layout: Layout) -> set[str]:
    wanted = {f"n{number}" for number in range(1, 61)}
    return wanted - {note.id for note in layout.notes.values() if note.note_page is not None}


@pytest.mark.parametrize("lines", range(6))
@pytest.mark.parametrize("policy", ["line", "auto"])
def test_no_note_is_lost(ready: Engine, lines: int, policy: str) -> None:
    layout = ready.lay_out(noted(lines, policy), {})
    assert lost(layout) == set()
    if policy == "line":
        assert {note.call_page for note in layout.notes.values()} > {0}
        assert all(note.call_page == note.note_page for note in layout.notes.values())


@pytest.mark.slow
def test_weasyprint_without_the_mend_loses_notes(ready: Engine) -> None:
    """The test above bites: with its own font configuration WeasyPrint is as it came."""
    weasyprint = importlib.import_module("weasyprint")
    missing: set[str] = set()
    for lines in range(6):
        document = weasyprint.HTML(string=noted(lines, "line")).render()
        anchors: set[str] = set().union(*(one.anchors for one in document.pages))
        missing |= {f"n{number}" for number in range(1, 61)} - anchors
    assert ready.fonts
    assert missing


def test_a_note_higher_than_its_page_is_noticed(ready: Engine) -> None:
    body = f'<p>文<span class="note" id="n1" data-call="c1">{"註" * 900}</span></p>'
    layout = ready.lay_out(page(NOTE_STYLE.replace("POLICY", "line"), body), {})
    assert layout.notes["n1"].overflows


def test_a_note_and_its_call_lead_to_each_other(ready: Engine) -> None:
    layout = ready.lay_out(noted(0, "line"), {})
    for number, one in enumerate(layout.document.pages):
        links = {target for kind, target, *_ in one.links if kind == "internal"}
        here = {note for note in layout.notes.values() if note.note_page == number}
        assert links == {note.id for note in here} | {f"c{note.id[1:]}" for note in here}
        assert links <= set(one.anchors)


@pytest.mark.parametrize("name", ["", "body"])
def test_a_heading_at_the_head_of_a_page_has_no_margin(ready: Engine, name: str) -> None:
    style = f"""
        @page {{ size: 100pt 100pt; margin: 10pt }}
        body {{ margin: 0; font: 8pt/10pt "NK Serif CJK" }}
        main {{ page: {name or "auto"} }}
        p, h1, h2 {{ margin: 0; font-size: 8pt }}
        h2 {{ margin-top: 15pt }}
    """
    sections = "".join(f"<section><h2>題</h2>{'<p>文</p>' * 6}</section>" for _ in range(3))
    layout = ready.lay_out(page(style, f"<main><h1>首</h1>{sections}</main>"), {})
    heads = [heading_top(one) for one in layout.document.pages[1:]]
    assert len(heads) > 1
    assert heads == pytest.approx([10 / 0.75] * len(heads))


def heading_top(one: Any) -> float:
    """Return where the text of a page begins, in CSS pixels."""
    boxes = importlib.import_module("weasyprint.formatting_structure.boxes")
    first = next(box for box in one._page_box.descendants() if isinstance(box, boxes.LineBox))
    return float(first.position_y)
