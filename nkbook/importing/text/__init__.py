"""Reads and rewrites Markdown as text: what is code, a heading, an address, a header."""
