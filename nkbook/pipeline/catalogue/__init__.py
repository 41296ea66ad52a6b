"""Builds many books: each edition of each book is one task, on this machine or on a cluster.

Where a format makes one folder of all editions, they are one task.
"""
