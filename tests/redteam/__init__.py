"""Attacks on nkbook by books and sources of strangers, each by a way that is shown to lead in."""
