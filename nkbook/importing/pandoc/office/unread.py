"""Finds the words of a file of Word that Pandoc did not read, by counting their letters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from nkbook.importing.model import Log
from nkbook.importing.pandoc.office.archive import opened, parsed
from nkbook.model.document import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXTS = re.compile(r"word/(?:document|footnotes|endnotes)\d*\.xml")
_LETTER = re.compile(r"[^\W_]")
# Where words stand that a choice of tracked changes leaves out.
_LEFT_OUT = {"accept": ("del", "moveFrom"), "reject": ("ins", "moveTo"), "keep": ()}
_SHOWN = 60  # characters of words in the report


def report(prepared: Path, tree: Mapping[str, Any], changes: str, log: Log) -> None:
    """Note the words of a prepared file of Word that the tree of Pandoc lacks."""
    had = _letters("".join(_texts([tree["meta"], tree["blocks"]])))
    with opened(prepared) as archive:
        roots = [parsed(archive, name) for name in archive.namelist() if _TEXTS.fullmatch(name)]
    runs = [words for root in roots if root is not None for words in _words(root, changes)]
    missing = _letters("".join(runs)) - had
    if not missing:
        return
    read = re.sub(r"\s+", "", "".join(_texts([tree["meta"], tree["blocks"]])))
    for words in runs:
        lost = any(letter in missing for letter in words)
        if lost and re.sub(r"\s+", "", words) not in read:
            log.look("words that Pandoc did not read: put them in by hand", words[:_SHOWN])


def _words(root: Element, changes: str) -> Iterator[str]:
    """Yield the words of each run of a text, but those that the choice of changes leaves out."""
    left_out = {f"{W}{name}" for name in _LEFT_OUT[changes]}
    for run in root.iter(f"{W}r"):
        if any(one.tag in left_out for one in run.iterancestors()):
            continue
        words = "".join(text.text or "" for text in run.iterfind(f"{W}t"))
        if words.strip():
            yield words


def _letters(text: str) -> Counter[str]:
    return Counter(_LETTER.findall(text))


def _texts(value: Any) -> Iterator[str]:
    """Yield all strings of Pandoc's tree, words and the rest, in order."""
    pending: list[Any] = [value]
    while pending:
        one = pending.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, Mapping):
            pending += [inner for key, inner in list(one.items())[::-1] if key != "t"]
        elif isinstance(one, Sequence):
            pending += reversed(one)
