"""Drawings that nkbook did not make: reduced to what a book may hold, and measured."""
