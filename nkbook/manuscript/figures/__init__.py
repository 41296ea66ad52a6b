"""Figures that the build draws from data: maps, timelines and charts, in the edition's words.

An image whose source is a YAML file, ``![caption](data/map.yaml){#map alt="…"}``, is drawn as SVG.
"""

from __future__ import annotations

from nkbook.manuscript.figures.draw import Studio, draw, load

__all__ = ["Studio", "draw", "load"]
