"""Each problem that nkbook tells says what to do about it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import nkbook
from nkbook.diagnostics.codes import CODES, Severity
from nkbook.diagnostics.remedies import REMEDIES

SOURCES = Path(nkbook.__file__).parent
WITH_A_HINT = 4  # arguments: code, message, place, hint


def made() -> Iterator[tuple[str, ast.Call]]:
    """Yield each place where a problem is made, and how."""
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "diagnostic":
                yield f"{path.relative_to(SOURCES)}:{node.lineno}", node


def has_a_remedy(call: ast.Call) -> bool:
    own = len(call.args) >= WITH_A_HINT or any(one.arg == "hint" for one in call.keywords)
    code = call.args[0]
    if own or any(isinstance(one, ast.Starred) for one in call.args):
        return True
    if isinstance(code, ast.IfExp):
        return all(ast.literal_eval(one) in REMEDIES for one in (code.body, code.orelse))
    if not isinstance(code, ast.Constant):
        return isinstance(code, ast.Name) and code.id in ("_CODE", "CODE")  # of a module with one
    name = str(code.value)
    return name in REMEDIES or CODES[name].severity is Severity.NOTE


@pytest.mark.slow
def test_every_problem_has_a_remedy() -> None:
    assert [place for place, call in made() if not has_a_remedy(call)] == []


def test_remedies_are_of_known_codes() -> None:
    assert REMEDIES.keys() <= CODES.keys()
