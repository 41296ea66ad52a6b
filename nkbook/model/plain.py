"""Marks the types of the model that hold nothing but plain values."""

from __future__ import annotations


class Plain:
    """A frozen dataclass of text, numbers, dates, other plain types, and collections of them.

    Templates, which may come from anyone, can read the fields and properties of such a type, and of
    no other. So none holds a path, an element tree or any other object that could do something,
    unless in a field whose name begins with an underscore, which they can't read.
    """

    __slots__ = ()
