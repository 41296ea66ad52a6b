"""What the formats share whose pages are files of their own, with links between them."""
