"""The rule for what is printed at a break of the text (``---``), where it is no line."""

from __future__ import annotations


def ornament(words: str) -> str:
    """Return the rule that prints these words for each ``hr``, or nothing if there are none."""
    if not words:
        return ""
    quoted = "".join(f"\\{ord(sign):x} " for sign in words)
    return (
        "hr{width:auto;height:auto;border:0;text-align:center}\n"
        f'hr::before{{content:"{quoted}"}}\n'
    )


def for_readers(rule: str) -> str:
    """Return the rule kept from old readers of EPUBs, which would print neither words nor line."""
    return f"@supports (display: flex) {{\n{rule}}}\n" if rule else ""
