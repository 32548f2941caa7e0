"""What the code itself names: acts, flows and slots that stand in it as words. Read from its syntax, never run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent
_PAYLOAD = re.compile(r"/([a-z_]+)(?:\{.*)?", re.DOTALL)


class Named(NamedTuple):
    """A word in the code, and where it stands."""

    word: str
    place: str


@cache
def _trees(folder: str) -> tuple[tuple[str, ast.AST], ...]:
    paths = sorted((ROOT / folder).rglob("*.py"))
    return tuple((str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))) for path in paths)


def arguments(called: str, *folders: str) -> Iterator[Named]:
    """The words that a function or method of this name is called with: the first argument, of a method with several all of them."""
    for path, tree in (found for folder in folders for found in _trees(folder)):
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = getattr(call.func, "id", None) or getattr(call.func, "attr", None)
            if name == called:
                several = isinstance(call.func, ast.Attribute)
                yield from (_named(path, each) for each in (call.args if several else call.args[:1]) if _is_word(each))


def words(folder: str) -> set[str]:
    """Every word that stands in the code of a folder, but for what describes it."""
    return {node.value for _, tree in _trees(folder) for node in ast.walk(tree) if _is_word(node)}


def payloads(folder: str) -> Iterator[Named]:
    """The names that buttons of the code send: `cancel` of `/cancel{…}`."""
    for path, tree in _trees(folder):
        for node in ast.walk(tree):
            if _is_word(node) and (found := _PAYLOAD.fullmatch(node.value)):
                yield Named(found[1], f"{path}:{node.lineno}")


def _is_word(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _named(path: str, node: ast.expr) -> Named:
    assert isinstance(node, ast.Constant)
    return Named(node.value, f"{path}:{node.lineno}")
