"""What the online edition has beyond a book's pages: cards of names, old addresses, a copy."""
