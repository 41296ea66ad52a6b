"""Which lines make a justified paragraph as even as can be."""
