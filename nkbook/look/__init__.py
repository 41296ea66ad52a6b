"""How a book looks: theme, templates, fonts, colours, titles, cover."""
