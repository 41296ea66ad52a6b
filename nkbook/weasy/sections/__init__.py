"""One section of a book at a time: laid out and painted alone, kept as data, joined at the end."""
