"""Texts in reST and Org: several files become one book, and what Pandoc would lose stays."""
