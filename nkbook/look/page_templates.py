"""Renders the pages of a book by their templates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from lxml import etree
from markupsafe import Markup

from nkbook.diagnostics.errors import ConfigError
from nkbook.diagnostics.problems import Location, diagnostic
from nkbook.look.templating import Templates
from nkbook.look.views import BookView, BuildView, page_view
from nkbook.look.xhtml import children
from nkbook.model import elements
from nkbook.model.document import Element
from nkbook.model.publication import Page, Publication
from nkbook.model.trees import title_of
from nkbook.store import Key, Store


@dataclass(frozen=True)
class PageTemplates:
    """The templates of pages with what all pages of a book in one format are given."""

    templates: Templates
    book: BookView
    format: str
    build: BuildView

    @classmethod
    def of(
        cls, templates: Templates, publication: Publication, format: str, build: BuildView
    ) -> PageTemplates:
        """Return the templates for a publication; ``format`` is its name."""
        return cls(templates, BookView.of(publication), format, build)

    @cached_property
    def _book_digest(self) -> str:
        return Key.of("book", book=self.book).digest

    def inputs(self, page: Page, store: Store) -> tuple[str, ...]:
        """Return digests of all that ``render`` makes a page of, besides the page and its content.

        The book as a whole is among it only if the page's template reads it: so a change of one
        chapter is none of another.
        """
        read = self.templates.reads(page.kind.template, store)
        whole = read is None or "publication" in read
        return (self.templates.digest(store.digest), self._common, *([self._book_digest] * whole))

    @cached_property
    def _common(self) -> str:
        """Return a digest of what every template may read."""
        return Key.of(
            "common",
            metadata=self.book.metadata,
            edition=self.book.edition,
            contributors=self.book.contributors,
            build=self.build,
            format=self.format,
        ).digest

    def render(self, page: Page, content: Element | None = None) -> Element:
        """Return a page as an element tree, by ``pages/<kind>.html.j2``.

        ``content`` is the document's tree as the format wants it; a title in it is taken out.
        Raises ConfigError (NK305) when the template fails or its result is not well-formed XML.
        """
        name = page.kind.template
        heading = title_of(content) if content is not None else None
        if content is not None and heading is not None:
            content.remove(heading)
        text = self.templates.render(
            name,
            publication=self.book,
            metadata=self.book.metadata,
            edition=self.book.edition,
            labels=self.book.edition.labels,
            contributors=self.book.contributors,
            build=self.build,
            page=page_view(page, heading),
            content=children(content) if content is not None else Markup(""),
            format=self.format,
        )
        return _parsed(text, name)


def _parsed(text: str, name: str) -> Element:
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
    # A ValueError is for characters that XML cannot have, and for an XML declaration.
    except (etree.XMLSyntaxError, ValueError) as error:
        reason = error.msg if isinstance(error, etree.XMLSyntaxError) else error
        raise ConfigError(
            diagnostic(
                "NK305",
                f"the rendered page is not well-formed: {reason}",
                Location(name),
                "close every element and write attributes in quotes",
            )
        ) from error
    return root
