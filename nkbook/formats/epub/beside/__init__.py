"""What goes with an EPUB: its records for shops, its cover's picture, its sample."""
