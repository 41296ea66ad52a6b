"""Every file of a book comes in through one gate, and whatever lies in its place is a problem."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import publications
import pytest
from places import BOOKS, REPOSITORY

import nkbook
from nkbook.formats import epub
from nkbook.formats.paged.document import assemble
from nkbook.look.colour import separation
from nkbook.look.templating import Templates
from nkbook.look.theme import Theme
from nkbook.pipeline import steps
from nkbook.reading.files import Kind, read_bytes, within

SECRET = "TOPSECRETWORDS"  # noqa: S105 — what a link would bring into the book
SQUARE = "[[45.5,39],[47,39],[47,40.5],[45.5,40.5],[45.5,39]]"
FILES = {
    "chapters/one.bib": f"@book{{k, title={{{SECRET}}}, year=2020}}",
    "chapters/code.py": f"{SECRET} = 1",
    "chapters/p.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0"/></svg>',  # noqa: E501
    "chapters/m.yaml": "kind: map\nextent: [45,39,47,41]\nlayers:\n- {file: g.json, style: land}\n",
    "chapters/g.json": '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},'
    f'"geometry":{{"type":"Polygon","coordinates":[{SQUARE}]}}}}]}}',
}
READ = (
    *("chapters/book.toml", "chapters/island.md", "chapters/data/references.yaml"),
    *("chapters/data/names.yaml", "chapters/data/index.yaml", *FILES),
)
USES = "\n\n~~~ {.python include=code.py}\n~~~\n\n![甲](p.svg)\n\n![甲](m.yaml)\n"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    folder = Path(shutil.copytree(BOOKS / "apparatus", tmp_path / "book"))
    for name, text in FILES.items():
        (folder / name).write_text(text)
    with (folder / "chapters/island.md").open("a") as chapter:
        chapter.write(USES)
    return folder


def link_out(path: Path) -> None:
    outside = path.parents[len(path.parts) - 1 - path.parts.index("book")] / "outside"
    shutil.copy(path, outside)
    path.unlink()
    path.symlink_to(outside)


def instead(make: Callable[[Path], None]) -> Callable[[Path], None]:
    def put(path: Path) -> None:
        path.unlink()
        make(path)

    return put


PUT: dict[str, Callable[[Path], object]] = {
    "link out": link_out,
    "pipe": instead(os.mkfifo),
    "device": instead(lambda path: path.symlink_to("/dev/zero")),
    "circle": instead(lambda path: path.symlink_to(path.name)),
    "nowhere": instead(lambda path: path.symlink_to("/nowhere/x")),
    "too large": lambda path: os.truncate(path, 301_000_000),
    "signs": lambda path: path.write_bytes(path.read_bytes() + b"\n \x01\x0c\x00 "),
    "no text": lambda path: path.write_bytes(b"\xff\xfe\x00\x01"),
}


def found_in(book: Path) -> tuple[nkbook.Diagnostic, ...]:
    try:
        return nkbook.check(book)
    except nkbook.NkbookError as error:
        return error.diagnostics


@pytest.mark.slow
@pytest.mark.parametrize("how", PUT)
@pytest.mark.parametrize("name", READ)
def test_whatever_is_in_the_place_of_a_file_is_a_problem_at_it(
    name: str, how: str, book: Path
) -> None:
    PUT[how](book / name)
    found = found_in(book)
    about = [item for item in found if Path(name).name in f"{item.location} {item.message}"]
    assert about or (how, Path(name).suffix) == ("signs", ".bib"), found
    assert not any(SECRET in str(item) for item in found)


def test_the_book_itself_is_sound(book: Path) -> None:
    assert found_in(book) == ()


@pytest.mark.parametrize("how", PUT)
def test_the_theme_of_a_book_comes_in_through_the_gate(how: str, tmp_path: Path) -> None:
    """What formats read: each says what is wrong as a problem of its own kind."""
    book = tmp_path / "book"
    profiles = REPOSITORY / "styles/colour"
    shutil.copytree(profiles, book / "styles/colour")
    (book / "styles/templates/pages").mkdir(parents=True)
    (book / "styles/templates/pages/a.j2").write_text("<p/>")
    (book / "styles/book.css").write_text("p{color:red}")
    shutil.copytree(REPOSITORY / "fonts", book / "fonts")
    lines = (profiles / "profiles.toml").read_text().splitlines()
    condition = next(line.split('"')[1] for line in lines if line.startswith("condition"))
    tries: dict[str, Callable[[Theme], object]] = {
        "styles/book.css": lambda theme: theme.stylesheet("book.css"),
        "styles/templates/pages/a.j2": lambda theme: Templates(theme.template_dirs).render(
            "pages/a.j2"
        ),
        "styles/colour/profiles.toml": lambda theme: separation(theme, condition, black_only=False),
        "fonts/fonts.toml": lambda theme: theme.fonts,
    }
    for name, read in tries.items():
        read(Theme(book))
        PUT[how](book / name)
        if how == "signs" and not name.endswith("toml"):
            continue  # text of other languages: they say themselves what they are not
        with pytest.raises(nkbook.NkbookError) as raised:
            read(Theme(book))
        assert Path(name).name in str(raised.value.diagnostics[0])


def test_the_gate_reads_what_it_may(tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    (tmp_path / "a").write_text("a")
    (tmp_path / "book/b").write_text("b")
    (tmp_path / "book/c").symlink_to("b")
    (tmp_path / "book/d").symlink_to("../a")
    with within(tmp_path / "book"):
        assert read_bytes(tmp_path / "book/c") == b"b"
        for name in ("book/d", "a", "book/../a"):
            with pytest.raises(OSError, match="outside the book"):
                read_bytes(tmp_path / name)
    assert read_bytes(tmp_path / "a") == b"a"
    os.truncate(tmp_path / "a", 2_500_000)
    assert len(read_bytes(tmp_path / "a")) == 2_500_000
    with pytest.raises(OSError, match="larger than 2 MB"):
        read_bytes(tmp_path / "a", Kind.TEMPLATE)


# Python's own record of every file that is opened, by whatever library.
_direct: list[str] | None = None
_GATE = str(REPOSITORY / "nkbook/reading/files.py")
# Pictures are proved by what came in through the gate, and read again where they are used.
_PROVED = str(REPOSITORY / "nkbook/model/book.py")


def _record(event: str, arguments: tuple[object, ...]) -> None:
    if event != "open" or _direct is None or not isinstance(arguments[0], str):
        return
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_filename in (_GATE, _PROVED):
            return
        frame = frame.f_back
    _direct.append(arguments[0])


sys.addaudithook(_record)


@pytest.fixture
def direct() -> Iterator[list[str]]:
    """Record the files that are opened without the gate."""
    global _direct  # noqa: PLW0603 — an audit hook cannot be removed
    _direct = []
    yield _direct
    _direct = None


@pytest.mark.slow
def test_no_file_of_a_book_is_opened_but_by_the_gate(
    book: Path, tmp_path: Path, direct: list[str]
) -> None:
    (book / "styles/citations").mkdir(parents=True)
    (book / "styles/templates/pages").mkdir(parents=True)
    shutil.copy(REPOSITORY / "styles/citations/hk.j2", book / "styles/citations")
    chapter = REPOSITORY / "nkbook/look/templates/pages/chapter.html.j2"
    shutil.copy(chapter, book / "styles/templates/pages")
    (book / "styles/book.css").write_text("p{color:red}")
    direct.clear()
    assert steps.check(book) == ()
    publication, context = publications.load(book, tmp_path / "work")
    (tmp_path / "work").mkdir()
    assemble(publication, context)
    epub.render(publication, context, tmp_path / "a.epub")
    assert [name for name in direct if name.startswith(f"{book}/")] == []
    assert any(name.startswith(str(tmp_path)) for name in direct)  # the hook was there
