"""Pictures in a drawing: what kind they are, and the drawings among them."""

from __future__ import annotations

import io
import re
from base64 import b64decode
from urllib.parse import unquote_to_bytes

from PIL import Image

from nkbook.diagnostics.errors import NkbookError

_KINDS = {"PNG": "png", "JPEG": "jpeg", "GIF": "gif", "WEBP": "webp"}
_DATA_SVG = re.compile(r"data:image/svg\+xml([^,]*),(.*)\Z", re.DOTALL | re.IGNORECASE)


def drawing_in(address: str) -> bytes | None:
    """Return the SVG that a data URL (RFC 2397) holds, None for any other address."""
    found = _DATA_SVG.match(address.strip())
    if found is None:
        return None
    data = unquote_to_bytes(found[2])
    if not found[1].lower().endswith(";base64"):
        return data
    try:
        return b64decode(b"".join(data.split()))
    except ValueError:
        return None


def kind_of(data: bytes) -> str | None:
    """Return the media type of a picture that a drawing may hold."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            kind = _KINDS.get(image.format or "")
    except (NkbookError, MemoryError):
        raise
    except Exception:  # noqa: BLE001 — there is no error that a damaged picture can't cause
        return None
    return f"image/{kind}" if kind else None
