"""What an author says of a picture: its size (``{width=50%}``), and words that may say nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from nkbook.model.document import Element
from nkbook.reading.addresses import decoded

WORDS_HINT = 'write what it shows: ![words](file), or {alt="…"}; {.decorative} if it adds nothing'
_SHOWN = 60  # characters of an address that a message prints
# What editors insert, in English and Chinese.
_EMPTY = re.compile(
    r"(?:an? |the )?(?:images?|img|pictures?|pics?|photos?|screen ?shots?|alt(?: ?text)?|untitled"
    r"|image (?:alt|title|description)|enter image description here|description"
    r"|圖片|图片|圖像|图像|截圖|截图|屏幕截图|屏幕快照|螢幕截圖|螢幕擷取畫面|插圖|插图|照片"
    r"|示意圖|示意图|在這裡插入圖片描述|在这里插入图片描述|輸入圖片說明|输入图片说明"
    r"|圖片描述|图片描述|替代文字|替代文本|圖|图)"
    r"[\s\d_.:@#()（）-]*(?:at [\d.: ]+|copy|副本)?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"[圖图][\s\d_.-]*\d")  # 圖 3 is a caption, though a poor one
_FILE = re.compile(r"[\w%+.,@ ()-]+\.(?:png|jpe?g|gif|webp|svg|bmp|tiff?|avif)", re.IGNORECASE)

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


def is_decorative(attributes: Mapping[str, str | int | float]) -> bool:
    """Return True if a picture's attributes say that it adds nothing to the text."""
    return "decorative" in str(attributes.get("class", "")).split()


def say_nothing(words: str, attributes: Mapping[str, str | int | float]) -> bool:
    """Return True if a picture's only words name no more than that it is one, or its file.

    A file's name in Chinese is words that an author chose.
    """
    if attributes.get("alt") or is_decorative(attributes):
        return False
    bare = words.strip()
    path = PurePosixPath(decoded(str(attributes.get("src", ""))).replace("\\", "/"))
    if bare in (path.name, path.stem) and not any(mark.isspace() for mark in bare):
        return bare.isascii()
    return bool(not _NUMBERED.match(bare) and (_EMPTY.fullmatch(bare) or _FILE.fullmatch(bare)))


def wordless(source: str) -> str:
    """Return the message of NK308, for a picture without words."""
    return f"image {shown(source)} has no words; it is printed without a caption"


def shown(source: str) -> str:
    """Return a picture's path or address as a message prints it."""
    return decoded(source)[:_SHOWN]
