"""What customers ask about: the topics of `topics.yml`, and the groups that older questions and buttons ask for in a word."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from ruamel.yaml import YAML


class AnsweredBy(StrEnum):
    """Who can answer a question: the article, or we about ourselves."""

    article = "article"
    us = "us"


class ComesWith(StrEnum):
    """What an answer brings along besides its facts."""

    nothing = "nothing"
    contacts = "contacts"
    way_on = "way_on"


class Topic(NamedTuple):
    """One thing that customers ask about."""

    name: str
    answered_by: AnsweredBy
    comes_with: ComesWith
    what: dict[str, str]
    """language → what the help page does not say when it is silent about it"""
    near: tuple[str, ...] = ()
    """topics whose facts answer it where it has none of its own"""
    along: tuple[str, ...] = ()
    """topics whose facts are told beside that the document is silent"""


class Group(NamedTuple):
    """Several topics asked about in a word."""

    topics: tuple[str, ...]
    open: frozenset[str]
    """those that are said to be open when the document leaves them open; the others are told where they can be"""


class Asked(NamedTuple):
    """A topic as a message asks about it."""

    topic: str
    outright: bool
    """asked about by itself, so that it is said when the document leaves it open"""


def _read() -> tuple[dict[str, Topic], dict[str, Group]]:
    data = YAML(typ="safe").load(Path(__file__).with_name("topics.yml").read_text(encoding="utf-8"))
    topics = {
        name: Topic(
            name,
            AnsweredBy(entry["answered_by"]),
            ComesWith(entry.get("comes_with", "nothing")),
            entry["what"],
            tuple(entry.get("near", ())),
            tuple(entry.get("along", ())),
        )
        for name, entry in data["topics"].items()
    }
    return topics, {name: Group(tuple(entry["topics"]), frozenset(entry["open"])) for name, entry in data["groups"].items()}


TOPICS, GROUPS = _read()
"""By name, in the order of the file."""


def asked_for(names: Iterable[str]) -> list[Asked]:
    """The topics that these names ask about, in order, each once. A name is a topic, or else a group. Raises KeyError for neither."""
    found: dict[str, bool] = {}
    for name in names:
        group = Group((name,), frozenset((name,))) if name in TOPICS else GROUPS[name]
        for topic in group.topics:
            found[topic] = found.get(topic, False) or topic in group.open
    return [Asked(topic, outright) for topic, outright in found.items()]
