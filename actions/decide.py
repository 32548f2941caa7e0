"""Which path applies, and what has to be asked to know it. The conditions of the article generate the questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions.account import house, of_this_message, say_noted
from actions.base import WHOLLY, Button, Event, PartwellAction, View, Voice, asked, button, person_button, slots
from actions.case import OF_THE_PATH
from knowledge.conditions import deciding, holds, leads_to, likely, possible_paths
from knowledge.kinds import HouseRule
from knowledge.schema import Article, Attribute, PathKind

UNCLEAR = "unclear"
MOST_BUTTONS = 8
"""Products shown as buttons; beyond that the customer types a name."""


class Decide(PartwellAction):
    """Finds the path. While it is open, what to ask; when nothing may be asked any more, the way of the ordinary account.

    What stays open is not filled in: the other ways are told beside the one that is shown (`actions.ways`), and a later
    statement decides anew.
    """

    NAME = "action_decide"

    def act(self, view: View, voice: Voice) -> list[Event]:
        article = view.article
        settled_now = taken(view) if view["answer"] else {}  # an answer beside what was told of the account
        view.slots = {**view.slots, **settled_now}
        return [*slots(**settled_now), *self._decided(view, article)]

    @staticmethod
    def _decided(view: View, article: Article) -> list[Event]:
        asked = [*view["asked"], *_passed_over(view)]
        if (rule := house(view)) and not _ruled_by_article(view):
            return slots(asked=asked, question=[], answer=None, **OF_THE_PATH | _house(view, rule))
        led = leads_to(article, view.known, view.ruled_out)
        unasked = [] if led else _unasked(view, asked)
        if unasked and view.replies_left > 1 and not view["hurry"]:
            return slots(asked=asked, question=unasked, answer=None, **OF_THE_PATH | {"path": None})
        slug = led or possible_paths(article, view.walked, view.ruled_out)[0]
        path = article.paths[slug]
        where = {name: view[name] for name in ("step", "all_shown")} if slug == view["path"] else {}
        decided = {"path": slug, "path_kind": str(path.kind), "rule": str(path.rule) if path.rule else None}
        return slots(asked=list(article.conditioned), question=[], answer=None, **OF_THE_PATH | decided | where)


def _unasked(view: View, asked: list[str]) -> list[str]:
    """What decides and was not asked yet. For what ordinarily comes with what was told alone nothing is asked: it is told beside."""
    expected = {**likely(view.article, view.known, view.ruled_out), **view.known}
    open_ones = _askable(view, deciding(view.article, expected, view.ruled_out))
    if {*open_ones} <= {*asked}:
        return []
    return [name for name in _askable(view, deciding(view.article, view.known, view.ruled_out)) if name not in asked]


def _askable(view: View, names: list[str]) -> list[str]:
    """Those that are worth a question now: of a choice the ways are told side by side; what depends on an answer waits for it."""
    attributes = view.article.attributes
    return [name for name in names if not attributes[name].choice and holds(attributes[name].when, view.known) is True]


def _ruled_by_article(view: View) -> bool:
    """Whether the article itself leaves only a person to this account: its own rule comes before ours."""
    led = leads_to(view.article, view.known, view.ruled_out)
    if led and view.article.paths[led].kind is PathKind.contact:
        return True
    paths = possible_paths(view.article, view.known, view.ruled_out)
    return len(paths) == 1 and view.article.paths[paths[0]].kind is PathKind.contact


def _house(view: View, rule: HouseRule) -> dict[str, Any]:
    """A person's case by our own rule: nothing else is asked; the document's way stays open."""
    paths = possible_paths(view.article, view.known, view.ruled_out)
    return {"path": paths[0] if len(paths) == 1 else None, "path_kind": str(PathKind.contact), "rule": rule.rule}


def _passed_over(view: View) -> list[str]:
    """Whoever names one special value of a question that listed several has read the others: they are not asked again."""
    names = view["question"] or []
    special = any(view.known.get(name) in view.article.attributes[name].special for name in names)
    return names if special and len(names) > 1 else []


class AskProduct(PartwellAction):
    """Which product it is; for one that is not known, which ones are."""

    NAME = "action_ask_product"

    def act(self, view: View, voice: Voice) -> list[Event]:
        products = view.library.products()
        few = products[:MOST_BUTTONS]
        buttons = [button(view.library.name(slug), f'/inform{{"product": "{slug}"}}') for slug in few]
        names = [view.library.name(slug) for slug in few]
        asked_for = "utter_ask_product" if view["turns_left"] is not None and not view["topics"] else "utter_ask_which"
        say_noted(view, voice)
        response = "utter_unknown_product" if view["unknown_product"] else asked_for
        voice.say(response, name=view["unknown_product"], names=names, buttons=[*buttons, person_button()])
        left = view["turns_left"]
        unknown = {"kind": "unknown product", "words": view["unknown_product"]} if view["unknown_product"] else None
        return [*([] if left is None else asked(view)), *slots(unanswered=unknown)]


class AskAnswer(PartwellAction):
    """Asks what decides: one attribute by its own question, several by their special values in one question."""

    NAME = "action_ask_answer"

    def act(self, view: View, voice: Voice) -> list[Event]:
        names = view["question"]
        screen = f"{view['product']}?{','.join(names)}"
        say_noted(view, voice)
        wholly = view["again"] == WHOLLY
        if len(names) == 1:
            self._ask_one(view, voice, names[0], again=view["screen"] == screen and not wholly)
        else:
            before = (view["screen"] or "").startswith(f"{view['product']}?")
            self._ask_many(view, voice, names, again=before and not wholly)
        return [*asked(view), *slots(screen=screen)]

    @staticmethod
    def _ask_one(view: View, voice: Voice, name: str, *, again: bool) -> None:
        attribute = view.article.attributes[name]
        values = [value for value in attribute.values if value not in view.ruled_out.get(name, ())]
        buttons = [*choices(view, name, values), button("button_dont_know", "/dont_know"), person_button()]
        if again:
            voice.say("utter_question_again", buttons=buttons, custom=_why(voice, [attribute]))
        else:
            voice.say("utter_question", fact=attribute.ask.text(view.language), buttons=buttons, custom=_why(voice, [attribute]))

    @staticmethod
    def _ask_many(view: View, voice: Voice, names: list[str], *, again: bool) -> None:
        attributes = {name: view.article.attributes[name] for name in names}
        listed = {name: _listed(attribute, view.ruled_out.get(name, ())) for name, attribute in attributes.items()}
        special = [choice for name, values in listed.items() for choice in choices(view, name, values)]
        ways_out = [button("button_none", "/none_of_these"), button("button_dont_know", "/dont_know"), person_button()]
        why = _why(voice, list(attributes.values()))
        voice.say(
            "utter_question_again" if again else "utter_question_many", name=view.article.name, buttons=[*special, *ways_out], custom=why
        )


def _listed(attribute: Attribute, gone: Sequence[str]) -> list[str]:
    """The values that make a case of their own, without what is excluded."""
    left = [value for value in attribute.values if value not in gone]
    return [value for value in attribute.special if value in left] or left


class TakeAnswer(PartwellAction):
    """Reads an answer that names no value: yes, no, none of these, don't know. What was not understood may be asked again."""

    NAME = "action_take_answer"

    def act(self, view: View, voice: Voice) -> list[Event]:
        return slots(**taken(view))


def taken(view: View) -> dict[str, Any]:
    """What an answer to the open question settles; what the same message tells of it in words holds instead."""
    names, answer = view["question"], view["answer"]
    attributes, ruled_out = dict(view["attributes"] or {}), dict(view.denied)
    told = of_this_message(view)
    known = {name for name in attributes if view.article.attributes[name].kind in told}
    left = {name: values for name, values in settled(view.article, names, answer).items() if name not in known}
    for name, values in left.items():
        if len(values) == 1:
            attributes[name] = {"value": values[0], "origin": "said", "words": view.text}
        else:
            ruled_out[name] = [value for value in view.article.attributes[name].values if value not in values]
    several = {name for name, values in left.items() if len(values) > 1 and len(names) > 1}
    closed = [] if answer == UNCLEAR else [name for name in names if name not in several]
    return {"attributes": attributes, "ruled_out": ruled_out, "asked": [*view["asked"], *closed], "answer": None}


def settled(article: Article, names: list[str], answer: str) -> dict[str, tuple[str, ...]]:
    """The values that an answer to a question about these attributes leaves them, where it says something of them."""
    found = {name: _left(article.attributes[name], answer, alone=len(names) == 1) for name in names}
    return {name: values for name, values in found.items() if values and len(values) < len(article.attributes[name].values)}


def _left(attribute: Attribute, answer: str, *, alone: bool) -> tuple[str, ...]:
    """A «none of these» rules out what was listed, a «no» what was asked; which of the others it is, neither says."""
    if alone and attribute.yes and answer == "yes":
        return (attribute.yes,)
    if alone and attribute.yes and answer == "no":
        return tuple(value for value in attribute.values if value != attribute.yes)
    if answer == "none" or (answer == "no" and not alone):
        return tuple(value for value in attribute.values if value not in attribute.special)
    return ()


def choices(view: View, name: str, values: list[str]) -> list[Button]:
    """One button a value."""
    labels = view.article.attributes[name].values
    return [button(labels[value].label.text(view.language), f'/inform{{"{name}": "{value}"}}') for value in values]


def _why(voice: Voice, attributes: list[Attribute]) -> dict[str, Any]:
    """The sentences because of which it is asked, for whoever wants to know why."""
    return {"why": [voice.reference(attribute.quote) for attribute in attributes]}
