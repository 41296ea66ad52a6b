"""What authors name by classes: blocks, figures and groups of them."""
