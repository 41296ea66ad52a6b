"""Turns the colours of a screen into inks, by the ICC profile of a printing condition."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from PIL import Image, ImageChops, ImageCms

from nkbook.diagnostics.errors import ConfigError, SourceError
from nkbook.diagnostics.problems import Location, diagnostic
from nkbook.look.theme import Theme
from nkbook.reading.files import Kind, read_bytes
from nkbook.reading.toml_file import read_toml

Transform: TypeAlias = ImageCms.ImageCmsTransform
Profile: TypeAlias = Any  # of Pillow: opened, or made by it
Inks = tuple[float, float, float, float]  # cyan, magenta, yellow, black: 0 for none, 1 for all

MANIFEST = "colour/profiles.toml"
_ROW = {"condition": str, "path": str, "sha256": str}
_NEUTRAL = 0.5 / 255  # greatest difference of red, green and blue in a grey
_SRGB_LUMINANCE = (0.2126, 0.7152, 0.0722)  # ITU-R BT.709


@dataclass(frozen=True)
class Separation:
    """A printing condition, as the ICC's registry names it, and its profile.

    A grey is black ink alone, so that type has one sharp edge; other colours go by the profile,
    relative colorimetric with black-point compensation. With ``black_only`` everything is grey.
    """

    condition: str
    profile: bytes
    black_only: bool = False

    @cached_property
    def _transform(self) -> Transform:
        return transform(ImageCms.createProfile("sRGB"), self.opened, "RGB", "CMYK")

    @cached_property
    def opened(self) -> ImageCms.ImageCmsProfile:
        """Return the profile, ready for use."""
        return open_profile(self.profile)

    def is_for(self, other: ImageCms.ImageCmsProfile) -> bool:
        """Return True if inks by another profile are for this printing condition too.

        A condition has many profiles, by who made them and how much ink they allow; its name in
        their description names it, or the characterisation data that they hold (ICC.1 §9.2.14).
        """
        one, data = other.profile, self.opened.profile.target
        return (
            other.tobytes() == self.profile
            or self.condition in f"{one.profile_description} {one.target}"
            or (bool(data) and one.target == data)
        )

    def inks(self, red: float, green: float, blue: float) -> Inks:
        """Return the inks of an sRGB colour, each component from 0 to 1."""
        return self._inks(*(min(max(round(value, 4), 0.0), 1.0) for value in (red, green, blue)))

    @lru_cache(maxsize=4096)  # noqa: B019 — a separation lives as long as its process
    def _inks(self, red: float, green: float, blue: float) -> Inks:
        if max(red, green, blue) - min(red, green, blue) <= _NEUTRAL:
            return 0.0, 0.0, 0.0, _short(1 - green)
        if self.black_only:
            weights = zip(_SRGB_LUMINANCE, (red, green, blue), strict=True)
            return 0.0, 0.0, 0.0, _short(1 - sum(weight * value for weight, value in weights))
        pixel = Image.new("RGB", (1, 1), tuple(round(v * 255) for v in (red, green, blue)))
        cyan, magenta, yellow, black = self.image(pixel).getpixel((0, 0))  # type: ignore[misc]
        return _short(cyan / 255), _short(magenta / 255), _short(yellow / 255), _short(black / 255)

    def shown(
        self, cyan: float, magenta: float, yellow: float, black: float
    ) -> tuple[float, float, float]:
        """Return how inks look, as an sRGB colour; all numbers are from 0 to 1."""
        inks = tuple(
            round(min(max(value, 0.0), 1.0) * 255) for value in (cyan, magenta, yellow, black)
        )
        pixel = self._proof.apply(Image.new("CMYK", (1, 1), inks)).getpixel((0, 0))
        red, green, blue = pixel  # type: ignore[misc]
        return red / 255, green / 255, blue / 255

    @cached_property
    def _proof(self) -> Transform:
        return transform(self.opened, ImageCms.createProfile("sRGB"), "CMYK", "RGB")

    def image(self, picture: Image.Image) -> Image.Image:
        """Return an image in CMYK, or in mode L when it is grey or the book is.

        One that is in CMYK already is taken to be for this printing condition.
        """
        if picture.mode == "CMYK":
            return self._proof.apply(picture).convert("L") if self.black_only else picture
        if picture.mode != "RGB":
            picture = picture.convert("RGB")
        if is_grey(picture):
            return picture.getchannel("G")
        if self.black_only:
            return picture.convert("L")
        return self._transform.apply(picture)


def is_grey(picture: Image.Image) -> bool:
    """Return True if no pixel of an RGB picture has a colour."""
    red, green, blue = picture.split()
    return not any(ImageChops.difference(*pair).getbbox() for pair in ((red, green), (green, blue)))


def _short(value: float) -> float:
    return round(value, 3) + 0.0


def open_profile(profile: bytes) -> ImageCms.ImageCmsProfile:
    """Return an ICC profile, ready for use; raises OSError or PyCMSError when it is none."""
    return ImageCms.ImageCmsProfile(io.BytesIO(profile))


def transform(source: Profile, target: Profile, before: str, after: str) -> Transform:
    """Return what turns colours of one profile into another's; the modes are Pillow's."""
    return ImageCms.buildTransform(
        source,
        target,
        before,
        after,
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )


def separation(theme: Theme, condition: str, *, black_only: bool) -> Separation:
    """Return the separation for a printing condition that styles/colour/profiles.toml lists.

    Raises ConfigError (NK309) when the list, the condition or its profile is not as it must be.
    """
    manifest = theme.find_style(MANIFEST)
    if manifest is None:
        raise _error(f"styles/{MANIFEST} is missing", theme.style_dirs[0] / MANIFEST)
    try:
        with theme.reading():
            rows = read_toml(manifest, str(manifest), "NK309").value.get("profile", [])
    except SourceError as error:
        raise ConfigError(
            diagnostic(
                "NK309",
                f"the list of colour profiles cannot be read: {found.message}",
                found.location,
                found.hint,
            )
            for found in error.diagnostics
        ) from error
    if not (isinstance(rows, list) and all(_is_row(row) for row in rows)):
        raise _error(f"each [[profile]] needs {', '.join(_ROW)} as strings", manifest)
    row = next((row for row in rows if row["condition"] == condition), None)
    if row is None:
        known = ", ".join(row["condition"] for row in rows)
        raise _error(f'no colour profile for the printing condition "{condition}"', manifest, known)
    with theme.reading():
        return Separation(condition, _profile(manifest.parent / row["path"], row), black_only)


def _is_row(row: Any) -> bool:
    return isinstance(row, dict) and all(isinstance(row.get(key), _ROW[key]) for key in _ROW)


def _profile(path: Path, row: dict[str, str]) -> bytes:
    try:
        data = read_bytes(path, Kind.PROFILE)
    except OSError as error:
        raise _error(f"the profile cannot be read: {error.strerror or error}", path) from error
    if hashlib.sha256(data).hexdigest() != row["sha256"]:
        raise _error("the profile is not the one that the list's sha256 describes", path)
    try:
        profile = open_profile(data).profile
    except (OSError, ImageCms.PyCMSError) as error:
        raise _error("the file is no ICC profile", path) from error
    if (profile.device_class, profile.xcolor_space.strip()) != ("prtr", "CMYK"):
        raise _error("the profile is not of a CMYK printing condition", path)
    return data


def _error(message: str, place: Path, known: str = "") -> ConfigError:
    hint = f"[print] condition is one of {known}" if known else None
    return ConfigError(diagnostic("NK309", message, Location(str(place)), hint))
