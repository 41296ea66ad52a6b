"""Proves a picture's file sound, whatever its name says, and makes of it one that formats show."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from nkbook.look.colour import open_profile
from nkbook.look.drawings import SVG_TYPE, drawing, embedded
from nkbook.project.svg_files import clean
from nkbook.store import Store

DATA_TYPE = "application/yaml"  # drawn by nkbook.manuscript.figures
_SUFFIXES = {
    SVG_TYPE: (".svg",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
}
_JPEG, _PNG = "image/jpeg", "image/png"
_PNG_BEGINS = b"\x89PNG"
_REDUCED = 8  # a JPEG is read at an eighth of its size, which finds whether it is cut short
_REMEDIES = {
    b"%PDF": "a PDF; make an SVG of it: pdftocairo -svg a.pdf a.svg",
    b"%!PS": "PostScript; make an SVG of it: ps2pdf a.eps a.pdf, then pdftocairo -svg a.pdf a.svg",
    b"\xc5\xd0\xd3\xc6": "PostScript; save it as SVG or PNG",
    b"\x1f\x8b": "compressed; unpack it first (gunzip makes an .svg of an .svgz)",
    b"version https://git-lfs": "a pointer of Git LFS; fetch the picture: git lfs pull",
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A sound picture: ``suffix`` ends its name, ``data`` is what differs from the file.

    ``said`` is what the author should know of it: pairs of a code and a message.
    """

    media_type: str
    suffix: str
    data: bytes | None = None
    said: tuple[tuple[str, str], ...] = ()


class UnusableError(ValueError):
    """A file is no picture that a book can show; the text says why."""


def examine(
    path: Path, data: bytes, sibling: Callable[[str], bytes | None], store: Store
) -> Picture:
    """Return the picture that a file's ``data`` hold; raises UnusableError, OSError.

    ``path`` only gives its name. ``sibling`` returns the content of a file that a drawing names.
    ``store`` keeps what was found of large pictures.
    """
    if path.suffix.lower() in (".yaml", ".yml"):
        return Picture(DATA_TYPE, path.suffix)
    try:
        if _is_markup(data):
            return _drawing(path, data, sibling)
        return _raster(path, data, store)
    except UnidentifiedImageError:
        raise UnusableError(_unknown(path, data)) from None
    except Image.DecompressionBombError:
        raise UnusableError(
            "it has far more pixels than a page can show; make it smaller"
        ) from None
    except UnusableError:
        raise
    except (OSError, SyntaxError, ValueError) as error:
        raise UnusableError(f"it is damaged ({str(error) or type(error).__name__})") from error


def _is_markup(data: bytes) -> bool:
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" or data[:2] in (b"\xff\xfe", b"\xfe\xff")


def _unknown(path: Path, data: bytes) -> str:
    """Return why a file that no reader of pictures knows is none."""
    if not data:
        return "it is empty"
    for start, remedy in _REMEDIES.items():
        if data.startswith(start):
            return f"it is {remedy}"
    known = {suffix for suffixes in _SUFFIXES.values() for suffix in suffixes}
    if path.suffix.lower() in known:
        return "it holds no picture, or a damaged one"
    return "it is of no known kind; save it as SVG, PNG or JPEG"


def _drawing(path: Path, data: bytes, sibling: Callable[[str], bytes | None]) -> Picture:
    try:
        root = drawing(data)
    except etree.XMLSyntaxError:
        if path.suffix.lower() != ".svg":
            raise UnusableError("it is a web page, not a picture") from None
        raise
    name = etree.QName(root).localname
    if name != "svg":
        raise UnusableError(f"its root element is <{name}>")
    cleaned = clean(root, sibling)
    for item in embedded(root):
        try:
            check_raster(item.data)
        except UnidentifiedImageError:
            raise UnusableError("a picture in it is none, or a damaged one") from None
        except (OSError, SyntaxError, ValueError) as error:
            raise UnusableError(f"a picture in it: {error}") from error
    if cleaned.changed and next(root.iter(etree.Entity), None) is not None:
        raise UnusableError("it has entities of its own; save it anew, as plain SVG")
    said = tuple(("NK315", message) for message in cleaned.said)
    new = etree.tostring(root, encoding="utf-8") if cleaned.changed else None
    return _named(path, Picture(SVG_TYPE, ".svg", new, said))


def _named(path: Path, picture: Picture) -> Picture:
    """Return a picture with its own suffix, if its name has another, and with a word on that."""
    if path.suffix.lower() in _SUFFIXES[picture.media_type]:
        return Picture(picture.media_type, path.suffix, picture.data, picture.said)
    kind = picture.media_type.removeprefix("image/").removesuffix("+xml").upper()
    said = (*picture.said, ("NK313", f"it is a {kind} by its content and is used as one"))
    return Picture(picture.media_type, picture.suffix, picture.data, said)


def _raster(path: Path, data: bytes, store: Store) -> Picture:
    if data.startswith(_PNG_BEGINS):
        media_type = check_raster(data)  # as quick as a key
    else:
        media_type = store.made("sound", lambda: check_raster(data).encode(), data=data).decode()
    if media_type in _SUFFIXES:
        return _named(path, Picture(media_type, _SUFFIXES[media_type][0]))
    kind = media_type.removeprefix("image/").upper()
    made = store.made("converted", lambda: b"\n".join(_converted(data)), data=data)
    kind_made, _, new = made.partition(b"\n")
    new_type = kind_made.decode()
    suffix = _SUFFIXES[new_type][0]
    message = f"it is turned from {kind} into {suffix[1:].upper()}, which all formats show"
    return Picture(new_type, suffix, new, (("NK313", message),))


def _converted(data: bytes) -> tuple[bytes, bytes]:
    """Return a picture of any kind as PNG or, in inks, as JPEG; of several, the first.

    What comes first is its media type.
    """
    made = io.BytesIO()
    with Image.open(io.BytesIO(data)) as image:
        profile = image.info.get("icc_profile")
        upright = ImageOps.exif_transpose(image)
        if upright.mode == "CMYK":
            upright.save(made, "JPEG", quality=95, subsampling=0, icc_profile=profile)
            return _JPEG.encode(), made.getvalue()
        if upright.mode not in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
            upright = upright.convert("L" if upright.mode in ("I", "F") else "RGB")
        upright.save(made, "PNG", icc_profile=profile)
    return _PNG.encode(), made.getvalue()


def check_raster(data: bytes) -> str:
    """Return the media type of a picture that is whole; raises as Pillow does, and ValueError."""
    with Image.open(io.BytesIO(data)) as image:
        profile = image.info.get("icc_profile")
        # Cameras put a second picture behind the first: what shows JPEG shows that.
        kind = {"MPO": "JPEG"}.get(image.format or "", image.format or "")
        if kind == "PNG":
            image.verify()  # its checksums
        else:
            image.draft(None, (image.width // _REDUCED, image.height // _REDUCED))
            image.load()
    if profile:
        try:
            open_profile(profile)
        except (OSError, ImageCms.PyCMSError):
            raise UnusableError(
                "its colour profile is broken; save it with another, or with none"
            ) from None
    media_type = Image.MIME.get(kind)
    if kind in ("EPS", "WMF") or media_type is None:
        raise UnusableError("it is of no known kind; save it as SVG, PNG or JPEG")
    return media_type
