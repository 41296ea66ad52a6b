"""Citation styles in CSL 1.0.2 that a book brings: apa.csl, or one of Zotero's Chinese."""

from __future__ import annotations

from nkbook.project.csl_styles.load import is_csl, load_style

__all__ = ["is_csl", "load_style"]
