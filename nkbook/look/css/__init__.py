"""Stylesheets that nkbook did not write: what they may fetch and how large they may grow."""
