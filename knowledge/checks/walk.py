"""Walking over an article, so that a part added to the schema later is checked without a change to any rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel

from knowledge.schema import LANGUAGES, Article, Condition, Text

Keys = tuple[str | int, ...]
"""How to reach a part from the top of the file."""

Kind = TypeVar("Kind", bound=BaseModel)


def parts(root: Any, kind: type[Kind], *above: str | int) -> Iterator[tuple[Keys, Kind]]:
    """Every part of one kind, with the keys that lead to it, in the order of the schema."""
    if isinstance(root, kind):
        yield above, root
    for key, value in _children(root):
        yield from parts(value, kind, *above, key)


def texts(article: Article) -> Iterator[tuple[Keys, str, str]]:
    """Every text that can be said to a customer: its keys, its language, its words."""
    for keys, part in parts(article, Text):
        for language in LANGUAGES:
            yield (*keys, language), language, part.text(language)


def conditions(article: Article) -> Iterator[tuple[Keys, Condition]]:
    """Every condition: of paths, of facts and of offers."""
    for keys, part in parts(article, BaseModel):
        for name in ("when", "eligible", "excluded_by", "likely_with"):
            condition = getattr(part, name, None)
            if condition is not None:
                yield (*keys, name), condition


def wanted(condition: Condition, name: str) -> list[str]:
    """The values a condition accepts for an attribute."""
    value = condition[name]
    return [value] if isinstance(value, str) else value


def strange(article: Article, condition: Condition) -> Iterator[tuple[str, str]]:
    """What a condition names and the article does not have: the attribute it stands under, and what is wrong."""
    for name in condition:
        if name not in article.attributes:
            yield name, f"no attribute «{name}»"
            continue
        for value in wanted(condition, name):
            if value not in article.attributes[name].values:
                yield name, f"attribute «{name}» has no value «{value}»"


def of_path(*keys: str | int) -> bool:
    """Whether these keys lead to the condition of a path itself, and not of a fact inside it."""
    return len(keys) == 3 and keys[0] == "paths"


def sound(article: Article) -> bool:
    """Whether the conditions of all paths name only what exists; while not, what they cover says nothing."""
    return not any(True for path in article.paths.values() for _ in strange(article, path.when))


def account_text(account: dict[str, str]) -> str:
    """An account as an editor reads it."""
    return ", ".join(f"{name}: {value}" for name, value in account.items()) or "every account"


def _children(node: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(node, BaseModel):
        yield from ((name, getattr(node, name)) for name in type(node).model_fields)
    elif isinstance(node, dict):
        yield from ((str(key), value) for key, value in node.items())
    elif isinstance(node, list):
        yield from enumerate(node)
