"""Chinese lines: read, shaped, broken, set, drawn."""
