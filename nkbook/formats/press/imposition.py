"""Imposes an interior as a booklet: two pages side by side on A4, to fold, nest and sew or staple.

The sheets are printed on both sides, turned on the short edge. Marks show where they are folded,
and where the staples or the thread go, which hide them. Creep, by which the inner sheets of a thick
signature stand out at the fore-edge, is not compensated: trim the edge after folding.
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
from nkbook.formats.paged.trims import MM
from nkbook.formats.press.printing import judged
from nkbook.model.catalogue import identifiers
from nkbook.model.publication import Publication, interior

SHEET = (841.89, 595.276)  # pt, A4 on its side
_PER_SHEET = 4  # pages
_FOLD = 6 * MM  # the least length of a mark of the fold, from the sheet's edge: printers reach 4 mm
_STAPLE = 10 * MM  # the length of a mark of a staple, which is 12 mm or more
_STAPLES = (0.25, 0.75)  # of the spine's height
_THIN = 0.25  # pt


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
        spread = _spread(forms[0])
        per_signature = 2 * signature or 2 * count
        for number, halves in enumerate(order(count, signature)):
            marks = _marks(spread, inward=number % 2 == 1, outermost=number % per_signature == 0)
            shown = [None if page is None else forms[page] for page in halves]
            _add_side(booklet, shown, spread, marks)
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
        booklet.save(target, deterministic_id=True, min_version="1.7", fix_metadata_version=False)
        return len(booklet.pages)


def _form(pdf: Pdf, page: pikepdf.Object) -> pikepdf.Object:
    """Return a page as a form XObject cut to its TrimBox (ISO 32000-1 §8.10)."""
    form = pikepdf.Page(page).as_form_xobject()
    form["/BBox"] = page["/TrimBox"]
    if "/Group" in form:
        del form["/Group"]
    return pdf.make_indirect(form)


def _scale(form: pikepdf.Object) -> float:
    """Return by how much a page is made smaller to fit half a sheet."""
    left, bottom, right, top = map(float, form["/BBox"])
    return min(1.0, SHEET[0] / 2 / (right - left), SHEET[1] / (top - bottom))


def _spread(form: pikepdf.Object) -> tuple[float, float, float, float]:
    """Return what is left of a side after trimming: left, bottom, right, top."""
    left, bottom, right, top = map(float, form["/BBox"])
    wide, high = _scale(form) * (right - left), _scale(form) * (top - bottom)
    middle, foot = SHEET[0] / 2, (SHEET[1] - high) / 2
    return middle - wide, foot, middle + wide, foot + high


def _marks(
    spread: tuple[float, float, float, float], *, inward: bool, outermost: bool
) -> list[str]:
    """Return the operators of the marks on the fold of a side.

    The fold's are on the sides that lie inside it, the staples' on what a signature shows outside.
    """
    _, bottom, _, top = spread
    ends: list[tuple[float, float]] = []
    if inward:
        reach = max(_FOLD, bottom)
        ends = [(0, reach), (SHEET[1] - reach, SHEET[1])]
    elif outermost:
        places = (bottom + share * (top - bottom) for share in _STAPLES)
        ends = [(place - _STAPLE / 2, place + _STAPLE / 2) for place in places]
    if not ends:
        return []
    middle = SHEET[0] / 2
    lines = [f"{middle:.4f} {low:.4f} m {middle:.4f} {high:.4f} l" for low, high in ends]
    dashes = ["[2 1.5] 0 d"] if inward else []
    return ["q 0 G", f"{_THIN} w", *dashes, *lines, "S Q"]


def _add_side(
    booklet: Pdf,
    halves: list[pikepdf.Object | None],
    spread: tuple[float, float, float, float],
    marks: list[str],
) -> None:
    """Add one side of a sheet with its left and right page, and its marks."""
    middle, height = SHEET[0] / 2, SHEET[1]
    shown = Dictionary()
    operators = []
    for half, form in zip(("L", "R"), halves, strict=True):
        if form is None:
            continue
        left, bottom, right, top = map(float, form["/BBox"])
        scale, high = _scale(form), top - bottom
        x = middle - scale * right if half == "L" else middle - scale * left
        y = (height - scale * high) / 2 - scale * bottom
        operators.append(f"q {scale:.6f} 0 0 {scale:.6f} {x:.4f} {y:.4f} cm /{half} Do Q")
        shown[f"/{half}"] = form
    side = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, *SHEET]),
        TrimBox=Array([round(edge, 4) for edge in spread]),
        Resources=Dictionary(XObject=shown),
        Contents=booklet.make_stream("\n".join([*operators, *marks]).encode()),
    )
    booklet.pages.append(pikepdf.Page(booklet.make_indirect(side)))
