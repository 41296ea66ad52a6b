"""Reads commands of TeX outside formulas: what sets words, and what lays out LaTeX's pages."""

from __future__ import annotations

from nkbook.manuscript.markdown.tex.commands import commands_plugin

__all__ = ["commands_plugin"]
