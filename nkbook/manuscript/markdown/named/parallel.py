"""Texts in two languages: a block whose paragraphs are, by turns, original and translation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from nkbook.manuscript.markdown.places import Places
from nkbook.model.document import Element
from nkbook.model.trees import has_class

PARALLEL: Final = "parallel"  # one below the other; with "facing" beside each other
PAIR: Final = "parallel-pair"
_LANGUAGE = "data-original"  # of the first of each two


def pair(root: Element, places: Places) -> Iterator[tuple[str, str, int]]:
    """Put each two blocks of such a block into one, and give the first its language, in place.

    Yields what has no partner, a remedy, and the source line.
    """
    for div in [one for one in root.iter("div") if has_class(one, PARALLEL)]:
        language = div.attrib.pop(_LANGUAGE, None)
        blocks = list(div)
        for first, second in zip(blocks[::2], [*blocks[1::2], None], strict=False):
            if language and first.get("lang") is None:
                first.set("lang", str(language))
            _wrap(first, second, places)
        if len(blocks) % 2 and len(blocks) > 1:
            yield (
                "the last paragraph of a parallel text has no other beside it",
                "write original and translation by turns, each in as many paragraphs",
                int(blocks[-1].get("data-line") or div.get("data-line") or 0),
            )


def _wrap(first: Element, second: Element | None, places: Places) -> None:
    words = "".join(str(text) for text in first.itertext())
    around = etree.Element("div", {"class": PAIR, "id": places.text_id(words, "pair-")})
    if line := first.get("data-line"):
        around.set("data-line", line)
    first.addprevious(around)
    last = first if second is None else second
    around.tail, last.tail = last.tail, None
    around.append(first)
    if second is not None:
        around.append(second)
