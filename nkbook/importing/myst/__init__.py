"""MyST's Markdown, which Sphinx and Jupyter Book read: directives, roles, contents."""
