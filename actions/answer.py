"""Questions at any moment: answered from the article, all of a message at once, or with what the document does not say."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from actions.account import heard, of_this_message
from actions.base import Button, Event, PartwellAction, View, Voice, button, deadlines, person_button, slots
from actions.contacts import open_contacts, say_contacts
from actions.deadline import say_last_days
from actions.offer import eligible, take_button
from actions.ways import differs, label
from knowledge.schema import LANGUAGES, Article, Contact, Deadline, Lifecycle, Placed
from knowledge.topics import TOPICS, AnsweredBy, Asked, ComesWith, Topic, asked_for
from knowledge.words import normal

DEADLINE = "deadline"
"""The topic whose facts give way to the day itself, once that can be counted."""


class Answered(NamedTuple):
    """What the article says to what was asked."""

    facts: list[Placed]
    """each once, in the order asked"""
    contacts: list[Contact]
    open: list[str]
    """topics that the document leaves open"""
    otherwise: list[str]
    """those that it leaves open for other accounts than the ones it answers"""


def answered(view: View, asked: Sequence[Asked], counted: Collection[str] = ()) -> Answered:
    """All that was asked, looked up for this account; without the terms, of these ids, whose days are told instead."""
    found: dict[str, Placed] = {}
    contacts: dict[str, Contact] = {}
    silent, otherwise = [], []
    for topic, outright in asked:
        about = _about(view, topic)
        named = _contacts(view, topic, about)
        contacts |= named
        for placed in about:
            if isinstance(placed.fact, Deadline) and placed.fact.id in counted:
                continue
            found.setdefault(placed.fact.quote, placed)
        shared = topic_of(view.article, topic)
        near = _first_told(view, shared.near) if outright and not about else []
        along = _first_told(view, shared.along) if outright and not (about or near) else []
        found |= {placed.fact.quote: placed for placed in (*near, *along) if placed.fact.quote not in found}
        elsewhere = any(topic in point.topics and view.may_be(point.when) is not False for point in view.article.unsaid)
        reached = bool(named) and (topic != "contact_how" or any(contact.reach for contact in named.values()))
        if outright and shared.answered_by is AnsweredBy.article:
            silent += [] if about or near or reached else [topic]
            otherwise += [topic] if about and elsewhere else []
    return Answered(list(found.values()), list(contacts.values()), silent, otherwise)


def topic_of(article: Article, name: str) -> Topic:
    """A topic that all products share, or one of the article's own."""
    own = article.topics.get(name)
    if own is None:
        return TOPICS[name]
    return Topic(name, AnsweredBy.article, ComesWith.nothing, {language: own.what.text(language) for language in LANGUAGES})


def with_own(view: View, asked: list[Asked]) -> list[Asked]:
    """What was asked, and the article's own questions whose words stand in the message; these come instead of «something else»."""
    words = normal(view.text)
    said = {name: [each for phrases in own.asks.values() for each in phrases] for name, own in view.article.topics.items()}
    own = [Asked(name, outright=True) for name, phrases in said.items() if any(phrase in words for phrase in phrases)]
    return [*own, *(each for each in asked if not own or each.topic != "unsaid")]


def _about(view: View, topic: str) -> list[Placed]:
    """The facts of a topic that may be told to this account."""
    return [placed for placed in view.article.placed if topic in placed.fact.topics and _told(view, placed)]


def _first_told(view: View, topics: Sequence[str]) -> list[Placed]:
    """The facts of the first of these topics that has any."""
    return next(filter(None, (_about(view, topic) for topic in topics)), [])


def _told(view: View, placed: Placed) -> bool:
    """Whether a fact may be told: reviewed, and of an account that may be theirs; of theirs alone once they named a special one."""
    if placed.fact.status is not Lifecycle.reviewed or view.may_be(placed.when) is False:
        return False
    on_the_way = view.article.paths.get(view["path"] or "") is None or not view.named_special
    return on_the_way or view.would_be(placed.when) is not False


def _contacts(view: View, topic: str, about: list[Placed]) -> dict[str, Contact]:
    """Whom the facts name; where contacts were asked for, whom the customer's own way names, or else all."""
    article = view.article
    path = article.paths.get(view["path"] or "")
    asked = topic_of(view.article, topic).comes_with is ComesWith.contacts
    everybody = [path.contact] if path and path.contact else list(open_contacts(view))
    named = everybody if asked else [placed.fact.contact for placed in about if placed.fact.contact]
    return {slug: article.contacts[slug] for slug in dict.fromkeys(named)}


def not_now(view: View, voice: Voice) -> list[Event]:
    """Nothing can be said of this product at present, not even that the document does not say it."""
    voice.say("utter_unavailable", name=view.article.name, buttons=[person_button()])
    return slots(topics=[], about=None, unanswered={"kind": "not served", "topic": _first(view), "words": view.text})


def _first(view: View) -> str | None:
    return next(iter(view["topics"] or []), None)


class Answer(PartwellAction):
    """Answers everything that was asked, and says what the document leaves open."""

    NAME = "action_answer"

    def act(self, view: View, voice: Voice) -> list[Event]:
        view.slots = {**view.slots, **_of_another_product(view)}
        if view.aside:
            return not_now(view, voice)
        view.slots = {**view.slots, **heard(view)._asdict()}
        asked = with_own(view, asked_for(view["topics"] or []))
        names = [topic for topic, _ in asked]
        counted = say_days(view, voice, names)
        answer = answered(view, asked, counted)
        told = [placed for placed in answer.facts if not (counted and placed.fact.topics == [DEADLINE])]
        if told:
            say_facts(view, voice, told, names)
        say_contacts(view, voice, answer.contacts)
        say_open(view, voice, answer)
        if not (told or counted or answer.contacts or answer.open):
            voice.say("utter_ours", name=view.article.name, buttons=[person_button()])
        if DEADLINE in names and any(isinstance(placed.fact, Deadline) for placed in told):
            voice.say("utter_tell_date")
        missing = [{"kind": "not in the document", "topic": topic, "words": view.text} for topic in answer.open]
        named = view["named"] or ("contact" if answer.contacts and view["status"] == "handed_off" else None)
        return [
            *slots(topics=[], about=None, unanswered=None, named=named, replaced_date=None, asked_term=None, maybe_dates=[]),
            *(event for each in missing for event in slots(unanswered=each)),
        ]


def _of_another_product(view: View) -> dict[str, object]:
    """Where another product is only asked about: nothing is known of the account there."""
    if view["about"] in (None, view["product"]):
        return {}
    return {"product": view["about"], "attributes": {}, "ruled_out": {}, "path": None, "account": of_this_message(view)}


def say_days(view: View, voice: Voice, topics: Sequence[str]) -> set[str]:
    """The days of what was asked about, where they can be counted. Gives the ids of the terms."""
    before = deadlines(view, before=True) if DEADLINE in topics else []
    after = [term for term in deadlines(view, before=False) if {*term.topics} & {*topics}]
    said = [each for each, first in ((before, True), (after, False)) if each and say_last_days(view, voice, before=first, asked=True)]
    return {term.id for terms in said for term in terms}


def say_facts(view: View, voice: Voice, told: list[Placed], topics: Sequence[str]) -> None:
    """Facts as they were asked for. What is true of some accounts only, of which nothing was said, stands beside their label (N18)."""
    lines: dict[str, list[str]] = {}
    for number, placed in enumerate(told):
        of = label(view, differs(view, placed.when))
        lines.setdefault(of or str(number), []).append(placed.fact.text(view.language))
    facts = [placed.fact for placed in told]
    texts = [fact.text(view.language) for fact in facts]
    ways = [" ".join(said) if key.isdecimal() else f"{key}: {' '.join(said)}" for key, said in lines.items()]
    buttons, custom = _way_on(view, topics, told)
    if ways == texts:
        voice.say("utter_answer", facts, buttons, name=view.article.name, texts=texts, custom=custom)
    else:
        voice.say("utter_answer_ways", facts, buttons, name=view.article.name, texts=texts, ways=ways, custom=custom)


def say_open(view: View, voice: Voice, answer: Answered) -> None:
    """What the document leaves open, in one sentence; a person can find out."""
    topics = [*answer.open, *answer.otherwise]
    if topics:
        response = "utter_unsaid" if answer.open else "utter_unsaid_otherwise"
        texts = [topic_of(view.article, topic).what[view.language] for topic in topics]
        voice.say(response, texts=texts, name=view.article.name, buttons=[person_button()])


def _way_on(view: View, topics: Sequence[str], told: list[Placed]) -> tuple[list[Button] | None, dict[str, object]]:
    """An alternative that the customer asked about comes with the way on to cancelling, first (N3)."""
    if not any(topic_of(view.article, topic).comes_with is ComesWith.way_on for topic in topics):
        return None, {}
    take = [take_button(offer) for offer in eligible(view)[:1] if view["offer_answer"] != "accepted"]
    kind = next((placed.offer.kind for placed in told if placed.offer), "other")
    return [button("button_just_steps", "/cancel_now"), *take, person_button()], {"asked_offer": {"kind": kind}}


def pages(facts: Sequence[Mapping[str, Any]]) -> list[str]:
    """The pages that facts stand on, with their addresses, where there is an address to go to."""
    return list(dict.fromkeys(f"{fact['document']}: {fact['address']}" for fact in facts if fact.get("address")))


class ShowSource(PartwellAction):
    """The document's own words behind the last answer or question."""

    NAME = "action_source"

    def act(self, view: View, voice: Voice) -> list[Event]:
        facts = view["facts"] or []
        if not facts and view.has_article and view["question"]:
            names = view["question"]
            facts = [voice.reference(view.article.attributes[name].quote) for name in names]
        if not facts:
            voice.say("utter_no_source")
            return []
        quotes = list(dict.fromkeys(fact["words"] for fact in facts))
        voice.say("utter_source", quotes=quotes, pages=pages(facts), custom={"facts": facts})
        return []
