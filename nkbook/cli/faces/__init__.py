"""Fonts that a book may fetch for a purpose: where they come from, and how they are made ready."""
