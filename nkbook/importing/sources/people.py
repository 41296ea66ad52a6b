"""The authors of a book, in the many forms in which Pandoc, Quarto and bookdown take them."""

from __future__ import annotations

import re
from typing import Any

from nkbook.importing.folder import listed, mapping, words

_BETWEEN = re.compile(r"(?:(?<!\s)\s++)?+(?:、|；|;|\band\b|,(?![^,]*\b(?:Jr|Sr)\b))\s*+")


def people(value: Any, role: str = "aut") -> tuple[tuple[str, str], ...]:
    """Return names with a role: of a list, a mapping with ``name``, or words with 、 between."""
    found: list[tuple[str, str]] = []
    for one in listed(value):
        if isinstance(one, dict):
            name = mapping(one).get("name") or mapping(one).get("text")
            if isinstance(name, dict):
                parts = mapping(name)
                given, family = words(parts.get("given")), words(parts.get("family"))
                literal = words(parts.get("literal"))
                name = literal or " ".join(filter(None, (given, family)))
            found.append((_plain(words(name)), role))
        else:
            found.extend((_plain(name), role) for name in _BETWEEN.split(words(one)))
    return tuple((name, role) for name, role in found if name)


def _plain(name: str) -> str:
    name = re.sub(r"\[([^\[\]]*+)\]\([^()]*+\)", r"\1", name)
    return re.sub(r"\^\[[^\[\]]*+\]|[*`]|<[^<>]*+>", "", name).strip()
