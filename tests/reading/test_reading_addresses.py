"""Addresses out of a book: those that EPUBCheck and browsers take, and those that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkbook.reading.addresses import decoded, usable


@pytest.mark.parametrize(
    ("written", "used"),
    [
        ("https://example.org/島?a=1#b", "https://example.org/島?a=1#b"),
        ("http://a/#b#c", "http://a/#b%23c"),
        ("http://a/<b> [c]", "http://a/%3Cb%3E%20%5Bc%5D"),
        ("http://a/100%", "http://a/100%25"),
        ("http://[::1]:80/", "http://[::1]:80/"),
        ("http://1.2.3.4", "http://1.2.3.4"),
        ("http://u:p@例.香港:8080", "http://u:p@例.香港:8080"),
        ("HTTP://a_b.c.", "HTTP://a_b.c."),
        ("mailto:a@b", "mailto:a@b"),
        ("urn:isbn:1", "urn:isbn:1"),
        ("http://[::g]/", None),
        ("http://1.2.3.400", None),
        ("http://a:x/", None),
        ("https:", None),
        ("JavaScript:a", None),
        ("tel:+852-1234", "tel:+852-1234"),
        ("weixin://dl/chat", None),  # registered nowhere: EPUBCheck's HTM-025
        ("島", None),
    ],
)
def test_addresses(written: str, used: str | None) -> None:
    assert usable(written) == used


@given(st.text(alphabet="ahtp:/?#[]@.%0 \\<島-", max_size=30))
def test_what_is_used_stays_as_it_is(text: str) -> None:
    used = usable(f"http://{text}")
    assert used is None or usable(used) == used


def test_escapes_of_what_xml_cannot_have_stay() -> None:
    assert decoded("%E5%B3%B6%20") == "島 "
    assert decoded("a%00") == "a%00"
