"""What templates can do: read plain values, and call functions that change nothing.

A book's templates may come from anyone. Everything that is not allowed here by type and name is
refused: Jinja2's own sandbox refuses names that it knows to be dangerous, which would leave every
method of a path or an element tree within reach.
"""

from __future__ import annotations

import datetime
import re
import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import Any, NoReturn

from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError
from jinja2.filters import do_format
from jinja2.runtime import BlockReference, Context, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Joiner, Namespace
from markupsafe import Markup

from nkbook.model.plain import Plain

_ATTRIBUTES: Mapping[type, frozenset[str]] = {
    kind: frozenset(names.split())
    for kind, names in {
        str: "capitalize casefold count endswith find index isalnum isalpha isascii isdecimal "
        "isdigit islower isnumeric isspace istitle isupper join lower lstrip partition "
        "removeprefix removesuffix replace rfind rindex rpartition rsplit rstrip split splitlines "
        "startswith strip swapcase title upper",
        Markup: "striptags unescape",
        tuple: "count index",
        list: "count index",
        dict: "get items keys values",
        types.MappingProxyType: "get items keys values",
        datetime.date: "year month day isoformat isoweekday strftime weekday",
        datetime.datetime: "hour minute second",
        Enum: "name value",
        LoopContext: "changed cycle depth depth0 first index index0 last length nextitem previtem "
        "revindex revindex0",
        Macro: "arguments caller catch_kwargs catch_varargs name",
        Cycler: "current next reset",
        BlockReference: "super",
    }.items()
}
# Whatever a plain type's field holds is one of these, or it is not shown.
_VALUES: tuple[type, ...] = (
    *(str, int, float, type(None), tuple, list, dict, types.MappingProxyType),
    *(datetime.date, Enum, Plain),
)
_CALLABLE = (BlockReference, LoopContext, Macro, Joiner)
_GLOBALS = ("cycler", "dict", "joiner", "namespace", "range")
# Their output depends on chance, or takes as much memory as they are asked for.
_NO_GLOBALS, _NO_FILTERS = ("lipsum",), ("center", "random")
_LONGEST = 1_000_000  # characters or items that a product may have
_MOST_BITS = 100_000  # of a power
# A field of more than 9999 characters, or one whose width another value gives: % and ``format``.
_WIDE_IN_PERCENT = re.compile(r"%[^a-zA-Z%]*(?:\d{5}|\*)")
_WIDE_IN_BRACES = re.compile(r"\{[^{}]*:[^{}]*(?:\d{5}|\{)")


@dataclass(frozen=True, slots=True)
class _Format:
    """The method ``format`` of a text, with all that it reads going through the sandbox."""

    function: Callable[..., str]

    def __call__(self, *arguments: Any, **options: Any) -> str:
        return self.function(*arguments, **options)


class Sandbox(ImmutableSandboxedEnvironment):
    """A Jinja2 environment whose templates see plain values only."""

    intercepted_binops = frozenset(("*", "**", "%"))

    def __init__(self, **options: Any) -> None:
        """Take Jinja2's options; functions whose result isn't the same each time are left out."""
        super().__init__(**options)
        for name in _NO_GLOBALS:
            del self.globals[name]
        for name in _NO_FILTERS:
            del self.filters[name]
        self.filters["format"] = _formatted
        self._functions = tuple(self.globals[name] for name in _GLOBALS)
        self._known: dict[type, frozenset[str]] = {}  # what can be read of a type, once asked

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Return True if a template may read an attribute: one that is listed for the type."""
        if attr.startswith("_"):
            return False
        kind = type(obj)
        if kind is Namespace:
            return True  # it has no attributes but what the template has set
        if kind is TemplateModule:
            return attr in vars(obj)
        if attr not in self._readable(kind):
            return False
        return not issubclass(kind, Plain) or isinstance(value, _VALUES)

    def is_safe_callable(self, obj: Any) -> bool:
        """Return True if a template may call an object: a macro, or a listed function or method."""
        if isinstance(obj, (types.BuiltinMethodType, types.MethodType)):
            return obj.__name__ in self._readable(type(obj.__self__))
        return type(obj) in (*_CALLABLE, _Format) or any(obj is one for one in self._functions)

    def _readable(self, kind: type) -> frozenset[str]:
        if kind not in self._known:
            self._known[kind] = _readable(kind)
        return self._known[kind]

    def call(self, context: Context, obj: Any, /, *arguments: Any, **options: Any) -> Any:
        """Call an object for a template, if it may be called."""
        if not self.is_safe_callable(obj):
            raise SecurityError(f"a template can't call {type(obj).__name__}")
        return super().call(context, obj, *arguments, **options)

    def unsafe_undefined(self, obj: Any, attribute: str) -> NoReturn:
        """Refuse an attribute at once, not only when something is made of it."""
        raise SecurityError(f"a template can't read {attribute} of {type(obj).__name__}")

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """Return a text's method ``format`` made safe, or None for anything else."""
        wrapped = super().wrap_str_format(value)
        if wrapped is None:
            return None
        _check_format(value.__self__, _WIDE_IN_BRACES)
        return _Format(wrapped)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Return a product, power or remainder; refuse one that takes all memory."""
        if operator == "%":
            _check_format(left, _WIDE_IN_PERCENT)
        elif operator == "**" and isinstance(left, int) and left.bit_length() * right > _MOST_BITS:
            raise SecurityError(f"a power of more than {_MOST_BITS} bits")
        elif operator == "*":
            for one, times in ((left, right), (right, left)):
                if isinstance(one, (str, tuple, list)) and len(one) * times > _LONGEST:
                    raise SecurityError(f"a text or list of more than {_LONGEST} items")
        return super().call_binop(context, operator, left, right)


def check_plain(values: Iterable[Any]) -> None:
    """Raise TypeError when something that a template is about to get is no plain value."""
    wrong = [type(value).__name__ for value in values if not isinstance(value, _VALUES)]
    if wrong:
        raise TypeError(f"{', '.join(wrong)}: nothing that a template may have")


def _readable(kind: type) -> frozenset[str]:
    """Return the attributes of a type that templates can read."""
    is_plain = issubclass(kind, Plain)
    names: set[str] = set()
    for base in kind.__mro__:
        names |= _ATTRIBUTES.get(base, frozenset())
        if is_plain:
            names |= {name for name, value in vars(base).items() if isinstance(value, property)}
    if is_plain and is_dataclass(kind):
        names |= {field.name for field in fields(kind)}
    if issubclass(kind, tuple):
        names |= set(getattr(kind, "_fields", ()))  # of the groups that ``groupby`` makes
    return frozenset(names)


def _check_format(text: object, too_wide: re.Pattern[str]) -> None:
    if isinstance(text, str) and too_wide.search(text):
        raise SecurityError("a field of more than 9999 characters")


def _formatted(text: str, *values: Any, **named: Any) -> str:
    """Return ``text % values``, as Jinja2's filter does, but for fields that take all memory."""
    _check_format(text, _WIDE_IN_PERCENT)
    return do_format(text, *values, **named)
