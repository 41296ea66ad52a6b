"""Reads a book project's folder: settings, chapters, data, images."""
