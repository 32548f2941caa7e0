"""Two editors, one article: what both have made of the same text becomes one text, fact by fact. Nothing is overwritten in silence.

What only one of them changed is taken. What both changed, each in another way, is a conflict, and an editor decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.workshop.article_text import Address, plain, write_of

GONE = object()
"""There is no such part."""


@dataclass(frozen=True)
class Conflict:
    """A part that both have changed. None where one of them took it out."""

    where: str
    base: Any
    mine: Any
    theirs: Any


def merge(base: Any, mine: Any, theirs: Any, chosen: Mapping[str, str] | None = None) -> tuple[Any, list[Conflict]]:
    """The merged tree, and what is to be decided. `chosen` says it: where → `mine` or `theirs`. Undecided, mine stands."""
    conflicts: list[Conflict] = []
    merged = _merged(base, mine, theirs, (), _Choosing(chosen or {}, conflicts))
    return merged, conflicts


@dataclass(frozen=True)
class _Choosing:
    chosen: Mapping[str, str]
    conflicts: list[Conflict]

    def between(self, base: Any, mine: Any, theirs: Any, address: Address) -> Any:
        """What both have changed."""
        where = write_of(address)
        if where in self.chosen:
            return theirs if self.chosen[where] == "theirs" else mine
        self.conflicts.append(Conflict(where, *(None if each is GONE else plain(each) for each in (base, mine, theirs))))
        return mine


def _merged(base: Any, mine: Any, theirs: Any, address: Address, choose: _Choosing) -> Any:
    if _same(mine, theirs) or _same(base, theirs):
        return mine
    if _same(base, mine):
        return theirs
    if isinstance(mine, dict) and isinstance(theirs, dict) and not ("quote" in mine and _is_leaf(mine)):
        return _merged_parts(base if isinstance(base, dict) else {}, mine, theirs, address, choose)
    if _is_listed(mine) and _is_listed(theirs):
        return _merged_list(base if _is_listed(base) else [], mine, theirs, address, choose)
    return choose.between(base, mine, theirs, address)


def _is_leaf(node: Mapping[str, Any]) -> bool:
    """A fact is taken whole: its two languages belong together."""
    return not any(isinstance(value, dict | list) and key not in ("topics", "when", "also") for key, value in node.items())


def _merged_parts(base: Any, mine: Any, theirs: Any, address: Address, choose: _Choosing) -> Any:
    for key in [*mine, *(key for key in theirs if key not in mine)]:
        found = _merged(base.get(key, GONE), mine.get(key, GONE), theirs.get(key, GONE), (*address, key), choose)
        if found is GONE:
            mine.pop(key, None)
        else:
            mine[key] = found
    return mine


def _merged_list(base: Any, mine: Any, theirs: Any, address: Address, choose: _Choosing) -> Any:
    """Each item by what it is: its id, or the sentence that it quotes. The order is that of whoever changed it; mine, where both did."""
    olds, owns, others = (_by_name(each) for each in (base, mine, theirs))
    ours = [name for name in owns if name in olds and name in others]
    reordered = ours == [name for name in olds if name in owns and name in others]
    names = _ordered(list(others), list(owns)) if reordered else _ordered(list(owns), list(others))
    found = [_merged(olds.get(n, GONE), owns.get(n, GONE), others.get(n, GONE), (*address, n), choose) for n in names]
    mine[:] = [each for each in found if each is not GONE]
    return mine


def _ordered(first: list[str], second: list[str]) -> list[str]:
    """All names: those of the first in their order, each of the second's own after the one before it."""
    result = list(first)
    for place, name in enumerate(second):
        if name not in result:
            before = next((result.index(each) + 1 for each in reversed(second[:place]) if each in result), 0)
            result.insert(before, name)
    return result


def _by_name(items: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in items:
        name = str(item.get("id") or item.get("quote"))
        while name in found:
            name += "+"
        found[name] = item
    return found


def _is_listed(node: Any) -> bool:
    """A list whose items can be told apart."""
    return isinstance(node, list) and all(isinstance(each, dict) and (each.get("id") or each.get("quote")) for each in node)


def _same(one: Any, other: Any) -> bool:
    return one is other or (one is not GONE and other is not GONE and plain(one) == plain(other))
