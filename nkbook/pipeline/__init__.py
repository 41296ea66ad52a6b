"""From a book's folder to files: what is made, in which order, and in which processes.

``steps`` is the whole way on one page; ``api`` has the public functions. A worker process imports
``worker`` alone, so nothing is imported here.
"""
