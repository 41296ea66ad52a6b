"""Templates, which may come from anyone: all that they need, and no way out of the book."""

from __future__ import annotations

import dataclasses
import datetime
import enum
import importlib
import pickle
import pkgutil
import shutil
import sys
import types
import typing
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import publications
import pytest
from lxml import etree
from markupsafe import Markup
from places import BOOKS, REPOSITORY

import nkbook
from nkbook.diagnostics.errors import ConfigError
from nkbook.diagnostics.problems import Diagnostic
from nkbook.formats import epub
from nkbook.formats.base import FormatContext
from nkbook.look.page_templates import PageTemplates
from nkbook.look.sandbox import Sandbox
from nkbook.look.templating import Templates
from nkbook.look.theme import Theme
from nkbook.look.views import BuildView
from nkbook.model.page_kinds import PageKind
from nkbook.model.plain import Plain
from nkbook.model.publication import Publication

Made = tuple[Publication, FormatContext]
SHIPPED = REPOSITORY / "nkbook" / "look" / "templates"
CHAPTER = "styles/templates/pages/chapter.html.j2"
SECRET = "TOPSECRETWORDS"  # noqa: S105 — what a hostile template would print
BUILD = BuildView("0", datetime.datetime(2026, 3, 4, tzinfo=datetime.UTC), ("甲體",), "25開")

# Python's own record of every file that is opened, by whatever library.
_opened: list[tuple[str, str]] | None = None


def _record(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and _opened is not None and isinstance(arguments[0], (str, bytes)):
        path = arguments[0]
        name = path.decode() if isinstance(path, bytes) else path
        _opened.append((name, str(arguments[1] or "r")))


sys.addaudithook(_record)


@pytest.fixture
def opened() -> Iterator[list[tuple[str, str]]]:
    """Record the files that are opened."""
    global _opened  # noqa: PLW0603 — an audit hook cannot be removed
    _opened = []
    yield _opened
    _opened = None


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return a book with a picture, a source, an index and names."""
    return publications.named("apparatus", tmp_path_factory.mktemp("work"))


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """Return a folder outside the book with a secret in it."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "secret.txt").write_text(SECRET)
    (folder / "secret.xml").write_text(f"<r>{SECRET}</r>")
    return folder


def templates_of(root: Path) -> Templates:
    return Templates(Theme(root).template_dirs)


def written(root: Path, text: str, name: str = CHAPTER) -> Templates:
    """Write a template of a book in ``root`` and return all templates of the book."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return templates_of(root)


def pages(templates: Templates, made: Made, format: str = "pdf") -> dict[str, bytes]:
    """Return the pages of a book as its templates make them."""
    rendered = PageTemplates.of(templates, made[0], format, BUILD)
    return {
        page.id: etree.tostring(
            rendered.render(page, page.document.tree if page.document else None)
        )
        for page in made[0].pages
    }


def refused(templates: Templates, made: Made) -> Diagnostic:
    """Return the one problem that a template of chapters is refused for."""
    with pytest.raises(ConfigError) as raised:
        pages(templates, made)
    (problem,) = raised.value.diagnostics
    assert problem.code == "NK305"
    return problem


PATHS_AND_TREES = (
    '{{ publication.resources[0].path.joinpath("OUTSIDE/secret.txt").read_text() }}',
    '{{ publication.resources[0].path.joinpath("OUTSIDE/new.txt").write_text("x") }}',
    '{{ publication["resources"][0]["path"] }}',
    '{{ page.document.tree.getroottree().write("OUTSIDE/new.txt") }}',
    '{{ page.document.tree.getroottree().parse("OUTSIDE/secret.xml") }}',
    '{{ publication.bibliography[0].body.getroottree().write("OUTSIDE/new.txt") }}',
    "{{ publication.names[0].names[0].location.path }}",
    "{{ publication.anchors.__class__ }}",
)
INTERNALS = (
    '{{ "".__class__.__mro__ }}',
    "{{ ().__class__.__base__.__subclasses__() }}",
    '{{ page["__class__"] }}',
    '{{ page | attr("__class__") }}',
    '{{ page | attr("__init__") | attr("__globals__") }}',
    '{{ publication.pages | map(attribute="__class__") | list }}',
    '{{ publication.pages | map("attr", "__class__") | list }}',
    '{{ publication.pages | selectattr("__class__") | list }}',
    '{{ publication.pages | rejectattr("__doc__.x") | list }}',
    '{{ publication.pages | groupby("__class__") }}',
    '{{ publication.pages | sort(attribute="__class__") }}',
    '{{ publication.pages | sum(attribute="__class__") }}',
    '{{ publication.pages | unique(attribute="__class__") | list }}',
    '{{ publication.pages | max(attribute="__class__") }}',
    '{{ "{0.__class__}".format(page) }}',
    '{{ "{0.__class__!r}".format(page) }}',
    '{{ "{0[__class__]}".format(page) }}',
    '{{ "{0.__init__.__globals__[sys]}".format(page) }}',
    '{{ "{x.__class__}".format_map({"x": page}) }}',
    '{% set f = "{0.__class__}".format %}{{ f(page) }}',
    '{{ ("{0.__class__}" | attr("format"))(page) }}',
    '{{ ("{0.__class__}" | safe).format(page) }}',
    '{{ "%s" | format(page.__class__) }}',
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}",
    '{{ self | attr("_TemplateReference__context") }}',
    "{% block b %}{{ self.b._context }}{% endblock %}",
    "{% block b %}{{ self.b.name }}{% endblock %}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ cycler.mro() }}",
    '{{ cycler("a").next.__globals__ }}',
    '{{ cycler("a").items }}',
    "{{ joiner.__init__.__globals__ }}",
    "{{ joiner().sep }}",
    "{{ namespace(a=1).__class__ }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ range.__globals__ }}",
    "{{ dict.mro() }}",
    '{{ dict.fromkeys("ab") }}',
    "{{ lipsum.__globals__ }}",
    "{% macro m() %}{% endmacro %}{{ m._func.__globals__ }}",
    "{% macro m() %}{% endmacro %}{{ m._environment.loader }}",
    "{% macro m() %}{% endmacro %}{{ m.__call__.__globals__ }}",
    "{% macro m() %}{{ caller._func.__globals__ }}{% endmacro %}{% call m() %}{% endcall %}",
    "{% macro m() %}{{ varargs.__class__ }}{% endmacro %}{{ m(1) }}",
    "{% macro m() %}{{ kwargs.pop }}{% endmacro %}{{ m(a=1) }}",
    "{% for x in [1] %}{{ loop._iterable }}{% endfor %}",
    "{% for x in [1] %}{{ loop.__class__ }}{% endfor %}",
    "{% for x in [1] %}{{ loop._recurse }}{% endfor %}",
    '{{ ([1] | map("upper")).gi_frame }}',
    '{{ ([1] | map("upper")) | attr("gi_code") }}',
    '{% import "pages/macros.html.j2" as m %}{{ m._body_stream }}',
    '{% import "pages/macros.html.j2" as m %}{{ m.__class__ }}',
    '{% import "pages/macros.html.j2" as m %}{{ m.plain._environment }}',
    '{{ "a".upper.__self__ }}',
    '{{ "a".encode("utf-8") }}',
    '{{ "a".maketrans("a", "b") }}',
    "{{ labels.get.__self__ }}",
    "{{ labels.copy() }}",
    "{{ build.source_date.now() }}",
    "{{ build.source_date.__reduce__() }}",
    "{{ build.source_date.max.fromtimestamp(0) }}",
    "{{ metadata.release.date.replace(year=1) }}",
    "{{ [].append(1) }}",
    "{{ {}.update(a=1) }}",
    "{{ page.running_title.format.__func__ }}",
    "{{ page.kind.facts }}",
    "{{ page.kind.__class__.__members__ }}",
    "{{ title_lines.__globals__ }}",
    "{% if page.__class__ is defined %}{% endif %}",
    "{{ nothing.__class__ }}",
    "{{ page() }}",
    "{{ metadata.creators[0].__init__() }}",
)
UNBOUNDED = (
    '{{ "a" * 4000000000 }}',
    '{{ ("a" * 4000000000) | length }}',
    '{{ 4000000000 * "a" }}',
    "{{ [1] * 10 ** 9 }}",
    "{{ 2 ** (10 ** 9) }}",
    "{{ 10 ** 1000000 }}",
    '{{ "%999999999d" % 1 }}',
    '{{ "%*d" % (999999999, 1) }}',
    '{{ "%999999999d" | format(1) }}',
    '{{ "{:999999999}".format(1) }}',
    '{{ "{:{w}}".format(1, w=999999999) }}',
    "{{ range(10 ** 9) | list }}",
    '{{ "a" | center(10 ** 9) }}',
    '{{ "a".ljust(10 ** 9) }}',
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    '{% include "pages/chapter.html.j2" %}',
    "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
)
MISTAKES = (
    "{{ page.ttle }}",
    "{{ 1 // (labels | length - labels | length) }}",
    "{{ page.title + 1 }}",
    "{{ (10.0 ** 60) ** 60 }}",
    "{{ page.title | title_lines | first }}",
    "{{ 5 | title_lines }}",
    '{{ "%d" % page.title }}',
    '{{ "{2}".format(1) }}',
    '{{ "a" | map("nothing") | list }}',
    "{{ metadata.release.date.strftime(5) }}",
    '{% include "nothing.j2" %}',
)


@pytest.mark.parametrize("template", [*PATHS_AND_TREES, *INTERNALS, *UNBOUNDED, *MISTAKES])
def test_a_template_that_oversteps_is_a_problem_with_its_line(
    template: str, made: Made, tmp_path: Path, outside: Path, opened: list[tuple[str, str]]
) -> None:
    root = tmp_path / "book"
    macros = "{% macro plain() %}{% endmacro %}"
    written(root, macros, "styles/templates/pages/macros.html.j2")
    templates = written(root, f"<section>\n{template.replace('OUTSIDE', str(outside))}</section>")
    opened.clear()

    problem = refused(templates, made)

    assert problem.location is not None
    assert problem.location.path.endswith(CHAPTER)
    assert problem.location.line == 2
    assert SECRET not in problem.message
    assert sorted(path.name for path in outside.iterdir()) == ["secret.txt", "secret.xml"]
    assert [name for name, mode in opened if set(mode) & set("wax+")] == []
    assert [name for name, _ in opened if name.startswith(str(outside))] == []


LEADING_OUT = (
    '{% include "link.j2" %}',
    '{% include "pages/link.j2" %}',
    '{% import "link.j2" as m %}',
    '{% from "link.j2" import m %}',
    '{% extends "link.j2" %}',
    '{% include "linked/secret.txt" %}',
    '{% include "../../../outside/secret.txt" %}',
    '{% include "OUTSIDE/secret.txt" %}',
    '{% include ["nothing.j2", "link.j2"] %}',
    '{% include "link.j2" ignore missing %}',
    '{% include "pipe.j2" %}',
    '{% include "loop.j2" %}',
)


@pytest.mark.parametrize("template", LEADING_OUT)
def test_a_template_reads_nothing_outside_the_folders_of_templates(
    template: str, made: Made, tmp_path: Path, outside: Path, opened: list[tuple[str, str]]
) -> None:
    root = tmp_path / "book"
    templates = written(root, f"<section>\n{template.replace('OUTSIDE', str(outside))}</section>")
    own = root / "styles" / "templates"
    (own / "link.j2").symlink_to(outside / "secret.txt")
    (own / "pages" / "link.j2").symlink_to("../../../../outside/secret.txt")
    (own / "linked").symlink_to(outside)
    (own / "pipe.j2").symlink_to("/dev/zero")
    (own / "loop.j2").symlink_to("loop.j2")
    opened.clear()

    problem = refused(templates, made)

    assert SECRET not in problem.message
    assert [name for name, _ in opened if name.startswith((str(outside), "/dev"))] == []


def test_a_link_inside_the_folders_of_templates_is_followed(made: Made, tmp_path: Path) -> None:
    templates = written(tmp_path, "<p>{{ page.title }}</p>", "styles/templates/pages/own.j2")
    (tmp_path / CHAPTER).symlink_to("own.j2")
    assert any(page.startswith(b"<p>") for page in pages(templates, made).values())


def test_of_what_a_link_leads_to_outside_nothing_is_read(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret.j2").write_text("secret")
    templates = written(tmp_path / "book", "<p/>", "styles/templates/pages/own.j2")
    (tmp_path / "book/styles/templates/link.j2").symlink_to("../../../outside/secret.j2")
    (tmp_path / "book/styles/templates/folder").symlink_to("../../../outside")
    read: list[Path] = []

    def reading(path: Path) -> str:
        read.append(path)
        return ""

    rows = templates.content(reading)
    assert [path for path in read if "outside" in str(path.resolve())] == []
    assert {("folder", str(tmp_path / "outside")), ("link.j2", f"{tmp_path}/outside/secret.j2")} < {
        row for folder in rows for row in folder
    }


@pytest.mark.parametrize("linked", ["styles", "styles/templates"])
def test_the_folder_of_templates_itself_lies_in_the_book(linked: str, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere" / "templates"
    elsewhere.mkdir(parents=True)
    place = tmp_path / "book" / linked
    place.parent.mkdir(parents=True)
    place.symlink_to(elsewhere.parent if linked == "styles" else elsewhere)
    with pytest.raises(ConfigError, match="leads out of the book"):
        templates_of(tmp_path / "book")


@pytest.mark.parametrize(
    "page",
    [
        '<!DOCTYPE p [<!ENTITY x SYSTEM "file://OUTSIDE/secret.txt">]><p>&x;</p>',
        '<?xml version="1.0" encoding="utf-8"?><p/>',
        '<p>{{ "\\ud800" }}</p>',
        '<p>{{ "\\x00" }}</p>',
        "<p>",
        "<p/><p/>",
        "",
    ],
)
def test_a_page_that_is_no_element_is_a_problem(
    page: str, made: Made, tmp_path: Path, outside: Path
) -> None:
    templates = written(tmp_path / "book", page.replace("OUTSIDE", str(outside)))
    assert SECRET not in refused(templates, made).message


def test_the_epub_of_a_book_with_such_a_template_is_not_made(
    made: Made, tmp_path: Path, outside: Path
) -> None:
    publication, context = made
    write = f'{{{{ publication.resources[0].path.joinpath("{outside}/new").write_text("x") }}}}'
    hostile = dataclasses.replace(
        context, templates=written(tmp_path / "book", f"<section>{write}</section>")
    )
    with pytest.raises(ConfigError, match="NK305"):
        epub.render(publication, hostile, tmp_path / "book.epub")
    assert not (outside / "new").exists()
    assert not (tmp_path / "book.epub").exists()


@pytest.mark.parametrize("format", ["pdf", "print", "epub"])
@pytest.mark.parametrize("name", ["apparatus", "everything"])
def test_copies_of_the_shipped_templates_do_what_they_do(
    name: str, format: str, tmp_path: Path
) -> None:
    made = publications.named(name, tmp_path)
    shutil.copytree(SHIPPED, tmp_path / "book/styles/templates")
    shutil.copytree(REPOSITORY / "styles/citations", tmp_path / "book/styles/citations")
    shipped = pages(templates_of(tmp_path / "none"), made, format)
    assert pages(templates_of(tmp_path / "book"), made, format) == shipped


def test_a_copied_citation_style_is_a_books_own(tmp_path: Path) -> None:
    book = Path(shutil.copytree(BOOKS / "apparatus", tmp_path / "book"))
    shipped, _ = publications.load(book, tmp_path)
    (book / "styles").mkdir(exist_ok=True)
    for style in ("hk", "tw", "gbt7714"):
        own = book / "styles/citations" / f"{style}.j2"
        own.parent.mkdir(exist_ok=True)
        shutil.copy(REPOSITORY / "styles/citations" / f"{style}.j2", own)
    copied, _ = publications.load(book, tmp_path)
    assert [etree.tostring(entry.body) for entry in copied.bibliography] == [
        etree.tostring(entry.body) for entry in shipped.bibliography
    ]


@pytest.mark.parametrize(
    "template",
    [
        "{{ source.__class__ }}",
        '{{ source | attr("__init__") }}',
        "{{ source.authors[0]._csl }}",
        '{{ source.authors | map(attribute="__class__") | list }}',
        '{{ "{0._csl}".format(source.authors[0]) }}',
        "{{ edition.labels.__class__ }}",
        "{{ source() }}",
    ],
)
def test_a_citation_style_reads_plain_values_alone(template: str, tmp_path: Path) -> None:
    book = Path(shutil.copytree(BOOKS / "apparatus", tmp_path / "book"))
    macros = (
        f"{{% macro note(source, edition) %}}{template}{{% endmacro %}}\n"
        "{% macro entry(source, edition) %}{% endmacro %}"
    )
    written(book, macros, "styles/citations/hk.j2")
    with pytest.raises(ConfigError) as raised:
        publications.load(book, tmp_path)
    (problem,) = raised.value.diagnostics
    assert problem.code == "NK305"
    assert problem.location is not None
    assert problem.location.path.endswith("styles/citations/hk.j2")
    assert problem.location.line == 1


LEGITIMATE = """
{% extends "pages/base.html.j2" %}
{% import "pages/macros.html.j2" as own %}
{% from "pages/macros.html.j2" import row, framed %}
{% block body %}
{{ super() }}
{% set counts = namespace(all=0) %}
{% set odd = cycler("a", "b") %}{% set comma = joiner("、") %}
{% for entry in publication.toc recursive %}
{% set counts.all = counts.all + 1 %}
{{ comma() }}{{ loop.index }}/{{ loop.depth }}{{ odd.next() }}{{ loop.cycle("x", "y") }}
{% if entry.children %}{{ loop(entry.children) }}{% endif %}
{% endfor %}
{{ own.row("甲", counts.all) }}{{ row("乙", page.title.partition("：")[0].upper()) }}
{% call framed() %}{{ caller_text | default("丙") }}{% endcall %}
{{ labels.chapter_number.format(n="十") }}|{{ "%s－%s" % ("一", "二") }}|{{ "%d" | format(3) }}
{{ metadata.release.date.strftime("%Y") }}|{{ metadata.release.date.isoformat() }}
{% for matter, rows in publication.pages | groupby("matter") %}{{ matter }}{{ rows | length }}
{% endfor %}
{% for group in publication.pages | groupby("matter") %}{{ group.grouper }}{{ group.list | length }}
{% endfor %}
{{ publication.pages | map(attribute="title") | join("、") | truncate(8, true) }}
{{ publication.pages | selectattr("number") | list | length }}
{{ [1, 2, 3][1:] | sum }}|{{ {"a": 1}.items() | list }}|{{ dict(a=1).get("b", 2) }}
{{ range(3) | list }}|{{ "%s: 20261122 {" % "a" }}|{{ "{}: 20261122".format("a") }}
{{ page.kind }}|{{ page.kind.value }}|{{ page.title | title_lines | attr("ems") }}
{{ self.tail() }}
{% endblock %}
"""


def test_templates_keep_all_that_jinja_has_for_authors(made: Made, tmp_path: Path) -> None:
    folder = "styles/templates/pages"
    base = (
        "<section>{% block body %}<b>體</b>{% endblock %}{% block tail %}尾{% endblock %}</section>"
    )
    written(tmp_path, base, f"{folder}/base.html.j2")
    macros = (
        "{% macro row(label, text) %}{{ label }}={{ text }};{% endmacro %}"
        "{% macro framed() %}[{{ caller() }}]{% endmacro %}"
    )
    written(tmp_path, macros, f"{folder}/macros.html.j2")
    templates = written(tmp_path, LEGITIMATE.strip())
    rendered = PageTemplates.of(templates, made[0], "pdf", BUILD)
    page = next(page for page in made[0].pages if page.kind is PageKind.CHAPTER)
    text = "".join(map(str, rendered.render(page).itertext()))
    for words in ("體", "1/1ax", "甲=", "[丙]", "第十章", "一－二|3", "2026|", "尾\n尾", "5|"):
        assert words in text, words
    assert "chapter|chapter" in text


def plain_types() -> list[type]:
    """Return all types of nkbook that templates can read."""
    for module in pkgutil.walk_packages(nkbook.__path__, "nkbook."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found, queue = [], [Plain]
    while queue:
        below = queue.pop().__subclasses__()
        queue += below
        found += [kind for kind in below if "__slots__" in vars(kind)]  # as dataclass made it
    return found


def is_plain(kind: object) -> bool:
    """Return True for a type whose values hold nothing but plain values."""
    if kind in (str, int, float, bool, type(None), Markup, datetime.date, datetime.datetime, ...):
        return True
    if isinstance(kind, type) and issubclass(kind, (Plain, enum.Enum)):
        return True
    if typing.get_origin(kind) in (tuple, Mapping, types.UnionType, typing.Union):
        return all(map(is_plain, typing.get_args(kind)))
    return isinstance(kind, type) and issubclass(kind, Mapping)


def test_what_templates_can_read_is_plain_all_the_way_down() -> None:
    kinds = plain_types()
    assert {"Metadata", "Source", "PageView", "BookView", "NavEntry"} <= {k.__name__ for k in kinds}
    for kind in kinds:
        assert dataclasses.is_dataclass(kind)
        assert kind.__dataclass_params__.frozen, kind  # type: ignore[attr-defined]
        names = {**vars(sys.modules[kind.__module__])}
        for name, hint in typing.get_type_hints(kind, names).items():
            assert name.startswith("_") or is_plain(hint), f"{kind.__name__}.{name}: {hint}"
        for name, value in vars(kind).items():
            if isinstance(value, property) and value.fget:
                result = typing.get_type_hints(value.fget, names)["return"]
                assert is_plain(result), f"{kind.__name__}.{name}: {result}"


def test_templates_in_use_go_to_another_process(made: Made, tmp_path: Path) -> None:
    templates = templates_of(tmp_path)
    before = pages(templates, made)
    assert pages(pickle.loads(pickle.dumps(templates)), made) == before  # noqa: S301


def test_nothing_else_gets_to_a_template(tmp_path: Path) -> None:
    templates = written(tmp_path, "{{ x }}{% macro m(x) %}{{ x }}{% endmacro %}")
    name = "pages/chapter.html.j2"
    for value in (tmp_path, etree.Element("p"), object(), open, Templates):
        with pytest.raises(TypeError, match="nothing that a template may have"):
            templates.render(name, x=value)
        with pytest.raises(TypeError, match="nothing that a template may have"):
            templates.call(name, "m", value)


def test_a_template_is_compiled_once_and_anew_when_it_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources: list[str] = []
    plain = Sandbox.compile

    def compile_(self: Sandbox, source: Any, *rest: Any, **more: Any) -> Any:
        sources.append(source)
        return plain(self, source, *rest, **more)

    monkeypatch.setattr(Sandbox, "compile", compile_)
    page = tmp_path / "one.j2"
    for text, word in (("甲{{ word }}", "一"), ("甲{{ word }}", "二"), ("乙{{ word }}", "二")):
        page.write_text(text, "utf-8")
        assert Templates((tmp_path,)).render("one.j2", word=word) == text[0] + word
    assert sources == ["甲{{ word }}", "乙{{ word }}"]
