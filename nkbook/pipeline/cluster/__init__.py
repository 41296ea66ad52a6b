"""Tasks on other machines: the same functions in the same processes, fed over Dask.

A file that a task reads travels once to each machine, known by its content; what comes back is the
result's bytes. So a book that was made on many machines has the bytes of one made on this.
"""
