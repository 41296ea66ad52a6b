"""The model: frozen types for a book on its way from chapters to files."""
