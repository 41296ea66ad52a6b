"""The words and rules of each language and region."""
