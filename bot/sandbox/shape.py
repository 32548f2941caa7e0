"""A small language to say what a payload must look like. A check yields what is wrong, with Slack's pointer to the place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Problems = Iterator[str]
Check = Callable[[Any, str], Problems]


def problem(what: str, at: str) -> str:
    """A complaint in Slack's own form."""
    return f"{what} [json-pointer:{at}]"


def string(longest: int, shortest: int = 1) -> Check:
    """Text within bounds, in characters."""

    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, str):
            yield problem("must be a string", at)
        elif len(value) > longest:
            yield problem(f"must be less than {longest + 1} characters", at)
        elif len(value) < shortest:
            yield problem(f"must be more than {shortest - 1} characters", at)

    return check


def one_of(*values: Any) -> Check:
    """One of these."""

    def check(value: Any, at: str) -> Problems:
        if value not in values:
            yield problem("must be a valid enum value", at)

    return check


def typed(kind: type, name: str) -> Check:
    """A value of a kind."""

    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            yield problem(f"must be a {name}", at)

    return check


flag, integer, anything = typed(bool, "boolean"), typed(int, "integer"), typed(object, "value")


def many(item: Check, most: int, least: int = 1) -> Check:
    """A list of these."""

    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, list):
            yield problem("must be an array", at)
            return
        if len(value) > most:
            yield problem(f"no more than {most} items allowed", at)
        if len(value) < least:
            yield problem(f"no fewer than {least} items allowed", at)
        for index, element in enumerate(value):
            yield from item(element, f"{at}/{index}")

    return check


def record(required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    """An object with these keys and no others."""
    known = required | (optional or {})

    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, dict):
            yield problem("must be an object", at)
            return
        for key in required.keys() - value.keys():
            yield problem(f"missing required field: {key}", at)
        for key, element in value.items():
            if key not in known:
                yield problem(f"invalid additional property: {key}", at)
            elif element is not None or key in required:
                yield from known[key](element, f"{at}/{key}")

    return check


def by_type(kinds: dict[str, Check], what: str) -> Check:
    """An object that says in `type` which of these it is."""

    def check(value: Any, at: str) -> Problems:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in kinds:
            yield problem(f"unsupported type of {what}: {kind}", at)
        else:
            yield from kinds[kind](value, at)

    return check


def every(*checks: Check) -> Check:
    """All of these."""

    def check(value: Any, at: str) -> Problems:
        for one in checks:
            yield from one(value, at)

    return check
