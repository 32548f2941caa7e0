"""What the customer told of their account, by kinds that every product has (`account`), and what it comes to in an article.

`account` is `{kind: {"value": …, "words": …}}`; what was denied without saying what it is stands under `not`:
`{"plan": {"value": None, "not": ["premium"], "words": "we're not on Premium"}}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from actions.base import Event, PartwellAction, View, Voice, slots
from actions.receipt import case_id
from knowledge.kinds import KINDS, HouseRule, attributes_of, house_rule, knows, left_of, opposite, ruled_out_of
from knowledge.schema import Article

Account = Mapping[str, Mapping[str, Any]]


class Heard(NamedTuple):
    """What is known of an account in the words of an article."""

    attributes: dict[str, Any]
    ruled_out: dict[str, list[str]]


def values_of(account: Account) -> dict[str, str]:
    """Kind → value, of what was said; of two values, the one that is left."""
    said = {kind: entry.get("value") or _other(kind, entry) for kind, entry in account.items()}
    return {kind: value for kind, value in said.items() if value}


def _other(kind: str, entry: Mapping[str, Any]) -> str | None:
    denied = entry.get("not") or []
    return opposite(kind, denied[0]) if denied else None


def heard(view: View) -> Heard:
    """The account in the attributes of the article: what is said in this message corrects, what was said before only fills gaps."""
    attributes, ruled_out = dict(view["attributes"] or {}), {name: [*values] for name, values in view.denied.items()}
    for kind, entry in (view["account"] or {}).items():
        found, gone = in_article(view.article, kind, entry)
        new = said_now(view, entry)
        for name, values in gone.items():
            if new and attributes.get(name, {}).get("value") in values:
                del attributes[name]
            ruled_out[name] = _some_left(view.article, name, [*ruled_out.get(name, ()), *values])
        for name, value in found.items():
            if new or name not in attributes:
                attributes[name] = {"value": value, "origin": "said", "words": entry.get("words")}
    return Heard(attributes, ruled_out)


def _some_left(article: Article, name: str, gone: list[str]) -> list[str]:
    """The values that are ruled out; whoever denies all of them has said nothing of it."""
    return [] if set(gone) >= set(article.attributes[name].values) else list(dict.fromkeys(gone))


def in_article(article: Article, kind: str, entry: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """One thing that was said: the values that it comes to, and those that it rules out."""
    gone: dict[str, list[str]] = {}
    for denied in entry.get("not") or ():
        for name, values in ruled_out_of(article, kind, denied).items():
            gone.setdefault(name, []).extend(value for value in values if value not in gone.get(name, ()))
    found = left_of(article, gone) | attributes_of(article, values_of({kind: entry}))
    return found, {name: values for name, values in gone.items() if name not in found}


def said_now(view: View, entry: Mapping[str, Any]) -> bool:
    """Whether something was said in this very message."""
    return bool(entry.get("words")) and entry["words"] in view.text


def of_this_message(view: View) -> dict[str, Any]:
    """What this message says of the account: of another product than before, only that can be meant."""
    return {kind: entry for kind, entry in (view["account"] or {}).items() if said_now(view, entry)}


def beside(view: View) -> dict[str, Any]:
    """What was told of the account and is no attribute of the article: people who read of the case see it too."""
    account = view["account"] or {}
    if not view.has_article:
        return dict(account)
    values = values_of(account)
    return {kind: {**account[kind], "value": value} for kind, value in values.items() if not knows(view.article, kind, value)}


def house(view: View) -> HouseRule | None:
    """The rule of our own that makes it a person's case, unless a person has it already, because of that or before it was said."""
    if not view.has_article:
        return None
    account = view["account"] or {}
    rule = house_rule(view.article, values_of(account))
    before = view["handoff"] or {}
    if rule and before.get("case") == case_id(view) and (before["rule"] == rule.rule or not said_now(view, account[rule.kind])):
        return None
    return rule


class HearAccount(PartwellAction):
    """Takes over what was told of the account into the attributes of the product at hand."""

    NAME = "action_hear_account"

    def act(self, view: View, voice: Voice) -> list[Event]:
        if not view["account"]:
            return []
        return slots(**heard(view)._asdict())


class TakeNote(PartwellAction):
    """Something was told that leads nowhere new: what was noted, in a sentence."""

    NAME = "action_take_note"

    def act(self, view: View, voice: Voice) -> list[Event]:
        said = say_noted(view, voice)
        days = [entity.get("value") for entity in view.message.get("entities", []) if entity.get("entity") == "date"]
        if view["anchor_date"] and view["anchor_date"] in days:
            voice.say("utter_noted_date", anchor=view["anchor_date"])
        elif (view["reason"] or {}).get("words") == view.text and not said:
            voice.say("utter_noted_reason")
        elif not said:
            voice.say("utter_noted_only")
        return []


def say_noted(view: View, voice: Voice) -> bool:
    """What this message says of the account. False where it says nothing of it."""
    account = of_this_message(view)
    noted = [sentence for kind, entry in account.items() for sentence in KINDS[kind].noted(entry, view.language)]
    if noted:
        voice.say("utter_noted", noted=noted)
    return bool(noted)
