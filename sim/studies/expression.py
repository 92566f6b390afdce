"""Expressions of a design: arithmetic and comparison of scenario keys, and nothing else."""

from __future__ import annotations

import ast
import operator
from itertools import pairwise
from typing import TYPE_CHECKING

from sim.errors import scenario_error

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

BINARY = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
          ast.Pow: operator.pow}
COMPARE = {ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge, ast.Eq: operator.eq,
           ast.NotEq: operator.ne}
FUNCTIONS: dict[str, Callable[..., Any]] = {"min": min, "max": max, "abs": abs, "round": round}
RULE = "must be arithmetic and comparisons of numbers, texts and scenario keys, with min, max, abs, round, and, or, not"


def evaluate(text: str, look: Callable[[str], Any], origin: str) -> Any:
    """
    Return the value of an expression.

    Parameters
    ----------
    text : str
        ``4 * storage.power_mw``, ``farm.capacity_mw >= link.rating_mw and link.voltage_kv > 400``.
    look : callable
        ``look(key)`` returns the value of a dotted key.
    origin : str
        Where it stands, for messages.

    Returns
    -------
    value : float, bool or str
    """
    try:
        return _value(ast.parse(str(text), mode="eval").body, look)
    except (SyntaxError, TypeError, ZeroDivisionError, OverflowError) as fault:
        reason = RULE if isinstance(fault, SyntaxError) else str(fault)
        raise scenario_error(f"{origin} = {text!r}: {reason}", key=origin) from None


def _value(node: ast.AST, look: Callable[[str], Any]) -> Any:
    """Return the value of a node of the parsed text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, (bool, int, float, str)):
        return node.value
    if isinstance(node, (ast.Attribute, ast.Name)):
        return look(_key(node))
    if isinstance(node, ast.BinOp) and type(node.op) in BINARY:
        return BINARY[type(node.op)](_value(node.left, look), _value(node.right, look))
    if isinstance(node, ast.UnaryOp):
        inner = _value(node.operand, look)
        return not inner if isinstance(node.op, ast.Not) else -inner if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.BoolOp):
        values = (_value(each, look) for each in node.values)
        return all(values) if isinstance(node.op, ast.And) else any(values)
    if isinstance(node, ast.Compare) and all(type(sign) in COMPARE for sign in node.ops):
        sides = [_value(each, look) for each in (node.left, *node.comparators)]
        return all(COMPARE[type(sign)](*pair)
                   for sign, pair in zip(node.ops, pairwise(sides), strict=True))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords \
            and node.func.id in FUNCTIONS:
        return FUNCTIONS[node.func.id](*(_value(each, look) for each in node.args))
    raise SyntaxError


def _key(node: ast.AST) -> str:
    """Return the dotted key that a chain of names spells."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_key(node.value)}.{node.attr}"
    raise SyntaxError
