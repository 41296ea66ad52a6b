"""Empty anchors for ids that the book once had stand where their links now lead."""

from __future__ import annotations

import pytest
from lxml import etree

from nkbook.formats.html.files.former import put_former

PAGE = """<section id="page">
<h2 id="page-title">題</h2>
<section id="part"><h3 id="part-title">節</h3><p id="words">文<em>字</em></p></section>
<table id="rows"><caption id="cap">表</caption><tbody><tr><td>一</td></tr></tbody></table>
<table id="bare"><tbody><tr><td>二</td></tr></tbody></table>
<ul id="list"><li id="item">三</li></ul>
<figure id="figure"><img src="a.png" alt="圖"/></figure>
<hr id="rule"/>
</section>"""


@pytest.mark.parametrize(
    ("new", "where"),
    [
        ("words", "p"),
        ("part", "h3"),
        ("rows", "caption"),
        ("bare", "td"),
        ("list", "li"),
        ("item", "li"),
        ("figure", "figure"),
        ("rule", "section"),
    ],
)
def test_an_anchor_is_where_text_may_stand(new: str, where: str) -> None:
    root = etree.fromstring(PAGE)
    words = "".join(root.itertext())
    put_former(root, {"old": new})
    (anchor,) = root.xpath("//span[@id='old']")
    assert anchor.getparent().tag == where
    assert (anchor.text, len(anchor)) == (None, 0)
    assert "".join(root.itertext()) == words
    if new == "rule":
        assert anchor.getnext().get("id") == "rule"
    else:
        assert anchor.getprevious() is None


def test_what_is_there_again_or_nowhere_has_none() -> None:
    root = etree.fromstring(PAGE)
    put_former(root, {"words": "item", "old": "nowhere", "a": "words", "b": "words"})
    assert [one.get("id") for one in root.iter("span")] == ["a", "b"]
