"""Where words may be divided: the patterns of languages, and the words they are asked for."""
