"""The text of lines, drawn."""
