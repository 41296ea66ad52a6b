"""Rules for markdown-it that make its CommonMark the dialect of this house: Pandoc's Markdown."""
