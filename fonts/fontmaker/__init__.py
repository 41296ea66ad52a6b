"""Makes the fonts in the folder above from published packages; see make_fonts.py."""
