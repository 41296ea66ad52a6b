"""Pictures among text where a page ends."""
