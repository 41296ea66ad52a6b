"""The size that an author gives a picture: ``{width=50%}``, ``{height=3cm}``."""

from __future__ import annotations

import re

from nkbook.model.document import Element

_LENGTH = re.compile(r"(\d{1,4}(?:\.\d+)?|\.\d+)(px|cm|mm|in|pt|pc|em|rem|%)?\Z")


def set_size(image: Element) -> None:
    """Turn the ``data-width`` and ``data-height`` of an ``img`` into its style.

    A number without a unit is in CSS pixels, as in Pandoc; per cent are of the line's length. A
    height in per cent is relative to nothing on a page that flows, so it is not set. The
    stylesheets keep any picture within the page.
    """
    style = []
    for name in ("width", "height"):
        length = _LENGTH.match(image.get(f"data-{name}", "").strip())
        if length and not (name == "height" and length[2] == "%"):
            style.append(f"{name}:{length[1]}{length[2] or 'px'}")
    if style:
        image.set("style", ";".join(style))
