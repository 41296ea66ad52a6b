"""Every object that a template can reach, in a whole book of each format, is a plain value."""

from __future__ import annotations

import datetime
import enum
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from types import BuiltinMethodType, MappingProxyType
from typing import Any

import pytest
from jinja2.exceptions import SecurityError
from markupsafe import Markup
from places import BOOKS, REPOSITORY

from nkbook.formats import epub, site
from nkbook.formats.base import Made
from nkbook.formats.paged.document import assemble
from nkbook.formats.press import wrap
from nkbook.look import templating
from nkbook.look.cover_art import Sheet
from nkbook.look.sandbox import Sandbox
from nkbook.look.sandbox.formatting import Format
from nkbook.look.theme import Theme
from nkbook.manuscript.editions import report
from nkbook.manuscript.prepare import prepare
from nkbook.model.plain import Plain
from nkbook.pipeline import steps as pipeline
from nkbook.pipeline.joining import siblings
from nkbook.project import config

SIMPLE = (str, Markup, int, float, bool, type(None), datetime.date, datetime.datetime)
METHODS = {str, Markup, tuple, list, dict, MappingProxyType, datetime.date, datetime.datetime}


def reachable(values: list[Any]) -> Iterator[Any]:
    """Yield all that templates get at, by attributes, items and calls without arguments."""
    sandbox, seen, kept = Sandbox(), set[int](), []
    while values:
        value = values.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        kept.append(value)  # so that its id stays its own
        yield value
        if isinstance(value, (tuple, list)):
            values += value
        elif isinstance(value, (dict, MappingProxyType)):
            values += (*value, *value.values())
        if type(value) in METHODS:
            continue
        for name in dir(value):
            try:
                found = sandbox.getattr(value, name)
            except SecurityError:
                continue
            if not (isinstance(value, str) and isinstance(found, (BuiltinMethodType, Format))):
                values.append(found)


@pytest.mark.slow
def test_templates_reach_plain_values_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Any] = []

    def kept(values: Iterable[Any]) -> None:
        given.extend(values)

    monkeypatch.setattr(templating, "check_plain", kept)
    used: set[str] = set()
    source = templating._Loader.get_source

    def noted(loader: Any, environment: Any, template: str) -> Any:
        used.add(template)
        return source(loader, environment, template)

    monkeypatch.setattr(templating._Loader, "get_source", noted)
    book = Path(shutil.copytree(BOOKS / "apparatus", tmp_path / "book"))
    settings = book / "chapters/book.toml"
    pages = '["cover", "half-title", "title-page", '
    text = (
        settings.read_text()
        .replace('["title-page", ', pages)
        .replace('["names"', '["colophon", "names"')
    )
    text = text.replace(
        'body = ["island.md"', 'body = [{ part = "上", id = "first", chapters = ["island.md"] }'
    )
    moved = "[site.redirects]\n'old.html' = 'island'\n"
    settings.write_text(f"{text}\n[notes]\nplace = 'book'\n{moved}")
    loaded, theme = config.load(book), Theme(book)
    prepared = prepare(loaded, theme, ("zh-Hant-HK", "zh-Hans-CN"))
    publication = prepared.publications["zh-Hant-HK"]
    context = pipeline.context(loaded, theme, tmp_path)
    epub.render(publication, context, tmp_path / "a.epub")
    sibling = replace(context, editions=siblings([publication]))
    page = site.render(publication, sibling, tmp_path / "pages").path
    parts = [Made(page, publication.edition.id, "site")]
    (tmp_path / "site").mkdir()
    site.join((publication,), sibling, parts, tmp_path / "site")
    assemble(publication, context)
    wrap.assemble(publication, context, Sheet(148, 210, 3, 20))
    report.write(prepared.logs["zh-Hans-CN"], publication.metadata, context.templates, tmp_path)

    shipped = {
        path.relative_to(REPOSITORY / "nkbook/look/templates").as_posix()
        for path in (REPOSITORY / "nkbook/look/templates").rglob("*.j2")
    }
    assert shipped - used == set()
    kinds = {type(value) for value in reachable(given)}
    assert {"BookView", "Source", "PageView", "NavEntry", "Edition"} <= {k.__name__ for k in kinds}
    for kind in kinds:
        plain = issubclass(kind, (Plain, enum.Enum))
        assert plain or kind in (*SIMPLE, tuple, list, dict, MappingProxyType), kind
