"""Books and data that a program makes up, and what must hold of nkbook whatever it reads.

Of a chapter comes a problem with a code or a book: never a traceback, in bounded time, and nothing
of it is lost. ``make fuzz`` goes on for as long as it is told; ``make test`` reads the same texts
every time, and all in ``corpus/`` that ever failed.
"""
