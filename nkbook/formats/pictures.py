"""Gives pictures the colours that a format can show: sRGB on screens, a condition's inks on paper.

A picture's numbers mean what its embedded ICC profile says. Without one RGB is sRGB, and CMYK is
for the printing condition that the book names.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

from lxml import etree
from PIL import ExifTags, Image, ImageChops, ImageCms

from nkbook.formats.base import FormatContext
from nkbook.look.colour import Separation, is_grey, open_profile, separation, transform
from nkbook.look.drawings import SVG_TYPE, drawing, embedded
from nkbook.look.rasters import upright
from nkbook.model.book import Resource
from nkbook.model.publication import Publication
from nkbook.store import Store

_SRGB = ImageCms.createProfile("sRGB")
_SPACES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}  # of ICC profiles: Pillow's modes
_JPEG = "image/jpeg"
_CHECKED = tuple(range(0, 256, 51))  # levels by which to recognise a profile as sRGB
_UNSEEN = 2  # of 255: differences of that size come from rounding in tables
_DEEP = 257  # levels of 16 bits for one of 8
_TRANSPARENT = ("LA", "PA", "RGBA", "RGBa", "La")


@dataclass(frozen=True, slots=True)
class _Picture:
    """A picture as it is to be seen, upright: its colours, its opacity, and its profile."""

    colours: Image.Image  # mode L, RGB or CMYK
    alpha: Image.Image | None
    profile: ImageCms.ImageCmsProfile | None


def for_screen(publication: Publication, context: FormatContext) -> Publication:
    """Return the publication with pictures that are sRGB or grey, in 8 bits, without profiles.

    PDF/A-2 §6.2.4.3 does not allow CMYK with an sRGB output intent, and readers of EPUBs each show
    it in their own way. Pictures that are so already stay as they are, byte for byte. Raises
    ConfigError (NK309) as ``separation`` does, where a picture in CMYK has no profile.
    """
    return replace(
        publication,
        resources=tuple(on_screen(item, context) for item in publication.resources),
    )


def on_screen(resource: Resource, context: FormatContext) -> Resource:
    """Return one of a publication's pictures as ``for_screen`` gives it."""
    return _changed(resource, lambda item: _screen(item, lambda: condition(context), context.store))


def condition(context: FormatContext) -> Separation:
    """Return the printing condition for which the book's inks are; raises as ``separation``."""
    return separation(context.theme, context.options.print.condition, black_only=False)


def press(context: FormatContext) -> Separation:
    """Return how the printer's interior is separated; raises ConfigError as ``separation``."""
    options = context.options.print
    return separation(context.theme, options.condition, black_only=options.interior == "black")


def for_press(publication: Publication, press: Separation, store: Store) -> Publication:
    """Return the publication with pictures in CMYK for ``press``, or for it to separate: sRGB.

    Inks of another printing condition are turned into those of this one, and colours that sRGB
    lacks go into inks at once. ``store`` keeps what is made.
    """
    changed = (
        _changed(item, lambda picture: _press(picture, press, store))
        for item in publication.resources
    )
    return replace(publication, resources=tuple(changed))


def _changed(resource: Resource, change: Callable[[Resource], Resource]) -> Resource:
    return _drawing(resource, change) if resource.media_type == SVG_TYPE else change(resource)


def _drawing(resource: Resource, change: Callable[[Resource], Resource]) -> Resource:
    """Return a drawing with the pictures in it changed."""
    root = drawing(resource.read())
    is_changed = False
    for item in embedded(root):
        before = Resource(resource.href, resource.path, item.media_type, item.data)
        after = change(before)
        if after is not before:
            item.put(after.media_type, after.read())
            is_changed = True
    return replace(resource, data=etree.tostring(root)) if is_changed else resource


def _screen(resource: Resource, press: Callable[[], Separation], store: Store) -> Resource:
    data, kind = resource.read(), resource.media_type
    if _is_plain(data):
        return resource
    if not store.is_open:
        return replace(resource, data=_shown(data, kind, press))
    key = store.key("picture", of="screen", data=data, kind=kind)
    made = store.get_asked(key, lambda _: _content(press()))
    if made is None:
        asked: dict[str, Any] = {}

        def noted() -> Separation:
            asked["condition"] = _content(found := press())
            return found

        made = _shown(data, kind, noted)
        store.put_asked(key, asked, made)
    return replace(resource, data=made)


def _shown(data: bytes, media_type: str, press: Callable[[], Separation]) -> bytes:
    picture = _opened(data)
    return _packed(_on_screen(picture, press), picture.alpha, media_type)


def _content(press: Separation) -> tuple[str, bytes, bool]:
    """Return what tells a separation from others."""
    return press.condition, press.profile, press.black_only


def _press(resource: Resource, press: Separation, store: Store) -> Resource:
    data = resource.read()
    if _is_plain(data):
        return resource
    made = store.made(
        "picture",
        partial(_separated, data, resource, press),
        of="press",
        data=data,
        kind=resource.media_type,
        condition=_content(press),
    )
    media_type, _, packed = made.partition(b"\n")
    return replace(resource, media_type=media_type.decode(), data=packed)


def _separated(data: bytes, resource: Resource, press: Separation) -> bytes:
    """Return a picture for the press, after its media type and a line feed."""
    made = _for_press(_opened(data), resource, press)
    return made.media_type.encode() + b"\n" + made.read()


def _for_press(picture: _Picture, resource: Resource, press: Separation) -> Resource:
    if picture.colours.mode == "CMYK":
        colours = picture.colours
        if picture.profile is not None and not press.is_for(picture.profile):
            colours = transform(picture.profile, press.opened, "CMYK", "CMYK").apply(colours)
        return _inked(resource, colours)
    colours = _on_screen(picture, lambda: press)
    if (
        colours.mode == "RGB"
        and picture.profile is not None
        and picture.alpha is None
        and not press.black_only
        and not is_grey(colours)
    ):
        inks = transform(picture.profile, press.opened, "RGB", "CMYK").apply(picture.colours)
        return _inked(resource, inks)
    return replace(resource, data=_packed(colours, picture.alpha, resource.media_type))


def _inked(resource: Resource, colours: Image.Image) -> Resource:
    """Return a picture in CMYK, for which no other type of file that books name has a place."""
    return replace(resource, media_type=_JPEG, data=_packed(colours, None, _JPEG, quality=100))


def _is_plain(data: bytes) -> bool:
    """Return True for a picture that every format can show as it is.

    So can they a moving one, which has no still picture's modes, and no profile that readers use.
    One that its camera says to turn is not: many readers of EPUBs show it lying.
    """
    with Image.open(io.BytesIO(data)) as image:
        return getattr(image, "is_animated", False) or (
            image.mode in ("1", "L", "LA", "P", "RGB", "RGBA")
            and _profile(image) is None
            and image.getexif().get(ExifTags.Base.Orientation, 1) == 1
        )


def _opened(data: bytes) -> _Picture:
    with Image.open(io.BytesIO(data)) as image:
        profile = _profile(image)
        is_inverted = image.mode == "CMYK" and "adobe" not in image.info
        turned = upright(image)
    if is_inverted:
        # Pillow takes all for Adobe's, whose JPEGs hold how much of an ink is missing.
        turned = ImageChops.invert(turned)
    if turned.mode.startswith("I"):
        turned = turned.convert("I").point(lambda level: level * (1 / _DEEP) + 0.5).convert("L")
    alpha = None
    if turned.mode in _TRANSPARENT or "transparency" in turned.info:
        turned = turned.convert("LA" if turned.mode in ("L", "LA", "La") else "RGBA")
        alpha = turned.getchannel("A")
    mode = {"1": "L", "LA": "L"}.get(turned.mode, turned.mode)
    colours = turned.convert(mode if mode in ("L", "CMYK") else "RGB")
    return _Picture(colours, alpha, profile)


def _profile(image: Image.Image) -> ImageCms.ImageCmsProfile | None:
    """Return a picture's profile, if it says something of the picture: not for sRGB.

    One of another kind of colours than the picture's is none (PNG, third edition, §11.3.2.3).
    """
    data = image.info.get("icc_profile")
    if not data:
        return None
    profile = open_profile(data)
    mode = _SPACES.get(profile.profile.xcolor_space.strip())
    bands = {"CMYK": "CMYK", "1": "L", "LA": "L"}.get(
        image.mode, "L" if image.mode[0] in "LI" else "RGB"
    )
    if mode != bands or (mode == "RGB" and _is_srgb(data)):
        return None
    return profile


@lru_cache(maxsize=64)
def _is_srgb(data: bytes) -> bool:
    """Return True if a profile of RGB turns all colours into about the same ones of sRGB."""
    colours = [(r, g, b) for r in _CHECKED for g in _CHECKED for b in _CHECKED]
    chart = Image.new("RGB", (len(colours), 1))
    chart.putdata(colours)
    shown = transform(open_profile(data), _SRGB, "RGB", "RGB").apply(chart)
    difference = ImageChops.difference(chart, shown).getextrema()
    return all(most <= _UNSEEN for _, most in difference)  # type: ignore[misc]


def _on_screen(picture: _Picture, press: Callable[[], Separation]) -> Image.Image:
    """Return a picture's colours in sRGB, grey where they were."""
    mode, profile = picture.colours.mode, picture.profile
    if mode == "CMYK" and profile is None:
        profile = press().opened
    if profile is None:
        return picture.colours
    shown = transform(profile, _SRGB, mode, "RGB").apply(picture.colours)
    return shown.getchannel("G") if mode == "L" else shown


def _packed(
    colours: Image.Image, alpha: Image.Image | None, media_type: str, quality: int = 95
) -> bytes:
    """Return a file of a picture, as near to its pixels as the type of file allows."""
    if alpha is not None:
        colours = colours.copy()
        colours.putalpha(alpha)
    data = io.BytesIO()
    kind = media_type.removeprefix("image/").upper()
    options = {
        "JPEG": {"quality": quality, "subsampling": 0},
        "WEBP": {"lossless": True},
    }.get(kind, {})
    colours.save(data, kind, icc_profile=None, **options)  # type: ignore[arg-type]
    return data.getvalue()
