"""Numbers in a figure's data with which nothing can be drawn, or not before the end of days."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from nkbook.manuscript.figures.maps import read_layers
from nkbook.manuscript.figures.model import AnyFigure, Map

MAP = {
    "kind": "map",
    "extent": [114.0, 22.0, 114.2, 22.1],
    "layers": [{"file": "a.geojson", "style": "land"}],
    "labels": [{"text": "甲", "at": [114.1, 22.05]}],
}
LINES = {
    "kind": "chart",
    "form": "lines",
    "series": [{"text": "甲", "points": [[1900, 1], [1901, 2]]}],
}


@pytest.mark.parametrize(
    ("figure", "path", "value"),
    [
        *((figure, ("width",), value) for figure in (MAP, LINES) for value in (1e308, 1e-9, 1e5)),
        *((MAP, ("width",), float(word)) for word in ("inf", "nan")),
        (MAP, ("scale",), float("inf")),
        (MAP, ("labels", 0, "turned"), float("inf")),
        (MAP, ("extent",), [0, -90, 1e-9, 90]),  # as high as it is to the sun
        (MAP, ("extent",), [0, 89.9, 1, 90]),
        (LINES, ("height",), float("inf")),
        (LINES, ("height",), 1e9),
    ],
)
def test_numbers_that_nothing_can_be_drawn_with(
    figure: dict[str, Any], path: tuple[str | int, ...], value: object
) -> None:
    AnyFigure.model_validate(figure)
    wrong = deepcopy(figure)
    inner: Any = wrong
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = value
    with pytest.raises(ValidationError):
        AnyFigure.model_validate(wrong)


@pytest.mark.parametrize("number", ["1e999", "NaN", "-Infinity", '"nan"'])
def test_places_that_are_nowhere(tmp_path: Path, number: str) -> None:
    line = f'{{"type": "LineString", "coordinates": [[114, 22], [{number}, 22]]}}'
    (tmp_path / "a.geojson").write_text(line, "utf-8")
    figure = AnyFigure.model_validate(MAP).root
    assert isinstance(figure, Map)
    shapes, problems = read_layers(figure, tmp_path / "a.yaml", "a.yaml")
    assert [one.code for one in problems] == ["NK310"]
    assert not shapes
