"""The pictures of an EPUB, as its readers' screens take them."""
