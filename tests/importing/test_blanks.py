"""No line that is all blanks, or all of one sign, takes long to import.

Each pattern below once tried every way to divide such a line among its parts.
"""

from __future__ import annotations

from collections import deque

import pytest
from growth import assert_linear, seconds_of

from nkbook.checks import syntax
from nkbook.importing.book import resolve
from nkbook.importing.myst import rewrite, roles
from nkbook.importing.pandoc.markup import org
from nkbook.importing.rewrites import containers, everywhere, formulas, knitr
from nkbook.importing.sources import bookdown, docsify, jekyll, mdbook, mkdocs, obsidian, quarto
from nkbook.manuscript.markdown.code import fences
from nkbook.manuscript.markdown.maths import delimiters, rules
from nkbook.manuscript.markdown.tree import blocks
from nkbook.maths import source
from nkbook.model import raw_html

BAD = {
    "org": (org._SETUP, '#+setupfile:{}0"x', " "),
    "containers": (containers._LINE, ":::0{}{{", " "),
    "components": (containers._COMPONENT, "<A{}", "a"),
    "parts": (bookdown._PART, "#(PART){}\n", " "),
    "chunks": (bookdown._CHUNK, "```{{0{}", " "),
    "tabs": (docsify._TAB, "<!--tab:{}", " "),
    "includes": (mdbook._INCLUDE, "{{{{#0{}", " "),
    "divs": (quarto._DIV, ":::{}0", " "),
    "circles": (source._CIRCLED, "\\circled{}", " "),
    "gaps": (rules._GAP, "{}", " "),
    "rests": (rules._REST, "{}x", " "),
    "ranges": (fences._RANGES, "{}x", "7"),
    "comments": (blocks._COMMENTS, "{}x", "<!-- -->"),
    "titles": (roles._TITLED, "{}x", " "),
    "lines": (rewrite._LINES, "1{}x", " "),
    "kinds": (mkdocs._KIND, "{}!", " "),
    "sizes": (resolve._SIZE, "{}x", " "),
    "names of tags": (raw_html.TAG, "</deta{}", "-"),
    "names of tags in parts": (raw_html.TAG, "<a{}", ":-"),
}


FOUND = {
    "words": (delimiters._MARKED, "{}", "a"),
    "attributes": (everywhere._GIVEN, "{}", "a"),
    "options": (knitr._OPTION, "{}", "a"),
    "formulas": (formulas._DOUBLED, "{}", "\\\\("),
    "anchors": (everywhere._ANCHOR, "{}>", "<a"),
    "films": (everywhere._MOVING, "{}", "<video>"),
    "tags of Liquid": (jekyll._TAG, "{}", "{% a "),
    "blanks": (obsidian._BLOCK, "a{}x", " "),
    "raw text": (syntax._RAW, "{}", "`"),
}


@pytest.mark.parametrize("name", FOUND)
def test_what_is_looked_for_everywhere(name: str) -> None:
    pattern, frame, sign = FOUND[name]
    assert_linear(
        lambda n: seconds_of(lambda: deque(pattern.finditer(frame.format(sign * n)), maxlen=0))
    )


@pytest.mark.parametrize("name", BAD)
def test_a_run_of_blanks(name: str) -> None:
    pattern, frame, sign = BAD[name]
    assert_linear(lambda n: seconds_of(lambda: pattern.match(frame.format(sign * n))))
