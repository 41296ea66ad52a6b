r"""Books in LaTeX: gathered into one text, read by Pandoc, and finished."""
