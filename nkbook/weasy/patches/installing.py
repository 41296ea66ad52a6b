"""Puts the replacements of the table in place, and what was there back again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache, wraps
from typing import Any

from nkbook.weasy.patches.patch import Group, Patch, resolve
from nkbook.weasy.patches.table import PATCHES


@contextmanager
def installed(group: Group, state: Any = None) -> Iterator[None]:
    """Install the patches of a group for the time of the block.

    ``state`` is what replacements of all groups but ``LAYOUT`` get as their first argument.
    """
    replacements = _replacements()
    with ExitStack() as stack:
        for patch in PATCHES:
            if patch.group is group:
                owner, name = resolve(patch.target)
                before = vars(owner)[name]
                stack.callback(setattr, owner, name, before)
                function = replacements[patch]
                if group is not Group.LAYOUT:
                    function = _bound(function, state)
                setattr(owner, name, _as(before, function))
        yield


@cache
def _replacements() -> dict[Patch, Callable[..., Any]]:
    """Return the replacing functions, each marked as wrapping what it replaces.

    All are imported before anything is replaced: each keeps the function that it replaces under a
    name of its own, as it is when the module is imported.
    """
    upstream = {patch: _plain(vars(owner)[name]) for patch, (owner, name) in _targets()}
    functions: dict[Patch, Callable[..., Any]] = {}
    for patch, original in upstream.items():
        owner, name = resolve(patch.replacement)
        functions[patch] = wraps(original, assigned=(), updated=())(getattr(owner, name))
    return functions


def _targets() -> list[tuple[Patch, tuple[Any, str]]]:
    return [(patch, resolve(patch.target)) for patch in PATCHES]


def _plain(value: Any) -> Any:
    """Return the function of a property, and anything else as it is."""
    return value.fget if isinstance(value, property) else value


def _as(before: Any, function: Callable[..., Any]) -> Any:
    return property(function) if isinstance(before, property) else function


def _bound(function: Callable[..., Any], state: Any) -> Callable[..., Any]:
    """Return a function, not a method, that passes ``state`` on before its own arguments."""

    @wraps(function.__wrapped__, assigned=(), updated=())  # type: ignore[attr-defined]
    def replacement(*arguments: Any, **options: Any) -> Any:
        return function(state, *arguments, **options)

    return replacement
