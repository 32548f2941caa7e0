"""Which path applies, and what has to be asked to know it. The conditions of the article generate the questions."""

from __future__ import annotations

from typing import Any

from actions.base import Button, Event, PartwellAction, View, Voice, asked, button, person_button, slots
from actions.case import OF_THE_PATH
from knowledge.conditions import deciding, known_values, possible_paths, safest
from knowledge.schema import Article, Attribute

UNCLEAR = "unclear"
MOST_BUTTONS = 8
"""Products shown as buttons; beyond that the customer types a name."""


class Decide(PartwellAction):
    """Finds the path; while it is open, what to ask; when nothing may be asked any more, the safest path."""

    NAME = "action_decide"

    def act(self, view: View, voice: Voice) -> list[Event]:
        article = view.article
        attributes = _with_implied(view)
        known = known_values(attributes)
        unasked = [name for name in deciding(article, known) if name not in view["asked"]]
        if unasked and view.replies_left > 1 and not view["hurry"]:
            return slots(attributes=attributes, question=unasked, answer=None, **OF_THE_PATH)
        values = _assumed(article, known)
        attributes = {**attributes, **values}
        slug = possible_paths(article, known_values(attributes))[0]
        path = article.paths[slug]
        decided = {**OF_THE_PATH, "path": slug, "path_kind": str(path.kind), "rule": str(path.rule) if path.rule else None}
        self._say_assumptions(view, voice, attributes)
        return slots(attributes=attributes, question=[], answer=None, **decided)

    @staticmethod
    def _say_assumptions(view: View, voice: Voice, attributes: dict[str, Any]) -> None:
        """Names what was assumed, and how to set it right: the way on may depend on it."""
        assumed = {name: entry for name, entry in attributes.items() if entry["origin"] != "said"}
        if not assumed:
            return
        texts, others = [], []
        for name, entry in assumed.items():
            attribute = view.article.attributes[name]
            texts.append(f"“{attribute.values[entry['value']].label.text(view.language)}”")
            others += _buttons(view, name, [value for value in attribute.values if value != entry["value"]])
        voice.say("utter_assumed", assumed=texts, buttons=others)


class AskProduct(PartwellAction):
    """Which product it is; for one that is not known, which ones are."""

    NAME = "action_ask_product"

    def act(self, view: View, voice: Voice) -> list[Event]:
        products = view.library.products()
        few = products[:MOST_BUTTONS]
        buttons = [button(view.library.name(slug), f'/inform{{"product": "{slug}"}}') for slug in few]
        names = [view.library.name(slug) for slug in few]
        asked_for = "utter_ask_product" if view["turns_left"] is not None else "utter_ask_which"
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
        if len(names) == 1:
            self._ask_one(view, voice, names[0])
        else:
            self._ask_many(view, voice, names)
        return asked(view)

    @staticmethod
    def _ask_one(view: View, voice: Voice, name: str) -> None:
        attribute = view.article.attributes[name]
        buttons = [*_buttons(view, name, list(attribute.values)), button("button_dont_know", "/dont_know"), person_button()]
        voice.say("utter_question", fact=attribute.ask.text(view.language), buttons=buttons, custom=_why(voice, [attribute]))

    @staticmethod
    def _ask_many(view: View, voice: Voice, names: list[str]) -> None:
        attributes = {name: view.article.attributes[name] for name in names}
        special = [choice for name, attribute in attributes.items() for choice in _buttons(view, name, attribute.special)]
        ways_out = [button("button_none", "/none_of_these"), button("button_dont_know", "/dont_know"), person_button()]
        why = _why(voice, list(attributes.values()))
        voice.say("utter_question_many", name=view.article.name, buttons=[*special, *ways_out], custom=why)


class TakeAnswer(PartwellAction):
    """Reads an answer that names no value: yes, no, none of these, don't know. What was not understood may be asked again."""

    NAME = "action_take_answer"

    def act(self, view: View, voice: Voice) -> list[Event]:
        names, answer = view["question"], view["answer"]
        attributes = dict(view["attributes"] or {})
        for name, value in settled(view.article, names, answer).items():
            attributes[name] = {"value": value, "origin": "said", "words": view.text}
        closed = [] if answer == UNCLEAR else names
        return slots(attributes=attributes, asked=[*view["asked"], *closed], answer=None)


def settled(article: Article, names: list[str], answer: str) -> dict[str, str]:
    """The values that an answer to a question about these attributes gives them."""
    found = {name: _answered(article.attributes[name], answer, alone=len(names) == 1) for name in names}
    return {name: value for name, value in found.items() if value}


def _answered(attribute: Attribute, answer: str, *, alone: bool) -> str | None:
    values = list(attribute.values)
    if answer == "none" or (answer == "no" and not alone):
        return _ordinary(attribute)
    if alone and attribute.yes and answer in ("yes", "no"):
        return attribute.yes if answer == "yes" else next(value for value in values if value != attribute.yes)
    return None


def _ordinary(attribute: Attribute) -> str | None:
    return next((value for value in attribute.values if value not in attribute.special), None)


def _assumed(article: Article, known: dict[str, str]) -> dict[str, Any]:
    """What to take for granted when nothing may be asked any more. Whoever is known to be a special case of one kind
    is taken as ordinary in the others: a person or a step for that case is what they need. Nobody known: the safest.
    """
    if not any(value in article.attributes[name].special for name, value in known.items()):
        return {name: {"value": value, "origin": "article", "words": None} for name, value in safest(article, known).items()}
    assumed: dict[str, str] = {}
    while remaining := deciding(article, {**known, **assumed}):
        attribute = article.attributes[remaining[0]]
        assumed[remaining[0]] = _ordinary(attribute) or attribute.when_unknown
    return {name: _inferred(value) for name, value in assumed.items()}


def _inferred(value: str) -> dict[str, Any]:
    return {"value": value, "origin": "inferred", "words": None}


def _with_implied(view: View) -> dict[str, Any]:
    """Whoever names one special value of a question that listed several, says that the others are not theirs."""
    attributes = dict(view["attributes"] or {})
    asked = view["question"] or []
    named = [name for name in asked if name in attributes]
    special = any(attributes[name]["value"] in view.article.attributes[name].special for name in named)
    for name in asked if special and len(asked) > 1 else []:
        ordinary = _ordinary(view.article.attributes[name])
        if ordinary and name in deciding(view.article, known_values(attributes)):
            attributes[name] = _inferred(ordinary)
    return attributes


def _buttons(view: View, name: str, values: list[str]) -> list[Button]:
    labels = view.article.attributes[name].values
    return [button(labels[value].label.text(view.language), f'/inform{{"{name}": "{value}"}}') for value in values]


def _why(voice: Voice, attributes: list[Attribute]) -> dict[str, Any]:
    """The sentences because of which it is asked, for whoever wants to know why."""
    return {"why": [voice.reference(attribute.quote) for attribute in attributes]}
