"""What templates can do: read plain values, and call functions that change nothing.

A book's templates may come from anyone. Everything that is not allowed here by type and name is
refused: Jinja2's own sandbox refuses names that it knows to be dangerous, which would leave every
method of a path or an element tree within reach.
"""

from __future__ import annotations

import datetime
import types
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, NoReturn, TypeAlias, cast

from jinja2 import nodes
from jinja2.environment import Template, TemplateModule
from jinja2.exceptions import SecurityError, TemplateSyntaxError
from jinja2.parser import Parser
from jinja2.runtime import BlockReference, Context, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Joiner, Namespace
from markupsafe import Markup

from nkbook.look.sandbox.budget import Budget
from nkbook.look.sandbox.counting import count
from nkbook.look.sandbox.filters import check_replace, counted, counted_filters
from nkbook.look.sandbox.formatting import WIDE_IN_PERCENT, Format, check_format, check_percent
from nkbook.look.sandbox.formatting import formatter as formatter_of
from nkbook.model.plain import Plain

Functions: TypeAlias = Mapping[str, Callable[..., Any]]
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
_LONG = (str, tuple, list)
_CALLABLE = (BlockReference, LoopContext, Macro, Joiner)
_GLOBALS = ("cycler", "dict", "joiner", "namespace", "range")
_NO_GLOBALS = ("lipsum",)  # its output depends on chance
_MOST_BITS = 100_000  # of a number
_LONGEST_DATE = 1_000  # characters of a form for strftime


class Sandbox(ImmutableSandboxedEnvironment):
    """A Jinja2 environment whose templates see plain values only."""

    intercepted_binops = frozenset(("*", "**", "%", "+"))

    def __init__(self, **options: Any) -> None:
        """Take Jinja2's options; functions whose result isn't the same each time are left out."""
        self.budget = Budget()
        super().__init__(finalize=self._shown, **options)
        for name in _NO_GLOBALS:
            del self.globals[name]
        self.filters = counted_filters(self.filters, lambda: self.budget)
        self.tests = self._counted(cast("Functions", self.tests))
        self._functions = tuple(self.globals[name] for name in _GLOBALS)
        self._known: dict[type, frozenset[str]] = {}  # what can be read of a type, once asked

    def _shown(self, value: Any) -> Any:
        return self.budget.shown(value)

    def extend_by(self, filters: Functions, tests: Functions) -> None:
        """Add filters and tests."""
        self.filters |= self._counted(filters)
        self.tests |= self._counted(tests)

    def _counted(self, functions: Functions) -> dict[str, Any]:
        return {
            name: counted(name, function, lambda: self.budget)
            for name, function in functions.items()
        }

    @contextmanager
    def within(self, budget: Budget) -> Iterator[None]:
        """Render with a budget; what is rendered by what is rendered has the same."""
        outer, self.budget = self.budget, budget
        try:
            yield
        finally:
            self.budget = outer

    def concat(self, parts: Iterable[str]) -> str:
        """Return texts as one, counted."""
        return self.budget.joined(parts)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parser = Parser(self, source, name, filename)
        with _failing_at(lambda: parser.stream.current.lineno, name, filename):
            tree = parser.parse()
            count(tree)
        return tree

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,
    ) -> str:
        with _failing_at(lambda: 1, name, filename):
            return super()._generate(source, name, filename, defer_init)

    def _compile(self, source: str, filename: str) -> types.CodeType:
        with _failing_at(lambda: 1, None, filename):
            return super()._compile(source, filename)

    def _load_template(
        self,
        name: str,
        globals: MutableMapping[str, Any] | None,  # noqa: A002 — Jinja2's name
    ) -> Template:
        self.budget.call()
        return super()._load_template(name, globals)

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
        return type(obj) in (*_CALLABLE, Format) or any(obj is one for one in self._functions)

    def _readable(self, kind: type) -> frozenset[str]:
        if kind not in self._known:
            self._known[kind] = _readable(kind)
        return self._known[kind]

    def call(self, context: Context, obj: Any, /, *arguments: Any, **options: Any) -> Any:
        """Call an object for a template, if it may be called."""
        if not self.is_safe_callable(obj):
            raise SecurityError(f"a template can't call {type(obj).__name__}")
        self.budget.call()
        arguments = tuple(map(self.budget.measured, arguments))
        options = {key: self.budget.measured(value) for key, value in options.items()}
        if isinstance(obj, (types.BuiltinMethodType, types.MethodType)):
            arguments = self._checked(obj.__self__, obj.__name__, arguments)
        return super().call(context, obj, *arguments, **options)

    def _checked(self, owner: object, name: str, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
        """Return the arguments of a method; raises SecurityError if it would take all memory."""
        if isinstance(owner, str):
            self.budget.measured(owner)
            if name == "replace" and len(arguments) > 1:
                check_replace(self.budget, owner, str(arguments[0]), str(arguments[1]))
            elif name == "join" and arguments:
                texts = list(arguments[0])
                made = sum(len(text) for text in texts if isinstance(text, str))
                self.budget.make(made + len(owner) * len(texts))
                return (texts, *arguments[1:])
        elif name == "strftime" and arguments and len(arguments[0]) > _LONGEST_DATE:
            raise SecurityError(f"strftime: a form of more than {_LONGEST_DATE} characters")
        return arguments

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return an item or attribute; what is looked up by is counted."""
        return super().getitem(obj, self.budget.measured(argument))

    def unsafe_undefined(self, obj: Any, attribute: str) -> NoReturn:
        """Refuse an attribute at once, not only when something is made of it."""
        raise SecurityError(f"a template can't read {attribute} of {type(obj).__name__}")

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """Return a text's method ``format`` made safe, or None for anything else."""
        if super().wrap_str_format(value) is None:
            return None
        text: str = value.__self__
        by_mapping = value.__name__ == "format_map"
        return formatter_of(self, text, self.budget, by_mapping=by_mapping)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Return a sum, product, power or remainder; refuse one that takes all memory."""
        self.budget.spend(1)
        if operator == "%" and isinstance(left, str):
            check_format(left, WIDE_IN_PERCENT)
            values = right.values() if isinstance(right, Mapping) else right
            check_percent(self.budget, left, values if isinstance(values, Iterable) else (values,))
        elif isinstance(left, int) and isinstance(right, int):
            bits = left.bit_length() + right.bit_length()
            if operator == "**":
                bits = left.bit_length() * max(right, 0)
            if bits > _MOST_BITS:
                raise SecurityError(f"a number of more than {_MOST_BITS} bits")
        elif operator == "+":
            if isinstance(left, _LONG) and isinstance(right, _LONG):
                self.budget.make(len(left) + len(right))
        elif operator == "*":
            for one, times in ((left, right), (right, left)):
                if isinstance(one, _LONG):
                    self.budget.make(len(one) * times)
        return super().call_binop(context, operator, left, right)


@contextmanager
def _failing_at(line: Callable[[], int], name: str | None, filename: str | None) -> Iterator[None]:
    """Raise what goes wrong with a template before it runs as an error at a line of it."""
    try:
        yield
    except TemplateSyntaxError:
        raise
    except (RecursionError, MemoryError, SyntaxError) as error:
        message = "its expressions or blocks are nested too deeply"
        raise TemplateSyntaxError(message, line(), name, filename) from error
    except (ValueError, OverflowError) as error:
        raise TemplateSyntaxError(str(error), line(), name, filename) from error


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
