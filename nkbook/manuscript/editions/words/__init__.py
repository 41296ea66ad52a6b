"""What the words of a sentence are, and which form a character with several takes among them."""
