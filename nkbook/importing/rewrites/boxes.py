"""Boxes, tabs and folded text of other tools: alerts, boxes and bold lines in nkbook."""

from __future__ import annotations

from nkbook.importing.text.prose import quoted

# The five alerts that nkbook knows, and what other tools call them.
ALERTS = {
    "note": "NOTE", "info": "NOTE", "information": "NOTE", "abstract": "NOTE", "summary": "NOTE",
    "tldr": "NOTE", "todo": "NOTE", "seealso": "NOTE", "question": "NOTE", "help": "NOTE",
    "faq": "NOTE", "example": "NOTE", "quote": "NOTE", "cite": "NOTE", "default": "NOTE",
    "secondary": "NOTE", "primary": "NOTE", "details": "NOTE", "abs": "NOTE",
    "tip": "TIP", "hint": "TIP", "success": "TIP", "check": "TIP", "done": "TIP",
    "important": "IMPORTANT",
    "warning": "WARNING", "attention": "WARNING", "warn": "WARNING", "working": "WARNING",
    "caution": "CAUTION", "danger": "CAUTION", "error": "CAUTION", "failure": "CAUTION",
    "fail": "CAUTION", "missing": "CAUTION", "bug": "CAUTION",
}  # fmt: skip


def box(kind: str, title: str, body: str) -> str:
    """Return a box of a kind: an alert, whose title the edition words, or a box with its own."""
    body = body.strip("\n")
    alert = ALERTS.get(kind.lower(), "NOTE")
    title = title.strip()
    if not title:
        return quoted(f"[!{alert}]\n{body}")
    return fenced(f".box .{alert.lower()}", f"{bold(title)}\n\n{body}".rstrip())


def fenced(attributes: str, body: str) -> str:
    """Return a fenced div, with more colons than any inside it."""
    colons = ":::"
    while colons in body:
        colons += ":"
    return f"{colons} {{{attributes}}}\n\n{body}\n\n{colons}"


def bold(title: str) -> str:
    """Return a line in bold; one that is bold already stays."""
    return title if title.startswith("**") and title.endswith("**") else f"**{title}**"


def tab(title: str, body: str) -> str:
    """Return a tab as a block under a heading in bold."""
    return f"{bold(title.strip() or '—')}\n\n{body.strip(chr(10))}"
