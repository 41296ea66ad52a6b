"""The documents: they build offline, their links lead somewhere, and what they show is true."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import click
import pytest
from lxml import etree, html
from test_architecture import FLOORS

from nkbook.cli import cli
from nkbook.diagnostics.codes import CODES
from nkbook.diagnostics.errors import ExitCode
from nkbook.locales.labels import label_keys
from nkbook.pipeline import check
from nkbook.project.config.tables import BookToml

REPOSITORY = Path(__file__).parent.parent
DOCS = REPOSITORY / "docs"
sys.path[:0] = [str(DOCS / "_ext"), str(DOCS)]

examples = importlib.import_module("examples")
make_pictures = importlib.import_module("make_pictures")
schema = importlib.import_module("schema")

PAGES = sorted(path for path in DOCS.rglob("*.md") if "example" not in path.parts)
IN_REPOSITORY = [REPOSITORY / f"{name}.md" for name in
                 ("README", "README.zh-Hant", "CONTRIBUTING", "CHANGELOG")]  # fmt: skip
GUIDES = sorted([*(DOCS / "guide").glob("*.md"), *(DOCS / "zh-Hant").glob("*.md")])
LARGEST_PICTURE = {"pictures": 60_000, "flagship": 150_000}  # bytes, by folder
# What a smallest book.toml has; an example of settings is laid over it.
SMALLEST = tomllib.loads((DOCS / "example/chapters/book.toml").read_text(encoding="utf-8"))


def name(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


@dataclass(frozen=True)
class Site:
    """The built pages, by path below the folder."""

    folder: Path
    output: str

    @cache  # noqa: B019 — one site a session
    def page(self, path: Path) -> etree._Element:
        return html.fromstring(path.read_bytes())

    def text(self, path: str) -> str:
        return str(self.page(self.folder / path).text_content())


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return the documents as ``make docs`` builds them, in a process that has no network."""
    folder = tmp_path_factory.mktemp("docs")
    offline = "import socket\ndef refuse(*_): raise OSError('no network')\nsocket.socket.connect = refuse\n"
    run = f"{offline}from sphinx.cmd.build import main\nimport sys\nsys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", run, "-W", "--keep-going", "-q", "-E", "-d", folder / "cache",
         DOCS, folder / "html"],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return Site(folder / "html", done.stderr)


def test_the_documents_build_without_a_warning(site: Site) -> None:
    assert site.output == ""
    assert (site.folder / "index.html").is_file()


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


def test_chinese_pages_say_so(site: Site) -> None:
    languages = {
        path.parent.name: site.page(path).get("lang")
        for path in [site.folder / "zh-Hant/index.html", site.folder / "guide/writing.html"]
    }
    assert languages == {"zh-Hant": "zh-Hant", "guide": "en"}


@pytest.mark.parametrize("path", IN_REPOSITORY, ids=name)
def test_links_of_the_files_at_the_root_lead_somewhere(path: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.S | re.M)
    targets = re.findall(r"\]\(<?([^()\s<>]+)>?\)", text)
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
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.M)
    kept = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings]
    return {heading.strip().replace(" ", "-") for heading in kept}


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


def test_every_code_is_in_the_reference(site: Site) -> None:
    page = site.page(site.folder / "reference/codes.html")
    ids = {element.get("id") for element in page.iter("section", "span")}
    assert [code for code in CODES if code.lower() not in ids] == []
    text = " ".join(site.text("reference/codes.html").split())
    assert [row.code for row in CODES.values() if " ".join(row.title.split()) not in text] == []


def test_every_command_and_exit_code_is_in_the_reference(site: Site) -> None:
    code = " ".join(_code(site, "reference/commands.html"))
    options = [
        option
        for command in [cli, *cli.commands.values()]
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
    ]
    assert [word for word in [*cli.commands, *options] if word not in code] == []
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


@pytest.mark.parametrize("path", GUIDES, ids=name)
def test_examples_of_a_page_have_no_problems(path: Path, tmp_path: Path) -> None:
    """Each is a chapter of one book, so that names for links are not used twice either."""
    chapters = list(examples.blocks(path, "markdown"))
    book = examples.book(path, tmp_path / "book")
    names = [f"line-{block.line}.md" for block in chapters] or ["one.md"]
    for file, block in zip(names, chapters, strict=False):
        (book / "chapters" / file).write_text(block.chapter, encoding="utf-8")
    extra = ', "index", "names"' if (book / "chapters/data/index.yaml").exists() else ""
    settings = book / "chapters/book.toml"
    text = settings.read_text(encoding="utf-8")
    text = text.replace('body = ["one.md"]', f"body = {json.dumps(names)}")
    text = text.replace('"bibliography"]', f'"bibliography"{extra}]')
    settings.write_text(text, encoding="utf-8")
    assert [str(item) for item in check(book)] == []


@pytest.mark.parametrize("path", [*PAGES, *IN_REPOSITORY], ids=name)
def test_examples_of_settings_are_allowed(path: Path) -> None:
    for block in examples.blocks(path, "toml"):
        given = _merged(SMALLEST, tomllib.loads(block.text))
        BookToml.model_validate(given)


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        inner = merged.get(key)
        both = isinstance(inner, dict) and isinstance(value, dict)
        merged[key] = _merged(inner, value) if both else value  # type: ignore[arg-type]
    return merged


@pytest.mark.parametrize("path", [*PAGES, *IN_REPOSITORY], ids=name)
def test_commands_that_are_shown_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    shown = re.findall(r"(?:^|`|\$ )nkbook ((?:[a-z]|-)[^`\n#]*)", text, re.MULTILINE)
    for line in shown:
        words = line.split()
        command = cli.commands.get(words[0])
        assert command is not None or words[0].startswith("-"), line
        known = {option for parameter in (command or cli).params for option in parameter.opts}
        known |= {option for parameter in cli.params for option in parameter.opts}
        assert [word for word in words if word.startswith("-") and word not in known] == [], line


@pytest.mark.parametrize("path", [*PAGES, *IN_REPOSITORY], ids=name)
def test_targets_of_make_that_are_shown_exist(path: Path) -> None:
    targets = re.findall(r"^([a-z-]+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.M)
    shown = re.findall(r"(?:^|`)make ([a-z-]+)", path.read_text(encoding="utf-8"), re.M)
    assert [target for target in shown if target not in targets] == []


@pytest.mark.parametrize("path", [*PAGES, *IN_REPOSITORY[:3]], ids=name)
def test_files_that_are_named_exist(path: Path) -> None:
    """A page names the repository's files by their path; ``<…>`` and ``…`` stand for any name."""
    named = re.findall(
        r"`((?:nkbook|tests|docs|styles|fonts)/[\w./*-]*)`", path.read_text(encoding="utf-8")
    )
    assert [file for file in named if not any(REPOSITORY.glob(file))] == []


def test_the_floor_plan_is_that_of_the_code() -> None:
    """CONTRIBUTING shows the rooms from the top floor down."""
    text = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \d+ \| (.+?) \|", text, re.MULTILINE)
    shown = [tuple(re.findall(r"`(\w+)`", row)) for row in rows]
    assert list(map(sorted, reversed(shown))) == list(map(sorted, FLOORS))


def test_pictures_are_of_the_examples_that_they_follow() -> None:
    """If this fails, run docs/make_pictures.py."""
    made = {example.name: example.digest for example in make_pictures.shown()}
    assert made == make_pictures.recorded()


def test_both_languages_show_the_same_examples() -> None:
    english = {block.picture: block.text for block in
               examples.blocks(DOCS / "guide/writing.md", "markdown")}  # fmt: skip
    chinese = {block.picture: block.text for block in
               examples.blocks(DOCS / "zh-Hant/writing.md", "markdown")}  # fmt: skip
    assert chinese == english


def test_pictures_are_small_and_used() -> None:
    pictures = list((DOCS / "pictures").rglob("*.png"))
    assert pictures
    large = [name(path) for path in pictures
             if path.stat().st_size > LARGEST_PICTURE[path.parent.name]]  # fmt: skip
    assert large == []
    pages = "".join(path.read_text(encoding="utf-8") for path in [*PAGES, *IN_REPOSITORY])
    assert [name(path) for path in pictures if path.name not in pages] == []


def test_readmes_are_short() -> None:
    sizes = {path.name: path.stat().st_size for path in IN_REPOSITORY[:2]}
    assert all(size <= 4_000 for size in sizes.values()), sizes
