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
    # All of them in one walk, which takes longer than anything that is done to them.
    for node in [*template.find_all((nodes.For, nodes.Compare, nodes.Pair, nodes.Getitem))]:
        match node:
            case nodes.For():
                node.iter = _filtered(node.iter, EACH)
            case nodes.Compare():
                node.expr = _filtered(node.expr, MEASURED)
                for operand in node.ops:
                    operand.expr = _filtered(operand.expr, MEASURED)
            case nodes.Pair():
                node.key = _filtered(node.key, MEASURED)
            case nodes.Getitem(arg=nodes.Slice()):
                node.node = _filtered(node.node, MEASURED)
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
