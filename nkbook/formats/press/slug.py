"""The slug line, outside the bleed: which page of which file this is, of which book and release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pikepdf
from pikepdf import Object, Pdf

from nkbook.diagnostics.problems import Diagnostic
from nkbook.formats.base import FormatContext
from nkbook.formats.paged.judgement import judge_messages
from nkbook.formats.paged.layout import stop_on_errors
from nkbook.formats.press.spine import advance
from nkbook.look.css.families import css_variables
from nkbook.look.geta import printed
from nkbook.model.catalogue import identifiers
from nkbook.model.publication import Publication
from nkbook.weasy import Engine, Plates

SIZE, HEIGHT = 6.0, 9.0  # pt, of the type and of the line
_FIGURES = "0123456789/"
_ROOM = 1.1  # of a text's length, for the gaps that composition puts in
_COLOURS = frozenset(("k", "K", "g", "G", "rg", "RG"))


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the line as a form, and its length in pt."""

    form: Object
    length: float


@dataclass(frozen=True, slots=True)
class Slug:
    """The line's texts, set in a file of their own: a page for each text, then for each figure."""

    source: Path
    lengths: tuple[float, ...]  # pt, of the texts
    figures: Mapping[str, float]  # the figures' advances in pt
    counted: bool  # whether the line begins with the page's number

    def forms(
        self, pdf: Pdf, inks: str, spaces: Object
    ) -> tuple[tuple[Text, ...], dict[str, Object]]:
        """Return texts and figures as forms of another file, painted by the operators ``inks``.

        ``spaces`` are the colour spaces that those name.
        """
        with Pdf.open(self.source) as lines:
            forms = [pdf.copy_foreign(_form(lines, page, inks)) for page in lines.pages]
        for form in forms:
            form["/Resources"]["/ColorSpace"] = spaces
        count = len(self.lengths)
        texts = tuple(map(Text, forms[:count], self.lengths))
        return texts, dict(zip(self.figures, forms[count:], strict=True))


def _form(pdf: Pdf, page: pikepdf.Page, inks: str) -> Object:
    """Return a page as a form without colours of its own."""
    form = page.as_form_xobject()
    kept = [
        item for item in pikepdf.parse_content_stream(form) if str(item.operator) not in _COLOURS
    ]
    form.write(f"{inks}\n".encode() + pikepdf.unparse_content_stream(kept))
    if "/Group" in form:
        del form["/Group"]
    return pdf.make_indirect(form)


def lay_out(
    weasyprint: Engine,
    publication: Publication,
    context: FormatContext,
    file: str,
    *,
    counted: bool,
) -> tuple[Slug, list[Diagnostic]]:
    """Return the slug line of the file of that name, and what was found in setting it.

    The date is that of the book's release. Raises InvalidOutputError for what is an error.
    """
    metadata, edition, fonts = publication.metadata, publication.edition, context.theme.fonts
    release = metadata.release
    title = printed(metadata.title, fonts)
    rest = printed(f"{edition.id}　{release.version}　{release.date.isoformat()}　{file}", fonts)
    lengths = tuple(SIZE * (advance(text, fonts, 400) + 1) * _ROOM for text in (title, rest))
    figures = {figure: SIZE * advance(figure, fonts, 400) for figure in _FIGURES}
    html = _document(edition.language, css_variables(fonts), (title, rest), max(lengths))
    layout = weasyprint.lay_out(html, {})
    raw = context.work / f"{Path(file).stem}-slug.pdf"
    identifier = identifiers.permanent(metadata, context.source_date)
    plates = Plates(_black, _black, 0.0)
    found = [*judge_messages(layout.messages)]
    found += judge_messages(layout.write_inks(raw, identifier, (), plates))
    stop_on_errors(found)
    return Slug(raw, lengths, figures, counted), found


def _black(*_: float) -> tuple[float, float, float, float]:
    """Return an ink for every colour; the form that the line becomes has no colour of its own."""
    return 0.0, 0.0, 0.0, 1.0


def _document(language: str, families: str, texts: tuple[str, ...], width: float) -> str:
    pages = "".join(f"<p>{escape(text)}</p>" for text in (*texts, *_FIGURES))
    style = (
        f"{families}@page{{size:{width:.3f}pt {HEIGHT:g}pt;margin:0}}"
        f"html{{font-family:var(--serif);font-size:{SIZE:g}pt;line-height:{HEIGHT:g}pt}}"
        "body{margin:0}p{margin:0;white-space:nowrap;break-after:page}"
        "p:last-child{break-after:auto}"
    )
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><title>-</title>'
        f"<style>{style}</style></head><body>{pages}</body></html>"
    )
