"""What the formats share: the context they get and the artifact they return."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeAlias

from nkbook.diagnostics.problems import Diagnostic
from nkbook.look.templating import Templates
from nkbook.look.theme import Theme
from nkbook.model.pagemap import PageMap
from nkbook.model.publication import Publication
from nkbook.project.config.options import Options
from nkbook.store import Store


@dataclass(frozen=True, slots=True)
class Sibling:
    """An edition that is made in the same run, to whose pages those of another may lead."""

    id: str
    language: str
    name: str  # in its own language: 香港版
    pages: frozenset[str]  # by their ids


@dataclass(frozen=True, slots=True)
class FormatContext:
    """All that a format needs besides the publication; ``work`` is a scratch folder of its own."""

    theme: Theme
    templates: Templates
    options: Options  # as book.toml has them
    source_date: datetime.datetime  # UTC; the only date that output may hold
    version: str  # of nkbook
    work: Path
    page_map: PageMap | None = None  # of the PDF of the same edition, if that was laid out before
    debug_grid: bool = False  # of the build request: draw the text block's squares in the PDF
    store: Store = field(default_factory=partial(Store, None))  # of what takes long to make
    # Of the editions that book.toml names: their products by format, as URIs, by language.
    products: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    forthcoming: bool = False  # the day of the release is still to come
    together: tuple[str, ...] = ()  # names of the formats that the build makes of the edition
    editions: tuple[Sibling, ...] = ()  # all that the build makes, this one too


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file or folder that a format wrote, and what there is to report about it."""

    path: Path
    pages: int | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    page_map: PageMap | None = None
    beside: tuple[tuple[str, Path], ...] = ()  # what goes with it: name in the manifest, path


@dataclass(frozen=True, slots=True)
class Made:
    """What a build made of an edition, still in the work folder: a format's file, or one beside."""

    path: Path
    edition: str
    format: str  # its name in the manifest
    pages: int | None = None


Renderer: TypeAlias = Callable[[Publication, FormatContext, Path], Artifact]
"""Writes a publication to a path, a file or a folder; raises NkbookError with all problems."""

Joiner: TypeAlias = Callable[[Sequence[Publication], FormatContext, Sequence[Made], Path], Artifact]
"""Makes one folder of what a format made of each edition; it is given all that the build made.

Raises NkbookError with all problems.
"""
