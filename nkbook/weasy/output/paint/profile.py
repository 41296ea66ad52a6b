"""The colour space of a file for the archive."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from weasyprint.css import ColorProfile

_PROFILE = "sRGB2014.icc"  # comes with WeasyPrint


def add_profile(document: Any) -> None:
    """Give a weasyprint.Document the colour space of screens for its colours and its output."""
    # As WeasyPrint does it for output_intent="srgb", but it leaves the file open.
    with (files("weasyprint.pdf") / _PROFILE).open("rb") as file:
        channels = (["r"], ["g"], ["b"])
        profile = ColorProfile(file, _PROFILE, "relative-colorimetric", channels)
    document.color_profiles["srgb"] = profile
    document.output_intent = "srgb"
