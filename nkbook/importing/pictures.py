"""Pictures of the source: where they go in the book, by what they are and not by their name."""

from __future__ import annotations

import base64
import hashlib
import io
import posixpath
import re
import urllib.error
import urllib.request
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote, unquote_to_bytes, urlsplit

import pypdfium2 as pdfium
from PIL import Image

from nkbook.diagnostics.errors import NkbookError, SourceError
from nkbook.diagnostics.problems import Location, diagnostic
from nkbook.importing.folder import Folder

SUFFIXES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp")
_CONVERTED = (".bmp", ".tif", ".tiff", ".ico", ".avif", ".heic")
_KINDS = {"PNG": ".png", "JPEG": ".jpg", "MPO": ".jpg", "GIF": ".gif", "WEBP": ".webp"}
_LARGEST = 30_000_000  # bytes of one picture from the web
_LARGEST_FILE = 256_000_000  # bytes, as of any picture of a book
_ALL_FILES = 8_000_000_000
_SECONDS = 20
_DOTS, _POINTS = 300, 72  # an inch
_WIDEST = 4000  # pixels of a picture made of a page
_TYPES = {"image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml"}
_FRAME = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="240" height="120" viewBox="0 0 240 120">'
    b'<path d="M1 1h238v118H1zL239 119M239 1L1 119" fill="none" stroke="#999"/></svg>\n'
)
_NOT_IN_NAMES = re.compile(r"[^\w./-]+")


@dataclass(slots=True)
class Pictures:
    """Gathers the pictures that the texts name; ``files`` are to be written, by place."""

    folder: Folder
    fetch: bool = False
    site: Folder | None = None  # static/ of the site that the folder is a part of
    files: dict[str, bytes | Path] = field(default_factory=dict)
    places: dict[str, str | None] = field(default_factory=dict)  # by source: None cannot be used
    refused: dict[str, str] = field(default_factory=dict)  # by address, what the web said
    taken: set[str] = field(default_factory=set)  # places, in small letters
    size: int = 0  # of all files

    def place(self, path: str) -> str | None:
        """Return the place in chapters/ of a picture of the source, None if it cannot be used."""
        if path not in self.places:
            found = self.folder.find(path)
            data = _usable(found) if found is not None else self._held(path)
            self.places[path] = self._put(path, *data) if data else None
        return self.places[path]

    def _held(self, path: str) -> tuple[bytes, str] | None:
        """Return a picture inside a file of the source, None if there is none."""
        data = self.folder.held.get(path, b"")
        return (data, ".svg") if path.endswith(".svg") and data else _raster(data)

    def place_of_site(self, path: str) -> str | None:
        """Return the place of a picture that the site has and the source does not."""
        found = self.site.find(path) if self.site else None
        known = f"/{path}"
        if found is not None and known not in self.places:
            data = _usable(found)
            self.places[known] = self._put(path, *data) if data else None
        return self.places.get(known)

    def missing(self) -> str:
        """Return the place of an empty frame, which stands where the source lacks a picture."""
        place = "images/missing.svg"
        self.files[place] = _FRAME
        return place

    def from_the_web(self, address: str) -> str | None:
        """Return the place of a picture fetched by its address; None if it stays there.

        Only over http and https, of at most 30 MB, within 20 seconds, and only pictures.
        """
        if not self.fetch or address.startswith("data:"):
            return None
        if address not in self.places:
            data = self._fetched(address)
            name = posixpath.basename(urlsplit(address).path) or "picture"
            self.places[address] = self._put(f"web/{unquote(name)}", *data) if data else None
        return self.places[address]

    def inside(self, address: str) -> str | None:
        """Return the place of a picture that its address holds (``data:``), None if it is none."""
        if address not in self.places:
            head, _, words = address.partition(",")
            data = unquote_to_bytes(words)
            if head.endswith(";base64"):
                try:
                    data = base64.b64decode(data)
                except ValueError:
                    data = b""
            made = (data, ".svg") if head.startswith("data:image/svg+xml") else _raster(data)
            name = f"data/{hashlib.sha256(data).hexdigest()[:12]}"
            self.places[address] = self._put(name, *made) if made else None
        return self.places[address]

    def _fetched(self, address: str) -> tuple[bytes, str] | None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https"):
            self.refused[address] = "only http and https are fetched"
            return None
        safe = quote(address, safe=":/?#[]@!$&'()*+,;=%~")
        request = urllib.request.Request(safe, headers={"User-Agent": "nkbook"})  # noqa: S310
        try:
            with _OPENER.open(request, timeout=_SECONDS) as answer:
                kind = answer.headers.get_content_type()
                data = answer.read(_LARGEST + 1)
        except (TimeoutError, OSError, ValueError, urllib.error.URLError) as error:
            self.refused[address] = str(getattr(error, "reason", None) or error)
            return None
        if kind not in _TYPES or len(data) > _LARGEST:
            self.refused[address] = f"it is {kind}, {len(data)} bytes"
            return None
        if kind == "image/svg+xml":
            return data, ".svg"
        made = _raster(data)
        if made is None:
            self.refused[address] = "it holds no picture"
        return made

    def _put(self, path: str, data: bytes | Path, suffix: str) -> str:
        """Return the place for a picture: its path below images/, in letters for all systems.

        Raises SourceError (NK707) for pictures that are too large together.
        """
        stem = _NOT_IN_NAMES.sub("-", posixpath.splitext(path)[0]).strip("-/") or "picture"
        parts = [part for part in stem.split("/") if part.strip(".")]
        if parts and parts[0].lower() in ("images", "image", "img", "figures", "pictures"):
            parts = parts[1:] or parts
        base = "images/" + "/".join(parts)
        number, place = 1, base + suffix
        while place.lower() in self.taken and self.files.get(place) != data:
            number += 1
            place = f"{base}-{number}{suffix}"
        if place not in self.files:
            self.size += len(data) if isinstance(data, bytes) else data.stat().st_size
        if self.size > _ALL_FILES:
            message = f"pictures of more than {_ALL_FILES // 1_000_000_000} GB together"
            raise SourceError(diagnostic("NK707", message, Location(path)))
        self.taken.add(place.lower())
        self.files[place] = data
        return place


class _NoOtherScheme(urllib.request.HTTPRedirectHandler):
    """Follows redirections to http and https alone."""

    def redirect_request(  # noqa: PLR0913 — urllib's signature
        self,
        req: urllib.request.Request,
        fp: object,
        code: int,
        msg: str,
        headers: object,
        newurl: str,
    ) -> urllib.request.Request | None:
        if urlsplit(newurl).scheme not in ("http", "https"):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


_OPENER = urllib.request.build_opener(_NoOtherScheme)


def _usable(path: Path) -> tuple[bytes | Path, str] | None:
    """Return a picture, as its file or in another kind, and its suffix; None for no picture."""
    suffix = path.suffix.lower()
    try:
        is_small = path.stat().st_size <= _LARGEST_FILE
        if suffix == ".svg":
            return (path, ".svg") if is_small else None
        if suffix == ".pdf":
            return _of_pdf(path)
        if is_small and (suffix in SUFFIXES or suffix in _CONVERTED):
            data = path.read_bytes()
            if b"<svg" in data[:1000]:
                return path, ".svg"
            made = _raster(data)
            return (path, made[1]) if made and made[0] is data else made
    except OSError:
        return None
    return None


def _of_pdf(path: Path) -> tuple[bytes, str] | None:
    """Return the first page of a PDF, as LaTeX takes it for a picture, with 300 dots an inch."""
    try:
        with closing(pdfium.PdfDocument(path)) as document:
            page = document[0]
            largest = max(page.get_size()) / _POINTS * _DOTS
            scale = _DOTS / _POINTS * min(1.0, _WIDEST / largest)
            made = io.BytesIO()
            page.render(scale=scale).to_pil().save(made, "PNG")
            return made.getvalue(), ".png"
    except (pdfium.PdfiumError, ValueError, IndexError, OSError):
        return None


def _raster(data: bytes) -> tuple[bytes, str] | None:
    try:
        with Image.open(io.BytesIO(data)) as image:
            if kind := _KINDS.get(image.format or ""):
                return data, kind
            made = io.BytesIO()
            image.convert("RGBA" if "A" in image.getbands() else "RGB").save(made, "PNG")
            return made.getvalue(), ".png"
    except (NkbookError, MemoryError):
        raise
    except Exception:  # noqa: BLE001 — there is no error that a damaged picture can't cause
        return None
