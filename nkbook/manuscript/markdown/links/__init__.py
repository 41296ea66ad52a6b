"""Links of Markdown where markdown-it's own rules do not read them as Pandoc does."""
