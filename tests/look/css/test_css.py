"""Stylesheets of strangers: they fetch nothing, however it is spelt, and stay within bounds."""

from __future__ import annotations

from pathlib import Path

import pytest
import tinycss2
from lxml import etree

from nkbook.look.css.cleaning import cleaned, cleaned_declarations
from nkbook.look.theme import Theme

OUTSIDE = (
    "p{background:url(http://example.org/a.png)}",
    "p{background:URL( 'https://example.org/a.png' )}",
    'p{background:\\75rl("//example.org/a.png")}',
    "p{background:u\\72 l(//example.org/a)}",
    "p{background:url(\\68ttp://example.org/a)}",
    "p{background:url('ht\\\ntp://example.org/a')}",
    'p{background:src("https://example.org/a")}',
    'p{--a:"https://example.org/a";background:src(var(--a))}',
    "p{--a:url(https://example.org/a);background:var(--a)}",
    'p{background:image-set("https://example.org/a" 1x, url(b.png) 2x)}',
    'p{background:-webkit-image-set(url("https://example.org/a") 1x)}',
    "p{background:attr(data-example.org url)}",
    "a::after{content:target-counter(url(https://example.org/a),page)}",
    "@import 'https://example.org/a.css';",
    "@\\69mport url(https://example.org/a.css) print;",
    "@import/**/url(//example.org/a.css);",
    "@font-face{font-family:a;src:local(b),url(https://example.org/a)}",
    "@media print{@font-face{src:url(//example.org/a)}}",
    "@page{@top-left{content:url(https://example.org/a)}}",
    "p{&:hover{cursor:url(https://example.org/a),auto}}",
    "p{background:url(https://example.org/a b)}",
    "p{background:url('https://example.org/a",
    "p{background:url(file:///example.org)}",
    "p{background:url(\\\\\\\\example.org/a)}",
    "p{background:url(/example.org/a)}",
    "p{background:url(../../example.org/a)}",
    "p{background:url(javascript:example.org)}",
    "p{background:url(data:text/html,example.org)}",
)


@pytest.mark.parametrize("css", OUTSIDE)
def test_nothing_is_fetched(css: str) -> None:
    clean = cleaned(f"h1{{color:red}}\n{css}")
    assert clean.excess == ()
    assert [line for line, _ in clean.dropped] == [2]
    assert clean.css.startswith("h1{color:red}\n")
    again = cleaned(clean.css)
    assert (again.css, again.dropped) == (clean.css, ())
    if '--a:"' not in css:
        assert "example.org" not in clean.css


@pytest.mark.parametrize(
    "css",
    [
        "@namespace h url(http://www.w3.org/1999/xhtml);p{color:#fff}",
        'p::before{content:"url(http://example.org)"}',
        "a::after{content:target-counter(attr(href url),page) target-text( attr(href url))}",
        "p{mask:url(#a);background:url(images/a.png) 0 0/1em}",
        "/* url(http://example.org) */ @font-face{font-family:a;src:local('b')}",
        ":root{--a:1px;--b:var(--a) var(--a)} p{margin:var(--b);text-indent:-9999px}",
        "p{grid-template-columns:repeat(12,1fr);z-index:2147483647;width:calc((1em + 2px)*3)}",
    ],
)
def test_a_sound_sheet_stays_as_it_is(css: str) -> None:
    clean = cleaned(css)
    assert (clean.css, clean.dropped, clean.excess) == (css, (), ())


def test_declarations_of_an_attribute() -> None:
    clean = cleaned_declarations("color:red;background:\\75rl(//example.org/a)")
    assert clean.css == "color:red;background:none"


MANY = "".join(f"--a{n}:var(--a{n - 1}) var(--a{n - 1});" for n in range(1, 40))


@pytest.mark.parametrize(
    "css",
    [
        "p{grid-template-columns:repeat(100000000,1px)}",
        "p{--n:100000000;grid-template-columns:repeat(var(--n),1px)}",
        "p{grid-template-rows:repeat(calc(10000*10000),1px)}",
        "p{grid-row:1/span 100000000}",
        "p{columns:100000000}",
        "p{counter-reset:a 2000000000}",
        "p{tab-size:900}",
        f":root{{--a0:x;{MANY}}}p{{margin:var(--a39)}}",
        ":root{--a:var(--b);--b:var(--a)}",
        "p::before{content:'" + "字" * 3_000 + "'}",
        "p{background:repeating-linear-gradient(red 0,blue 0.0001px)}",
        "a{" * 3_000,
        "p{width:" + "calc(" * 2_000 + "1px" + ")" * 2_000 + "}",
        "p" + ":not(" * 5_000 + "a",
    ],
)
def test_what_grows_without_end_is_refused(css: str) -> None:
    clean = cleaned(f"\n{css}")
    assert clean.css == ""
    assert clean.excess[0].line == 2


def test_every_format_gets_the_clean_sheet(tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    drawing = "<svg xmlns='http://www.w3.org/2000/svg'><script>1</script><rect/></svg>"
    (tmp_path / "styles/book.css").write_text(
        f'p{{color:red;mask:url(//example.org)}}q{{mask:url("data:image/svg+xml,{drawing}")}}'
    )
    css = Theme(tmp_path).optional_stylesheet("book.css")
    assert "example.org" not in css
    assert "script" not in css
    assert 'q{mask:url("data:image/svg+xml;base64,' in css
    (problem,) = Theme(tmp_path).sheet_problems(1_000)
    assert (problem.code, str(problem.location)) == ("NK317", "styles/book.css:1")


def test_a_sheet_has_a_size(tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles/book.css").write_text("p{color:red}\n" * 1_000)
    assert [item.code for item in Theme(tmp_path).sheet_problems(10)] == ["NK318"]
    assert Theme(tmp_path).sheet_problems(20) == ()


@pytest.mark.parametrize(
    "escape", [r"\d800", r"\00DFFF", r"\dc00 ", r"\1 ", r"\c ", r"\ffff", "\\d800\\udc00"]
)
def test_an_escape_of_what_no_file_can_hold_is_that_of_no_character(escape: str) -> None:
    """CSS Syntax 3, section 4.3.7: a surrogate is U+FFFD. XML forbids the others."""
    css = cleaned(f"p::before{{content:'{escape}';background:url(http://a)}}").css
    declarations = cleaned_declarations(f"font-family:'{escape}';fill:url(http://a)").css
    for made in (css, declarations):
        made.encode()
        etree.Element("p").set("style", made)
        assert "\ufffd" in tinycss2.serialize(tinycss2.parse_component_value_list(made))


def test_other_escapes_are_kept() -> None:
    css = r"p::before{content:'\\d800 \d800a \a \110000 \6c49'}"
    assert cleaned(css).css == css
