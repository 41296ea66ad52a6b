"""How a publication becomes files."""
