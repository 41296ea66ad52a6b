"""Code on paper: lines without tabs and line feeds; numbers and marks that are drawn."""
