"""What libraries and the trade ask of a book: numbers, roles, subjects, titles."""
