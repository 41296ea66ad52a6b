"""The table [limits] of book.toml: what a book may ask of the machine that builds it."""

from __future__ import annotations

from types import MappingProxyType

from pydantic import Field

from nkbook.project.config.table import Table


class Limits(Table):
    """[limits]: what a book may ask of the machine. No book of text and pictures comes near them.

    They stop what would fill the memory or never end, by mistake or by intent. A book of unusual
    size raises them; for a book of strangers ``strict`` gives those that it may not raise.
    """

    build_seconds: int = Field(
        21_600,
        ge=1,
        le=2_592_000,
        description=(
            "The time of the whole build or check by the clock, in seconds. It counts while the"
            " machine does other things too."
        ),
    )
    task_seconds: int = Field(
        3600,
        ge=1,
        le=360_000,
        description=(
            "The processor time of one task, in seconds: a chapter's layout, or a file's. A book"
            " that is laid out as a whole is one task, and so is all that comes before and after:"
            " to read the book, to convert it, to join its pages."
        ),
    )
    task_memory: int = Field(
        8192,
        ge=256,
        le=1_048_576,
        description="The memory that such a task may take, in megabytes. Linux alone keeps to it.",
    )
    picture_megapixels: int = Field(
        100,
        ge=1,
        le=170,
        description=(
            "The size of one picture, in millions of pixels, up to 170: a full page at 1200 dpi has"
            " about 70."
        ),
    )
    all_megapixels: int = Field(
        20_000,
        ge=1,
        description="The size of all pictures of the book together, in millions of pixels.",
    )
    drawing_elements: int = Field(
        100_000,
        ge=100,
        le=10_000_000,
        description=(
            "The elements that one SVG draws, each counted as often as <use>, a pattern or a marker"
            " repeats it."
        ),
    )
    drawing_points: int = Field(
        2_000_000,
        ge=1_000,
        le=100_000_000,
        description="The numbers in the paths and lines of one SVG, counted likewise.",
    )
    stylesheet_kilobytes: int = Field(
        1_000, ge=1, le=100_000, description="The size of one stylesheet, in kilobytes."
    )
    table_cells: int = Field(50_000, ge=100, le=10_000_000, description="The cells of one table.")

    @classmethod
    def strict(cls) -> Limits:
        """Return the limits of a book that a stranger sent: enough for a long illustrated one."""
        return cls().model_copy(update=_STRICT)

    def at_most(self, other: Limits) -> Limits:
        """Return these limits, each no higher than the other's."""
        return self.model_copy(
            update={name: min(value, getattr(other, name)) for name, value in self}
        )


_STRICT = MappingProxyType(
    {
        "build_seconds": 1_800,
        "task_seconds": 600,
        "task_memory": 2048,
        "picture_megapixels": 50,
        "all_megapixels": 2_000,
        "drawing_elements": 20_000,
        "drawing_points": 200_000,
        "stylesheet_kilobytes": 200,
        "table_cells": 10_000,
    }
)
