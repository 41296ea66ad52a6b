"""Reads a book's files: text, YAML and TOML, each once, with the place of every value."""
