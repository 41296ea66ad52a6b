"""Proves a picture's file sound, whatever its name says, and makes of it one that formats show."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from lxml import etree
from PIL import Image, ImageCms, ImageFile, UnidentifiedImageError

from nkbook.diagnostics.errors import NkbookError
from nkbook.look.colour import open_profile
from nkbook.look.drawings import LARGE_PICTURE, SVG_TYPE, drawing, embedded
from nkbook.look.rasters import upright
from nkbook.look.svg.cleaning import clean
from nkbook.look.svg.measuring import Bounds, ExcessError
from nkbook.model.elements import SVG
from nkbook.project.config.limits import Limits
from nkbook.project.whole_files import is_whole_gif, is_whole_png
from nkbook.store import Store

DATA_TYPE = "application/yaml"  # drawn by nkbook.manuscript.figures
_SUFFIXES = {
    SVG_TYPE: (".svg",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
}
_TORN = "image/x-torn-gif"  # which some programs show, and some do not
_JPEG, _PNG = "image/jpeg", "image/png"
_MEGA = 1_000_000
_MOVING = ("GIF", "WEBP")  # and PNG, of which a book shows the first frame
_MOST_MOVING = 2_000_000_000  # pixels of all frames together
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

    ``said`` is what the author should know of it: pairs of a code and a message. ``pixels`` are
    those of its own, of all its frames.
    """

    media_type: str
    suffix: str
    data: bytes | None = None
    said: tuple[tuple[str, str], ...] = ()
    pixels: int = 0


class UnusableError(ValueError):
    """A file is no picture that a book can show; the text says why."""


class TooLargeError(UnusableError):
    """A picture that is beyond the limits of the book."""


def examine(
    path: Path,
    data: bytes,
    sibling: Callable[[str], bytes | None],
    store: Store,
    limits: Limits,
) -> Picture:
    """Return the picture that a file's ``data`` hold; raises UnusableError, OSError.

    ``path`` only gives its name. ``sibling`` returns the content of a file that a drawing names.
    ``store`` keeps what was found of large pictures. Nothing is unpacked before its size is known
    to be within the ``limits``: TooLargeError.
    """
    if path.suffix.lower() in (".yaml", ".yml"):
        return Picture(DATA_TYPE, path.suffix)
    try:
        with _strict():
            if _is_markup(data):
                return _drawing(path, data, sibling, limits)
            return _raster(path, data, store, limits)
    except UnidentifiedImageError:
        raise UnusableError(_unknown(path, data)) from None
    except (UnusableError, NkbookError, MemoryError):
        raise
    except Exception as error:
        # There is no error that a damaged picture cannot cause in Pillow.
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


def _drawing(
    path: Path, data: bytes, sibling: Callable[[str], bytes | None], limits: Limits
) -> Picture:
    try:
        root = drawing(data)
    except etree.XMLSyntaxError:
        if path.suffix.lower() != ".svg":
            raise UnusableError("it is a web page, not a picture") from None
        raise
    name = etree.QName(root).localname
    if name != "svg":
        raise UnusableError(f"its root element is <{name}>")
    space = etree.QName(root).namespace
    if space not in (None, SVG.strip("{}")):
        raise UnusableError(f'its root element is no drawing, but of "{space[:60]}"')
    try:
        cleaned = clean(root, sibling, Bounds(limits.drawing_elements, limits.drawing_points))
    except ExcessError as error:
        raise TooLargeError(str(error)) from None
    pixels = sum(_pixels_inside(item.data, limits) for item in embedded(root))
    said = tuple(
        ("NK315", f"line {line}: {message}" if line else message) for line, message in cleaned.said
    )
    encoding = str(root.getroottree().docinfo.encoding or "utf-8").lower()
    changed = cleaned.changed or encoding not in ("utf-8", "utf8", "ascii", "us-ascii")
    new = etree.tostring(root, encoding="utf-8") if changed else None
    return _named(path, Picture(SVG_TYPE, ".svg", new, said, pixels))


def _pixels_inside(data: bytes, limits: Limits) -> int:
    """Return how many pixels a picture in a drawing has; raises UnusableError."""
    try:
        pixels, kind = _pixels(data, limits), check_raster(data)
    except (TooLargeError, NkbookError, MemoryError):
        raise
    except UnidentifiedImageError:
        raise UnusableError("a picture in it is none, or a damaged one") from None
    except Exception as error:  # as above
        raise UnusableError(f"a picture in it: {error}") from error
    if kind == _TORN:
        raise UnusableError("a picture in it is damaged")
    return pixels


def _named(path: Path, picture: Picture) -> Picture:
    """Return a picture with its own suffix, if its name has another, and with a word on that."""
    if path.suffix.lower() in _SUFFIXES[picture.media_type]:
        return replace(picture, suffix=path.suffix)
    kind = picture.media_type.removeprefix("image/").removesuffix("+xml").upper()
    said = (*picture.said, ("NK313", f"it is a {kind} by its content and is used as one"))
    return replace(picture, said=said)


@contextmanager
def _strict() -> Iterator[None]:
    """Let Pillow refuse what breaks off, and not warn of what the limits allow.

    WeasyPrint makes it lenient for the whole process in which it is loaded.
    """
    lenient = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", LARGE_PICTURE)
            yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _pixels(data: bytes, limits: Limits) -> int:
    """Return how many pixels a picture has, by its header; raises TooLargeError."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            pixels = image.width * image.height
            if not pixels:
                raise UnusableError("it has no pixels")
    except Image.DecompressionBombError:  # more than any limit
        raise TooLargeError(
            f"it has far more than {limits.picture_megapixels} megapixels"
        ) from None
    if pixels > limits.picture_megapixels * _MEGA:
        raise TooLargeError(
            f"it has {image.width} × {image.height} pixels;"
            f" {limits.picture_megapixels} megapixels are allowed"
        )
    return pixels


def _raster(path: Path, data: bytes, store: Store, limits: Limits) -> Picture:
    pixels = _pixels(data, limits)
    found = store.made("sound", lambda: check_raster(data).encode(), data=data)
    media_type = found.decode()
    if media_type in _SUFFIXES:
        return _named(path, Picture(media_type, _SUFFIXES[media_type][0], pixels=pixels))
    kind = media_type.removeprefix("image/").upper()
    made = store.made("converted", lambda: b"\n".join(_converted(data)), data=data)
    kind_made, _, new = made.partition(b"\n")
    new_type = kind_made.decode()
    suffix = _SUFFIXES[new_type][0]
    message = f"it is turned from {kind} into {suffix[1:].upper()}, which all formats show"
    if media_type == _TORN:
        message = "it is damaged; what can be read of it is shown as it is now: look at it"
    return Picture(new_type, suffix, new, (("NK313", message),), pixels)


def _converted(data: bytes) -> tuple[bytes, bytes]:
    """Return a picture of any kind as PNG or, in inks, as JPEG; of several, the first.

    What comes first is its media type.
    """
    made = io.BytesIO()
    with Image.open(io.BytesIO(data)) as image:
        profile = image.info.get("icc_profile")
        turned = upright(image)
        if turned.mode == "CMYK":
            turned.save(made, "JPEG", quality=95, subsampling=0, icc_profile=profile)
            return _JPEG.encode(), made.getvalue()
        if turned.mode not in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
            turned = turned.convert("L" if turned.mode in ("I", "F") else "RGB")
        turned.save(made, "PNG", icc_profile=profile)
    return _PNG.encode(), made.getvalue()


def check_raster(data: bytes) -> str:
    """Return the media type of a picture that is whole; raises as Pillow does, and ValueError.

    Every pixel of every frame is read: a header says nothing of what comes after it.
    """
    with Image.open(io.BytesIO(data)) as image:
        profile = image.info.get("icc_profile")
        # Cameras put a second picture behind the first: what shows JPEG shows that.
        kind = {"MPO": "JPEG"}.get(image.format or "", image.format or "")
        if kind == "PNG":
            with Image.open(io.BytesIO(data)) as whole:
                whole.verify()  # its checksums
            if not is_whole_png(data):
                raise UnusableError("it breaks off")
        if kind == "JPEG":
            image.draft(None, (image.width // _REDUCED, image.height // _REDUCED))
        frames = getattr(image, "n_frames", 1) if kind in _MOVING else 1
        if frames * image.width * image.height > _MOST_MOVING:
            raise UnusableError("it has more moving pixels than a reader can show")
        for frame in range(frames):
            image.seek(frame)
            image.load()
    if profile:
        try:
            open_profile(profile)
        except (OSError, ImageCms.PyCMSError):
            raise UnusableError(
                "its colour profile is broken; save it with another, or with none"
            ) from None
    if kind == "GIF" and not is_whole_gif(data):
        return _TORN
    media_type = Image.MIME.get(kind)
    if kind in ("EPS", "WMF") or media_type is None:
        raise UnusableError("it is of no known kind; save it as SVG, PNG or JPEG")
    return media_type
