"""Texts in LaTeX, reST and Org: several files become one, and what Pandoc would lose stays."""
