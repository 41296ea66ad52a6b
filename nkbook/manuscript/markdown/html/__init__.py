"""Raw HTML in a manuscript: what of it a book has, becomes the tokens of Markdown."""

from nkbook.manuscript.markdown.html.plugin import html_plugin

__all__ = ["html_plugin"]
