"""An article's text as a tree that can be changed: what the editor does not touch, its comments too, stays as it was written."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.data_files import DataError

Address = tuple[str | int, ...]
"""The keys that lead to a part of an article."""


def read(article: str) -> Any:
    """The tree of an article's text. Raises DataError for a text that is no YAML mapping."""
    try:
        tree = _yaml().load(article)
    except (YAMLError, ValueError) as error:
        raise DataError(f"the article cannot be read: {error}") from error
    if not isinstance(tree, dict):
        raise DataError("the article cannot be read: it is no list of parts")
    return tree


def written(tree: Any) -> str:
    """The text of a tree."""
    stream = io.StringIO()
    _yaml().dump(tree, stream)
    return stream.getvalue()


def plain(node: Any) -> Any:
    """Plain dicts, lists and values."""
    if isinstance(node, dict):
        return {str(key): plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [plain(value) for value in node]
    return str(node) if isinstance(node, str) else node


def at(tree: Any, address: Sequence[str | int]) -> Any:
    """The part of a tree at an address. Raises LookupError."""
    for key in address:
        try:
            tree = tree[key]
        except (TypeError, ValueError) as error:
            raise LookupError(str(key)) from error
    return tree


def address_of(written_address: str) -> Address:
    """`paths/account/steps/0` as keys."""
    return tuple(int(part) if part.isdigit() else part for part in written_address.split("/") if part)


def write_of(address: Sequence[str | int]) -> str:
    """Keys as `paths/account/steps/0`."""
    return "/".join(map(str, address))


def _yaml() -> YAML:
    yaml = YAML(typ="rt")
    yaml.width, yaml.preserve_quotes = 4096, True
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml
