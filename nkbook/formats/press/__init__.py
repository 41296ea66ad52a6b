"""The files for the printer and the booklet."""
