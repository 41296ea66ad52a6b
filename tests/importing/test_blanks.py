"""No line that is all blanks, or all of one sign, takes long to import.

Each pattern below once tried every way to divide such a line among its parts.
"""

from __future__ import annotations

import pytest
from growth import assert_linear, seconds_of

from nkbook.importing.pandoc.markup import org
from nkbook.importing.rewrites import containers
from nkbook.importing.sources import bookdown, docsify, mdbook, quarto
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
    "names of tags": (raw_html.TAG, "</deta{}", "-"),
    "names of tags in parts": (raw_html.TAG, "<a{}", ":-"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_run_of_blanks(name: str) -> None:
    pattern, frame, sign = BAD[name]
    assert_linear(lambda n: seconds_of(lambda: pattern.match(frame.format(sign * n))))
