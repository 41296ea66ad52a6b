"""Sets the spine of a Chinese book: characters one below the other, Latin words on their side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import uharfbuzz
from markupsafe import Markup

from nkbook.look.css.families import css_list
from nkbook.look.fonts import FontSet
from nkbook.look.geta import printed
from nkbook.model.metadata import Metadata
from nkbook.typesetting.han import is_wide

NARROWEST = 5.0  # mm; a thinner spine has no type: it would run over the edges
_MM = 72 / 25.4  # pt
_SHARE = 0.6  # of the spine's width, the size of type
_LARGEST, _SMALLEST = 19.0, 6.0  # pt
_LEADING = 1.12  # em from one character to the next
_BASELINE = 0.88  # em below the top of a full-width character
_SIDE = 0.36  # em, half the height of a line of Latin letters
# Full-width marks that lie along the line.
_TURNED = frozenset("—…－–-~～《》〈〉「」『』（）【】〔〕()")


@dataclass(frozen=True, slots=True)
class Run:
    """A character upright, or several on their side; ``length`` in em."""

    text: str
    turned: bool
    length: float


def runs(text: str, fonts: FontSet, weight: int) -> tuple[Run, ...]:
    """Return a text in the pieces that a vertical line sets."""
    return tuple(_runs(printed(text, fonts), fonts, weight))


def _runs(text: str, fonts: FontSet, weight: int) -> Iterator[Run]:
    for turned, group in groupby(text, _lies):
        characters = "".join(group)
        if turned:
            words = characters.strip()
            if words:
                yield Run(words, turned=True, length=advance(words, fonts, weight) + 0.32)
        else:
            for character in characters:
                yield Run(character, turned=False, length=_LEADING)


def _lies(character: str) -> bool:
    return character in _TURNED or not is_wide(character, ambiguous=True)


def advance(text: str, fonts: FontSet, weight: int) -> float:
    """Return the length of a text in em, each character in the first font that has it."""
    faces = [face for face in fonts.faces if face.style == "normal"]
    order = {name: place for place, name in enumerate(fonts.stack(chinese_first=False))}
    faces.sort(key=lambda face: (abs(face.weight - weight), order[face.family]))
    paths = [face.path for face in faces]

    def path(character: str) -> Path:
        return next((path for path in paths if _has(path, character)), paths[0])

    return sum(_shaped("".join(group), path_of) for path_of, group in groupby(text, path))


@cache
def _font(path: Path) -> uharfbuzz.Font:
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))))


def _has(path: Path, character: str) -> bool:
    return bool(_font(path).get_nominal_glyph(ord(character)))


def _shaped(text: str, path: Path) -> float:
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    font = _font(path)
    uharfbuzz.shape(font, buffer)
    return float(sum(item.x_advance for item in buffer.glyph_positions) / font.face.upem)


@dataclass(frozen=True, slots=True)
class Spine:
    """A spine (mm): its width and height, and where the map of the cover ends below the head."""

    width: float
    height: float
    split: float
    above: str  # colour of the type on the map, and of what hides the map's lines behind it
    ground: str
    below: str


@dataclass(frozen=True, slots=True)
class _Type:
    """How a line of type looks: size in pt, weight, colour."""

    size: float
    weight: int
    colour: str


def drawing(metadata: Metadata, fonts: FontSet, spine: Spine) -> Markup:
    """Return the spine's type as SVG: title in the map, makers in the field below."""
    margin = 12 * _MM
    middle = spine.width * _MM / 2
    room = spine.split * _MM - 2 * margin
    title = _title(metadata.title, fonts, room, spine.width)
    large = _size(title, room, spine.width, 1.0)
    makers = _joined((creator.name for creator in metadata.creators), fonts)
    house = runs(metadata.publisher.name, fonts, 400) if metadata.publisher else ()
    top = (spine.split + 9) * _MM
    field = spine.height * _MM - margin - top
    small = _size((*makers, *house), field - margin, spine.width, 0.62)
    foot = spine.height * _MM - margin - _length(house) * small
    plain = _Type(small, 400, spine.below)
    # The map's lines stop at the title, as they do at the names on a map.
    clearing = (
        f'<rect x="{middle - 0.68 * large:.2f}" y="{margin - 0.2 * large:.2f}" '
        f'width="{1.36 * large:.2f}" height="{(_length(title) + 0.3) * large:.2f}" '
        f'fill="{spine.ground}"/>'
    )
    parts = [
        clearing,
        _line(title, middle, margin, _Type(large, 700, spine.above)),
        _line(makers, middle, top, plain),
        _line(house, middle, foot, plain),
    ]
    families = quoteattr(css_list(fonts.stack(chinese_first=True), quote="'"))
    return Markup(  # noqa: S704 — escaped below
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{spine.width:g}mm" '
        f'height="{spine.height:g}mm" viewBox="0 0 {spine.width * _MM:g} {spine.height * _MM:g}" '
        f"font-family={families}>{''.join(parts)}</svg>"
    )


def _title(title: str, fonts: FontSet, room: float, width: float) -> tuple[Run, ...]:
    """Return the title, or the part before its colon where all of it would be too small."""
    whole = runs(title, fonts, 700)
    if "：" in title and _length(whole) * min(_LARGEST, width * _MM * _SHARE) > room:
        return runs(title.partition("：")[0], fonts, 700)
    return whole


def _joined(names: Iterable[str], fonts: FontSet) -> tuple[Run, ...]:
    gap = Run("", turned=False, length=0.6)
    found: list[Run] = []
    for name in names:
        found += [*([gap] if found else []), *runs(name, fonts, 400)]
    return tuple(found)


def _length(line: tuple[Run, ...]) -> float:
    return sum(run.length for run in line)


def _size(line: tuple[Run, ...], room: float, width: float, share: float) -> float:
    """Return the size (pt) at which a line fits the spine's width and the room given."""
    wanted = share * min(_LARGEST, width * _MM * _SHARE)
    return max(min(wanted, room / _length(line)), _SMALLEST) if line else wanted


def _line(line: tuple[Run, ...], middle: float, top: float, look: _Type) -> str:
    """Return a vertical line of type from ``top`` down."""
    parts = []
    y = top
    for run in line:
        text = escape(run.text)
        if run.turned:
            place = f"translate({middle - _SIDE * look.size:.2f} {y + 0.1 * look.size:.2f})"
            parts.append(f'<text transform="{place} rotate(90)">{text}</text>')
        elif run.text:
            parts.append(
                f'<text x="{middle:.2f}" y="{y + _BASELINE * look.size:.2f}" '
                f'text-anchor="middle">{text}</text>'
            )
        y += run.length * look.size
    return (
        f'<g font-size="{look.size:.2f}" font-weight="{look.weight}" fill="{look.colour}">'
        f"{''.join(parts)}</g>"
    )
