"""Makes books of manuscripts that were written for other tools."""
