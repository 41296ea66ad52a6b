"""ISBN-13: reads it and proves its check digit (ISO 2108:2017, annex C)."""

from __future__ import annotations

_LENGTH = 13
_PREFIXES = ("978", "979")


def digits(isbn: str) -> str:
    """Return an ISBN without its hyphens and spaces."""
    return isbn.replace("-", "").replace(" ", "")


def check_digit(twelve: str) -> str:
    """Return the check digit of an ISBN-13's or EAN-13's first twelve digits."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve))
    return str(-total % 10)


def problem(isbn: str) -> str | None:
    """Return what is wrong with an ISBN-13 in words, or None."""
    number = digits(isbn)
    if len(number) != _LENGTH or not (number.isascii() and number.isdigit()):
        return "an ISBN has thirteen digits"
    if not number.startswith(_PREFIXES):
        return "an ISBN begins with 978 or 979"
    expected = check_digit(number[:-1])
    if number[-1] != expected:
        return f"its last digit should be {expected}"
    return None
