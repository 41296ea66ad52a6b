"""Records for the book trade."""
