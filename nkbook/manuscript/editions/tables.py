"""Reads nkbook's own tables of words and characters, ``data/*.tsv``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType


@cache
def table(name: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of a table by the column names of its first line.

    Lines that begin with # are comments; cells that are left out at the end of a row are empty.
    """
    text = (resources.files("nkbook.manuscript.editions") / "data" / name).read_text(
        encoding="utf-8"
    )
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    head = lines[0]
    return tuple(
        MappingProxyType(dict(zip(head, line + [""] * (len(head) - len(line)), strict=True)))
        for line in lines[1:]
    )
