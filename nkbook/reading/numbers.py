"""Reads numbers that authors write, which may have any number of digits."""

from __future__ import annotations

MOST = 999_999_999  # nothing in a book is numbered higher


def whole(digits: str) -> int:
    """Return the number that digits say, ``MOST`` at most; 0 for what is no number.

    Python refuses thousands of digits, and takes ² for a digit that is no number.
    """
    digits = digits.strip()
    if not digits.isdecimal():
        return 0
    significant = digits.lstrip("0")
    return int(significant or "0") if len(significant) <= len(str(MOST)) else MOST
