"""Files that are not Markdown, read by Pandoc: Word and its kin, EPUB, HTML, LaTeX, reST, Org."""
