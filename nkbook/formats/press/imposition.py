"""Imposes an interior as a booklet: two pages side by side on A4, to fold, nest and sew or staple.

The sheets are printed on both sides, turned on the short edge. Creep, by which the inner sheets of
a thick signature stand out at the fore-edge, is not compensated: trim the edge after folding.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from nkbook.formats import pictures
from nkbook.formats.base import Artifact, FormatContext
from nkbook.formats.paged.judgement import judge_messages
from nkbook.formats.paged.layout import laid_out, setting, stop_on_errors
from nkbook.formats.press.printing import judged
from nkbook.model.catalogue import identifiers
from nkbook.model.publication import Publication, interior

SHEET = (841.89, 595.276)  # pt, A4 on its side
_PER_SHEET = 4  # pages


def render(publication: Publication, context: FormatContext, target: Path) -> Artifact:
    """Write the interior as a booklet to ``target``; raises as the PDF's ``render`` does."""
    inside = pictures.for_screen(interior(publication), context)
    raw = context.work / "pages.pdf"
    with setting(inside, context) as weasyprint:
        inside, layout = laid_out(weasyprint, inside, context, "booklet")
        _, found = judged(layout, inside, context)
        identifier = identifiers.permanent(inside.metadata, context.source_date)
        found += judge_messages(layout.write(raw, identifier, ()))
        stop_on_errors(found)
    sides = impose(raw, target, context.options.print.signature)
    return Artifact(target, sides, tuple(dict.fromkeys(found)))


def order(pages: int, signature: int) -> Iterator[tuple[int | None, int | None]]:
    """Yield left and right page of each side of each sheet, front before back, from 0.

    ``signature`` is how many sheets are folded into one another, 0 for all. The last signature has
    only as many sheets as it needs; what it lacks of pages is None.
    """
    full = _PER_SHEET * signature
    first = 0
    while first < pages:
        count = min(full, pages - first) if full else pages - first
        sheets = -(-count // _PER_SHEET)
        last = first + _PER_SHEET * sheets - 1
        for sheet in range(sheets):
            low, high = first + 2 * sheet, last - 2 * sheet
            for left, right in ((high, low), (low + 1, high - 1)):
                yield (
                    left if left < pages else None,
                    right if right < pages else None,
                )
        first = last + 1


def impose(source: Path, target: Path, signature: int) -> int:
    """Write the pages of ``source``, cut to their trim, as a booklet; return its number of sides.

    Pages larger than half a sheet are made smaller, others keep their size; they meet at the fold
    and are centred in height.
    """
    with Pdf.open(source) as pages, Pdf.new() as booklet:
        count = len(pages.pages)
        forms = [booklet.copy_foreign(_form(pages, page.obj)) for page in pages.pages]
        for left, right in order(count, signature):
            _add_side(booklet, [None if n is None else forms[n] for n in (left, right)])
        for key, value in pages.docinfo.items():
            booklet.docinfo[key] = value
        if "/Lang" in pages.Root:
            booklet.Root["/Lang"] = pages.Root["/Lang"]
        booklet.Root["/ViewerPreferences"] = Dictionary(
            # The print dialogue then begins with what the booklet needs (ISO 32000-1 table 150).
            Duplex=Name.DuplexFlipShortEdge,
            PrintScaling=Name("/None"),
            DisplayDocTitle=True,
        )
        booklet.save(target, deterministic_id=True, fix_metadata_version=False)
        return len(booklet.pages)


def _form(pdf: Pdf, page: pikepdf.Object) -> pikepdf.Object:
    """Return a page as a form XObject cut to its TrimBox (ISO 32000-1 §8.10)."""
    form = pikepdf.Page(page).as_form_xobject()
    form["/BBox"] = page["/TrimBox"]
    if "/Group" in form:
        del form["/Group"]
    return pdf.make_indirect(form)


def _add_side(booklet: Pdf, halves: list[pikepdf.Object | None]) -> None:
    """Add one side of a sheet with its left and right page."""
    middle, height = SHEET[0] / 2, SHEET[1]
    shown = Dictionary()
    operators = []
    for half, form in zip(("L", "R"), halves, strict=True):
        if form is None:
            continue
        left, bottom, right, top = map(float, form["/BBox"])
        wide, high = right - left, top - bottom
        scale = min(1.0, middle / wide, height / high)
        x = middle - scale * right if half == "L" else middle - scale * left
        y = (height - scale * high) / 2 - scale * bottom
        operators.append(f"q {scale:.6f} 0 0 {scale:.6f} {x:.4f} {y:.4f} cm /{half} Do Q")
        shown[f"/{half}"] = form
    side = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, *SHEET]),
        Resources=Dictionary(XObject=shown),
        Contents=booklet.make_stream("\n".join(operators).encode()),
    )
    booklet.pages.append(pikepdf.Page(booklet.make_indirect(side)))
