"""Lays a book out section by section: each page of the spine alone, kept, and joined at the end.

``rounds`` is the way: sections are laid out with the page numbers that are known, until none of
those that they print changes. ``reach`` finds the books for which that would not be right.
"""
