"""Changes a template's syntax tree so that all that takes time goes through counting filters.

Jinja2's sandbox is asked about attributes, calls and operators; loops, comparisons, slices and ~
become plain Python of which it hears nothing.
"""

from __future__ import annotations

from typing import cast

from jinja2 import nodes

EACH, MEASURED, JOINED = "_each", "_measured", "_joined"


def count(template: nodes.Template) -> None:
    """Put the counting filters into a template."""
    for loop in template.find_all(nodes.For):
        loop.iter = _filtered(loop.iter, EACH)
    for comparison in template.find_all(nodes.Compare):
        comparison.expr = _filtered(comparison.expr, MEASURED)
        for operand in comparison.ops:
            operand.expr = _filtered(operand.expr, MEASURED)
    for pair in template.find_all(nodes.Pair):
        pair.key = _filtered(pair.key, MEASURED)
    for item in template.find_all(nodes.Getitem):
        if isinstance(item.arg, nodes.Slice):
            item.node = _filtered(item.node, MEASURED)
    _join(template)


def _join(node: nodes.Node) -> None:
    """Put a filter in the place of each ``a ~ b`` below a node."""
    for name, value in node.iter_fields():
        if isinstance(value, list):
            setattr(node, name, [_joined(item) for item in value])
        else:
            setattr(node, name, _joined(value))
    for child in node.iter_child_nodes():
        _join(child)


def _joined(value: object) -> object:
    if not isinstance(value, nodes.Concat):
        return value
    parts = nodes.List(value.nodes, lineno=value.lineno, environment=value.environment)
    return _filtered(parts, JOINED)


def _filtered(node: nodes.Node, name: str) -> nodes.Filter:
    return nodes.Filter(
        cast("nodes.Expr", node),
        name,
        [],
        [],
        None,
        None,
        lineno=node.lineno,
        environment=node.environment,
    )
