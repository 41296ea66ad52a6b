"""How Sphinx builds these documents: ``make docs``, or ``sphinx-build -W docs build/docs``.

Everything is local: Furo takes the reader's own fonts, and no page loads anything from the web.
"""

from __future__ import annotations

import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(_HERE.parent), str(_HERE / "_ext")]  # nkbook itself, and our extension

import nkbook  # noqa: E402 — found through the line above

project = "nkbook"
author = "nkbook contributors"
version = release = nkbook.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "generated",  # settings, codes and commands, written from the code
    "languages",  # marks the Chinese pages as Chinese
]
exclude_patterns = ["example", "_ext"]
nitpicky = True
smartquotes = False  # the quotation marks of settings are straight
# Types of the standard library, which no page here describes.
nitpick_ignore_regex = [("py:.*", r"(?!nkbook\.).*")]
nitpick_ignore = [
    ("py:class", "nkbook.pipeline.api.Options")
]  # whose fields the text of build describes
autodoc_typehints = "description"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True

myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3  # a page's headings can be linked to: writing.md#notes

html_theme = "furo"
html_title = "nkbook"
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
