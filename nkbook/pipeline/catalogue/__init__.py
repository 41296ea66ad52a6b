"""Builds many books: each edition of each book is one task, on this machine or on a cluster."""
