"""A stylesheet of a book as every format gets it: it fetches nothing and grows within bounds."""

from __future__ import annotations

import io
import re
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

import tinycss2
from PIL import Image

from nkbook.diagnostics.errors import NkbookError
from nkbook.look.css.addresses import Dropped, Keep, is_inside, kept
from nkbook.look.css.bounds import Excess, declaration_excesses, excesses, too_deep
from nkbook.reading.parsed import NOT_IN_XML

_RASTER = re.compile(
    r"data:image/(?:png|jpeg|gif|webp)(;base64)?,(.*)\Z", re.DOTALL | re.IGNORECASE
)
_ESCAPE = re.compile(r"\\(?:([0-9A-Fa-f]{1,6})|.)", re.DOTALL)
_MOST_PIXELS = 20_000_000  # of a picture that is in a stylesheet itself


@dataclass(frozen=True, slots=True)
class Cleaned:
    """CSS that is safe, ``""`` where it is beyond a bound; and what is left out, with its line."""

    css: str
    dropped: tuple[tuple[int, str], ...] = ()
    excess: tuple[Excess, ...] = ()


def cleaned(css: str, keep: Keep | None = None) -> Cleaned:
    """Return a stylesheet without what it would fetch; ``keep`` is that of ``addresses``.

    By default fragments, pictures in the sheet itself and names of files beside it may stay.
    """
    return _cleaned(css, keep or keep_inside, lambda nodes: list(excesses(nodes)))


def cleaned_declarations(css: str, keep: Keep | None = None) -> Cleaned:
    """Return what ``cleaned`` does for the declarations of a ``style`` attribute."""
    return _cleaned(css, keep or keep_inside, lambda nodes: list(declaration_excesses(nodes)))


def _cleaned(css: str, keep: Keep, bounds: Callable[[list[object]], list[Excess]]) -> Cleaned:
    css = _ESCAPE.sub(_writable, css)
    nodes = tinycss2.parse_component_value_list(css)
    if deep := too_deep(nodes):
        return Cleaned("", excess=(deep,))
    if beyond := bounds(nodes):
        return Cleaned("", excess=tuple(beyond))
    dropped: Dropped = []
    changed: list[str] = []

    def noted(address: str) -> str | None:
        new = keep(address)
        if new is not None and new != address:
            changed.append(address)
        return new

    nodes = kept(nodes, noted, dropped)
    return Cleaned(tinycss2.serialize(nodes) if dropped or changed else css, tuple(dropped))


def _writable(escape: re.Match[str]) -> str:
    """Return an escape; for U+FFFD, if that of half a character or of one that XML forbids.

    CSS Syntax 3, section 4.3.7, says so of surrogates, which tinycss2 makes of them; no file can
    hold one, nor could an XML file or an attribute hold the others.
    """
    if escape[1] and NOT_IN_XML.match(chr(min(int(escape[1], 16), 0x10FFFF))):
        return "\\fffd "
    return escape[0]


def keep_inside(address: str) -> str | None:
    """Return an address that leads to nothing outside the book, as a sheet of it may have."""
    if address.startswith("#") or is_inside(address):
        return address
    return keep_own(address)


def keep_own(address: str) -> str | None:
    """Return an address of what is in the file itself: a fragment, or a picture that is sound."""
    if address.startswith("#"):
        return address
    found = _RASTER.match(address.strip())
    if found is None:
        return None
    try:
        data = unquote_to_bytes(found[2])
        data = b64decode(b"".join(data.split())) if found[1] else data
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > _MOST_PIXELS:
                return None
            image.load()
    except (NkbookError, MemoryError):
        raise
    except Exception:  # noqa: BLE001 — there is no error that a damaged picture can't cause
        return None
    return address
