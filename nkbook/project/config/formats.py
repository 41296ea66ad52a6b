"""The registry of formats: one row for each, which every list of formats reads.

A row declares a format without importing it: its renderer is named, and only the process that makes
the file imports it, with libraries that are slow to load. book.toml, the command line, the pipeline
and the templates take names, titles and file names from here.

To add a format, write its package in nkbook/formats/, its row here and, if it has settings, its
table in options.py. tests/formats/test_formats.py then builds it as it does the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from nkbook.diagnostics.errors import ConfigError
from nkbook.diagnostics.hints import nearest
from nkbook.diagnostics.problems import diagnostic
from nkbook.project.config.options import EpubTable, Options, PdfTable, PrintTable
from nkbook.project.config.site_tables import SiteTable
from nkbook.project.config.table import Table


def _never(_: Options) -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A kind of output: what it is called, what it makes and needs, and what renders it.

    File names are patterns of ``str.format`` with the book's ``slug``; a name may be a folder's.
    """

    name: str  # in book.toml, on the command line and in the manifest; the key of its ISBN
    title: str  # after its ISBN on the colophon, unless the labels have a "format-NAME" for it
    file: str  # the name of what it makes
    renderer: str  # "package.module:function", of the type nkbook.formats.base.Renderer
    plan: str = ""  # likewise, of nkbook.formats.tasks.Plan: for one that is made in pieces
    options: type[Table]  # its own table of book.toml; formats of one kind share one
    # What may go with the file, next to it: its name in the manifest → the pattern of its name.
    companions: Mapping[str, str] = field(default_factory=dict, hash=False)
    shares: str = ""  # the format whose layout it may share: it begins when that is known
    gives_page_map: bool = False  # its artifact says where the pages of the edition's PDF begin
    needs_page_map: Callable[[Options], bool] = _never  # if it reads that, by the book's options
    takes_page_map: Callable[[Options], bool] = _never  # if it reads that where it is made anyway
    # "package.module:function", of the type nkbook.formats.base.Joiner: for one whose folder holds
    # all editions.
    joiner: str = ""

    def __str__(self) -> str:
        return self.name

    def file_name(self, slug: str) -> str:
        """Return the name of the file or folder that it makes of the book of that slug."""
        return self.file.format(slug=slug)

    def companion(self, name: str, slug: str) -> str:
        """Return the name of a file that goes with it; ``name`` is a key of ``companions``."""
        return self.companions[name].format(slug=slug)


def _lists_pages(options: Options) -> bool:
    return options.epub.page_list


def _shows_pages(options: Options) -> bool:
    return options.site.page_numbers


PDF = Format(
    name="pdf",
    title="PDF",
    file="{slug}.pdf",
    renderer="nkbook.formats.pdf:render",
    plan="nkbook.formats.pdf.plan:steps",
    companions=MappingProxyType({"sample-pdf": "{slug}-sample.pdf"}),
    options=PdfTable,
    gives_page_map=True,
)
PRINT = Format(
    name="print",
    title="PDF",
    file="{slug}-print.pdf",
    companions=MappingProxyType({"print": "{slug}-cover.pdf"}),
    renderer="nkbook.formats.press.printing:render",
    plan="nkbook.formats.press.plan:print_steps",
    shares="pdf",
    options=PrintTable,
)
BOOKLET = Format(
    name="booklet",
    title="PDF",
    file="{slug}-booklet.pdf",
    renderer="nkbook.formats.press.imposition:render",
    plan="nkbook.formats.press.plan:booklet_steps",
    shares="pdf",
    options=PrintTable,
)
EPUB = Format(
    name="epub",
    title="EPUB",
    file="{slug}.epub",
    companions=MappingProxyType(
        {
            "cover": "cover.jpg",
            "onix": "onix.xml",
            "onix-3.1": "onix-3.1.xml",
            "onix-google": "onix-google.xml",
            "sample-epub": "{slug}-sample.epub",
        }
    ),
    renderer="nkbook.formats.epub:render",
    options=EpubTable,
    needs_page_map=_lists_pages,
)

SITE = Format(
    name="site",
    title="HTML",
    file="site",
    renderer="nkbook.formats.site:render",
    joiner="nkbook.formats.site:join",
    options=SiteTable,
    takes_page_map=_shows_pages,
)

FORMATS: Mapping[str, Format] = MappingProxyType(
    {format.name: format for format in (PDF, PRINT, BOOKLET, EPUB, SITE)}
)

# Not a format that can be asked for: it lays the PDF out for its page map and makes no file.
PAGES = Format(
    name="pages",
    title="",
    file="{slug}.pages",
    renderer="nkbook.formats.pdf:lay_out",
    plan="nkbook.formats.pdf.plan:layout_steps",
    options=PdfTable,
    gives_page_map=True,
)


def format_named(name: str) -> Format:
    """Return the registered format of that name; raises ConfigError NK106 if there is none."""
    if name not in FORMATS:
        raise ConfigError(diagnostic("NK106", unknown(name), hint=nearest(name, FORMATS)))
    return FORMATS[name]


def format_labels() -> Mapping[str, str]:
    """Return the labels that call the formats by their titles, where an edition has no word."""
    return {f"format_{format.name}": format.title for format in FORMATS.values()}


def unknown(name: str) -> str:
    """Return the message for a format that is not registered."""
    return f'format "{name}" is not known'
