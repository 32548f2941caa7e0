"""The conditions of flows: `slots.turns_left > 0 and not slots.hurry`.

Rasa's flow conditions are a small expression language. This reads the part of it that the flows use, through Python's
own parser and a closed list of node types: nothing in a flow file is ever executed.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

Slots = Mapping[str, Any]
Test = Callable[[Slots], bool]

_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}
_NAMES = {"null": None, "true": True, "false": False}


class PredicateError(ValueError):
    """A condition of a flow that cannot be read."""


@lru_cache(maxsize=512)
def parse(text: str) -> Test:
    """The condition as a function of the slots. Raises PredicateError for anything outside the small language."""
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise PredicateError(f"cannot read the condition «{text}»") from error
    value = _value(tree)
    return lambda slots: bool(value(slots))


def _value(node: ast.expr) -> Callable[[Slots], Any]:
    """A part of a condition as a function of the slots."""
    match node:
        case ast.Constant(value=value):
            return lambda _: value
        case ast.Name(id=name) if name in _NAMES:
            return lambda _: _NAMES[name]
        case ast.Attribute(value=ast.Name(id="slots"), attr=slot):
            return lambda slots: slots.get(slot)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            inner = _value(operand)
            return lambda slots: not inner(slots)
        case ast.BoolOp(op=op, values=values):
            parts = [_value(value) for value in values]
            every = isinstance(op, ast.And)
            return lambda slots: all(part(slots) for part in parts) if every else any(part(slots) for part in parts)
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARE:
            return _comparison(op, _value(left), _value(right))
    raise PredicateError(f"«{ast.unparse(node)}» is not allowed in a condition")


def _comparison(op: ast.cmpop, left: Callable[[Slots], Any], right: Callable[[Slots], Any]) -> Callable[[Slots], bool]:
    """An order with something that is not set is false, never an error."""
    compare, ordered = _COMPARE[type(op)], isinstance(op, ast.Lt | ast.LtE | ast.Gt | ast.GtE)

    def compared(slots: Slots) -> bool:
        one, other = left(slots), right(slots)
        return not (ordered and (one is None or other is None)) and bool(compare(one, other))

    return compared
