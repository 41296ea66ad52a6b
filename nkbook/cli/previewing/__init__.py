"""The author's desk: the book as pages in a browser, made anew whenever a file is saved."""
