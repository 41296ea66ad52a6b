"""Pictures as authors of other tools name and save them: found, shown, or stood in for."""

from __future__ import annotations

import html
import io
import struct
import zlib
from base64 import b64encode
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import pymupdf
import pytest
from conftest import Run
from judges import epubcheck, verapdf
from PIL import Image
from publications import BOOK_TOML

from nkbook.formats import pdf
from nkbook.look.drawings import drawing
from nkbook.look.theme import Theme
from nkbook.manuscript.prepare import Prepared, prepare
from nkbook.model.publication import Publication
from nkbook.pipeline import steps
from nkbook.project import config
from nkbook.reading.files import files_below

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"'
    ' width="60" height="40">{}</svg>'
)
FOREIGN = (
    '<foreignObject x="1" y="2" width="50" height="20">'
    '<p xmlns="http://www.w3.org/1999/xhtml">外 <b>物</b></p></foreignObject>'
)


def picture(kind: str = "PNG", mode: str = "RGB", **options: object) -> bytes:
    """Return a small picture file."""
    data = io.BytesIO()
    Image.new(mode, (30, 20)).save(data, kind, **options)
    return data.getvalue()


def prepared(
    folder: Path, text: str, files: dict[str, bytes], name: str = "one.md", limits: str = ""
) -> Prepared:
    """Return a book of one chapter, with files by their paths in the book's folder."""
    written = {f"chapters/{name}": f"---\ntitle: 題\n---\n\n{text}\n".encode()}
    written["chapters/book.toml"] = f'{BOOK_TOML}body = ["{name}"]\n[limits]\n{limits}\n'.encode()
    for path, data in (files | written).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return prepare(config.load(folder), Theme(folder), ("zh-Hant-HK",))


def codes(found: Prepared) -> list[str]:
    return [item.code for item in found.diagnostics]


def only(found: Prepared) -> Publication:
    (publication,) = found.publications.values()
    return publication


@pytest.mark.parametrize(
    ("source", "file", "code"),
    [
        ("a.png", "chapters/sub/a.png", []),  # beside the chapter
        ("../images/a.png", "chapters/images/a.png", []),
        ("images/a.png", "chapters/images/a.png", []),  # from chapters/
        ("/map/a.png", "static/map/a.png", []),  # from the root of a site
        ("assets/a.png", "assets/a.png", []),  # from the book's folder
        ("images/%E5%9C%96%201.png", "chapters/images/圖 1.png", []),
        ("images/a.png?raw=true", "chapters/images/a.png", []),
        (r"images\a.png", "chapters/images/a.png", []),
        ("images/a%20b.png", "chapters/images/a%20b.png", []),  # as some tools name their exports
        ("images/not ok.png", "chapters/images/not ok.png", []),
        ("images/A.png", "chapters/images/a.PNG", ["NK313"]),
    ],
)
def test_a_picture_is_found(tmp_path: Path, source: str, file: str, code: list[str]) -> None:
    found = prepared(tmp_path, f"![圖說]({source})", {file: picture()}, "sub/one.md")
    assert codes(found) == code
    (resource,) = only(found).resources
    assert resource.path == tmp_path / file


def test_one_name_means_another_file_in_another_folder(tmp_path: Path) -> None:
    text = "![甲](a.png)\n\n![乙](../a.png)\n\n![丙](/a.png)"
    files = {"chapters/sub/a.png": picture(), "chapters/a.png": picture(mode="L")}
    publication = only(prepared(tmp_path, text, files, "sub/one.md"))
    assert sorted(item.href for item in publication.resources) == ["a.png", "sub/a.png"]
    document = publication.pages[0].document
    assert document is not None
    shown = [image.get("src") for image in document.tree.iter("img")]
    assert shown == ["sub/a.png", "a.png", "a.png"]


def test_no_file_outside_the_book_is_read(tmp_path: Path) -> None:
    outside = tmp_path / "outside.png"
    outside.write_bytes(picture())
    (tmp_path / "book/chapters").mkdir(parents=True)
    (tmp_path / "book/chapters/link.png").symlink_to(outside)
    text = f"![甲](link.png)\n\n![乙](../../outside.png)\n\n![丙]({outside.as_uri()})"
    drawn = SVG.format('<image href="../../outside.png"/>').encode()
    found = prepared(tmp_path / "book", f"{text}\n\n![丁](a.svg)", {"chapters/a.svg": drawn})
    assert sorted(codes(found)) == ["NK303", "NK303", "NK303", "NK315"]


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("a.jpg", picture("PNG"), "image/png"),
        ("a", picture("WEBP"), "image/webp"),
        ("a.png", SVG.format("").encode(), "image/svg+xml"),
        ("a.bmp", picture("BMP"), "image/png"),
        ("a.tif", picture("TIFF", "CMYK"), "image/jpeg"),
        ("a.ico", picture("ICO"), "image/png"),
    ],
)
def test_the_content_counts(tmp_path: Path, name: str, data: bytes, media_type: str) -> None:
    found = prepared(tmp_path, f"![圖說]({name})", {f"chapters/{name}": data})
    assert codes(found) == ["NK313"]
    (resource,) = only(found).resources
    assert resource.media_type == media_type
    assert resource.href.startswith(f"{name}.")  # a name that says what it is


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (picture("JPEG")[:-60], "damaged"),
        (b"", "empty"),
        (b"%PDF-1.4", "pdftocairo"),
        (b"%!PS-Adobe", "PostScript"),
        (b"<!DOCTYPE html><html><p>", "web page"),
        (b'<svg xmlns="http://example.org/"><rect/></svg>', "no drawing"),
        (b"version https://git-lfs.github.com/spec/v1", "git lfs pull"),
    ],
)
def test_what_is_no_picture_is_refused(tmp_path: Path, data: bytes, words: str) -> None:
    found = prepared(tmp_path, "![圖說](a.jpg)", {"chapters/a.jpg": data})
    assert codes(found) == ["NK302"]
    assert words in found.diagnostics[0].message


def test_data_in_the_text(tmp_path: Path) -> None:
    text = f"![圖說](data:image/png;base64,{b64encode(picture()).decode()})"
    found = prepared(tmp_path, text, {})
    assert codes(found) == []
    (resource,) = only(found).resources
    assert resource.read() == picture()


@pytest.mark.parametrize(
    ("words", "code", "captions"),
    [
        ("![城門舊照](a.png)", [], 1),
        ("![image](a.png)", ["NK314"], 0),
        ("![圖片 3](a.png)", ["NK314"], 0),
        ("![a](a.png)", ["NK314"], 0),  # the file's name
        ("![screenshot_2021.png](a.png)", ["NK314"], 0),
        ("![圖 3](a.png)", [], 1),
        ("![image^[註]](a.png)", [], 1),
        ('![image](a.png){alt="城門"}', [], 1),
        ("![](a.png)", ["NK308"], 0),
        ("![](a.png){.decorative}", [], 0),
    ],
)
def test_words_are_caption_and_alternative(
    tmp_path: Path, words: str, code: list[str], captions: int
) -> None:
    found = prepared(tmp_path, words, {"chapters/a.png": picture()})
    assert codes(found) == code
    document = only(found).pages[0].document
    assert document is not None
    assert len(document.tree.findall(".//figcaption")) == captions


def test_words_alone_are_the_alternative(tmp_path: Path) -> None:
    document = (
        only(prepared(tmp_path, "![城門**舊照**](a.png)", {"chapters/a.png": picture()}))
        .pages[0]
        .document
    )
    assert document is not None
    assert [image.get("alt") for image in document.tree.iter("img")] == ["城門舊照"]


ABSENT = """![城門](https://example.org/a.png)

![市集](//example.org/b.png){alt="一個市集"}

行內 ![徽章](https://example.org/c.svg) 與 [![連結](https://example.org/d.svg)](https://example.org/)。

![影片](film.mp4)

註。[^n]

[^n]: 註圖 ![註中](https://example.org/e.png) 完。
"""


def test_a_picture_that_is_not_in_the_book_leaves_its_words_and_address(tmp_path: Path) -> None:
    found = prepared(tmp_path, ABSENT, {"chapters/film.mp4": b"film"})
    assert set(codes(found)) == {"NK312"}
    assert len(found.diagnostics) == 6
    document = only(found).pages[0].document
    assert document is not None
    assert not list(document.tree.iter("img"))
    links = [link.get("href") for link in document.tree.iter("a") if link.get("class") == "url"]
    assert links == [
        "https://example.org/a.png",
        "https://example.org/b.png",
        "https://example.org/c.svg",
        "https://example.org/",
    ]
    words = "".join(document.tree.itertext())
    assert words.count("城門") == 1  # its caption, which the frame need not repeat
    assert "一個市集" in words
    assert "film.mp4" in words


def test_one_thing_is_said_of_a_picture_that_is_not_there(tmp_path: Path) -> None:
    text = "![](https://example.org/a.png)\n\n甲 ![](https://example.org/a.png) 乙 ![](b.png)\n"
    found = prepared(tmp_path, text, {"chapters/b.png": picture()})
    assert sorted(codes(found)) == ["NK308", "NK312"]
    (wordless,) = (one for one in found.diagnostics if one.code == "NK308")
    assert "b.png" in wordless.message


@pytest.mark.slow
def test_frames_and_marks_are_sound_in_every_format(
    tmp_path: Path, run_here: Callable[..., Run]
) -> None:
    files = {
        "chapters/film.mp4": b"film",
        "chapters/a.jpg": picture("PNG"),
        "chapters/d.svg": SVG.format(
            "<script>alert(1)</script><text x='1' y='20'>字\U00013171</text>"
        ).encode(),
    }
    text = f"{ABSENT}\n\n![甲](a.jpg)\n\n![乙](d.svg)\n\n![](a.jpg)\n\n文\U00013171字\ue000。"
    prepared(tmp_path, text, files)
    run = run_here("build", tmp_path)
    assert run.code == 0, run.err
    folder = tmp_path / "output/zh-Hant-HK"
    assert epubcheck.judge(folder / "small.epub") == ()
    assert verapdf.judge(folder / "small.pdf", "2a", "ua1") == {"2a": (), "ua1": ()}
    with pymupdf.open(folder / "small.pdf") as book:
        printed = "".join(page.get_text() for page in book)
    assert printed.count("〓") == 3  # two in the text, one in the drawing
    assert "https://example.org/a.png" in printed.replace("\n", "")


def test_a_drawing_with_a_font_style_of_nothing_is_shown(tmp_path: Path) -> None:
    data = SVG.format('<text font-style="" font-weight="bold">字</text>').encode()
    found = prepared(tmp_path, "![圖說](a.svg)", {"chapters/a.svg": data})
    (resource,) = only(found).resources
    assert b"font-style" not in (resource.data or b"")
    assert b"bold" in (resource.data or b"")


EVENTS = (
    '<e:listener xmlns:e="http://www.w3.org/2001/xml-events" event="load" '
    'handler="https://example.org/#alert"/>'
)
INCLUDED = '<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="https://example.org/a.svg"/>'


@pytest.mark.parametrize(
    ("inside", "said", "kept"),
    [
        ("<script>alert(1)</script><rect/>", "<script>", "<rect"),
        ('<rect onload="alert(1)"/>', "programs", "<rect"),
        ('<a x:href="javascript:alert(1)"><text>字</text></a>', "link", "字"),
        ('<image href="https://example.org/a.png"/>', "https://example.org/a.png", "<image"),
        ("<style>@import 'c.css'; text{fill:red}</style>", "style", "fill:red"),
        ('<rect fill="url(https://example.org/#a)"/>', "style", 'fill="none"'),
        (FOREIGN, "plain words", "外 物"),
        (EVENTS + "<rect/>", "<listener>", "<rect"),
        (INCLUDED + "<rect/>", "<include>", "<rect"),
        ("<text><textPath href='#a'>沿岸</textPath></text>", "path", "沿岸"),
    ],
)
def test_a_drawing_runs_nothing_and_fetches_nothing(
    tmp_path: Path, inside: str, said: str, kept: str
) -> None:
    data = SVG.format(inside).encode()
    found = prepared(tmp_path, "![圖說](a.svg)", {"chapters/a.svg": data})
    assert codes(found) == ["NK315"]
    assert said in found.diagnostics[0].message
    (resource,) = only(found).resources
    assert kept in html.unescape(resource.read().decode())
    assert b"alert" not in resource.read()
    assert b"example.org" not in resource.read()


def test_a_drawing_takes_in_the_picture_beside_it(tmp_path: Path) -> None:
    data = SVG.format('<image x:href="b.png" width="9" height="9"/>').encode()
    files = {"chapters/images/a.svg": data, "chapters/images/b.png": picture()}
    found = prepared(tmp_path, "![圖說](images/a.svg)", files)
    assert codes(found) == []
    (resource,) = only(found).resources
    (image,) = drawing(resource.read()).iter("{*}image")
    assert "data:image/png;base64," in str(image.attrib)


def test_names_in_a_drawing_are_those_of_xml(tmp_path: Path) -> None:
    inside = (
        '<g id="版面 1: 圖"/><g id="2"/><g id="2"/><use href="#2"/><rect fill="url(#版面 1: 圖)"/>'
    )
    found = prepared(tmp_path, "![圖說](a.svg)", {"chapters/a.svg": SVG.format(inside).encode()})
    assert codes(found) == []
    drawn = drawing(only(found).resources[0].read())
    assert [one.get("id") for one in drawn.iter("{*}g")] == ["_版面_1__圖", "_2", None]
    assert [one.get("href") for one in drawn.iter("{*}use")] == ["#_2"]
    assert [one.get("fill") for one in drawn.iter("{*}rect")] == ["url(#_版面_1__圖)"]


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16", "big5"])
def test_a_drawing_of_another_encoding_becomes_utf_8(tmp_path: Path, encoding: str) -> None:
    data = f'<?xml version="1.0" encoding="{encoding}"?>{SVG.format("<g/>")}'.encode(encoding)
    found = prepared(tmp_path, "![圖說](a.svg)", {"chapters/a.svg": data})
    assert codes(found) == []
    assert encoding not in only(found).resources[0].read().decode("utf-8")


def test_a_sound_drawing_is_used_as_it_is(tmp_path: Path) -> None:
    data = SVG.format('<g id="a"/><use href="#a"/><rect fill="url(#a)"/>').encode()
    found = prepared(tmp_path, "![圖說](a.svg)", {"chapters/a.svg": data})
    assert codes(found) == []
    assert only(found).resources[0].data is None


def test_a_mark_stands_for_what_no_font_has(tmp_path: Path) -> None:
    """The page has 〓; the text itself keeps the character, for readers of the EPUB."""
    found = prepared(tmp_path, "古\U00013171字。", {})
    assert codes(found) == ["NK304"]
    context = steps.context(config.load(tmp_path), Theme(tmp_path), tmp_path)
    artifact = pdf.render(only(found), context, tmp_path / "a.pdf")
    assert artifact.diagnostics == ()
    with pymupdf.open(artifact.path) as book:
        assert "古〓字。" in book[0].get_text()
    document = only(found).pages[0].document
    assert document is not None
    assert "\U00013171" in "".join(document.tree.itertext())


def test_controls_leave_no_boxes(tmp_path: Path) -> None:
    """A font may draw them; a page has no use for them, and the ends of lines become spaces."""
    found = prepared(tmp_path, "甲\x7f乙\x85丙\u2028丁\ufeff戊\u200d己。", {})
    assert codes(found) == []
    context = steps.context(config.load(tmp_path), Theme(tmp_path), tmp_path)
    artifact = pdf.render(only(found), context, tmp_path / "a.pdf")
    assert artifact.diagnostics == ()
    with pymupdf.open(artifact.path) as book:
        printed = "".join(book[0].get_text().split())
    assert "甲乙丙丁戊己。" in printed.replace("\ufeff", "").replace("\u200d", "")


def test_the_folder_is_looked_through_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each missing picture once cost a walk through the folder, and a comparison of all names."""
    walks: list[Path] = []

    def counted(top: Path, skipped: Collection[str]) -> Iterator[Path]:
        walks.append(top)
        return files_below(top, skipped)

    monkeypatch.setattr("nkbook.project.image_paths.files_below", counted)
    text = "\n\n".join(f"![圖 {number}](gone{number}.png)" for number in range(30))
    found = prepared(tmp_path, text, {"chapters/images/gone1.png": picture()})
    assert codes(found) == ["NK301"] * 30
    assert "images/gone1.png" in str(found.diagnostics[1].hint)
    assert len(walks) == 1


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "TIFF"])
def test_a_picture_that_breaks_off_is_found(tmp_path: Path, kind: str) -> None:
    """At every tenth of it; the last bytes of some kinds say nothing of the picture."""
    noise = Image.effect_noise((120, 90), 80).convert("RGB")
    data = io.BytesIO()
    noise.save(data, kind)
    whole = data.getvalue()
    files = {f"chapters/{n}.x": whole[: len(whole) * n // 10] for n in range(1, 11)}
    text = "\n\n".join(f"![圖說]({n}.x)" for n in range(1, 11))
    found = prepared(tmp_path, text, files)
    lines = [str(item.location) for item in found.diagnostics if item.code == "NK302"]
    assert lines == [f"chapters/one.md:{line}" for line in range(5, 23, 2)]


def test_a_png_whose_pixels_break_off_is_found(tmp_path: Path) -> None:
    """Each of its parts is whole, by its checksum; but they hold half of the rows."""
    half = zlib.compress(b"\0" * 301 * 50)
    data = b"\x89PNG\r\n\x1a\n"
    header = struct.pack(">IIBBBBB", 100, 100, 8, 2, 0, 0, 0)
    for name, part in ((b"IHDR", header), (b"IDAT", half), (b"IEND", b"")):
        checksum = struct.pack(">I", zlib.crc32(name + part))
        data += struct.pack(">I", len(part)) + name + part + checksum
    found = prepared(tmp_path, "![圖說](a.png)", {"chapters/a.png": data})
    assert codes(found) == ["NK302"]


def test_all_pictures_together_have_a_limit(tmp_path: Path) -> None:
    files = {f"chapters/{name}.png": picture_of(1_000, name) for name in range(3)}
    text = "\n\n".join(f"![圖說]({name}.png)" for name in range(3))
    found = prepared(tmp_path, text, files, limits="picture-megapixels = 1\nall-megapixels = 2")
    assert [(item.code, str(item.location)) for item in found.diagnostics] == [
        ("NK316", "chapters/one.md:9")
    ]


def picture_of(size: int, level: int) -> bytes:
    data = io.BytesIO()
    Image.new("L", (size, size), level).save(data, "PNG")
    return data.getvalue()
