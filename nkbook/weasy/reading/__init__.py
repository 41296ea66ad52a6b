"""What WeasyPrint reads: libraries, fonts, files; and what it reports."""
