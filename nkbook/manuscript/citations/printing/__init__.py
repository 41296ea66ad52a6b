"""Who prints citations: a house style of nkbook, or a style in CSL through its processor."""
