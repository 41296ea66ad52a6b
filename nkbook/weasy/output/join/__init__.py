"""What a file has as a whole: its trees, labels and metadata."""
