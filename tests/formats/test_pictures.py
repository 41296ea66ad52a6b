"""Pictures of odd kinds: the colour that their maker saw is on the page, in every format."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pytest
from judges import separation, verapdf
from lxml import etree
from opened import Opened
from PIL import Image, ImageChops, ImageCms
from places import REPOSITORY
from publications import BOOK_TOML, load

from nkbook.formats import epub, pdf
from nkbook.formats.base import FormatContext
from nkbook.formats.press import printing
from nkbook.look.colour import open_profile
from nkbook.look.drawings import embedded
from nkbook.model.publication import Publication

FOGRA39 = (REPOSITORY / "styles/colour/ISOcoated_v2_300_bas.icc").read_bytes()
SIZE = (40, 30)
INKS = (0, 200, 210, 20)  # of 255
OTHER = (100, 150, 80)  # in another space than sRGB
NEAR = 6  # of 255, what JPEG and two roundings may do


def other_space() -> bytes:
    """Return a profile of RGB whose channels stand for other colours than those of sRGB.

    It's sRGB's own with the colorants of red and blue changed places (ICC.1 §7.3: a table of tags).
    """
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    return bytes(data.replace(b"rXYZ", b"qXYZ", 1).replace(b"bXYZ", b"rXYZ", 1)
                 .replace(b"qXYZ", b"bXYZ", 1))  # fmt: skip


def grey_space() -> bytes:
    """Return a profile of grey with gamma 1.0: its middle level is much lighter than sRGB's."""

    def tag(kind: bytes, body: bytes) -> bytes:
        data = kind + bytes(4) + body
        return data + bytes(-len(data) % 4)

    def fixed(*values: float) -> bytes:
        return b"".join(round(value * 65536).to_bytes(4, "big", signed=True) for value in values)

    text = tag(b"desc", (5).to_bytes(4, "big") + b"grey\0" + bytes(78))
    tags = {
        b"desc": text,
        b"cprt": tag(b"text", b"none\0"),
        b"wtpt": tag(b"XYZ ", fixed(0.9642, 1.0, 0.8249)),
        b"kTRC": tag(b"curv", bytes(4)),
    }
    table, body = len(tags).to_bytes(4, "big"), b""
    start = 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        table += name + (start + len(body)).to_bytes(4, "big") + len(data).to_bytes(4, "big")
        body += data
    header = bytearray(128)
    header[8:12] = b"\x02\x40\0\0"
    header[12:24] = b"mntrGRAYXYZ "
    header[24:36] = b"".join(part.to_bytes(2, "big") for part in (2026, 1, 1, 0, 0, 0))
    header[36:40] = b"acsp"
    header[68:80] = fixed(0.9642, 1.0, 0.8249)
    header[:4] = (start + len(body)).to_bytes(4, "big")
    return bytes(header) + table + body


def seen(profile: bytes, mode: str, *levels: int) -> tuple[int, ...]:
    """Return the colour that someone sees who looks at a colour of a profile, in sRGB."""
    turned = ImageCms.buildTransform(
        open_profile(profile),
        ImageCms.createProfile("sRGB"),
        mode,
        "RGB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    shown = turned.apply(Image.new(mode, (1, 1), levels[0] if mode == "L" else levels))
    pixel = shown.getpixel((0, 0))
    assert isinstance(pixel, tuple)
    return tuple(int(value) for value in pixel)


def without_adobe(data: bytes) -> bytes:
    """Return a JPEG without the marker that tells that its inks are inverted."""
    start = data.index(b"\xff\xee")
    length = int.from_bytes(data[start + 2 : start + 4], "big")
    return data[:start] + data[start + 2 + length :]


def jpeg(picture: Image.Image, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=95, **options)
    return file.getvalue()


def png(picture: Image.Image, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG", **options)
    return file.getvalue()


def palette() -> Image.Image:
    """Return a picture of one colour in a palette, its left half see-through."""
    picture = Image.new("P", SIZE, 1)
    picture.putpalette([0, 0, 0, 30, 60, 200])
    picture.paste(0, (0, 0, 20, 30))
    return picture


def turned() -> bytes:
    """Return a picture in CMYK whose camera lay on its side: red above blue, once upright."""
    picture = Image.new("CMYK", SIZE, (255, 255, 0, 0))
    picture.paste(INKS, (0, 0, 20, 30))
    exif = Image.Exif()
    exif[0x0112] = 6
    return jpeg(picture, exif=exif)


def drawing(picture: bytes) -> bytes:
    """Return an SVG that holds a picture."""
    data = base64.b64encode(picture).decode()
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30">'
        f'<image width="40" height="30" href="data:image/jpeg;base64,{data}"/></svg>'
    ).encode()


def pictures() -> dict[str, tuple[bytes, tuple[int, ...]]]:
    """Return files of pictures in one colour, and the colour that is to be seen."""
    inks = Image.new("CMYK", SIZE, INKS)
    on_paper = seen(FOGRA39, "CMYK", *INKS)
    other = Image.new("RGB", SIZE, OTHER)
    deep = Image.new("I;16", SIZE, 0x8080)
    return {
        "adobe.jpg": (jpeg(inks), on_paper),
        "plain.jpg": (without_adobe(jpeg(ImageChops.invert(inks))), on_paper),
        "tagged.jpg": (jpeg(inks, icc_profile=FOGRA39), on_paper),
        "turned.jpg": (turned(), on_paper),
        "other.jpg": (jpeg(other, icc_profile=other_space()), seen(other_space(), "RGB", *OTHER)),
        "other.png": (png(other, icc_profile=other_space()), seen(other_space(), "RGB", *OTHER)),
        "deep.png": (png(deep), (128, 128, 128)),
        "grey.png": (
            png(Image.new("L", SIZE, 90), icc_profile=grey_space()),
            seen(grey_space(), "L", 90),
        ),
        "palette.png": (png(palette(), transparency=0), (30, 60, 200)),
        "drawing.svg": (drawing(jpeg(inks)), on_paper),
        "bits.png": (png(Image.new("1", SIZE, 0)), (0, 0, 0)),
    }


def made(folder: Path, files: dict[str, bytes]) -> Path:
    """Write a book with a page for each picture, under its name, and return its folder."""
    (folder / "chapters/images").mkdir(parents=True)
    text = []
    for name, data in files.items():
        (folder / "chapters/images" / name).write_bytes(data)
        text.append(f'## {name}\n\n![圖](images/{name}){{alt="圖"}}\n')
    header = "---\ntitle: 題\n---\n\n"
    (folder / "chapters/one.md").write_text(header + "\n".join(text), encoding="utf-8")
    toml = f'{BOOK_TOML}body = ["one.md"]\n'
    (folder / "chapters/book.toml").write_text(toml, encoding="utf-8")
    (folder / "styles").mkdir()
    (folder / "styles/book.css").write_text("h2{break-before:page}", encoding="utf-8")
    (folder / "work").mkdir()
    return folder


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> tuple[Publication, FormatContext]:
    folder = tmp_path_factory.mktemp("odd")
    files = {name: data for name, (data, _) in pictures().items()}
    return load(made(folder, files), folder / "work")


def shown(path: Path) -> Iterator[tuple[str, Image.Image]]:
    """Yield the pictures of a PDF as drawn, by the file's name above each."""
    with pymupdf.open(path) as document:
        for page in document:
            for image in page.get_image_info():
                pixels = page.get_pixmap(clip=image["bbox"], dpi=144, annots=False)
                yield (
                    name_on(page),
                    Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples),
                )


def name_on(page: Any) -> str:
    """Return the file's name above the picture on a page."""
    return next(str(word[4]) for word in page.get_text("words") if "." in word[4])


def near(picture: Image.Image, colour: tuple[int, ...], far: int = NEAR) -> bool:
    """Tell whether a picture has a colour, at a place where all of those here have theirs."""
    pixel = picture.convert("RGB").getpixel((picture.width * 3 // 4, picture.height // 4))
    assert isinstance(pixel, tuple)
    return all(abs(one - other) <= far for one, other in zip(pixel, colour, strict=True))


@pytest.mark.slow
def test_the_screen_shows_the_colours(
    source: tuple[Publication, FormatContext], tmp_path: Path
) -> None:
    path = pdf.render(*source, tmp_path / "a.pdf").path
    assert verapdf.judge(path, "2a", "ua1") == {"2a": (), "ua1": ()}
    found = dict(shown(path))
    wanted = pictures()
    assert set(found) == set(wanted)
    for name, (_, colour) in wanted.items():
        assert near(found[name], colour), name
    assert near(found["palette.png"].transpose(Image.Transpose.FLIP_LEFT_RIGHT), (255,) * 3)
    upright = found["turned.jpg"]
    assert upright.height > upright.width
    assert not near(upright.transpose(Image.Transpose.FLIP_TOP_BOTTOM), wanted["turned.jpg"][1])
    with pikepdf.open(path) as opened:
        spaces = {
            str(item.ColorSpace)
            for item in opened.objects
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"
        }
    assert spaces == {"/DeviceRGB", "/DeviceGray"}


def test_the_epub_shows_the_colours(
    source: tuple[Publication, FormatContext], tmp_path: Path
) -> None:
    epub.render(*source, tmp_path / "a.epub")
    files = Opened(tmp_path / "a.epub").files
    for name, (data, colour) in pictures().items():
        (held,) = [content for place, content in files.items() if place.endswith(f"/{name}")]
        if name == "drawing.svg":
            (held,) = (item.data for item in embedded(etree.fromstring(held)))
        with Image.open(io.BytesIO(held)) as picture:
            assert picture.mode in ("L", "LA", "1", "P", "RGB", "RGBA"), name
            assert not picture.info.get("icc_profile"), name
            assert near(picture.convert("RGBA"), colour), name
        if name in ("palette.png", "bits.png"):
            assert held == data, name


def test_the_printer_gets_the_inks(
    source: tuple[Publication, FormatContext], tmp_path: Path
) -> None:
    path = printing.render(*source, tmp_path / "a.pdf").path
    with pikepdf.open(path) as opened:
        assert separation.judge(opened).faults == []
    inks = inks_of(path)
    for name in ("adobe.jpg", "plain.jpg", "tagged.jpg", "drawing.svg"):
        assert inks[name] == pytest.approx(INKS, abs=NEAR), name
    back = seen(FOGRA39, "CMYK", *map(round, inks["other.png"]))
    assert back == pytest.approx(pictures()["other.png"][1], abs=NEAR)
    assert inks["other.jpg"] == pytest.approx(inks["other.png"], abs=NEAR)
    assert inks["deep.png"] == pytest.approx([128], abs=1)
    assert inks["grey.png"] == pytest.approx([seen(grey_space(), "L", 90)[0]], abs=1)


def inks_of(path: Path) -> dict[str, list[float]]:
    """Return the mean level of each channel of the pictures of a PDF, by the file's name."""
    found = {}
    with pikepdf.open(path) as opened, pymupdf.open(path) as document:
        for page in document:
            for image in page.get_image_info(xrefs=True):
                found[name_on(page)] = mean(opened.get_object(image["xref"], 0))
    return found


def mean(image: Any) -> list[float]:
    """Return the mean level of each channel of an image as a device paints it."""
    if image.get("/Filter") == "/DCTDecode":
        # By libjpeg alone, and then as the PDF says: Pillow would guess at Adobe's convention.
        data = pymupdf.Pixmap(image.read_raw_bytes())
        assert data.n == 4
        samples = data.samples
        # MuPDF heeds Adobe's marker outside a PDF, where the array of decoding isn't there.
        assert ("/Decode" in image) == (b"Adobe" in image.read_raw_bytes()[:4096])
    else:
        samples = image.read_bytes()
    count = 4 if image.ColorSpace == "/DeviceCMYK" else 1
    return [sum(samples[at::count]) / len(samples[at::count]) for at in range(count)]


def test_inks_of_another_condition_become_this_ones(tmp_path: Path) -> None:
    """A profile that names other data stands for another condition, though its colours are alike.

    So the inks are mixed anew; what is seen stays.
    """
    other = FOGRA39.replace(b"BEGIN_DATA", b"BEGAN_DATA").replace(b"Coated", b"Misted")
    assert len(other) == len(FOGRA39)
    mixed = (0, 0, 0, 200)
    data = jpeg(Image.new("CMYK", SIZE, mixed), icc_profile=other)
    source = load(made(tmp_path / "book", {"other.jpg": data}), tmp_path)
    path = printing.render(*source, tmp_path / "a.pdf").path
    inks = inks_of(path)["other.jpg"]
    assert min(inks[:3]) > 40
    meant = seen(FOGRA39, "CMYK", *mixed)
    assert seen(FOGRA39, "CMYK", *map(round, inks)) == pytest.approx(meant, abs=NEAR)


def test_pictures_as_wide_as_the_line_have_no_indent(tmp_path: Path) -> None:
    data = io.BytesIO()
    Image.new("RGB", (1600, 500), "teal").save(data, "PNG")
    folder = made(tmp_path, {"a.png": data.getvalue()})
    image = '![](images/a.png){alt="圖"}'
    (folder / "chapters/one.md").write_text(f"# 題\n\n{image}\n{image}\n", encoding="utf-8")
    pdf.render(*load(folder, folder / "work"), tmp_path / "a.pdf")
    with pymupdf.open(tmp_path / "a.pdf") as book:
        boxes = [one["bbox"] for page in book for one in page.get_image_info()]
        width = book[0].rect.width
    assert len(boxes) == 2
    assert {round(box[0]) for box in boxes} == {round(boxes[0][0])}
    assert max(box[2] for box in boxes) < width - 40
