"""What a norm is to the walk: a check of every transition, of every text, or of both languages side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from bot.verify.edge import Edge


class Text(NamedTuple):
    """One text that can be rendered, and where it stands."""

    language: str
    text: str
    where: str
    name: str
    """the response's name, or what it is in the article"""
    ours: bool
    """our own words, rather than a fact of the article"""
    quote: str | None = None
    document: str | None = None
    also: tuple[str, ...] = ()
    """further quotes that it rests on"""


class Found(NamedTuple):
    """Something that is wrong; `where` only when it is not the flow's step."""

    message: str
    where: str | None = None


EdgeCheck = Callable[[Edge], Iterator[Found]]
BothCheck = Callable[[dict[str, Edge]], Iterator[Found]]
TextCheck = Callable[[Text], Iterator[Found]]


@dataclass(frozen=True)
class Norm:
    """One norm. `checked` says in a few words what is looked at."""

    id: str
    name: str
    checked: str
    edge: EdgeCheck | None = None
    both: BothCheck | None = None
    text: TextCheck | None = None
    worded: bool = False
    """whether `edge` looks at words; what else it looks at is the same in every language, and N15 sees to that"""
