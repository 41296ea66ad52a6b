"""The PDF file: tags, archive, inks, labels."""
