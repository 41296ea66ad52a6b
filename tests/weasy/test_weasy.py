"""Inside nkbook.weasy: guards, fonts, messages, patches, and notes that stay on their pages."""

from __future__ import annotations

import difflib
import importlib
import logging
import os
import shutil
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
from nkbook.weasy import Engine, File, Layout, Numbering, Plates, engine, guards
from nkbook.weasy.guards.comparison import Change, compare
from nkbook.weasy.guards.sources import Sources
from nkbook.weasy.patches import installing
from nkbook.weasy.patches.patch import Group, Patch, resolve
from nkbook.weasy.patches.table import PATCHES
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


@pytest.mark.slow
def test_importing_nkbook_leaves_weasyprint_asleep() -> None:
    code = "import sys, nkbook.weasy, nkbook.formats.pdf; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, check=False).returncode == 0


def test_guards_accept_the_installed_packages(ready: Engine) -> None:
    assert ready.fonts
    guards.check()


@pytest.mark.parametrize("package", guards.VERSIONS)
def test_guards_refuse_another_version(
    monkeypatch: pytest.MonkeyPatch, ready: Engine, package: str
) -> None:
    assert ready.fonts
    monkeypatch.setattr(f"{package}.__version__", "99.1")
    with pytest.raises(MissingToolError) as caught:
        guards.check()
    assert codes(caught) == ["NK406"]
    assert "99.1" in str(caught.value)
    assert guards.VERSIONS[package] in str(caught.value)


@pytest.mark.parametrize("name", sorted(guards.known()))
def test_guards_refuse_a_function_that_something_else_replaces(
    monkeypatch: pytest.MonkeyPatch, ready: Engine, name: str
) -> None:
    assert ready.fonts
    owner, attribute = resolve(name)
    monkeypatch.setattr(owner, attribute, lambda unexpected: unexpected)
    with pytest.raises(MissingToolError) as caught:
        guards.check()
    assert codes(caught) == ["NK406"]
    assert name in str(caught.value)


def test_guards_refuse_a_name_that_is_gone(monkeypatch: pytest.MonkeyPatch, ready: Engine) -> None:
    assert ready.fonts
    monkeypatch.delattr("weasyprint.layout.block._break_line")
    with pytest.raises(MissingToolError) as caught:
        guards.check()
    assert codes(caught) == ["NK406"]


def changed_copy(folder: Path, module: str, old: str, new: str) -> Sources:
    """Return a copy of the packages, one of whose modules has another text."""
    for package in guards.VERSIONS:
        shutil.copytree(
            guards.root() / package, folder / package, ignore=shutil.ignore_patterns("*.pyc")
        )
    path = folder / module
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return Sources(folder)


def test_guards_say_which_patch_a_changed_body_concerns(
    monkeypatch: pytest.MonkeyPatch, ready: Engine, tmp_path: Path
) -> None:
    """A signature that stays is not enough: WeasyPrint 70 changed ten bodies under old ones."""
    assert ready.fonts
    changed_copy(tmp_path, "weasyprint/layout/block.py", "offset_y = 0", "offset_y = 1")
    monkeypatch.setattr(guards, "root", lambda: tmp_path)
    guards.changed_sources.cache_clear()
    try:
        with pytest.raises(MissingToolError) as caught:
            guards.check()
    finally:
        guards.changed_sources.cache_clear()
    assert codes(caught) == ["NK406"]
    for part in ("_linebox_layout", "nkbook.weasy.paging.notes.lines", "A note is lost"):
        assert part in str(caught.value)


def test_guards_pass_over_changes_elsewhere(tmp_path: Path) -> None:
    other = changed_copy(tmp_path, "weasyprint/__main__.py", "import", "import ")
    assert other.digest() != guards.DIGEST
    assert {item.change for item in compare(Sources(guards.root()), other)} == {Change.UNCHANGED}


@pytest.mark.slow
def test_the_comparison_of_two_versions(tmp_path: Path) -> None:
    folder = tmp_path / "other"
    changed_copy(folder, "weasyprint/layout/block.py", "offset_y = 0", "offset_y = 1")
    for module, old, new in (
        ("weasyprint/svg/__init__.py", "fill_stroke=True, context=None", "fill_stroke=True"),
        ("pydyf/__init__.py", "def page_references", "def references"),
    ):
        path = folder / module
        path.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "nkbook.weasy.guards", folder],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (1, "")
    lines = run.stdout.splitlines()
    assert lines[0].startswith("gone               pydyf:PDF.page_references  [speed → nkbook")
    assert lines[1].startswith("signature changed  weasyprint.svg:SVG.draw_node  [bug → nkbook")
    assert lines[2].startswith("body changed       weasyprint.layout.block:_linebox_layout  [bug")
    assert "+            offset_y = 1" in lines
    assert "1 body changed, 1 signature changed, 1 gone" in lines[-1]


def test_every_hash_is_that_of_the_installed_source() -> None:
    sources = Sources(guards.root())
    assert {name: sources.sha256(name) for name in guards.known()} == guards.known()
    assert sources.digest() == guards.DIGEST


def test_what_is_not_upstreams_in_the_copied_function_is_marked() -> None:
    upstream = Sources(guards.root()).text("weasyprint.layout.block:_linebox_layout") or ""
    path = REPOSITORY / "nkbook/weasy/paging/notes/lines.py"
    copy = path.read_text("utf-8").partition("# fmt: off\n")[2].partition("# fmt: on")[0]
    changes = [
        line
        for line in difflib.ndiff(upstream.splitlines(), copy.strip().splitlines())
        if line[0] == "+"
    ]
    assert [line for line in changes if line.strip("+ ") and not line.endswith("# nkbook")] == []
    assert len(changes) < 25


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
        type(ready.fonts)(fewer, LANGUAGE)
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
    with messages.collected() as heard:
        logger.error("gone")
        logger.error("gone")
        logger.info("not worth a word")
        warnings.warn("odd", UserWarning, stacklevel=1)
    assert [(item.text, item.lost) for item in heard] == [("gone", True), ("odd", False)]
    assert (list(logger.handlers), logger.level, logger.propagate) == before


# --- patches -------------------------------------------------------------------------------------


def test_every_patch_is_in_place_inside_the_engine_only(fonts: FontSet) -> None:
    with engine(fonts, LANGUAGE):
        inside = [(patch, replaced(patch)) for patch in PATCHES if patch.group is Group.LAYOUT]
        targets = {patch.target for patch, _ in inside}
        # One is replaced once more while a document with an index is laid out.
        later = [replaced(patch) for patch in PATCHES if patch.target not in targets]
    assert all(function.__module__.startswith("nkbook.weasy") for _, function in inside)
    assert not any(function.__module__.startswith("nkbook.weasy") for function in later)


def replaced(patch: Patch) -> Any:
    owner, name = resolve(patch.target)
    value = vars(owner)[name]
    return getattr(value, "fget", value)


def test_functions_are_replaced_by_the_table_only(ready: Engine) -> None:
    """Nothing of nkbook's is in WeasyPrint's modules and classes but what the table has there."""
    assert ready.fonts
    found = set()
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in guards.VERSIONS:
            classes = [value for value in vars(module).values() if isinstance(value, type)]
            for owner in (module, *classes):
                for attribute, value in vars(owner).items():
                    function = getattr(value, "fget", value)
                    if str(getattr(function, "__module__", "")).startswith("nkbook"):
                        found.add((owner, attribute))
    assert found == {resolve(patch.target) for patch in PATCHES if patch.group is Group.LAYOUT}


OTHERS = """<html lang="zh-Hant-HK"><title>他</title><style>
@page { size: 300pt 200pt; margin: 20pt }
@page { @bottom-center { content: counter(page) "/" counter(pages) } }
p { text-align: justify } h2 { margin: 30pt 0 } q { float: footnote }
p.ref a::after { content: target-counter(attr(href), page) }
</style><body>""" + "".join(
    f'<h2 id="h{n}">Heading {n}</h2><p class="ref"><a href="#h{(n * 3) % 7}">see</a> '
    f"words of another document, 中文（也有）「標點」，that is not a book.<q>note {n}</q></p>"
    '<svg xmlns="http://www.w3.org/2000/svg" width="50" height="20">'
    '<text y="15">骨 bone</text></svg>'
    for n in range(7)
)


@pytest.mark.slow
def test_other_documents_are_as_weasyprint_alone_makes_them(fonts: FontSet, tmp_path: Path) -> None:
    """Inside the engine, while a book is open, another font configuration gets no patch."""
    with environment.environment(fonts, tmp_path, LANGUAGE):
        environment.load()
        weasyprint = importlib.import_module("weasyprint")
        configuration = importlib.import_module("weasyprint.text.fonts").FontConfiguration

        def made() -> bytes:
            document = weasyprint.HTML(string=OTHERS).render(font_config=configuration())
            options = {"pdf_identifier": b"id", "pdf_variant": "pdf/ua-1"}
            return bytes(document.write_pdf(**options))

        before = made()
        with engine(fonts, LANGUAGE) as ready:
            inside = made()
            settling = importlib.import_module("nkbook.weasy.paging.locators").Settling(
                ready.fonts, Numbering("locators", frozenset(), lambda *_: {})
            )
            layout = ready.lay_out(page("", "<p>文</p>"), {})
            states = importlib.import_module("nkbook.weasy.output.paint.marking")
            archiving = states.Archiving(layout.document, states.Marking(states.Tree(None)), None)
            inks = importlib.import_module("nkbook.weasy.output.paint.inks")
            inking = inks.Inking(layout.document, Plates(None, None, 99))  # type: ignore[arg-type]
            groups = {Group.INDEX: settling, Group.ARCHIVE: archiving, Group.INKS: inking}
            for group, state in groups.items():
                with installing.installed(group, state):
                    assert made() == before, group
    assert inside == before


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


@pytest.mark.slow
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
    high = '<b style="display: inline-block; height: 400mm">註</b>'
    body = f'<p>文<span class="note" id="n1" data-call="c1">{high}</span></p>'
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
