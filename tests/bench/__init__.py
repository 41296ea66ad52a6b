"""Measures nkbook beside the programs that its users would pick instead; ``make bench`` runs it."""
