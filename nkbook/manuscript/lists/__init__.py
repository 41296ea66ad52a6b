"""The index and the table of names."""
