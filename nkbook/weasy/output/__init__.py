"""What is written: ``paint`` draws pages, ``join`` makes one file of them.

The cut between the two is the one along which a book can be laid out by sections: what ``paint``
makes of a page depends on its section alone, what ``join`` writes is of the whole file: the roots
of its trees, page labels, metadata, how it opens.
"""
