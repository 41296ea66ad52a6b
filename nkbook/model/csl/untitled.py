"""What stands for the title of a work that has none: another title of it, or words for its kind.

Libraries hold letters, maps, pictures and web pages without a title. The Chicago Manual (14.8 of
the 17th edition, on untitled works) and APA describe such a work in brackets, as cataloguers do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from nkbook.typesetting.han import IDEOGRAPHS

UNTITLED = "untitled"  # the key under ``custom`` that says that a title was supplied
# Other titles that a work may have, by which it can be found.
_OTHERS = (
    *("title-short", "shortTitle", "volume-title", "part-title"),
    *("original-title", "translated-title"),
)
_HOSTED = frozenset(("chapter", "entry", "entry-dictionary", "entry-encyclopedia"))
# What the kinds are called where nothing else says what they are: Traditional, Simplified, other.
_KINDS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "broadcast": ("節目", "节目", "broadcast"),
        "dataset": ("數據", "数据", "data set"),
        "graphic": ("圖片", "图片", "picture"),
        "interview": ("訪談", "访谈", "interview"),
        "manuscript": ("手稿", "手稿", "manuscript"),
        "map": ("地圖", "地图", "map"),
        "motion_picture": ("影片", "影片", "film"),
        "patent": ("專利", "专利", "patent"),
        "personal_communication": ("書信", "书信", "letter"),
        "post": ("帖文", "帖文", "post"),
        "post-weblog": ("帖文", "帖文", "post"),
        "report": ("報告", "报告", "report"),
        "review": ("書評", "书评", "review"),
        "song": ("錄音", "录音", "recording"),
        "speech": ("演講", "演讲", "speech"),
        "standard": ("標準", "标准", "standard"),
        "thesis": ("學位論文", "学位论文", "thesis"),
        "webpage": ("網頁", "网页", "web page"),
    }
)
_ANY = ("無題", "无题", "untitled")
_SAYS_NOTHING = frozenset(
    ("id", "type", "language", "note", "custom", "keyword", "abstract", "issued", "accessed")
)
_HAN = re.compile(f"[{IDEOGRAPHS}]")
_SIMPLIFIED = re.compile(r"zh-(?:Hans|CN|SG|MY)\b", re.IGNORECASE)


def titled(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item with a title in place of the one that it lacks, and with UNTITLED.

    It is another title of the work, or that of the book which a chapter is in, or in brackets
    what was reviewed, the genre or the kind. An item that says nothing else is unchanged.
    """
    found = dict(item)
    told = {key for key, value in item.items() if value and key not in _SAYS_NOTHING}
    if item.get("title") or not told:
        return found
    host = item.get("container-title")
    if other := next((item[key] for key in _OTHERS if item.get(key)), None):
        found["title"] = other
    elif host and item.get("type") in _HOSTED:
        found |= {"title": host, "type": "book"}
        del found["container-title"]
    else:
        found["title"] = f"[{_described(item)}]"
        if not item.get("reviewed-title"):
            found.pop("genre", None)  # it is the title now
    custom = item.get("custom")
    found["custom"] = {**(custom if isinstance(custom, dict) else {}), UNTITLED: "yes"}
    return found


def _described(item: Mapping[str, Any]) -> str:
    """Return what a work is, in its own language: 評《書名》, 書信, letter."""
    language = str(item.get("language") or "")
    told = "".join(_HAN.findall(str([item[key] for key in sorted(item, key=str)])))
    chinese = language.casefold().startswith("zh") if language else bool(told)
    simplified = bool(_SIMPLIFIED.match(language)) or (language in ("", "zh") and _not_big5(told))
    if reviewed := item.get("reviewed-title"):
        if not chinese:
            return f"review of {reviewed}"
        return f"{'评' if simplified else '評'}《{reviewed}》"
    if genre := item.get("genre"):
        return str(genre)
    traditional, simple, other = _KINDS.get(str(item.get("type")), _ANY)
    return (simple if simplified else traditional) if chinese else other


def _not_big5(text: str) -> bool:
    """Return True if Taiwan's character set lacks a character, as it lacks the mainland's forms."""
    try:
        text.encode("big5")
    except UnicodeEncodeError:
        return True
    return False
