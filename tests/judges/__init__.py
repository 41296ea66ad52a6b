"""Independent programs that judge what nkbook writes."""
