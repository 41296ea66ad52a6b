"""What pages show: marked content and its structure, inks, the language of drawings."""
