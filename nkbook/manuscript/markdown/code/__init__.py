"""What the first line of a block of code says: its language, options and caption."""
