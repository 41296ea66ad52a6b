"""Pictures and fonts that are damaged: made in each kind, then cut, flipped and lied about."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random

from fontTools.ttLib import TTFont
from PIL import Image
from places import REPOSITORY

_NUMBERS = (0, 1, 0x7F, 0x80, 0xFF)
_SIZES = (0, 1, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF)


@cache
def pictures() -> dict[str, bytes]:
    """Return a small sound picture of each kind, by a name."""
    colours = Image.radial_gradient("L").resize((24, 16))
    modes = {mode: colours.convert(mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK")}
    modes["I;16"] = Image.new("I;16", (24, 16), 40_000)
    modes["I"], modes["F"] = colours.convert("I"), colours.convert("F")
    exif = Image.Exif()
    exif[0x0112] = 6  # turned
    made = {
        "png": _saved(modes["RGB"], "PNG", icc_profile=b"no profile" * 20),
        "png-1": _saved(modes["1"], "PNG"),
        "png-p": _saved(modes["P"], "PNG", transparency=3),
        "png-rgba": _saved(modes["RGBA"], "PNG", dpi=(1, 9999)),
        "png-16": _saved(modes["I;16"], "PNG"),
        "jpeg": _saved(modes["RGB"], "JPEG", exif=exif),
        "jpeg-cmyk": _saved(modes["CMYK"], "JPEG"),
        "jpeg-progressive": _saved(modes["RGB"], "JPEG", progressive=True),
        "gif": _saved(modes["P"], "GIF"),
        "webp": _saved(modes["RGBA"], "WEBP"),
        "webp-lossless": _saved(modes["RGB"], "WEBP", lossless=True),
        "bmp": _saved(modes["RGB"], "BMP"),
        "ico": _saved(modes["RGBA"], "ICO"),
        "tiff": _saved(modes["RGB"], "TIFF", compression="tiff_lzw"),
        "tiff-cmyk": _saved(modes["CMYK"], "TIFF", compression="tiff_deflate"),
        "tiff-float": _saved(modes["F"], "TIFF"),
        "tiff-32": _saved(modes["I"], "TIFF"),
    }
    frames = [modes["RGB"].rotate(90 * number) for number in range(3)]
    for kind in ("GIF", "PNG", "WEBP", "TIFF"):
        moving = {"save_all": True, "append_images": frames[1:], "duration": 9}
        made[f"{kind.lower()}-moving"] = _saved(frames[0], kind, **moving)
    return made


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    data = io.BytesIO()
    image.save(data, kind, **options)
    return data.getvalue()


def damaged(data: bytes, number: int, random: Random) -> Iterator[bytes]:
    """Yield that many broken copies of a file: cut, flipped, with false numbers, or joined."""
    for _ in range(number):
        new = bytearray(data)
        for _ in range(random.choice((1, 1, 2, 5))):
            # What a file says of itself is at its beginning.
            end = random.choice((40, 200, len(new))) if new else 1
            place = random.randrange(max(1, min(end, len(new))))
            match random.randrange(6):
                case 0:
                    del new[place:]
                case 1:
                    del new[place : place + random.choice((1, 4, 50))]
                case 2:
                    new[place : place + 1] = bytes((random.choice(_NUMBERS),))
                case 3:
                    size = struct.pack(random.choice("<>") + "I", random.choice(_SIZES))
                    new[place : place + 4] = size[: random.choice((2, 4))]
                case 4:
                    new[place:place] = new[place : place + random.choice((4, 12, 300))]
                case _:
                    new[place : place + 1] = bytes((random.randrange(256),))
        yield bytes(new)


def mended(png: bytes) -> bytes:
    """Return a PNG whose checksums are right again, so that its false values are looked at."""
    new, place = bytearray(png), 8
    while place + 12 <= len(new):
        (size,) = struct.unpack(">I", new[place : place + 4])
        end = place + 8 + size
        if end + 4 > len(new):
            break
        new[end : end + 4] = struct.pack(">I", zlib.crc32(new[place + 4 : end]))
        place = end + 4
    return bytes(new)


@cache
def font(flavour: str = "") -> bytes:
    """Return a small sound font, plain or of a web font's flavour."""
    paths = sorted(REPOSITORY.glob("fonts/**/*.[ot]tf"), key=lambda path: path.stat().st_size)
    whole = TTFont(paths[0], lazy=False)
    whole.flavor = flavour or None
    data = io.BytesIO()
    whole.save(data)
    return data.getvalue()


def without(data: bytes, *tables: str) -> bytes:
    """Return a font without some of its tables."""
    whole = TTFont(io.BytesIO(data), lazy=True)
    for table in tables:
        if table in whole:
            del whole[table]
    new = io.BytesIO()
    whole.save(new)
    return new.getvalue()


def write(path: Path, data: bytes) -> Path:
    """Write a file, and the folders that it is in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path
