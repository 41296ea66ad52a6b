"""The table [limits]: what holds without it, and what a book of strangers may not raise."""

from __future__ import annotations

from nkbook.project.config.limits import Limits


def test_strict_limits_are_lower() -> None:
    strict, usual = dict(Limits.strict()), dict(Limits())
    assert strict.keys() == usual.keys()
    assert all(value < usual[name] for name, value in strict.items())
    Limits.model_validate(strict, by_name=True)  # each within its own bounds


def test_a_book_may_lower_them_but_not_raise_them() -> None:
    own = Limits.model_validate({"task-seconds": 60, "table-cells": 1_000_000})
    found = own.at_most(Limits.strict())
    assert found.task_seconds == 60
    assert found.table_cells == Limits.strict().table_cells
    assert found.drawing_points == Limits.strict().drawing_points
