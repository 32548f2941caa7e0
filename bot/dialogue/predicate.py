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

Test = Callable[[Mapping[str, Any]], bool]

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
    _value(tree, {})
    return lambda slots: bool(_value(tree, slots))


def _value(node: ast.expr, slots: Mapping[str, Any]) -> Any:
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name) if name in _NAMES:
            return _NAMES[name]
        case ast.Attribute(value=ast.Name(id="slots"), attr=slot):
            return slots.get(slot)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return not _value(operand, slots)
        case ast.BoolOp(op=ast.And(), values=values):
            return all(_value(value, slots) for value in values)
        case ast.BoolOp(op=ast.Or(), values=values):
            return any(_value(value, slots) for value in values)
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARE:
            return _compare(op, _value(left, slots), _value(right, slots))
    raise PredicateError(f"«{ast.unparse(node)}» is not allowed in a condition")


def _compare(op: ast.cmpop, left: Any, right: Any) -> bool:
    """An order with something that is not set is false, never an error."""
    if isinstance(op, ast.Lt | ast.LtE | ast.Gt | ast.GtE) and (left is None or right is None):
        return False
    return bool(_COMPARE[type(op)](left, right))
