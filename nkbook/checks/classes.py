"""Finds classes that neither nkbook nor the book's own stylesheets do anything for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.model.classes import BLOCKS, LEVELS, PANDOC, PUBLIC, as_written, is_own
from nkbook.model.document import Document, Element

_CODE = ("code", "pre")  # whose classes name languages


def unknown_classes(documents: Iterable[Document], styled: Collection[str]) -> Iterator[Diagnostic]:
    """Yield one NK274 for each class that means nothing, at its first place.

    ``styled`` are those that the book's own stylesheets name.
    """
    places: dict[str, list[Location]] = {}
    for document in documents:
        for root in (document.tree, *(note.body for note in document.notes)):
            for element in root.iter("*"):
                if element.tag not in _CODE and (names := element.get("class")):
                    for name in names.split():
                        if not _is_known(name, str(element.tag), styled):
                            where = Location(document.chapter.source, _line(element))
                            places.setdefault(as_written(name), []).append(where)
    for number, (name, found) in enumerate(places.items()):
        times = f" ({len(found)} places)" if len(found) > 1 else ""
        message = f'nothing is done for class "{name}"{times}'
        yield diagnostic("NK274", message, found[0], _hint(name, whole=number == 0))


def _is_known(name: str, tag: str, styled: Collection[str]) -> bool:
    own = is_own(name, tag) or name in BLOCKS or (tag == "section" and name in LEVELS)
    return own or name in PUBLIC | PANDOC or name in styled or as_written(name) in styled


def _hint(name: str, *, whole: bool) -> str:
    """Return what an author may have meant; with ``whole``, all classes that nkbook knows."""
    near = get_close_matches(name, PUBLIC, n=1)
    meant = [f'did you mean "{near[0]}"?'] if near else []
    if whole:
        meant.append(f"nkbook knows {', '.join(sorted(PUBLIC))};")
    return " ".join([*meant, f"a class of the book's own is named in styles/book.css: .{name}"])


def _line(element: Element) -> int | None:
    place: Element | None = element
    while place is not None and not place.get("data-line"):
        place = place.getparent()
    return int(place.get("data-line", "0")) if place is not None else None
