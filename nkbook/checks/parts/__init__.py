"""Counts what a book has besides letters: cells of tables, calls of notes, links and pictures.

What the parser took from the source (``taken``) is looked for in the tree (``reading``), what is in
the tree in each edition (``editing``), and what is in that on pages and in files (``files``).
"""
