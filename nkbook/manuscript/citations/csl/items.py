"""Works as CSL-JSON, with the language tags by which styles in CSL choose their words."""

from __future__ import annotations

import re
from typing import Any

from nkbook.manuscript.citations.source import Source
from nkbook.model.csl.dates import Date, Day
from nkbook.model.csl.item import CslItem

_NOT_SENT = {
    "abstract", "annote", "categories", "cited_in", "cstr", "cited_in_locator", "custom", "dynasty",
    "keyword", "note", "reading", "sort", "verified",
}  # fmt: skip
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_EAST_ASIAN = frozenset(("zh", "ja", "ko"))
_FIRST_SEASON = 20  # citeproc-js counts them in place of months, from 21


def csl_json(item: CslItem, work: Source, layouts: frozenset[str]) -> dict[str, Any]:
    """Return a work as a processor of CSL reads it.

    ``layouts`` are the languages for which the style has one of its own: a Western work in none of
    them is set as an English one is, for no Western work is to have Chinese words in it.
    """
    made = item.model_dump(by_alias=True, exclude_defaults=True, exclude=_NOT_SENT)
    for name, info in CslItem.model_fields.items():
        value = getattr(item, name)
        if isinstance(value, Date):
            made[str(info.alias)] = _date(value)
    made["type"] = item.type
    made["language"] = language_of(work, layouts)
    if item.volume_title:  # which few styles know, so that the title of a volume would be lost
        whole = "container-title" if item.container_title else "title"
        made[whole] = f"{made[whole]}{'：' if work.chinese else ': '}{made.pop('volume-title')}"
    if item.dynasty and item.author and work.chinese:
        first = dict(made["author"][0])
        key = "literal" if first.get("literal") else "family"
        first[key] = f"〔{item.dynasty}〕{first.get(key, '')}"
        made["author"] = [first, *made["author"][1:]]
    return made


def language_of(work: Source, layouts: frozenset[str]) -> str:
    """Return the tag of a work's language as CSL's locales have it: zh-TW, zh-CN, en-US."""
    tag = work.language
    if work.chinese:
        return "zh-CN" if "Hans" in tag or tag in ("zh-CN", "zh-SG") else "zh-TW"
    if tag == "und":
        scripts = ((_KANA, "ja"), (_HANGUL, "ko"), (_CYRILLIC, "ru"))
        found = (language for script, language in scripts if script.search(work.plain_title))
        tag = next(found, "en")
    base = tag.partition("-")[0]
    return tag if base in layouts | _EAST_ASIAN else "en-US"


def _date(date: Date) -> dict[str, Any]:
    if date.literal or date.start is None:
        return {"literal": date.literal}
    parts = [_parts(date.start)]
    if date.end or date.open_ended:
        parts.append(_parts(date.end) if date.end else [0])
    return {"date-parts": parts, **({"circa": True} if date.circa else {})}


def _parts(day: Day) -> list[int]:
    month = _FIRST_SEASON + day.season if day.season else day.month
    return [part for part in (day.year, month, day.day) if part]
