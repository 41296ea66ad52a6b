"""Makes the book: chapters of files, addresses in it, its settings, the report."""
