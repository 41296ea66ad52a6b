"""What is done alike with pictures made of pixels, wherever they are read."""

from __future__ import annotations

from PIL import Image, ImageOps

from nkbook.diagnostics.errors import NkbookError


def upright(image: Image.Image) -> Image.Image:
    """Return a picture turned as its camera's data (EXIF, XMP) say; as it is if they are broken."""
    try:
        turned = ImageOps.exif_transpose(image)
    except (NkbookError, MemoryError):
        raise
    except Exception:  # noqa: BLE001 — there is no error that broken data can't cause
        turned = None
    return turned or image.copy()
