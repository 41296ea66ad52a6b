"""Drawings of strangers: nothing unsafe leaves, and what repeats itself is counted, not drawn."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from nkbook.look.drawings import drawing
from nkbook.look.svg.cleaning import Cleaned, clean
from nkbook.look.svg.measuring import Bounds, ExcessError, measured
from nkbook.model.document import Element

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"'
    ' xmlns:h="http://www.w3.org/1999/xhtml" width="60" height="40">\n{}</svg>'
)
# What a browser would run or fetch, if it were there.
ACTIVE = ("script", "example.org", "onload", "onclick", "iframe", "<set", "animate", "xml-styl")


def read(inside: str, before: str = "") -> tuple[Element, Cleaned]:
    root = drawing((before + SVG.replace("{}", inside)).encode())
    return root, clean(root, lambda _: None, Bounds())


def written(root: Element) -> str:
    return etree.tostring(root, encoding="unicode")


@pytest.mark.parametrize(
    ("view", "stays"),
    [
        ("0 0 9 9", True), (" -1,-.5  9e1\n+9. ", True), ("0 0 0 0", True), ("a b c d", False),
        ("1 2 3", False), ("0 0 9 9 9", False), ("0 0 nan 9", False), ("0 0 1e99 9", False),
        ("0 0 9px 9px", False), ("甲", False), ("0-0 9 9", False),
    ],
)  # fmt: skip
def test_a_view_box_that_is_none_is_left_out(view: str, stays: bool) -> None:
    root = drawing(SVG.replace("width", f'viewBox="{view}" width').replace("{}", "<g/>").encode())
    done = clean(root, lambda _: None, Bounds())
    assert ("viewBox" in root.attrib) is stays
    assert len(done.said) == (0 if stays else 1)


def test_references_to_nothing_are_left_out() -> None:
    """EPUBCheck RSC-012; those to what is there stay, and so do words in links."""
    inside = (
        '<g id="甲"/><use x:href="#甲"/><use href="#%E7%94%B2"/><use href="#none"/>'
        '<a href="#"><text>字</text></a><use href="#gone"/><script id="gone"/>'
    )
    root, _ = read(inside)
    hrefs = [value for one in root.iter() for name, value in one.attrib.items() if "href" in name]
    assert hrefs == ["#甲", "#%E7%94%B2"]
    assert "".join(root.itertext()).strip() == "字"


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script><rect/>",
        "<h:script>alert(1)</h:script>",
        '<g><h:iframe src="https://example.org"/></g>',
        '<rect onload="a()" onclick="b()"/>',
        '<a href="javascript:script"><rect/></a>',
        '<a x:href=" java&#10;script:example.org"><rect/></a>',
        '<use href="https://example.org/a.svg#a"/>',
        '<use x:href="//example.org/a.svg#a"/>',
        '<image href="https://example.org/a.png"/>',
        '<image href="data:text/html,&lt;script&gt;"/>',
        "<image href='data:image/svg+xml,&lt;svg onload=\"a()\"/&gt;'/>",
        '<feImage href="https://example.org/a"/>',
        '<rect fill="u\\72l(https://example.org/a)"/>',
        '<rect style="fill:url(//example.org/a)"/>',
        "<style>@import 'https://example.org/a'; rect{fill:red}</style><rect/>",
        "<style>@font-face{src:url(https://example.org/a)}</style><rect/>",
        '<rect><animate attributeName="x" from="0" to="9"/></rect>',
        '<a href="#a"><set attributeName="href" to="javascript:1"/><rect/></a>',
        '<handler type="text/javascript">script</handler>',
        '<foreignObject><h:iframe src="https://example.org"/>字</foreignObject>',
    ],
)
def test_nothing_runs_moves_or_fetches(inside: str) -> None:
    root, done = read(inside)
    assert len(done.said) == 1
    assert done.said[0][0] in (2, None)
    text = written(root).replace('xmlns:h="http://www.w3.org/1999/xhtml"', "")
    assert [word for word in ACTIVE if word in text] == []
    assert clean(drawing(text.encode()), lambda _: None, Bounds()).said == []


def test_a_switch_draws_its_first_that_can_be_drawn() -> None:
    """As draw.io writes them: HTML and words for it, and a word to readers that know neither."""
    html = "<foreignObject><h:div>甲</h:div></foreignObject>"
    root, done = read(
        f"<switch>{html}<text>甲</text></switch>"
        '<switch><g requiredFeatures="x"/><text>no</text></switch>'
        '<switch><text systemLanguage="zh">中</text><text>en</text></switch>'
    )
    assert "".join(root.itertext()).split() == ["甲中en"]
    assert done.said == []


def test_what_is_before_the_drawing_goes() -> None:
    before = '<?xml-stylesheet href="https://example.org/a.css"?><!DOCTYPE svg [<!ENTITY a "字">]>'
    root, done = read("<text>&a;</text>", before)
    assert [message for _, message in done.said] == ["a stylesheet in another file is left out"]
    assert "<text>字</text>" in written(root)
    assert "example.org" not in written(root)


@pytest.mark.parametrize(
    "dtd",
    [
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE svg SYSTEM "https://example.org/a.dtd">',
        "<!DOCTYPE svg [<!ENTITY a0 'xxxxxxxxxx'>"
        + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
        + "<!ENTITY a '&a9;'>]>",
    ],
)
def test_entities_of_other_files_are_an_error(dtd: str) -> None:
    with pytest.raises(etree.XMLSyntaxError):
        read("<text>&a;</text>", dtd)


@pytest.mark.parametrize(
    ("inside", "word"),
    [
        ("<path id='a' d='M0 9h9'/><text><textPath href='#a'>字</textPath></text>", "path"),
        ("<text writing-mode='vertical-rl'>字</text>", "top to bottom"),
        ("<text style='writing-mode: tb'>字</text>", "top to bottom"),
        ("<style>text{writing-mode:vertical-lr}</style><text>字</text>", "top to bottom"),
        ("<filter id='a'><feGaussianBlur/></filter><rect filter='url(#a)'/>", "filter"),
        ("<rect style='mix-blend-mode:multiply'/>", "blend"),
    ],
)
def test_what_the_pdf_does_not_draw_is_said(inside: str, word: str) -> None:
    _, done = read(inside)
    assert len(done.said) == 1
    assert word in done.said[0][1]
    assert not done.changed


def repeated(times: int, levels: int, reference: str) -> str:
    inner = reference.replace("$", "#a{}")
    groups = "".join(
        f'<g id="a{n}">{inner.format(n - 1) * times}</g>' for n in range(1, levels + 1)
    )
    return f'<g id="a0"><rect width="1"/></g>{groups}'


@pytest.mark.parametrize(
    "inside",
    [
        repeated(10, 9, '<use href="$"/>'),
        repeated(2, 30, '<use x:href="$"/>'),
        repeated(10, 9, '<rect fill="url($)"/>'),
        repeated(10, 9, '<rect style="marker:url($)"/>'),
        "<style>.b{fill:url(#a8)}</style>"
        + repeated(10, 8, '<use href="$"/>')
        + '<rect class="b"/>',
        "<g>" * 100 + "</g>" * 100,
        "".join(f'<g id="a{n}"><use href="#a{n + 1}"/></g>' for n in range(5_000)),
        "<rect/>" * 100_001,
        "<style>" + "rect{fill:red}" * 5_000 + "</style>" + "<rect/>" * 5_000,
    ],
)
def test_what_grows_without_end_is_refused(inside: str) -> None:
    with pytest.raises(ExcessError):
        read(inside)


def test_paths_have_so_many_points() -> None:
    root = drawing(SVG.replace("{}", f'<path d="{"M0 0L1 1" * 300}"/>').encode())
    clean(root, lambda _: None, Bounds(points=1_200))
    with pytest.raises(ExcessError):
        clean(root, lambda _: None, Bounds(points=1_199))


def test_what_leads_to_itself_is_left_out() -> None:
    root, done = read(
        '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g><pattern id="p">'
        '<rect fill="url(#p)"/></pattern>'
    )
    assert len(done.said) == 1
    assert measured(root).cycles == []


def test_a_marker_counts_at_each_point() -> None:
    root, _ = read('<marker id="m"><rect/><rect/></marker><path marker="url(#m)" d="M0 0L1 1"/>')
    assert measured(root).size.elements == 2 + 3 + 5 * 3


@pytest.mark.parametrize(
    "inside",
    [
        '<line x2="9" stroke-dasharray="1e-9"/>',
        '<line x2="9" style="stroke-dasharray: 0.0001 0"/>',
        "<style>line{stroke-dasharray:1e-7,1e-7}</style>",
        '<pattern patternUnits="userSpaceOnUse" width="1e-5" height="1"/>',
        '<linearGradient spreadMethod="repeat" x1="0" x2="1e-9"/>',
        '<radialGradient spreadMethod="reflect" r="1e-9"/>',
    ],
)
def test_steps_that_nobody_sees_are_evened(inside: str) -> None:
    root, done = read(inside)
    assert done.said == []
    assert done.changed
    assert re.search("dasharray.*0.0001|dasharray.*1e-|width=.1e-|spread", written(root)) is None
    sound = inside.replace("1e-5", "4").replace("1e-9", "4").replace("1e-7", "4")
    sound = sound.replace("0.0001 0", "4")
    assert not read(sound)[1].changed


def test_a_drawing_without_namespace_gets_it() -> None:
    root = drawing(b'<svg width="9"><rect/></svg>')
    assert clean(root, lambda _: None, Bounds()).changed
    assert root[0].tag == "{http://www.w3.org/2000/svg}rect"


def test_data_of_editors_stays() -> None:
    _, done = read('<metadata><i:y xmlns:i="urn:i">甲</i:y></metadata><i:z xmlns:i="urn:i"/>')
    assert (done.said, done.changed) == ([], False)
