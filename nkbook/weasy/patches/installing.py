"""Replaces functions of WeasyPrint for a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Any


@contextmanager
def replaced(owner: Any, functions: Mapping[str, Callable[..., Any]]) -> Iterator[None]:
    """Put functions in an owner's names (a module's or a class's), and what was there back again.

    Each wraps what it stands for, so that the guards still see the signature of that.
    """
    before = {name: getattr(owner, name) for name in functions}
    for name, function in functions.items():
        # Once is enough: inside another engine it would come to wrap itself.
        if not hasattr(function, "__wrapped__"):
            wraps(before[name], assigned=())(function)
        setattr(owner, name, function)
    try:
        yield
    finally:
        for name, function in before.items():
            setattr(owner, name, function)
