"""Names of emoji (``:smile:``), which GitHub, Hugo, MkDocs, VuePress and docsify print as emoji."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from nkbook.importing.model import Log, Page
from nkbook.importing.text.prose import outside_code

_NAME = re.compile(r"(?<![\w:]):([a-z0-9_+-]++):(?![\w:])", re.ASCII)


@cache
def _known() -> dict[str, str]:
    path = Path(__file__).with_name("emoji.json")
    return dict(json.loads(path.read_text(encoding="utf-8"))["names"])


def emoji(text: str, _page: Page, log: Log) -> str:
    """Write emoji for their names; what is no name of one stays."""

    def one(found: re.Match[str]) -> str:
        character = _known().get(found[1])
        if character is None:
            return found[0]
        log.changed("the name of an emoji", found[0])
        return character

    return outside_code(text, lambda prose: _NAME.sub(one, prose)) if ":" in text else text
