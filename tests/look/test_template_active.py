"""What templates write must not run, and fetch nothing, in any format."""

from __future__ import annotations

import dataclasses
import datetime
import shutil
from pathlib import Path

import publications
import pytest
from places import BOOKS, REPOSITORY

from nkbook.diagnostics.errors import ConfigError
from nkbook.formats import epub
from nkbook.formats.base import FormatContext
from nkbook.formats.paged.document import assemble
from nkbook.look.page_templates import PageTemplates
from nkbook.look.sandbox.active import find_active
from nkbook.look.templating import Templates
from nkbook.look.theme import Theme
from nkbook.look.views import BuildView
from nkbook.model.publication import Publication

SHIPPED, STYLES = REPOSITORY / "nkbook/look/templates", REPOSITORY / "styles"
Made = tuple[Publication, FormatContext]
ACTIVE = (
    "<script>alert(1)</script>",
    "<SCRIPT src='a.js'/>",
    '<s:script xmlns:s="http://www.w3.org/1999/xhtml">alert(1)</s:script>',
    '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    '<iframe src="a.html"></iframe>',
    '<object data="a"></object>',
    '<form action="/a"><p/></form>',
    '<p onclick="alert(1)">甲</p>',
    '<img src="a.png" alt="" OnError="alert(1)"/>',
    '<a href="javascript:alert(1)">甲</a>',
    '<a href=" java&#10;script:alert(1)">甲</a>',
    '<a href="vbscript:a">甲</a>',
    '<a href="file:///etc/passwd">甲</a>',
    '<a href="data:text/html,a">甲</a>',
    '<img src="https://tracker.example.org/a.png" alt=""/>',
    '<img src="//tracker.example.org/a.png" alt=""/>',
    '<img src="\\\\tracker.example.org/a.png" alt=""/>',
    '<img src="a.png" srcset="https://tracker.example.org/a.png 2x" alt=""/>',
    '<img src="data:image/svg+xml,a" alt=""/>',
    '<svg xmlns:x="http://www.w3.org/1999/xlink"><use x:href="//example.org/a.svg#b"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><foreignObject/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><path fill="url(https://tracker.example.org/a)"/></svg>',
    '<p style="background:url(https://tracker.example.org/a.png)">甲</p>',
    "<p style=\"background:url( '//tracker.example.org/a.png')\">甲</p>",
    r'<p style="background:\75 rl(https://tracker.example.org/a.png)">甲</p>',
    "<style>@im/**/port 'a'; @\\69mport url(//tracker.example.org/a.css);</style>",
    "<style>@import 'a.css';</style>",
    '<link rel="stylesheet" href="https://tracker.example.org/a.css"/>',
    '<meta http-equiv="refresh" content="0; url=https://tracker.example.org"/>',
    '<base href="https://tracker.example.org"/>',
)
ACTIVE_IN_XML = (  # and no more than text in HTML
    "<style><script>alert(1)</script></style>",
    "<?xml-stylesheet href='https://tracker.example.org/a.css'?>",
)
HARMLESS = (
    "<p>javascript:alert(1), &lt;script&gt;, onclick=, url(https://example.org/a)</p>",
    '<a href="https://example.org/a">甲</a>',
    '<a href="mailto:a@example.org">甲</a>',
    '<a href="#a">甲</a>',
    '<img src="a/b.png" alt="javascript:"/>',
    '<img src="data:image/png;base64,AAAA" alt=""/>',
    '<p style="color:red;background:url(a.png)" data-on="x" title="on">甲</p>',
    '<blockquote cite="https://example.org/a"><p>甲</p></blockquote>',
    '<svg xmlns="http://www.w3.org/2000/svg"><path fill="url(#a)"/></svg>',
    '<meta http-equiv="content-type" content="text/html; charset=utf-8"/>',
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return publications.named("apparatus", tmp_path_factory.mktemp("work"))


@pytest.mark.parametrize("page", ACTIVE)
def test_active_content_is_found(page: str) -> None:
    assert find_active(f"<section><p/>{page}</section>")
    assert find_active(f"<!DOCTYPE html><html><body><p>甲<br>{page}</body></html>")


@pytest.mark.parametrize("page", ACTIVE_IN_XML)
def test_active_content_of_xml_is_found(page: str) -> None:
    assert find_active(f"<section><p/>{page}</section>")


@pytest.mark.parametrize("page", HARMLESS)
def test_harmless_content_is_left_alone(page: str) -> None:
    assert find_active(f"<section>{page}</section>") is None
    assert find_active(f"<!DOCTYPE html><html><body><p>甲<br>{page}</body></html>") is None


def test_entities_are_active() -> None:
    page = '<!DOCTYPE p [<!ENTITY x "<script>alert(1)</script>">]><p>&x;</p>'
    assert find_active(page)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pages/chapter.html.j2", "<section>\n{{ content }}\n<script>alert(1)</script></section>"),
        ("pages/chapter.html.j2", "<section>\n{{ content }}\n<p onclick='a'/></section>"),
        ("epub/page.xhtml.j2", "<html><body>\n{{ content }}\n<script/></body></html>"),
        ("epub/nav.html.j2", "<nav>\n<p/>\n<script/></nav>"),
    ],
)
def test_the_epub_refuses_it_with_the_line(
    name: str, text: str, made: Made, tmp_path: Path
) -> None:
    publication, context = made
    path = tmp_path / "book/styles/templates" / name
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    templates = Templates(Theme(tmp_path / "book").template_dirs)
    with pytest.raises(ConfigError) as raised:
        epub.render(publication, dataclasses.replace(context, templates=templates), tmp_path / "a")
    problem = raised.value.diagnostics[0]
    assert problem.code == "NK305"
    assert str(problem.location).endswith(f"{name}:3")


@pytest.mark.parametrize("name", ["pages/chapter.html.j2", "pdf/book.html.j2"])
def test_the_pdf_refuses_it_with_the_line(name: str, made: Made, tmp_path: Path) -> None:
    publication, context = made
    path = tmp_path / "book/styles/templates" / name
    path.parent.mkdir(parents=True)
    path.write_text("<section>\n<iframe src='a'></iframe></section>", encoding="utf-8")
    templates = Templates(Theme(tmp_path / "book").template_dirs)
    with pytest.raises(ConfigError) as raised:
        assemble(publication, dataclasses.replace(context, templates=templates))
    problem = raised.value.diagnostics[0]
    assert problem.code == "NK305"
    assert str(problem.location).endswith(f"{name}:2")


@pytest.mark.parametrize(
    ("macro", "line"), [("<script>alert(1)</script>", 2), ("<b>甲", None), ("甲 &amp", None)]
)
def test_a_citation_style_writes_plain_markup(macro: str, line: int | None, tmp_path: Path) -> None:
    path = tmp_path / "citations/own.j2"
    path.parent.mkdir()
    path.write_text(f"{{% macro note(source) %}}\n{macro}{{% endmacro %}}", encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        Templates((tmp_path,)).call("citations/own.j2", "note", "甲")
    problem = raised.value.diagnostics[0]
    assert problem.code == "NK305"
    assert problem.location is not None
    assert problem.location.path.endswith("own.j2")
    assert problem.location.line == line


@pytest.mark.slow
def test_a_book_with_copies_of_all_templates_comes_out_the_same(tmp_path: Path) -> None:
    found = []
    for copied in (False, True):
        book = Path(shutil.copytree(BOOKS / "everything", tmp_path / str(copied) / "book"))
        if copied:
            shutil.copytree(SHIPPED, book / "styles/templates", dirs_exist_ok=True)
            shutil.copytree(STYLES / "citations", book / "styles/citations", dirs_exist_ok=True)
        publication, context = publications.load(book, tmp_path / "work")
        (tmp_path / "work").mkdir(exist_ok=True)
        epub.render(publication, context, tmp_path / "a.epub")
        found.append((assemble(publication, context), (tmp_path / "a.epub").read_bytes()))
    assert found[0] == found[1]


@pytest.mark.slow
def test_a_book_of_thousands_of_entries_is_within_the_budget(made: Made) -> None:
    publication, context = made
    (group, *_), (names, *_) = publication.index, publication.names
    publication = dataclasses.replace(
        publication,
        index=(dataclasses.replace(group, entries=group.entries[:1] * 9_000),),
        names=(dataclasses.replace(names, names=names.names[:1] * 9_000),),
        bibliography=publication.bibliography[:1] * 9_000,
    )
    build = BuildView("0", datetime.datetime(2026, 3, 4, tzinfo=datetime.UTC), ("甲體",))
    templates = PageTemplates.of(context.templates, publication, "pdf", build)
    for page in publication.pages:
        if page.document is None:
            assert len(templates.render(page))


@pytest.mark.parametrize("name", ["pages/chapter.html.j2", "pages/contents.html.j2"])
def test_a_book_s_own_template_may_print_formulas(tmp_path: Path, name: str) -> None:
    """On paper they are drawings, which nkbook made; a drawing of the template's is refused."""
    own = tmp_path / "styles/templates" / name
    own.parent.mkdir(parents=True)
    shutil.copy(SHIPPED / name, own)
    publication, context = publications.written(
        tmp_path, "## 題 $y^2$\n\n甲 $x^2$。\n\n$$\nz^2\n$$", front='"contents"'
    )
    assert assemble(publication, context, "pdf").count("data:image/svg+xml") > 1
    text = own.read_text(encoding="utf-8")
    mark = '<img src="data:image/svg+xml;base64,PHN2Zy8+" alt=""/></section>'
    own.write_text(text.replace("</section>", mark), encoding="utf-8")
    publication, context = publications.load(tmp_path, tmp_path / "again")
    with pytest.raises(ConfigError, match="data:image/svg"):
        assemble(publication, context, "pdf")
