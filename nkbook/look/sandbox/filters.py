"""Jinja2's filters and tests, each counted, and refused what would take all memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any

from jinja2.exceptions import SecurityError
from jinja2.filters import do_format, do_join, make_attrgetter
from jinja2.nodes import EvalContext
from jinja2.runtime import markup_join, str_join
from jinja2.utils import pass_eval_context
from markupsafe import escape

from nkbook.look.sandbox.budget import Budget
from nkbook.look.sandbox.counting import EACH, JOINED, MEASURED
from nkbook.look.sandbox.formatting import WIDE_IN_PERCENT, check_format, check_percent

Function = Callable[..., Any]
# Their output depends on chance, or they take far longer than their input is long.
_LEFT_OUT = frozenset(("center", "pprint", "random", "urlize", "wordwrap"))
_WIDEST = 1_000
# Numbers that say how much is made: by filter, their place after the value and their name.
_COUNTS = {
    "batch": (0, "linecount"),
    "indent": (0, "width"),
    "round": (0, "precision"),
    "slice": (0, "slices"),
    "tojson": (0, "indent"),
}


def counted_filters(
    filters: Mapping[str, Function], budget: Callable[[], Budget]
) -> dict[str, Function]:
    """Return the filters that templates may use; ``budget`` is asked for what is left."""
    made = {
        name: counted(name, function, budget)
        for name, function in filters.items()
        if name not in _LEFT_OUT
    }
    return made | _own(budget)


def counted(name: str, function: Function, budget: Callable[[], Budget]) -> Function:
    """Return a filter or test that counts what it is given."""
    skipped = 1 if hasattr(function, "jinja_pass_arg") else 0

    @wraps(function)
    def filtered(*arguments: Any, **options: Any) -> Any:
        left = budget()
        left.call()
        first, given = arguments[:skipped], arguments[skipped:]
        given = tuple(map(left.measured, given))
        options = {key: left.measured(value) for key, value in options.items()}
        _check(name, left, given, options)
        return function(*first, *given, **options)

    return filtered


def _check(name: str, budget: Budget, given: tuple[Any, ...], options: Mapping[str, Any]) -> None:
    """Raise SecurityError for arguments with which a filter would take all memory."""
    value, rest = given[0], given[1:]
    if name in _COUNTS:
        place, key = _COUNTS[name]
        number = options.get(key, rest[place] if place < len(rest) else 0)
        if isinstance(number, int) and abs(number) > _WIDEST:
            raise SecurityError(f"{name}: more than {_WIDEST}")
        if isinstance(number, str):
            budget.make(len(number) * (str(value).count("\n") + 1))
    elif name == "sum" and not isinstance(options.get("start", rest[-1] if rest[1:] else 0), int):
        raise SecurityError("sum: only numbers can be summed up")
    elif name == "replace" and len(rest) > 1:
        check_replace(budget, str(value), str(rest[0]), str(rest[1]))


def check_replace(budget: Budget, text: str, old: str, new: str) -> None:
    """Raise SecurityError if replacing words in a text would make one that is too long."""
    for turned in (str, escape):
        whole, before, after = map(str, map(turned, (text, old, new)))
        budget.make(len(whole) + whole.count(before) * (len(after) - len(before)))


def _own(budget: Callable[[], Budget]) -> dict[str, Function]:
    """Return the filters that are nkbook's: those that count, and Jinja2's in other words."""

    @pass_eval_context
    def join(context: EvalContext, value: Iterable[Any], d: Any = "", attribute: Any = None) -> str:
        left = budget()
        items = list(left.each(value))
        if attribute is not None:
            items = list(map(make_attrgetter(context.environment, attribute), items))
        texts = [item if isinstance(item, str) else str(left.measured(item)) for item in items]
        left.make(sum(map(len, texts)) + len(str(d)) * len(texts))
        joined_text: str = do_join(context, texts, d)
        return joined_text

    @pass_eval_context
    def joined(context: EvalContext, parts: list[Any]) -> str:
        left = budget()
        texts = [part if isinstance(part, str) else str(left.measured(part)) for part in parts]
        left.make(sum(map(len, texts)))
        return markup_join(texts) if context.autoescape else str_join(texts)

    def formatted(text: Any, *values: Any, **named: Any) -> str:
        text = str(text) if not isinstance(text, str) else text
        check_format(text, WIDE_IN_PERCENT)
        check_percent(budget(), text, (*values, *named.values()))
        return do_format(text, *values, **named)

    return {
        "join": join,
        "format": formatted,
        EACH: lambda values: budget().each(values),
        MEASURED: lambda value: budget().measured(value),
        JOINED: joined,
    }
