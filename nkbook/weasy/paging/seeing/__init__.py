"""Whether what is on a page can be seen there."""
