"""The printer's files, judged by what is in them: boxes, inks, fonts, intent, and no links."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pytest
import zxingcpp
from conftest import run_nkbook
from judges import pdfx, verapdf
from judges.separation import judge
from PIL import Image, ImageCms
from places import BOOKS
from publications import load, with_options, written

from nkbook.diagnostics.errors import ConfigError, InvalidOutputError
from nkbook.formats import pdf
from nkbook.formats.base import FormatContext
from nkbook.formats.press import printing, wrap
from nkbook.formats.press.barcode import modules
from nkbook.formats.press.metadata import FileFacts
from nkbook.look.colour import separation
from nkbook.look.theme import Theme
from nkbook.model.catalogue import isbn
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import Publication
from nkbook.weasy import engine

pytestmark = pytest.mark.slow

MM = 72 / 25.4
BLACK = (0.0, 0.0, 0.0, 1.0)
POINT = 0.01
SLUG = re.compile(r"百物書zh-Hant-HK[\d.]+-\d\d-\d\d\w+-print\.pdf\d+/\d+$")
COLOURED_SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200">
<defs>
<linearGradient id="l"><stop offset="0" stop-color="#c00"/><stop offset="1" stop-color="#00c"/>
</linearGradient>
<radialGradient id="r"><stop offset="0" stop-color="#0c0"/>
<stop offset="1" stop-color="#fff" stop-opacity="0.2"/></radialGradient>
<pattern id="p" width="8" height="8" patternUnits="userSpaceOnUse">
<rect width="4" height="4" fill="#f80"/></pattern>
</defs>
<rect width="100" height="100" fill="url(#l)"/>
<rect x="100" width="100" height="100" fill="url(#r)"/>
<rect x="200" width="100" height="100" fill="url(#p)"/>
<circle cx="60" cy="150" r="30" fill="#2a7fbf" stroke="#7a1f1f" fill-opacity="0.5"/>
<g opacity="0.6"><rect x="120" y="120" width="60" height="60" fill="hsl(120 50% 40%)"/></g>
<text x="200" y="150" fill="#135">江河</text>
</svg>"""


@pytest.fixture(scope="module")
def path(
    source: tuple[Publication, FormatContext], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    target = tmp_path_factory.mktemp("print") / "everything-print.pdf"
    artifact = printing.render(*source, target)
    assert artifact.path == target
    assert artifact.diagnostics == ()
    assert artifact.beside == (("print", target.with_name("everything-cover.pdf")),)
    return target


@pytest.fixture(scope="module")
def cover(path: Path) -> Path:
    return path.with_name("everything-cover.pdf")


@pytest.fixture(params=["path", "cover"])
def file(request: pytest.FixtureRequest) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(request.getfixturevalue(request.param)) as opened:
        yield opened


@pytest.fixture(scope="module")
def coloured(tmp_path_factory: pytest.TempPathFactory) -> tuple[Publication, FormatContext]:
    """Return a book whose pictures have colours of every kind."""
    folder = tmp_path_factory.mktemp("coloured")
    images = folder / "chapters" / "images"
    Path(images).mkdir(parents=True)
    (images / "drawing.svg").write_text(COLOURED_SVG, encoding="utf-8")
    Image.new("RGB", (40, 30), (200, 30, 40)).save(images / "red.png")
    Image.new("RGB", (40, 30), (200, 30, 40)).save(images / "red.jpg", quality=95)
    Image.new("RGB", (40, 30), (90, 90, 90)).save(images / "grey.png")
    Image.new("RGBA", (40, 30), (20, 60, 200, 128)).save(images / "veil.png")
    Image.new("CMYK", (40, 30), (200, 10, 10, 30)).save(images / "inks.jpg", quality=95)
    text = "\n\n".join(
        f'![圖{name}](images/{name}){{alt="圖"}}'
        for name in ("drawing.svg", "red.png", "red.jpg", "grey.png", "veil.png", "inks.jpg")
    )
    chapter = folder / "chapters" / "one.md"
    chapter.write_text(f"---\ntitle: 題\n---\n\n文。\n\n{text}\n", encoding="utf-8")
    (folder / "chapters" / "book.toml").write_text(
        '[book]\nslug = "c"\ntitle = "彩"\nlanguage = "zh-Hant-HK"\n'
        'creators = [{ name = "甲" }]\n[release]\nversion = "1"\ndate = 2026-03-04\n'
        '[spine]\nbody = ["one.md"]\n[print]\n',
        encoding="utf-8",
    )
    styles = folder / "styles"
    styles.mkdir()
    (styles / "book.css").write_text(
        "h1{color:#a3231f;background:linear-gradient(#fee,#eef);border-bottom:1pt solid navy}\n"
        "p{color:gray}a{color:oklch(60% 0.2 240)}\n",
        encoding="utf-8",
    )
    work = folder / "work"
    work.mkdir()
    return load(folder, work)


def box(page: pikepdf.Page, name: str) -> list[float]:
    return [float(number) for number in page.obj[name]]


def texts(path: Path) -> list[str]:
    """Return the text of each page without the slug line."""
    with pymupdf.open(path) as book:
        return [SLUG.sub("", re.sub(r"\s", "", page.get_text())) for page in book]


# --- boxes and marks -----------------------------------------------------------------------------


def test_boxes_of_every_page(file: pikepdf.Pdf) -> None:
    for page in file.pages:
        media, bleed, trim = (box(page, name) for name in ("/MediaBox", "/BleedBox", "/TrimBox"))
        assert media[:2] == [0, 0]
        for side in (0, 1):
            assert trim[side] - bleed[side] == pytest.approx(3 * MM, abs=POINT)
            assert bleed[side + 2] - trim[side + 2] == pytest.approx(3 * MM, abs=POINT)
            assert bleed[side] == pytest.approx(media[side + 2] - bleed[side + 2], abs=POINT)
            assert bleed[side] >= 5 * MM
        assert trim[3] - trim[1] == pytest.approx(210 * MM, abs=POINT)
        assert "/CropBox" not in page.obj
        assert "/ArtBox" not in page.obj


def test_the_interior_is_as_wide_as_its_trim(path: Path) -> None:
    with pikepdf.open(path) as book:
        for page in book.pages:
            trim = box(page, "/TrimBox")
            assert trim[2] - trim[0] == pytest.approx(148 * MM, abs=POINT)


def test_marks_are_outside_the_bleed_at_the_corners(path: Path, cover: Path) -> None:
    for file in (path, cover):
        with pymupdf.open(file) as book:
            page = book[0]
            trim, bleed = page.trimbox, page.bleedbox
            marks = [
                item
                for drawing in page.get_drawings()
                if drawing["width"] == pytest.approx(0.25)
                for item in drawing["items"]
                if item[0] == "l"
            ]
        assert len(marks) == 8
        edges = {round(value, 1) for value in (trim.x0, trim.x1, trim.y0, trim.y1)}
        for _, one, other in marks:
            aligned = one.x if one.x == other.x else one.y
            assert round(aligned, 1) in edges
            middle = (one + other) / 2
            assert not bleed.contains(middle)


def test_the_cover_bleeds(cover: Path) -> None:
    with pymupdf.open(cover) as book:
        page = book[0]
        picture = page.get_pixmap(dpi=72)
        bleed = page.bleedbox
    inside, outside = bleed.x0 + 1.5, bleed.x0 - 1.5
    middle = picture.height // 4
    assert picture.pixel(round(inside), middle) != (255, 255, 255)
    assert picture.pixel(round(outside), middle) == (255, 255, 255)


# --- inks ----------------------------------------------------------------------------------------


def test_nothing_but_inks(file: pikepdf.Pdf) -> None:
    assert judge(file).faults == []


def test_text_is_black_ink_alone(path: Path) -> None:
    with pikepdf.open(path) as book:
        verdict = judge(book)
    assert verdict.text == {BLACK}
    assert {inks for inks in verdict.painted if any(inks[:3])} == set()
    assert not verdict.registration
    assert verdict.marks is not None
    assert verdict.marks.registration
    assert verdict.marks.faults == []
    assert {space for space, _, _ in verdict.images} == {"/DeviceGray"}


def test_the_judge_sees_a_screens_colours(
    coloured: tuple[Publication, FormatContext], tmp_path: Path
) -> None:
    pdf.render(*coloured, tmp_path / "screen.pdf")
    with pikepdf.open(tmp_path / "screen.pdf") as book:
        faults = " ".join(judge(book).faults)
    assert "rg" in faults
    assert "image in /DeviceRGB" in faults
    assert "gradient in" in faults
    assert "colour space" in faults


def test_pictures_in_inks(coloured: tuple[Publication, FormatContext], tmp_path: Path) -> None:
    printing.render(*coloured, tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as book:
        verdict = judge(book)
        pictures = [
            item
            for item in book.objects
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"
        ]
        masks = {item["/SMask"].objgen for item in pictures if "/SMask" in item}
        samples = {
            str(item["/ColorSpace"]): item.read_bytes()[:4]
            for item in pictures
            if "/SMask" not in item
            and item.objgen not in masks
            and item.get("/Filter") != "/DCTDecode"
        }
    assert verdict.faults == []
    assert verdict.shadings >= 4
    spaces = [space for space, _, _ in verdict.images]
    assert spaces.count("/DeviceCMYK") == 4
    assert spaces.count("/DeviceGray") == 1
    assert samples["/DeviceGray"][0] == 90
    cyan, magenta, yellow, _ = samples["/DeviceCMYK"]
    assert min(magenta, yellow) > 180
    assert cyan < 60
    # Coloured type too: a share of black as dark as the colour.
    assert not [inks for inks in verdict.text if any(inks[:3])]
    assert (0.0, 0.0, 0.0, 0.498) in verdict.text
    assert len(verdict.text) >= 4


def test_an_interior_in_black_ink(
    coloured: tuple[Publication, FormatContext], tmp_path: Path
) -> None:
    publication, context = coloured
    black = with_options(context, print={"interior": "black"})
    printing.render(publication, black, tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as book:
        verdict = judge(book)
    assert verdict.faults == []
    assert verdict.marks is not None
    assert not verdict.marks.registration
    for part in (verdict, verdict.marks):
        assert not [inks for inks in part.painted if len(inks) == 4 and any(inks[:3])]
    assert {space for space, _, _ in verdict.images} == {"/DeviceGray"}
    with pymupdf.open(tmp_path / "a.pdf") as book:
        shown = [
            page.get_pixmap(clip=image["bbox"], dpi=36)
            for page in book
            for image in page.get_image_info()
            if image["width"] == 40  # a gradient is one too, to PyMuPDF
        ]
    greys = [picture.pixel(picture.width // 2, picture.height // 2)[0] for picture in shown]
    red, red_again, grey, veil, cyan = greys
    assert red == pytest.approx(red_again, abs=3)
    assert 60 < red < grey < cyan < veil < 180


def test_inks_keep_the_colour(source: tuple[Publication, FormatContext]) -> None:
    """The inks, seen through the profile, are the colour again (ΔE below what the eye notices)."""
    theme = source[1].theme
    press = separation(theme, "FOGRA39", black_only=False)
    srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    profile = ImageCms.ImageCmsProfile(io.BytesIO(press.profile))
    seen = ImageCms.buildTransform(profile, lab, "CMYK", "LAB")
    meant = ImageCms.buildTransform(srgb, lab, "RGB", "LAB")
    for colour in ((185, 85, 47), (77, 106, 109), (200, 190, 160)):
        inks = press.inks(*(value / 255 for value in colour))
        assert sum(inks) <= 3.0
        printed = Image.new("CMYK", (1, 1), tuple(round(ink * 255) for ink in inks))
        one = ImageCms.applyTransform(printed, seen)
        other = ImageCms.applyTransform(Image.new("RGB", (1, 1), colour), meant)
        assert one
        assert other
        a, b = one.getpixel((0, 0)), other.getpixel((0, 0))
        assert isinstance(a, tuple)
        assert isinstance(b, tuple)
        # Chroma in signed bytes; lightness as the press can give it.
        signed = [[value - 256 if value > 127 else value for value in lab[1:]] for lab in (a, b)]
        assert abs(signed[0][0] - signed[1][0]) < 4
        assert abs(signed[0][1] - signed[1][1]) < 4


def test_greys_are_black_ink(source: tuple[Publication, FormatContext]) -> None:
    press = separation(source[1].theme, "FOGRA39", black_only=False)
    assert press.inks(0, 0, 0) == BLACK
    assert press.inks(1, 1, 1) == (0, 0, 0, 0)
    assert press.inks(0.5, 0.5, 0.5) == (0, 0, 0, 0.5)
    assert press.inks(0.5, 0.5, 0.52)[0] > 0


def test_wrong_profiles(tmp_path: Path) -> None:
    def codes(condition: str = "FOGRA39") -> list[str]:
        with pytest.raises(ConfigError) as caught:
            separation(Theme(tmp_path), condition, black_only=False)
        return [str(item.message) for item in caught.value.diagnostics if item.code == "NK309"]

    folder = tmp_path / "styles" / "colour"
    assert "no colour profile" in codes("JC200103")[0]
    folder.mkdir(parents=True)
    manifest = folder / "profiles.toml"
    manifest.write_text("[[profile]\n", encoding="utf-8")
    assert "cannot be read" in codes()[0]
    manifest.write_text("[[profile]]\ncondition = 39\n", encoding="utf-8")
    assert "as strings" in codes()[0]
    row = '[[profile]]\ncondition = "FOGRA39"\npath = "a.icc"\nsha256 = "{}"\n'
    manifest.write_text(row.format("0" * 64), encoding="utf-8")
    assert "cannot be read" in codes()[0]
    (folder / "a.icc").write_bytes(b"no profile")
    assert "describes" in codes()[0]
    manifest.write_text(row.format(hashlib.sha256(b"no profile").hexdigest()), encoding="utf-8")
    assert "no ICC profile" in codes()[0]
    screen = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    (folder / "a.icc").write_bytes(screen)
    manifest.write_text(row.format(hashlib.sha256(screen).hexdigest()), encoding="utf-8")
    assert "not of a CMYK printing condition" in codes()[0]


# --- PDF/X-4 -------------------------------------------------------------------------------------


def test_both_files_are_pdf_x_4(file: pikepdf.Pdf) -> None:
    assert pdfx.judge(file) == []


@pytest.mark.slow
def test_coloured_pictures_are_pdf_x_4_too(
    coloured: tuple[Publication, FormatContext], tmp_path: Path
) -> None:
    path = printing.render(*coloured, tmp_path / "a.pdf").path
    with pikepdf.open(path) as opened:
        assert pdfx.judge(opened) == []
    pdfx.as_archive(path, tmp_path / "b.pdf")
    assert verapdf.judge(tmp_path / "b.pdf", "2b") == {"2b": ()}


@pytest.mark.slow
def test_verapdf_finds_colours_and_fonts_as_the_intent_asks(
    path: Path, cover: Path, tmp_path: Path
) -> None:
    """A file of PDF/X-4 is one of PDF/A-2b too once it names itself so: fonts, colours, syntax."""
    for number, file in enumerate((path, cover)):
        copy = tmp_path / f"{number}.pdf"
        pdfx.as_archive(file, copy)
        assert verapdf.judge(copy, "2b") == {"2b": ()}


@pytest.mark.slow
def test_verapdf_finds_colours_that_the_intent_lacks(path: Path, tmp_path: Path) -> None:
    pdfx.as_archive(path, tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf", allow_overwriting_input=True) as opened:
        opened.pages[0].contents_add(b"1 0 0 rg 0 0 9 9 re f")
        opened.save(tmp_path / "a.pdf")
    (faults,) = verapdf.judge(tmp_path / "a.pdf", "2b").values()
    assert [fault.rule for fault in faults] == ["6.2.4.3-2"]


def _font_program(opened: pikepdf.Pdf) -> None:
    (descriptor, *_) = [
        item
        for item in opened.objects
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
    ]
    for key in ("/FontFile", "/FontFile2", "/FontFile3"):
        if key in descriptor:
            del descriptor[key]


def _metadata(opened: pikepdf.Pdf, before: str, after: str) -> None:
    text = opened.Root.Metadata.read_bytes()
    assert before.encode() in text
    changed = opened.make_stream(text.replace(before.encode(), after.encode()))
    opened.Root.Metadata = changed


def _state(opened: pikepdf.Pdf, **entries: Any) -> None:
    state = pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, **entries)
    opened.Root.Spoilt = opened.make_indirect(state)


def _stream(opened: pikepdf.Pdf, **entries: Any) -> None:
    opened.Root.Spoilt = opened.make_indirect(pikepdf.Stream(opened, b"", **entries))


SPOILT: dict[str, Callable[[pikepdf.Pdf], object]] = {
    "no ID": lambda o: o.trailer.__delitem__("/ID"),
    "catalogue has /OpenAction": lambda o: setattr(o.Root, "OpenAction", pikepdf.Array([])),
    "0 output intents": lambda o: delattr(o.Root, "OutputIntents"),
    "2 output intents": lambda o: o.Root.OutputIntents.append(o.Root.OutputIntents[0]),
    "output intent of no registry": lambda o: o.Root.OutputIntents[0].__delitem__("/RegistryName"),
    "output intent without profile": lambda o: o.Root.OutputIntents[0].__delitem__(
        "/DestOutputProfile"
    ),
    "profile of class prtr with 3 channels": lambda o: setattr(
        o.Root.OutputIntents[0].DestOutputProfile, "N", 3
    ),
    "no XMP": lambda o: delattr(o.Root, "Metadata"),
    "version 'PDF/X-3'": lambda o: _metadata(o, "PDF/X-4", "PDF/X-3"),
    "/Title is not dc:title": lambda o: o.docinfo.__setitem__("/Title", "Other"),
    "/ModDate is not xmp:ModifyDate": lambda o: o.docinfo.__setitem__("/ModDate", "D:2020"),
    "xmp:MetadataDate 'now'": lambda o: _metadata(
        o, "<xmp:MetadataDate>2026-03-04T00:00:00Z", "<xmp:MetadataDate>now"
    ),
    "no xmpMM:VersionID": lambda o: _metadata(o, "xmpMM:VersionID", "xmpMM:Other"),
    "page 1: 0 boxes give the finished page": lambda o: o.pages[0].obj.__delitem__("/TrimBox"),
    "page 1: 2 boxes give the finished page": lambda o: setattr(
        o.pages[0].obj, "ArtBox", o.pages[0].obj.TrimBox
    ),
    "page 1: /BleedBox outside /MediaBox": lambda o: setattr(
        o.pages[0].obj, "BleedBox", pikepdf.Array([-1, 0, 600, 800])
    ),
    "page 1: /Link on the page": lambda o: setattr(
        o.pages[0].obj,
        "Annots",
        pikepdf.Array(
            [pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Rect=pikepdf.Array([90, 90, 99, 99]))]
        ),
    ),
    "page 1: rendering intent /Vivid": lambda o: o.pages[0].contents_add(b"/Vivid ri"),
    "page 1: 1 graphics states left open": lambda o: o.pages[0].contents_add(b"q"),
    "filter /LZWDecode": lambda o: _stream(o, Filter=pikepdf.Name.LZWDecode),
    "stream with /F": lambda o: _stream(o, F="elsewhere"),
    "image with /Alternates": lambda o: _stream(
        o, Subtype=pikepdf.Name.Image, Alternates=pikepdf.Array([])
    ),
    "form with /Ref": lambda o: _stream(o, Subtype=pikepdf.Name.Form, Ref=pikepdf.Dictionary()),
    "/PS": lambda o: _stream(o, Subtype=pikepdf.Name.PS),
    "graphics state with /TR": lambda o: _state(o, TR=pikepdf.Name.Identity),
    "graphics state with /TR2": lambda o: _state(o, TR2=pikepdf.Name.Identity),
    "blend mode /Foo": lambda o: _state(o, BM=pikepdf.Name.Foo),
}


@pytest.mark.parametrize("fault", SPOILT)
def test_the_judge_of_pdf_x_finds_the_fault(path: Path, fault: str) -> None:
    with pikepdf.open(path) as opened:
        SPOILT[fault](opened)
        assert fault in pdfx.judge(opened)


def test_the_judge_of_pdf_x_finds_fonts_elsewhere(path: Path) -> None:
    with pikepdf.open(path) as opened:
        _font_program(opened)
        (fault,) = pdfx.judge(opened)
    assert fault.endswith(" not embedded")


@pytest.fixture
def uncalibrated() -> Iterator[None]:
    """Let MuPDF show inks as they are, not as the paper makes them look."""
    pymupdf.TOOLS.set_icc(False)
    yield
    pymupdf.TOOLS.set_icc(True)


@pytest.mark.usefixtures("uncalibrated")
def test_a_plate_is_empty_where_only_black_prints(path: Path) -> None:
    """MuPDF separates the pages: inside the trim nothing is on cyan, magenta and yellow."""
    with pymupdf.open(path) as book:
        most = []
        for page in book:
            plates = page.get_pixmap(clip=page.trimbox, dpi=50, colorspace=pymupdf.csCMYK)
            most.append(tuple(max(plates.samples[plate::4]) for plate in range(4)))
        marks = book[0].get_pixmap(dpi=50, colorspace=pymupdf.csCMYK).samples
    assert {inks[:3] for inks in most} == {(0, 0, 0)}
    assert max(black for *_, black in most) == 255
    assert all(any(marks[plate::4]) for plate in range(4))


def test_it_says_that_it_is_pdf_x_4(file: pikepdf.Pdf) -> None:
    assert file.pdf_version == "1.6"
    with file.open_metadata(update_docinfo=False) as metadata:
        assert metadata["{http://www.npes.org/pdfx/ns/id/}GTS_PDFXVersion"] == "PDF/X-4"
        assert metadata["dc:title"] == "百物書：一本甚麼都有的書"
        assert metadata["pdf:Trapped"] == "False"
        assert metadata["xmp:CreateDate"] == "2026-03-04T00:00:00Z"
        assert metadata["xmpMM:RenditionClass"] == "default"
    assert file.docinfo["/Trapped"] == pikepdf.Name("/False")
    assert str(file.docinfo["/CreationDate"]) == "D:20260304000000Z"
    assert str(file.docinfo["/Title"]) == "百物書：一本甚麼都有的書"
    assert len(file.trailer["/ID"]) == 2


def test_the_two_files_are_two_documents(path: Path, cover: Path) -> None:
    found = set()
    for file in (path, cover):
        with pikepdf.open(file) as book, book.open_metadata() as metadata:
            found.add(metadata["xmpMM:DocumentID"])
    assert len(found) == 2


def test_output_intent(file: pikepdf.Pdf) -> None:
    (intent,) = file.Root["/OutputIntents"]
    assert intent["/S"] == "/GTS_PDFX"
    assert str(intent["/OutputConditionIdentifier"]) == "FOGRA39"
    profile = intent["/DestOutputProfile"]
    assert profile["/N"] == 4
    opened = ImageCms.ImageCmsProfile(io.BytesIO(profile.read_bytes())).profile
    assert (opened.device_class, opened.xcolor_space) == ("prtr", "CMYK")


def test_no_links_no_tags_no_actions(file: pikepdf.Pdf) -> None:
    for key in ("/StructTreeRoot", "/MarkInfo", "/Names", "/Outlines", "/OpenAction", "/AA"):
        assert key not in file.Root
    for page in file.pages:
        for key in ("/Annots", "/AA", "/StructParents", "/Tabs"):
            assert key not in page.obj
    kinds = {
        str(item["/Type"])
        for item in file.objects
        if isinstance(item, pikepdf.Dictionary | pikepdf.Stream) and "/Type" in item
    }
    assert not kinds & {"/Annot", "/StructElem", "/Action", "/Filespec"}


def test_fonts_are_embedded(path: Path, cover: Path) -> None:
    for file in (path, cover):
        rows = subprocess.run(
            ["pdffonts", file], capture_output=True, text=True, check=True
        ).stdout.splitlines()[2:]
        assert rows
        for row in rows:
            assert re.search("NK-(Serif|Mono)", row)
            assert re.search(r" yes yes yes +\d+ +\d+$", row), row


def test_qpdf_finds_no_fault(path: Path, cover: Path) -> None:
    for file in (path, cover):
        run = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stdout + run.stderr


# --- pages ---------------------------------------------------------------------------------------


def test_the_pages_are_those_of_the_screen(path: Path, screen_pdf: Path) -> None:
    screen, printed = texts(screen_pdf), texts(path)
    assert len(printed) % 2 == 0
    assert printed[-1] == ""  # the last leaf's other side
    own = next(number for number, text in enumerate(printed) if "版權所有" in text)
    assert [text for n, text in enumerate(printed[:-1]) if n != own] == [
        text for n, text in enumerate(screen[2:]) if n != own
    ]


def test_the_text_stands_away_from_the_spine(
    path: Path, screen_pdf: Path, publication: Publication
) -> None:
    with pymupdf.open(screen_pdf) as screen, pymupdf.open(path) as printed:
        moved = set()
        for number in (8, 15, 16):  # two rectos and a verso, from the cover on
            one, other = screen[number], printed[number - 2]
            before = one.get_text("words")[0][0]
            after = other.get_text("words")[0][0] - other.trimbox.x0
            moved.add((number % 2, round((after - before) / MM, 1)))
    assert publication.pages[0].kind is PageKind.COVER
    assert moved == {(0, 2.0), (1, -2.0)}


def test_a_book_without_cover_has_no_wrap(tmp_path: Path) -> None:
    publication, context = written(tmp_path, "文。")
    artifact = printing.render(publication, context, tmp_path / "a-print.pdf")
    assert artifact.pages == 2
    assert artifact.beside == ()
    assert not (tmp_path / "a-cover.pdf").exists()


# --- the wrap ------------------------------------------------------------------------------------


def test_spine_width() -> None:
    assert wrap.spine_width(300, 100) == 15.0
    assert wrap.spine_width(301, 100) == 15.1
    assert wrap.spine_width(26, 110) == 1.43


def spread(
    source: tuple[Publication, FormatContext], target: Path, pages: int, **changes: object
) -> pymupdf.Page:
    """Return the wrap of a book of so many pages, with changes of its metadata."""
    publication, context = source
    metadata = dataclasses.replace(publication.metadata, **changes)  # type: ignore[arg-type]
    publication = dataclasses.replace(publication, metadata=metadata)
    press = separation(context.theme, "FOGRA39", black_only=False)
    order = wrap.Order(press, pages, FileFacts.of(publication, context, "cover"), target)
    with engine(context.theme.fonts, publication.edition.language) as weasyprint:
        assert wrap.write(weasyprint, publication, context, order) == []
    return pymupdf.open(target)[0]


def imprint(source: tuple[Publication, FormatContext], **numbers: str) -> object:
    return dataclasses.replace(source[0].metadata.imprint, isbn=numbers)


def test_back_spine_and_front_side_by_side(
    source: tuple[Publication, FormatContext], tmp_path: Path
) -> None:
    page = spread(source, tmp_path / "a.pdf", 300)
    spine = 150 * 0.11
    assert page.trimbox.width == pytest.approx((2 * 148 + spine) * MM, abs=POINT)
    left = page.trimbox.x0
    inside = page.get_text("words", clip=page.bleedbox)
    words = {word[4]: (word[0] - left) / MM for word in inside}
    assert words["百物書"] > 148 + spine
    assert words["測試用書：每種寫法各有一例。"] < 148
    spines = {text: x for text, x in words.items() if 148 < x < 148 + spine}
    assert {"百", "物", "書"} <= set(spines)
    heights = [word[1] for word in page.get_text("words") if word[4] in ("百", "物", "書")]
    assert heights == sorted(heights)


def test_a_thin_spine_bears_no_type(
    source: tuple[Publication, FormatContext], tmp_path: Path
) -> None:
    page = spread(source, tmp_path / "a.pdf", 40)
    assert "百" not in [word[4] for word in page.get_text("words")]


@pytest.mark.slow
@pytest.mark.parametrize("number", ["978-962-00-0000-3", "9789574455775", "979-10-90636-07-1"])
def test_the_bar_code_is_the_isbn(
    source: tuple[Publication, FormatContext], tmp_path: Path, number: str
) -> None:
    assert isbn.problem(number) is None
    page = spread(source, tmp_path / "a.pdf", 300, imprint=imprint(source, print=number))
    picture = page.get_pixmap(dpi=200)
    image = Image.frombytes("RGB", (picture.width, picture.height), picture.samples)
    (found,) = zxingcpp.read_barcodes(image)
    assert found.format == zxingcpp.BarcodeFormat.EAN13
    assert found.text == isbn.digits(number)
    assert found.position.top_right.x < picture.width / 2  # on the back
    assert f"ISBN {number}" in page.get_text()


def test_no_isbn_leaves_its_place_empty(
    source: tuple[Publication, FormatContext], tmp_path: Path
) -> None:
    page = spread(source, tmp_path / "a.pdf", 300, imprint=imprint(source, epub="9789574455775"))
    trim = page.trimbox
    middle = trim.x0 + 148 * MM
    area = pymupdf.Rect(middle - 51 * MM, trim.y1 - 44 * MM, middle - 14 * MM, trim.y1 - 14 * MM)
    picture = page.get_pixmap(clip=area, dpi=72)
    assert picture.is_unicolor
    assert page.get_textbox(area).strip() == ""


def test_modules() -> None:
    pattern = modules("9789574455775")
    assert len(pattern) == 95
    assert pattern[:3] == pattern[-3:] == "101"
    assert pattern[45:50] == "01010"


def test_isbn_problems() -> None:
    assert isbn.problem("978-957-445-577-6") == "its last digit should be 5"
    assert isbn.problem("957-445-577-5") == "an ISBN has thirteen digits"
    assert isbn.problem("977-957-445-577-5") == "an ISBN begins with 978 or 979"
    assert isbn.problem("９７８９５７４４５５７７５") == "an ISBN has thirteen digits"


@pytest.mark.slow
def test_a_description_too_long_for_the_back(
    source: tuple[Publication, FormatContext], tmp_path: Path
) -> None:
    spread(source, tmp_path / "a.pdf", 300, description="長" * 700)
    with pytest.raises(InvalidOutputError) as caught:
        spread(source, tmp_path / "b.pdf", 300, description="長" * 3000)
    assert [item.code for item in caught.value.diagnostics] == ["NK409"]
    assert not (tmp_path / "b.pdf").exists()


# --- the build -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_same_bytes_in_another_folder(tmp_path: Path) -> None:
    """Of a book with everything that has an order of its own: index, names, drawings, a cover."""
    sums = []
    for number in (1, 2):
        folder = tmp_path / (f"folder{number}" * number)
        shutil.copytree(BOOKS / "apparatus", folder)
        toml = folder / "chapters/book.toml"
        toml.write_text(toml.read_text().replace("front = [", 'front = ["cover", '))
        arguments = ("build", folder, "-f", "print", "-f", "booklet", "-j", "2")
        run = run_nkbook(*arguments, PYTHONHASHSEED=str(number), TZ=f"Etc/GMT+{number}")
        assert run.code == 0, run.err
        made = sorted((folder / "output" / "zh-Hant-HK").iterdir())
        assert [file.name.removeprefix("apparatus") for file in made] == [
            "-booklet.pdf",
            "-cover.pdf",
            "-print.pdf",
        ]
        sums.append([hashlib.sha256(file.read_bytes()).hexdigest() for file in made])
    assert sums[0] == sums[1]
