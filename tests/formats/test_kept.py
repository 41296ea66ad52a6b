"""What formats keep is used again if nothing that it was made of has changed, and only then."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from places import FONTS, REPOSITORY

from nkbook.formats import pictures
from nkbook.formats.base import FormatContext
from nkbook.formats.epub import fonts
from nkbook.formats.html.files import cover
from nkbook.look import cover_art
from nkbook.look.colour import Separation
from nkbook.look.fonts import FontFace, FontSet
from nkbook.look.theme import Theme
from nkbook.model.book import Resource
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import Publication
from nkbook.pipeline import steps
from nkbook.project import config
from nkbook.store import Store, open_store
from nkbook.store.pruning import entries

FACE = FontFace(
    "Serif", "serif-latin", 400, "normal", FONTS / "NKSerifLatin/NKSerifLatin-Regular.ttf"
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "cache")


def number(store: Store, kind: str) -> int:
    return sum(
        entry.kind == kind and entry.path.parent.suffix != ".asked"
        for entry in entries(store.folder or Path())
    )


def picture(mode: str, *levels: int, kind: str = "JPEG", **options: object) -> Resource:
    data = io.BytesIO()
    Image.new(mode, (40, 30), levels).save(data, kind, **options)
    return Resource(f"a.{kind.lower()}", Path("a"), f"image/{kind.lower()}", data.getvalue())


def test_a_font_is_cut_anew_for_other_characters_files_and_names(
    store: Store, tmp_path: Path
) -> None:
    def cut(path: Path = FACE.path, heading: str = "Abc") -> bytes:
        usage = fonts.Usage(heading=set(heading))
        return b"".join(
            font.data for font in fonts.embed(usage, FontSet((replace(FACE, path=path),)), store)
        )

    first = cut()
    assert (cut(), number(store, "font")) == (first, 1)
    assert cut(heading="Abcd") != first
    assert number(store, "font") == 2
    copy = Path(shutil.copy(FACE.path, tmp_path / "copy.ttf"))
    assert (cut(copy), number(store, "font")) == (first, 2)  # by content, not by place
    data = bytearray(copy.read_bytes())
    data[-1] ^= 1
    copy.write_bytes(data)
    cut(copy)
    assert number(store, "font") == 3


def test_pictures_are_made_anew_for_other_bytes_and_conditions(store: Store) -> None:
    press = Separation(
        "FOGRA39", (REPOSITORY / "styles/colour/ISOcoated_v2_300_bas.icc").read_bytes()
    )
    inks = picture("CMYK", 9, 99, 199, 9)

    def shown(resource: Resource, condition: Separation = press) -> bytes:
        return pictures._screen(resource, lambda: condition, store).read()

    first = shown(inks)
    assert first == pictures._screen(inks, lambda: press, Store(None)).read()
    assert (shown(inks), number(store, "picture")) == (first, 1)
    assert shown(picture("CMYK", 9, 99, 199, 10)) != first
    assert number(store, "picture") == 2
    shown(inks, replace(press, condition="FOGRA51"))
    assert number(store, "picture") == 3
    # Without inks the condition is not asked for.
    deep = picture("I;16", 40_000, kind="PNG")
    for condition in (press, replace(press, condition="FOGRA51")):
        shown(deep, condition)
    assert number(store, "picture") == 4
    pictures._press(deep, press, store)
    made = pictures._press(inks, press, store)
    assert made == pictures._press(inks, press, Store(None)) == pictures._press(inks, press, store)
    assert number(store, "picture") == 6


def test_plain_pictures_are_not_kept(store: Store) -> None:
    plain = picture("RGB", 1, 2, 3)
    assert pictures._screen(plain, pytest.fail, store) is plain
    assert number(store, "picture") == 0


@pytest.mark.slow
def test_the_picture_of_a_cover_is_drawn_anew_for_another_title_size_and_look(
    source: tuple[Publication, FormatContext], store: Store
) -> None:
    metadata, sheet = source[0].metadata, cover_art.Sheet(150, 240)
    other = replace(cover_art.PALETTE, ground="#000000")

    def rules(**changes: object) -> str:
        given = {"metadata": metadata, "sheet": sheet, "palette": cover_art.PALETTE, **changes}
        found = cover_art.rules(**given, store=store)  # type: ignore[arg-type]
        assert found == cover_art.rules(**given, store=Store(None))  # type: ignore[arg-type]
        return found

    first = rules()
    assert (rules(), number(store, "relief")) == (first, 1)
    changes: tuple[dict[str, object], ...] = (
        {"metadata": replace(metadata, title="大書")},
        {"metadata": replace(metadata, cover_theme="band")},
        {"sheet": replace(sheet, bleed=3)},
        {"palette": other},
    )
    made = {first, *(rules(**change) for change in changes)}
    assert (len(made), number(store, "relief")) == (5, 5)


@pytest.mark.slow
def test_a_cover_is_drawn_anew_when_anything_on_it_changes(
    source: tuple[Publication, FormatContext],
    store: Store,
    book: Callable[[str], Path],
    tmp_path: Path,
) -> None:
    publication = source[0]
    page = next(page for page in publication.pages if page.kind is PageKind.COVER)
    root = book("everything")
    style = root / "styles/book.css"

    def drawn(title: str = "小書", version: str = "1") -> bytes:
        theme = Theme(root)
        changed = replace(
            publication,
            metadata=replace(
                publication.metadata,
                title=title,
                release=replace(publication.metadata.release, version=version),
            ),
        )
        mine = steps.context(config.load(root), theme, tmp_path, store=store)
        return cover.cover_image(changed, page, mine)

    first = drawn()
    assert (drawn(), number(store, "cover")) == (first, 1)
    assert drawn(title="大書") != first
    assert number(store, "cover") == 2
    style.write_text(".page-cover { color: #f00 }\n")
    drawn()
    assert number(store, "cover") == 3
    (root / "fonts").mkdir()
    shutil.copy(FACE.path, root / "fonts/own.ttf")
    drawn()
    assert number(store, "cover") == 4
