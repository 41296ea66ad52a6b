"""Formulas in manuscripts: how TeX is told from prose, and what it is in the tree."""
