"""AsciiDoc: the files that a text includes, and what Pandoc's tree of it says otherwise."""
