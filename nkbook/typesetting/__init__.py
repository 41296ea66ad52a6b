"""The rules of Chinese composition as pure functions: spacing, breaks, justification (CLREQ).

Nothing here depends on WeasyPrint: characters, advances and widths go in, breaks and gaps come out.
"""
