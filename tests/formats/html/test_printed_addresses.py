"""Where a line may end in links: anywhere in a printed address, and in no other words."""

from __future__ import annotations

from pathlib import Path

from lxml import etree
from publications import written

from nkbook.formats.html.screens.addresses import mark_addresses

ADDRESSES = (
    "https://example.org/a",
    "www.example.org",
    "mailto:a@example.org",
    "example.org/a-long/path",
)
WORDS = ("Wikipedia", "見 https://example.org/a", "章一", "a/b")


def marked(words: str) -> bool:
    link = etree.fromstring(
        f'<p><a class="url" href="https://example.org/a-long/path">{words}</a></p>'
    )
    mark_addresses(link)
    return link[0].get("class") == "url web-address"


def test_an_address_is_told_from_words() -> None:
    assert [words for words in (*ADDRESSES, *WORDS) if marked(words)] == [*ADDRESSES]


def test_a_link_without_words_is_printed_as_its_address(tmp_path: Path) -> None:
    publication, _ = written(tmp_path, "甲[](https://example.org/a)乙。")
    (page,) = (page for page in publication.pages if page.document)
    assert page.document is not None
    (link,) = page.document.tree.iter("a")
    assert (link.text, link.get("href")) == ("https://example.org/a",) * 2
