"""The tools, a module for each: what a folder of theirs says of its book."""
