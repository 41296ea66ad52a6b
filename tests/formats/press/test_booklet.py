"""The booklet: the order of its pages, told by what is printed on each half of each sheet."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from publications import named, written

from nkbook.formats import paged
from nkbook.formats.base import Artifact
from nkbook.formats.paged.folios import numbering
from nkbook.formats.press import imposition
from nkbook.model.publication import interior
from nkbook.weasy import engine

pytestmark = pytest.mark.slow

A4 = (841.89, 595.276)


def halves(path: Path) -> list[tuple[str, str]]:
    """Return the text of the left and the right half of each side."""
    left, right = pymupdf.Rect(0, 0, A4[0] / 2, A4[1]), pymupdf.Rect(A4[0] / 2, 0, *A4)
    with pymupdf.open(path) as book:
        return [
            (squeezed(page.get_textbox(left)), squeezed(page.get_textbox(right))) for page in book
        ]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def made(tmp_path: Path, chapters: int, signature: int, trim: str = "a5") -> tuple[Path, Artifact]:
    """Return a booklet of some chapters of a page each, and what was said of it."""
    texts = tuple(f"此頁{'一二三四'[number]}。" for number in range(chapters))
    settings = f'[pdf]\ntrim = "{trim}"\nrecto-chapters = false\n[print]\nsignature = {signature}\n'
    publication, context = written(tmp_path / "book", *texts, settings=settings)
    target = tmp_path / "b.pdf"
    return target, imposition.render(publication, context, target)


def folded(sides: list[tuple[int | None, int | None]]) -> list[int | None]:
    """Return the pages of one signature as a reader turns them, from its sides as printed."""
    sheets = [sides[number : number + 2] for number in range(0, len(sides), 2)]
    outward = [page for (_, right), (left, _) in sheets for page in (right, left)]
    inward = [page for (left, _), (_, right) in reversed(sheets) for page in (right, left)]
    return [*outward, *inward]


@pytest.mark.parametrize("pages", [1, 2, 4, 5, 8, 16, 17, 33, 100])
@pytest.mark.parametrize("signature", [0, 1, 4])
def test_folding_the_sheets_gives_the_pages_in_order(pages: int, signature: int) -> None:
    sides = list(imposition.order(pages, signature))
    assert len(sides) % 2 == 0
    per = 2 * signature or len(sides)
    read: list[int | None] = []
    for first in range(0, len(sides), per):
        read += folded(sides[first : first + per])
    assert read[:pages] == list(range(pages))
    assert set(read[pages:]) <= {None}
    assert len(read) - pages < 4


def test_one_sheet_of_four_pages(tmp_path: Path) -> None:
    path, artifact = made(tmp_path, 4, signature=0)
    assert artifact.pages == 2
    assert artifact.diagnostics == ()
    (back, front), (second, third) = halves(path)
    assert "此頁一" in front
    assert "此頁二" in second
    assert "此頁三" in third
    assert "此頁四" in back


def test_what_is_missing_is_white(tmp_path: Path) -> None:
    path, _ = made(tmp_path, 3, signature=4)
    (back, front), (second, third) = halves(path)
    assert back == ""
    assert ["此頁" in half for half in (front, second, third)] == [True] * 3


def test_a_book_in_signatures(tmp_path: Path) -> None:
    """Two sheets to a signature: each holds eight pages, whatever the book is like."""
    publication, context = named("everything", tmp_path)
    inside = interior(publication)
    single = tmp_path / "single.pdf"
    with engine(context.theme.fonts, publication.edition.language) as weasyprint:
        html = paged.assemble(inside, context, "booklet")
        weasyprint.lay_out(html, paged.files(inside, context.theme.fonts), numbering(inside)).write(
            single, b"0" * 16, ()
        )
    with pymupdf.open(single) as book:
        pages = [re.sub(r"\s", "", page.get_text()) for page in book]
    sides = imposition.impose(single, tmp_path / "b.pdf", 2)
    shown = halves(tmp_path / "b.pdf")
    assert len(shown) == sides
    for number, expected in enumerate(imposition.order(len(pages), 2)):
        for half, page in zip(shown[number], expected, strict=True):
            text = "" if page is None else pages[page]
            assert sorted(half) == sorted(text), (number, page)


def test_sheets_are_a4_on_their_side(tmp_path: Path) -> None:
    path, _ = made(tmp_path, 2, signature=0, trim="18k")
    with pikepdf.open(path) as book:
        for page in book.pages:
            box = [float(number) for number in page.obj["/MediaBox"]]
            assert box == pytest.approx([0, 0, *A4], abs=0.01)
            assert "/Annots" not in page.obj
        assert "/StructTreeRoot" not in book.Root
        assert book.Root["/ViewerPreferences"]["/Duplex"] == "/DuplexFlipShortEdge"


@pytest.mark.parametrize(("trim", "width", "height"), [("a5", 148, 210), ("18k", 170, 230)])
def test_pages_meet_at_the_fold(tmp_path: Path, trim: str, width: int, height: int) -> None:
    path, _ = made(tmp_path, 4, signature=0, trim=trim)
    scale = min(1.0, 148.5 / width, 210 / height)
    with pikepdf.open(path) as book:
        content = pikepdf.parse_content_stream(book.pages[0])
        matrices = [
            [float(number) for number in item.operands]
            for item in content
            if str(item.operator) == "cm"
        ]
        for matrix, name in zip(matrices, ("/L", "/R"), strict=True):
            box = [float(n) for n in book.pages[0].obj.Resources.XObject[name]["/BBox"]]
            assert matrix[0] == matrix[3] == pytest.approx(scale, abs=0.001)
            edge = box[2] if name == "/L" else box[0]
            assert matrix[4] + matrix[0] * edge == pytest.approx(A4[0] / 2, abs=0.01)
            middle = matrix[5] + matrix[3] * (box[1] + box[3]) / 2
            assert middle == pytest.approx(A4[1] / 2, abs=0.01)


def drawn(path: Path) -> list[list[list[float]]]:
    """Return the ends of the lines on the fold of each side, in mm from the sheet's head."""
    with pymupdf.open(path) as book:
        return [
            sorted(
                sorted(round(end.y * 25.4 / 72, 1) for end in (one, other))
                for drawing in page.get_drawings()
                for name, one, other in drawing["items"]
                if name == "l" and one.x == other.x == pytest.approx(A4[0] / 2, abs=0.01)
            )
            for page in book
        ]


def test_the_fold_is_marked_inside_and_the_staples_outside(tmp_path: Path) -> None:
    """Of a signature's two sheets: staples on the outer one's outside only."""
    path, _ = made(tmp_path, 4, signature=0, trim="18k")
    staples, fold = drawn(path)
    (head, _), (_, foot) = fold
    assert (head, foot) == (0, 210)
    with pikepdf.open(path) as book:
        assert book.pdf_version >= "1.4"
        left, bottom, right, top = map(float, book.pages[0].obj["/TrimBox"])
    assert (left, right) == pytest.approx((0, A4[0]), abs=0.01)
    assert top - bottom == pytest.approx(230 / 170 * A4[0] / 2, abs=0.01)
    middles = [(one + other) / 2 for one, other in staples]
    edge, high = (A4[1] - top) * 25.4 / 72, (top - bottom) * 25.4 / 72
    assert middles == pytest.approx([edge + high / 4, edge + high * 3 / 4], abs=0.1)
    assert all(other - one < 12 for one, other in staples)


def test_each_signature_has_its_staples(tmp_path: Path) -> None:
    path, _ = made(tmp_path, 4, signature=1)
    again = imposed_again(path, tmp_path / "again.pdf")
    assert [len(lines) for lines in drawn(again)] == [2, 2, 0, 2, 2, 2, 0, 2]


def imposed_again(path: Path, target: Path) -> Path:
    """Impose sixteen blank pages of a book's size, two sheets to a signature."""
    with pikepdf.open(path) as book:
        while len(book.pages) < 16:
            book.pages.append(book.pages[0])
        for page in book.pages:
            page.obj.Contents = book.make_stream(b"")
        book.save(target.with_name("blank.pdf"))
    imposition.impose(target.with_name("blank.pdf"), target, 2)
    return target


def test_the_file_is_sound(tmp_path: Path) -> None:
    path, _ = made(tmp_path, 4, signature=0)
    run = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    rows = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True)
    listed = rows.stdout.splitlines()[2:]
    assert listed
    assert all(re.search(r" yes yes yes +\d+ +\d+$", row) for row in listed)
    with pikepdf.open(path) as book:
        assert str(book.docinfo["/Title"]) == "小書"
