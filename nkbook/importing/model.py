"""What an import knows: the outline of a book in another tool's folder, and what was done to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Done(StrEnum):
    """What an import did with a construct of the source."""

    CHANGED = "changed"  # written as nkbook writes it
    DROPPED = "dropped"  # left out
    LOOK = "look at"  # carried over as well as can be: an author must decide


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that an import did: its kind in a few words, and the words of the source."""

    done: Done
    kind: str
    path: str  # in the source
    words: str


@dataclass(slots=True)
class Log:
    """Collects what is done to one file of the source."""

    path: str
    changes: list[Change] = field(default_factory=list)

    def changed(self, kind: str, words: str) -> None:
        """Note a construct that is written in nkbook's way."""
        self.changes.append(Change(Done.CHANGED, kind, self.path, words))

    def dropped(self, kind: str, words: str) -> None:
        """Note a construct that is left out."""
        self.changes.append(Change(Done.DROPPED, kind, self.path, words))

    def look(self, kind: str, words: str) -> None:
        """Note a construct that an author must look at."""
        self.changes.append(Change(Done.LOOK, kind, self.path, words))


@dataclass(frozen=True, slots=True)
class Node:
    """An entry of a table of contents: a file, a heading over entries, or both.

    ``numbered`` is None where the tool does not say. ``text`` is given where the entry is a piece
    of a file; ``part`` says that the tool calls the node a part.
    """

    title: str = ""
    path: str | None = None
    children: tuple[Node, ...] = ()
    numbered: bool | None = None
    text: str | None = None
    part: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What a rewrite is told of the file that it rewrites.

    ``read`` returns the text of another file of the source by its path from the source's root, or
    None; ``like`` the path of the only one with the same name and another suffix or folder.
    ``variables`` are the tool's own, as ``{{ book.name }}`` names them.
    """

    path: str  # from the source's root, with /
    root: str  # the folder to which paths that begin with / belong
    read: Callable[[str], str | None]
    variables: Mapping[str, str] = field(default_factory=dict)
    plots_of: Callable[[str], tuple[str, ...]] = lambda _label: ()  # Folder.plots_of
    like: Callable[[str], str | None] = lambda _path: None  # Folder.like


Rewrite = Callable[[str, Page, Log], str]


@dataclass(frozen=True, slots=True)
class Outline:
    """A book as its tool describes it; empty where it says nothing.

    ``authors`` are names with MARC's code of their role. ``rewrites`` turn the tool's own syntax
    into nkbook's, in order.
    """

    title: str = ""
    subtitle: str = ""
    authors: tuple[tuple[str, str], ...] = ()
    language: str = ""
    description: str = ""
    date: str = ""
    root: str = ""
    front: tuple[Node, ...] = ()
    body: tuple[Node, ...] = ()
    back: tuple[Node, ...] = ()
    bibliographies: tuple[str, ...] = ()
    rewrites: tuple[Rewrite, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
