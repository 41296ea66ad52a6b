"""What nkbook replaces inside WeasyPrint and pydyf: one table, and the way to install it."""
