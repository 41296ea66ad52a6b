"""The Jinja2 environment: sandboxed, strict about names, escaping by default."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import Markup

from nkbook.diagnostics.errors import ConfigError
from nkbook.diagnostics.problems import Location, diagnostic
from nkbook.locales.registry import locale
from nkbook.look.titles import title_lines
from nkbook.model import elements
from nkbook.model.document import Element
from nkbook.model.metadata import Edition
from nkbook.model.publication import Page, Publication


def serialise(element: Element) -> Markup:
    """Return an element as XHTML text that a template prints unescaped; its tail is left out."""
    return Markup(etree.tostring(element, encoding="unicode", method="xml", with_tail=False))  # noqa: S704


def children(element: Element) -> Markup:
    """Return an element's content as XHTML text: its text and its children with their tails."""
    text = Markup.escape(element.text or "")
    return text + Markup("").join(
        Markup(etree.tostring(child, encoding="unicode", method="xml"))  # noqa: S704
        for child in element
    )


def _is_read_in(tag: str, edition: Edition) -> bool:
    """Return True if a language tag is that of the edition's language, in whatever script."""
    return locale(edition.language).reads(tag)


def _is_written_in(tag: str, edition: Edition) -> bool:
    """Return True if a language tag is that of the edition's language and script."""
    return locale(edition.language).writes(tag)


class Templates:
    """The templates of a book and its theme, by name relative to a template folder."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        """Search the folders in order; nothing is read until a template is used."""
        self._environment = ImmutableSandboxedEnvironment(
            loader=jinja2.FileSystemLoader([str(folder) for folder in folders]),
            undefined=jinja2.StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["xhtml"] = serialise
        self._environment.filters["inner"] = children
        self._environment.filters["title_lines"] = title_lines
        self._environment.tests["read_in"] = _is_read_in
        self._environment.tests["written_in"] = _is_written_in

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the templates right in a folder, without the suffix .j2."""
        found = self._environment.list_templates(
            filter_func=lambda name: name.rpartition("/")[0] == folder
        )
        return tuple(name.rpartition("/")[2].removesuffix(".j2") for name in found)

    def render(self, name: str, **context: Any) -> str:
        """Return the text of a rendered template; raises ConfigError naming template and line."""
        with _located(name):
            return self._environment.get_template(name).render(**context)

    def module(self, name: str) -> Any:
        """Return a template's macros as callables; raises ConfigError naming template and line."""
        with _located(name):
            return self._environment.get_template(name).module

    def call(self, name: str, macro: str, *arguments: Any, **options: Any) -> Markup:
        """Return what a macro of a template yields; raises ConfigError naming template and line."""
        module = self.module(name)
        with _located(name):
            if not hasattr(module, macro):
                raise jinja2.TemplateRuntimeError(f'macro "{macro}" is missing')
            return Markup(getattr(module, macro)(*arguments, **options))  # noqa: S704

    def page(
        self,
        publication: Publication,
        page: Page,
        content: Element | None,
        format: str,
        **extra: Any,
    ) -> Element:
        """Return a page of the book as an element tree, by ``pages/<template>.html.j2``.

        ``content`` is the document's tree as the format wants it. Raises ConfigError when the
        template fails or its result is not well-formed XML.
        """
        name = f"pages/{page.template}.html.j2"
        text = self.render(
            name,
            publication=publication,
            metadata=publication.metadata,
            edition=publication.edition,
            labels=publication.edition.labels,
            page=page,
            content=children(content) if content is not None else Markup(""),
            format=format,
            **extra,
        )
        return self._parse(text, name)

    def _parse(self, text: str, name: str) -> Element:
        try:
            root = etree.fromstring(text.strip())
            for element in root.iter("*"):
                elements.of(str(element.tag))
        except elements.UnknownElementError as error:
            raise ConfigError(
                diagnostic(
                    "NK305",
                    str(error),
                    Location(name),
                    "use an element that every format knows, such as div or span with a class",
                )
            ) from error
        except etree.XMLSyntaxError as error:
            raise ConfigError(
                diagnostic(
                    "NK305",
                    f"the rendered page is not well-formed: {error.msg}",
                    Location(name),
                    "close every element and write attributes in quotes",
                )
            ) from error
        return root


@contextmanager
def _located(name: str) -> Iterator[None]:
    """Turn Jinja2's errors into NK305 with the template's file and line."""
    try:
        yield
    except jinja2.TemplateSyntaxError as error:
        where = Location(error.filename or error.name or name, error.lineno)
        raise ConfigError(diagnostic("NK305", error.message or "syntax error", where)) from error
    except jinja2.TemplateNotFound as error:
        raise ConfigError(
            diagnostic("NK305", f'template "{error.name}" not found', Location(name))
        ) from error
    except (jinja2.TemplateError, TypeError, ValueError, ZeroDivisionError) as error:
        raise ConfigError(
            diagnostic("NK305", str(error) or type(error).__name__, _template_frame(error, name))
        ) from error


def _template_frame(error: BaseException, name: str) -> Location:
    """Return the innermost template line of an error's traceback, as Jinja2 has rewritten it."""
    where = Location(name)
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.endswith(".j2"):
            where = Location(trace.tb_frame.f_code.co_filename, trace.tb_lineno)
        trace = trace.tb_next
    return where
