"""The settings of Sphinx, ``conf.py``: a program, of which only what is written out is read."""

from __future__ import annotations

import ast
from typing import Any


def settings(text: str) -> dict[str, Any]:
    """Return the values that a conf.py gives in so many words, by name; it is never run."""
    values: dict[str, Any] = {}
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return values
    for node in tree.body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    try:
                        values[target.id] = ast.literal_eval(node.value)
                    except (ValueError, TypeError, RecursionError):
                        continue
    return values
