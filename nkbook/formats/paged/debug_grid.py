"""A sheet of manuscript paper under the text, for the designer: every character in its square."""

from __future__ import annotations

from urllib.parse import quote

from nkbook.formats.paged.trims import Trim

_COLOUR = "#7fc8d8"
_BASELINE = 13.54 / 18  # of a line, in the theme's Chinese face
_BELOW = 0.12  # of an em: how far the em square reaches below the baseline


def debug_grid(paper: Trim) -> str:
    """Return the rules that draw the text block's squares and baselines on every page.

    The squares have the paper's measure and pitch (pt), as unadjusted text would fill them.
    """
    image = quote(_squares(paper))
    # The background of a page begins where its text block does.
    return (
        f'@page{{background:url("data:image/svg+xml,{image}") no-repeat 0 0;'
        f"background-size:{paper.characters * paper.size:g}pt {paper.lines * paper.pitch:g}pt}}\n"
    )


def _squares(paper: Trim) -> str:
    size, pitch = paper.size, paper.pitch
    width, height = paper.characters * size, paper.lines * pitch
    floors = [number * pitch + _BASELINE * pitch for number in range(paper.lines)]
    squares = "".join(
        f"M{column * size:g} {floor - (1 - _BELOW) * size:g}h{size:g}v{size:g}h-{size:g}z"
        for floor in floors
        for column in range(paper.characters)
    )
    baselines = "".join(f"M0 {floor:g}h{width:g}" for floor in floors)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}pt" height="{height:g}pt" '
        f'viewBox="0 0 {width:g} {height:g}" fill="none" stroke-width=".25">'
        f'<path d="{squares}" stroke="{_COLOUR}"/><path d="{baselines}" stroke="#e08080"/>'
        f'<rect width="{width:g}" height="{height:g}" stroke="{_COLOUR}"/></svg>'
    )
