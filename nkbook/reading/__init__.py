"""Reads files so that every value has its place: text, YAML, TOML."""
