"""Draws a map from GeoJSON (RFC 7946): land, areas, water, towns, words, scale and legend."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from nkbook.diagnostics.errors import SourceError
from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.manuscript.figures.geometry import Projection
from nkbook.manuscript.figures.model import Label, Layer, Map, Town
from nkbook.manuscript.figures.placing import Obstacles, Spot, label_spots, placed, town_spots
from nkbook.manuscript.figures.svg import DARK, INK, MIDDLE, PAPER, Drawing, Look, width_of
from nkbook.manuscript.figures.towns import ROW, TOWN_SIZE, draw_sign, rows_of, write_name
from nkbook.manuscript.figures.words import Words
from nkbook.reading.text import read_text

# Edges have 3 to 1 with what is on both sides of them, in greys too (WCAG 2.2, 1.4.11).
_WATER, _SHORE = "#dfe8ec", "#667b87"
_LAND, _BORDER = "#f7f7f5", "#6b6b6b"
# A true grey, as captions call it, that stays apart from land and water in black ink alone.
_AREA, _EDGE = "#c6c6c6", "#4d4d4d"
_SIZES = {"country": 10.5, "region": 8.5, "water": 8.0, "river": 8.0}
_SPACING = {"country": 4.0, "region": 1.5}  # pt between letters
_LEGEND_SIZE, _LEGEND_LINE = 8.0, 13.0
_GAP = 4.0
_PIECE = re.compile(
    r"[\x21-\u02ff]+\s*|.[，。、；：？！）」』》〉]*\s*"
)  # of a line that may end there
# What a point of a line under words costs; the shore of what is land only is a border too.
_WEIGHTS = {"land": 2.5, "area": 2.0, "line": 2.5, "river": 2.0, "lake": 2.0}


@dataclass(frozen=True, slots=True)
class Shapes:
    """The shapes of a layer: polygons as lists of rings, lines as lists of places."""

    polygons: tuple[Sequence[Sequence[Sequence[float]]], ...]
    lines: tuple[Sequence[Sequence[float]], ...]


def read_layers(
    figure: Map, path: Path, shown: str
) -> tuple[tuple[Shapes, ...], tuple[Diagnostic, ...]]:
    """Return the shapes of a map's layers, and NK310 for each file that is not GeoJSON.

    ``path`` is the map's YAML file, ``shown`` what messages call it.
    """
    shapes: list[Shapes] = []
    problems: list[Diagnostic] = []
    for layer in figure.layers:
        file = path.parent / layer.file
        name = f"{shown.rpartition('/')[0]}/{layer.file}"
        try:
            shapes.append(_shapes(json.loads(read_text(file, name))))
        except SourceError as error:
            found = error.diagnostics[0]
            problems.append(
                diagnostic(
                    "NK310",
                    f'layer "{layer.file}": {found.message}',
                    Location(shown),
                    "paths are relative to the map's own file",
                )
            )
        except (ValueError, TypeError, KeyError, IndexError, RecursionError) as error:
            problems.append(
                diagnostic(
                    "NK310",
                    f"not GeoJSON: {error}",
                    Location(name, getattr(error, "lineno", None)),  # of what is no JSON at all
                    "a FeatureCollection of lines and polygons in degrees, RFC 7946",
                )
            )
    return tuple(shapes), tuple(problems)


def _shapes(data: Any) -> Shapes:
    polygons: list[Any] = []
    lines: list[Any] = []
    for geometry in _geometries(data):
        kind, places = geometry["type"], geometry.get("coordinates")
        match kind:
            case "Polygon":
                polygons.append(places)
            case "MultiPolygon":
                polygons.extend(places)
            case "LineString":
                lines.append(places)
            case "MultiLineString":
                lines.extend(places)
            case "Point" | "MultiPoint":
                continue  # towns are listed in the map's own file, with their names
            case _:
                raise ValueError(f'unknown geometry "{kind}"')
    for ring in [*lines, *(ring for polygon in polygons for ring in polygon)]:
        for place in ring:
            if not all(map(isfinite, (float(place[0]), float(place[1])))):
                raise ValueError("a place is no number of degrees")
    return Shapes(tuple(polygons), tuple(lines))


def _geometries(data: Any) -> Iterator[Any]:
    match data["type"]:
        case "FeatureCollection":
            for feature in data["features"]:
                yield from _geometries(feature)
        case "Feature":
            if data["geometry"] is not None:
                yield from _geometries(data["geometry"])
        case "GeometryCollection":
            yield from data["geometries"]
        case _:
            yield data


def draw(figure: Map, shapes: Sequence[Shapes], words: Words, drawing: Drawing) -> float:
    """Draw the map and return its height in points."""
    projection = Projection(*figure.extent, width=drawing.width)
    drawing.rectangle(0, 0, drawing.width, projection.height, fill=_WATER)
    for layer, found in zip(figure.layers, shapes, strict=True):
        _layer(layer, found, projection, words, drawing)
    _words(figure, shapes, projection, words, drawing)
    edge: Look = {"fill": "none", "stroke": INK, "stroke_width": 0.6}
    drawing.rectangle(0.3, 0.3, drawing.width - 0.6, projection.height - 0.6, **edge)
    return _legend(figure, projection, words, drawing)


def _layer(
    layer: Layer, shapes: Shapes, projection: Projection, words: Words, drawing: Drawing
) -> None:
    rings = [ring for polygon in shapes.polygons for ring in projection.polygon(polygon) if ring]
    lines = [line for path in shapes.lines for line in projection.line(path) if line]
    if not rings and not lines:
        words.problem(
            f'layer "{layer.file}" has nothing inside the extent',
            "GeoJSON's places are [longitude, latitude] in degrees",
        )
    drawing.path(rings, closed=True, **_fill(layer.style))
    drawing.path(lines, closed=False, fill="none", **_stroke(layer.style))


def _fill(style: str) -> Look:
    match style:
        case "land":
            paint: Look = {"fill": _LAND}
        case "area":
            paint = {"fill": _AREA, "fill_rule": "evenodd"}
        case "lake":
            paint = {"fill": _WATER, "fill_rule": "evenodd"}
        case _:
            paint = {"fill": "none"}
    return paint | _stroke(style)


def _stroke(style: str) -> Look:
    common: Look = {"stroke_linejoin": "round", "stroke_linecap": "round"}
    match style:
        case "area":
            return common | {"stroke": _EDGE, "stroke_width": 0.6, "stroke_dasharray": "2.4 1.6"}
        case "river":
            return common | {"stroke": _SHORE, "stroke_width": 0.7}
        case "lake":
            return common | {"stroke": _SHORE, "stroke_width": 0.4}
        case _:
            return common | {"stroke": _BORDER, "stroke_width": 0.5}


def _shown(place: Town | Label, projection: Projection, words: Words) -> bool:
    """Tell whether a place is on the map; if not, say so."""
    if projection.shows(*place.at):
        return True
    words.problem(
        f'"{place.text}" at [{place.at[0]:g}, {place.at[1]:g}] is outside the extent',
        "places are [longitude, latitude] in degrees",
    )
    return False


def _words(
    figure: Map,
    shapes: Sequence[Shapes],
    projection: Projection,
    words: Words,
    drawing: Drawing,
) -> None:
    """Draw the towns' signs and all words, each near where the author put it."""
    obstacles = Obstacles(projection.width, projection.height)
    for layer, found in zip(figure.layers, shapes, strict=True):
        weight = _WEIGHTS[layer.style]
        for polygon in found.polygons:
            for ring in projection.polygon(polygon):
                obstacles.add_line([*ring, *ring[:1]], weight)
        for path in found.lines:
            for line in projection.line(path):
                obstacles.add_line(line, weight)
    labels = [label for label in figure.labels if _shown(label, projection, words)]
    towns = [town for town in figure.towns if _shown(town, projection, words)]
    candidates = [
        label_spots(projection.point(*label.at), size_of(label, words), label.turned, label.kind)
        for label in labels
    ]
    for town in towns:
        x, y = projection.point(*town.at)
        radius = draw_sign(town.kind, x, y, drawing)
        obstacles.signs.append((x, y))
        box = width_of(words(town.text), TOWN_SIZE), TOWN_SIZE
        rows = rows_of(words(town.text))
        pair = max(width_of(row, TOWN_SIZE) for row in rows), ROW + TOWN_SIZE
        spots_of = town_spots((x, y), box, radius + 1.6, town.side, pair if len(rows) > 1 else None)
        candidates.append(spots_of)
    spots = placed(candidates, obstacles)
    for label, spot in zip(labels, spots, strict=False):
        _label(label, spot, words, drawing)
    for town, spot in zip(towns, spots[len(labels) :], strict=True):
        write_name(words(town.text), spot, drawing)


def size_of(label: Label, words: Words) -> tuple[float, float]:
    """Return how wide and high a label's words are."""
    text, size = words(label.text), _SIZES[label.kind]
    return width_of(text, size) + _SPACING.get(label.kind, 0.0) * (len(text) - 1), size


def _label(label: Label, spot: Spot, words: Words, drawing: Drawing) -> None:
    size = _SIZES[label.kind]
    look: Look = {"anchor": "middle", "turned": label.turned}
    if label.kind in _SPACING:
        look |= {"letter_spacing": _SPACING[label.kind]}
    if label.kind == "country":
        look |= {"fill": DARK}
    elif label.kind in ("water", "river"):
        look |= {"fill": "#3f5f6e"}
    drawing.text(spot.x, spot.y + size * 0.36, words(label.text), size, **look)


def in_lines(text: str, width: float) -> list[str]:
    """Return the lines of a legend's words in so much room, parted at blanks or between Han."""
    lines = [""]
    for piece in _PIECE.findall(text):
        if lines[-1] and width_of(lines[-1] + piece.rstrip(), _LEGEND_SIZE) > width:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def _legend(figure: Map, projection: Projection, words: Words, drawing: Drawing) -> float:
    """Draw the scale bar and the legend below the frame; return the height of it all."""
    y = projection.height + 10
    left = 0.0
    if figure.scale:
        length = figure.scale * projection.kilometre
        half = length / 2
        drawing.rectangle(0.3, y - 3, half, 3, fill=INK, stroke=INK, stroke_width=0.5)
        drawing.rectangle(half + 0.3, y - 3, half, 3, fill=PAPER, stroke=INK, stroke_width=0.5)
        text = f"{figure.scale:g} {words.label('kilometres')}"
        drawing.text(length + _GAP, y, text, _LEGEND_SIZE)
        left = length + _GAP + width_of(text, _LEGEND_SIZE) + 5 * _GAP
    items = [layer for layer in figure.layers if layer.legend]
    x = left
    for layer in items:
        text = words(layer.legend or "")
        needed = 18 + width_of(text, _LEGEND_SIZE)
        if x > left and x + needed > drawing.width:
            x, y = left, y + _LEGEND_LINE
        if x > 0 and x + needed > drawing.width:  # not even with the scale alone before it
            x, y, left = 0.0, y + _LEGEND_LINE, 0.0
        swatch: Look = {"stroke": MIDDLE, "stroke_width": 0.4}
        swatch |= _fill(layer.style)
        if layer.style in ("river", "line"):
            drawing.line((x, y - 2.6), (x + 13, y - 2.6), None, **_stroke(layer.style))
        else:
            drawing.rectangle(x, y - 6, 13, 7, **swatch)
        first, *others = in_lines(text, drawing.width - x - 17)
        drawing.text(x + 17, y, first, _LEGEND_SIZE)
        for line in others:
            y += _LEGEND_LINE
            drawing.text(x + 17, y, line, _LEGEND_SIZE)
        x += needed + 4 * _GAP
    return y + 4 if figure.scale or items else projection.height
