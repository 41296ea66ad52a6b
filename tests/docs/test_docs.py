"""The documents build offline, their links lead somewhere, and the references are complete."""

from __future__ import annotations

import datetime
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import click
import pytest
from documents import AT_THE_ROOT, DOCS, commands, name, schema, values
from lxml import etree
from lxml.html import HtmlElement, document_fromstring
from places import REPOSITORY
from test_architecture import FLOORS

from nkbook.cli import cli
from nkbook.diagnostics.codes import CODES
from nkbook.diagnostics.errors import ExitCode
from nkbook.locales.labels import label_keys
from nkbook.look.page_templates import PageTemplates
from nkbook.look.templating import Templates
from nkbook.look.views import BuildView
from nkbook.model.publication import Publication
from nkbook.project.config.tables import BookToml

# Sphinx in a process that can reach no network.
OFFLINE = """
import socket, sys
def refuse(*arguments):
    raise OSError("the documents need no network")
socket.socket.connect = refuse
from sphinx.cmd.build import main
sys.exit(main(sys.argv[1:]))
"""


@dataclass(frozen=True)
class Site:
    """The built pages, by path below the folder."""

    folder: Path
    output: str

    @cache  # noqa: B019 — one site a session
    def page(self, path: Path) -> HtmlElement:
        return document_fromstring(path.read_bytes())

    def text(self, path: str) -> str:
        return str(self.page(self.folder / path).text_content())


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return the documents as ``make docs`` builds them."""
    folder = tmp_path_factory.mktemp("docs")
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE, "-W", "--keep-going", "-q", "-E", "-d", folder / "cache",
         DOCS, folder / "html"],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return Site(folder / "html", done.stderr)


@pytest.mark.slow
def test_the_documents_build_without_a_warning(site: Site) -> None:
    assert site.output == ""
    assert (site.folder / "index.html").is_file()


@pytest.mark.slow
def test_no_page_loads_anything_from_the_web(site: Site) -> None:
    loading = {"link": "href", "script": "src", "img": "src", "iframe": "src", "source": "src"}
    remote = [
        f"{path.name}: {address}"
        for path in site.folder.rglob("*.html")
        for element in site.page(path).iter(*loading)
        if urlsplit(address := element.get(loading[str(element.tag)], "")).netloc
    ]
    assert remote == []
    sheets = [path.read_text(encoding="utf-8") for path in site.folder.rglob("*.css")]
    assert not [sheet for sheet in sheets if re.search(r"@import|url\(['\"]?https?:", sheet)]


@pytest.mark.slow
def test_every_link_inside_the_documents_leads_somewhere(site: Site) -> None:
    broken = []
    for path in site.folder.rglob("*.html"):
        for link in site.page(path).iter("a"):
            address = urlsplit(link.get("href", ""))
            if address.scheme or address.netloc or not (address.path or address.fragment):
                continue
            target = (path.parent / unquote(address.path)).resolve() if address.path else path
            if not target.exists():
                broken.append(f"{path.name}: {link.get('href')}")
            elif address.fragment and target.suffix == ".html":
                ids = {element.get("id") for element in site.page(target).iter(etree.Element)}
                if unquote(address.fragment) not in ids:
                    broken.append(f"{path.name}: {link.get('href')}")
    assert broken == []


@pytest.mark.slow
def test_chinese_pages_say_so(site: Site) -> None:
    languages = {
        path.parent.name: site.page(path).get("lang")
        for path in [site.folder / "zh-Hant/index.html", site.folder / "guide/writing.html"]
    }
    assert languages == {"zh-Hant": "zh-Hant", "guide": "en"}


@pytest.mark.parametrize("path", AT_THE_ROOT, ids=name)
def test_links_of_the_files_at_the_root_lead_somewhere(path: Path) -> None:
    text = re.sub(
        r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )
    targets = re.findall(r"(?:\]\(<?|src=\")([^()\s<>\"]+)", text)
    assert [target for target in targets if not _exists(path, target)] == []


def _exists(path: Path, target: str) -> bool:
    address = urlsplit(target)
    if address.scheme:
        return True
    file = (path.parent / unquote(address.path)).resolve() if address.path else path
    if not file.exists():
        return False
    return not address.fragment or address.fragment in _anchors(file)


def _anchors(path: Path) -> set[str]:
    """Return the anchors that GitHub gives to a Markdown file's headings."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    kept = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings]
    return {heading.strip().replace(" ", "-") for heading in kept}


@pytest.mark.slow
def test_every_setting_is_in_the_reference(site: Site) -> None:
    code = _code(site, "reference/settings.html")
    missing = [key for key in schema.keys() if key.rpartition(".")[2] not in code]  # noqa: SIM118
    assert missing == []
    assert [key for key in label_keys() if key not in code] == []


def test_every_setting_says_what_it_does() -> None:
    def undescribed(model: type[Any], path: str) -> Iterator[str]:
        for key, field in model.model_fields.items():
            inner = schema._models(field.annotation)
            if not (field.description or (inner and not path)):
                yield f"{path}{key}"
            for table in inner:
                yield from undescribed(table, f"{path}{key}.")

    assert list(undescribed(BookToml, "")) == []


def test_values_of_templates_are_those_that_they_are_given(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, object] = {}

    def render(_templates: Templates, _name: str, **values: object) -> str:
        given.update(values)
        return "<section/>"

    monkeypatch.setattr(Templates, "render", render)
    build = BuildView("1.0", datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC), ("Serif",))
    PageTemplates.of(Templates(()), publication, "pdf", build).render(publication.pages[0])
    assert given.keys() == values.GIVEN.keys()


@pytest.mark.slow
def test_every_code_is_in_the_reference(site: Site) -> None:
    page = site.page(site.folder / "reference/codes.html")
    ids = {element.get("id") for element in page.iter("section", "span")}
    assert [code for code in CODES if code.lower() not in ids] == []
    text = " ".join(site.text("reference/codes.html").split())
    assert [row.code for row in CODES.values() if " ".join(row.title.split()) not in text] == []


@pytest.mark.slow
def test_every_command_and_exit_code_is_in_the_reference(site: Site) -> None:
    code = " ".join(_code(site, "reference/commands.html"))
    options = [
        option
        for command in [cli, *commands().values()]
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
    ]
    assert [word for word in [*commands(), *options] if word not in code] == []
    cells = {cell.text_content() for cell in
             site.page(site.folder / "reference/commands.html").iter("td")}  # fmt: skip
    assert {str(code.value) for code in ExitCode} <= cells


def _code(site: Site, path: str) -> set[str]:
    """Return the words that a page prints as code, without brackets around them."""
    page = site.page(site.folder / path)
    return {
        word.strip("[],{}")
        for element in page.iter("code", "pre")
        for word in re.split(r"[\s.]+", element.text_content())
    }


def test_the_floor_plan_is_that_of_the_code() -> None:
    """CONTRIBUTING shows the rooms from the top floor down."""
    text = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \d+ \| (.+?) \|", text, re.MULTILINE)
    shown = [tuple(re.findall(r"`(\w+)`", row)) for row in rows]
    assert list(map(sorted, reversed(shown))) == list(map(sorted, FLOORS))
