"""Marks the pages below zh-Hant/ as Chinese, so that browsers choose their fonts and voices."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

_FOLDER = "zh-Hant/"


def _set_language(
    _app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    if page.startswith(_FOLDER):
        context["language"] = _FOLDER.rstrip("/")


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to Sphinx."""
    app.connect("html-page-context", _set_language)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
