"""Tokens of markdown-it → the elements of a chapter's tree."""
