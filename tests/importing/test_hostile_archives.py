"""EPUBs, Word's and OpenDocument's files of strangers: a book or a code, and nothing else touched.

What lies beside them in a zip may have any name, and may unpack to anything.
"""

from __future__ import annotations

import io
import stat
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from conftest import Run
from imports import digest

from nkbook.reading.pandoc import find_pandoc

Here = Callable[..., Run]
Files = dict[str, bytes | str]

CONTAINER = (
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="{}" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="u">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="u">x</dc:identifier>
<dc:title>題</dc:title><dc:language>zh</dc:language>{metadata}</metadata>
<manifest><item id="a" href="{href}" media-type="application/xhtml+xml"/>{items}</manifest>
<spine>{before}<itemref idref="a"/></spine></package>"""
PAGE = (
    '{before}<html xmlns="http://www.w3.org/1999/xhtml"><head><title>題</title>{head}</head>'
    "<body><h1>章</h1><p>字句{body}</p></body></html>"
)
BOMB = "<!DOCTYPE a [" + "".join(
    f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "bomb"}">' for n in range(9)
)
OTHERS = "what nobody may read"


def epub(
    *, href: str = "a.xhtml", path: str = "EPUB/a.opf", files: Files | None = None, **parts: str
) -> Files:
    """Return the files of an EPUB with one page, some of its parts hostile."""
    package = {"metadata": "", "items": "", "before": "", "href": href}
    page = {"before": "", "head": "", "body": ""}
    for name, text in parts.items():
        part, _, place = name.partition("_")
        {"opf": package, "page": page}[part][place] = text
    return {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER.format(path),
        "EPUB/a.opf": PACKAGE.format(**package),
        "EPUB/a.xhtml": PAGE.format(**page),
        **(files or {}),
    }


def packed(files: Mapping[str, bytes | str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def linked(files: Files, name: str, target: Path) -> bytes:
    """Return a zip in which a file is a symbolic link, as Unix's zip writes one."""
    data = io.BytesIO(packed({key: value for key, value in files.items() if key != name}))
    with zipfile.ZipFile(data, "a") as archive:
        entry = zipfile.ZipInfo(name)
        entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, str(target))
    return data.getvalue()


def twice(files: Files, name: str, other: str) -> bytes:
    """Return a zip that has two files of a name."""
    data = io.BytesIO(packed(files))
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(data, "a") as archive:
        archive.writestr(name, other)
    return data.getvalue()


def encrypted(files: Files) -> bytes:
    """Return a zip whose entries say that they are encrypted."""
    data = bytearray(packed(files))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(mark, place + 4)
    return bytes(data)


@contextmanager
def secret(folder: Path) -> Iterator[Path]:
    path = folder / "secret.txt"
    path.write_text(OTHERS, "utf-8")
    yield path


ITEM = '<item id="p" href="{}" media-type="{}"/>'
PICTURES = ("../../out.png", "/nkbook-out.png", "a/../../b.png", "C:\\out.png", "\\\\host\\out.png")
EPUBS: dict[str, Files] = {
    "sound": epub(),
    "no root file": epub(path="EPUB/nope.opf"),
    "root file outside": epub(path="../../a.opf"),
    "root file absolute": epub(path="/etc/passwd"),
    "no container": {k: v for k, v in epub().items() if "container" not in k},
    "container of junk": epub(files={"META-INF/container.xml": "\0junk"}),
    "package of junk": epub(files={"EPUB/a.opf": b"\xff\xfe<package"}),
    "package of entities": epub(
        files={
            "EPUB/a.opf": BOMB
            + "]>"
            + PACKAGE.format(
                metadata="<dc:description>&e8;</dc:description>",
                href="a.xhtml",
                items="",
                before="",
            )
        }
    ),
    "page of entities": epub(page_before=BOMB + "]>", page_body="&e8;"),
    "page that reads a file": epub(
        page_before='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>', page_body="&x;"
    ),
    "page with an outer DTD": epub(
        page_before='<!DOCTYPE html SYSTEM "http://127.0.0.1:9/a.dtd">', page_body="&nbsp;"
    ),
    "page outside": epub(href="../../../../../../etc/passwd"),
    "page absolute": epub(href="/etc/passwd"),
    "page by file:": epub(href="file:///etc/passwd"),
    "page by http:": epub(href="http://127.0.0.1:9/a.xhtml"),
    "page by data:": epub(href="data:text/html,%3Cp%3Ea%3C/p%3E"),
    "page missing": epub(href="nope.xhtml"),
    "page of junk": epub(files={"EPUB/a.xhtml": bytes(range(256)) * 9}),
    "page twice in the spine": epub(opf_before='<itemref idref="a"/>' * 99),
    "spine of nothing": epub(opf_before='<itemref idref="nope"/>'),
    "programs": epub(
        page_head="<script>alert(1)</script><style>@import url(http://127.0.0.1:9/)</style>",
        page_body="<script>alert(2)</script><img src='x.png' onerror='alert(3)'/>"
        "<a href='javascript:alert(4)'>連</a><iframe src='file:///etc/passwd'></iframe>",
    ),
    "remote pictures": epub(page_body="<img src='http://127.0.0.1:9/a.png' alt='畫'/>"),
    "pictures in the text": epub(page_body="<img src='data:image/png;base64,AAAA' alt='畫'/>"),
    "a long attribute": epub(page_body=f"<b class='{'a ' * 50_000}' id='{'b' * 99_999}'>粗</b>"),
    "many attributes": epub(
        page_body="<b {}>粗</b>".format(" ".join(map("a{}=''".format, range(5_000))))
    ),
    "contents in a circle": epub(
        opf_items=ITEM.format("nav.xhtml", 'application/xhtml+xml" properties="nav'),
        files={
            "EPUB/nav.xhtml": PAGE.format(
                before="",
                head="",
                body='<nav xmlns:epub="http://www.idpf.org/2007/ops" epub:type="toc"><ol><li>'
                '<a href="nav.xhtml">甲</a><ol><li><a href="a.xhtml">乙</a></li></ol>'
                "</li></ol></nav>",
            )
        },
    ),
    "NCX of entities": epub(
        opf_items=ITEM.format("a.ncx", "application/x-dtbncx+xml"),
        files={"EPUB/a.ncx": BOMB + "]><ncx>&e8;</ncx>"},
    ),
    "names that lead out": epub(
        files=dict.fromkeys((*PICTURES, "EPUB/../../../x", "/x", "a" * 300), b"\x89PNG"),
        page_body="".join(f"<img src='{name}' alt='畫'/>" for name in PICTURES),
    ),
    "a bomb beside it": epub(files={f"EPUB/{n}.bin": b"\0" * 30_000_000 for n in range(3)}),
    "a page of nothing but blanks": epub(page_body=" " * 3_000_000),
    "nested": epub(page_body="<span>" * 5_000 + "字" + "</span>" * 5_000),
    "lists in lists": epub(page_body="</p>" + "<ul><li>" * 600 + "字" + "</li></ul>" * 600 + "<p>"),
}


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}'
    "</Relationships>"
)
RELATION = f'<Relationship Id="{{}}" Type="{OFFICE}/{{}}" Target="{{}}" {{}}/>'
BODY = (
    f'{{}}<w:document xmlns:w="{WORD}" xmlns:r="{OFFICE}"><w:body>'
    "<w:p><w:r><w:t>字句{}</w:t></w:r></w:p></w:body></w:document>"
)
OUTER = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def docx(
    before: str = "", inside: str = "", *, main: str = "word/document.xml", **files: str
) -> Files:
    """Return the files of a Word document of one paragraph."""
    return {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": RELATIONS.format(RELATION.format("a", "officeDocument", main, "")),
        "word/document.xml": BODY.format(before, inside),
        **{name.replace("__", "/"): text for name, text in files.items()},
    }


@cache
def sound_odt() -> Files:
    """Return the files of an OpenDocument text as Pandoc writes it."""
    program = find_pandoc()
    assert program is not None, "the test extra is not installed"
    command = [program, "--from=markdown", "--to=odt", "--output=-"]
    done = subprocess.run(command, input="字句\n".encode(), capture_output=True, check=True)
    with zipfile.ZipFile(io.BytesIO(done.stdout)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def odt(before: str = "", inside: str = "", **files: str) -> Files:
    """Return the files of an OpenDocument text of one paragraph."""
    sound = sound_odt()
    content = sound["content.xml"]
    assert isinstance(content, bytes)
    head, close, text = content.decode().partition("?>")
    assert "字句" in text
    return {
        **sound,
        "content.xml": head + close + before + text.replace("字句", f"字句{inside}"),
        **{name + ".xml": text for name, text in files.items()},
    }


LINKED = '</w:t></w:r><w:hyperlink r:id="x"><w:r><w:t>連</w:t></w:r></w:hyperlink><w:r><w:t>'
OFFICES: dict[str, Callable[[], Files]] = {
    "sound.docx": docx,
    "entities.docx": lambda: docx(BOMB + "]>", "&e8;"),
    "file.docx": lambda: docx(OUTER, "&x;"),
    "main part outside.docx": lambda: docx(main="../../../etc/passwd"),
    "main part missing.docx": lambda: docx(main="word/nope.xml"),
    "relations outside.docx": lambda: docx(
        inside=LINKED,
        **{
            "word/_rels/document.xml.rels": RELATIONS.format(
                RELATION.format("x", "hyperlink", "file:///etc/passwd", 'TargetMode="External"')
                + RELATION.format("y", "image", "../../../../etc/passwd", "")
                + RELATION.format("z", "footnotes", "http://127.0.0.1:9/", 'TargetMode="External"')
            )
        },
    ),
    "deep.docx": lambda: docx(
        inside="</w:t></w:r>" + "<w:smartTag>" * 5_000 + "</w:smartTag>" * 5_000 + "<w:r><w:t>"
    ),
    "names.docx": lambda: {
        **docx(),
        "../../out.xml": "x",
        "/nkbook-out.xml": "x",
        "word/media/../../../a.png": "x",
    },
    "bomb.docx": lambda: {**docx(), "word/media/a.png": b"\0" * 30_000_000},
    "no parts.docx": lambda: {"mimetype": "x"},
    "sound.odt": odt,
    "entities.odt": lambda: odt(BOMB + "]>", "&e8;"),
    "file.odt": lambda: odt(OUTER, "&x;"),
    "styles of entities.odt": lambda: odt(styles=BOMB + "]><a>&e8;</a>"),
    "deep.odt": lambda: odt(inside="<text:span>" * 5_000 + "</text:span>" * 5_000),
    "names.odt": lambda: {**odt(), "../../out.xml": "x", "Pictures/../../../a.png": "x"},
    "no parts.odt": lambda: {"mimetype": "x"},
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", OFFICES)
def test_an_office_document(kind: str, tmp_path: Path, run_here: Here) -> None:
    source = tmp_path / f"a.{kind.rpartition('.')[2]}"
    source.write_bytes(packed(OFFICES[kind]()))
    before = digest(tmp_path)
    run = run_here("import", source, tmp_path / "book")
    judge(run, tmp_path / "book", before, tmp_path)
    assert run.code == 0 or not kind.startswith("sound")


def judge(run: Run, dest: Path, before: dict[str, str], root: Path) -> None:
    """A book or a code; nothing else in the folder has changed, and no secret is in the book."""
    assert run.code in (0, 1, 4), run.err
    assert "Traceback" not in run.err
    assert (run.code == 0) == dest.is_dir()
    if run.code:
        assert "NK70" in run.err
    after = digest(root)
    assert {path: after.get(path) for path in before} == before
    assert all(path.startswith(dest.name) for path in after.keys() - before.keys())
    for path in dest.rglob("*"):
        text = path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
        assert "root:x:0" not in text
        assert OTHERS not in text
        assert not path.is_symlink()
        assert path.name != "IMPORT.md" or len(text) < 200_000
        if path.suffix == ".md" and path.name != "IMPORT.md":
            assert "<script" not in text
            assert "onerror" not in text
            assert "bomb" * 1_000 not in text


@pytest.mark.slow
@pytest.mark.parametrize("kind", EPUBS)
def test_an_epub(kind: str, tmp_path: Path, run_here: Here) -> None:
    (tmp_path / "a.epub").write_bytes(packed(EPUBS[kind]))
    before = digest(tmp_path)
    judge(
        run_here("import", tmp_path / "a.epub", tmp_path / "book"),
        tmp_path / "book",
        before,
        tmp_path,
    )


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["link", "twice", "encrypted", "cut", "empty", "not a zip"])
def test_a_zip(kind: str, tmp_path: Path, run_here: Here) -> None:
    with secret(tmp_path) as path:
        files = epub()
        made: dict[str, Callable[[], bytes]] = {
            "link": lambda: linked(files, "EPUB/a.xhtml", path),
            "twice": lambda: twice(
                files, "EPUB/a.xhtml", PAGE.format(before="", head="", body="二")
            ),
            "encrypted": lambda: encrypted(files),
            "cut": lambda: packed(files)[:-60],
            "empty": lambda: b"",
            "not a zip": lambda: b"PK\x03\x04" + b"\0" * 99,
        }
        (tmp_path / "a.epub").write_bytes(made[kind]())
        before = digest(tmp_path)
        run = run_here("import", tmp_path / "a.epub", tmp_path / "book")
        judge(run, tmp_path / "book", before, tmp_path)
        assert (run.code == 0) == (kind in ("link", "twice"))
