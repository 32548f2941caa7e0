"""Questions at any moment: answered from the article, or with «the document does not say»."""

from __future__ import annotations

from actions.base import Button, Event, PartwellAction, View, Voice, button, deadlines, person_button, slots
from actions.contacts import say_contacts
from actions.deadline import say_last_days
from actions.offer import eligible, take_button
from knowledge.conditions import holds
from knowledge.schema import Contact, Fact, Topic

TOPICS = {"remind": Topic.deadline, "inform_date": Topic.deadline, "cancel_trial": Topic.trial}
"""Intents that ask about a topic of another name."""


def topic_of(intent: str) -> str:
    """What an intent asks about: the topic of its name, as a rule."""
    return TOPICS.get(intent, intent)


def facts_about(view: View, topic: str) -> list[Fact]:
    """What the article says about a topic, to this customer."""
    article = view.article
    pauses = [offer for offer in article.offers if offer.kind == "pause"]
    if topic == Topic.pause and [o for o in pauses if o in eligible(view)]:
        return [fact for o in pauses for fact in [o.fact, *([o.terms] if o.terms else []), *o.how]]
    found: dict[str, list[Fact]] = {
        Topic.deadline: [*deadlines(view, before=True)],
        Topic.after_effects: [*article.consequences],
        Topic.prerequisites: article.prerequisites,
        Topic.verify: article.verify,
        Topic.resume: article.resume,
    }
    answers = article.answers.get(topic, [])
    if topic == Topic.pause and not answers:
        answers = [offer.fact for offer in pauses]
    path = article.paths.get(view["path"] or "")
    if topic == Topic.contact and path and path.contact and path.because:
        return [path.because]
    told = view.on_the_way if view.named_special and path else view.applies
    return [fact for fact in [*found.get(topic, []), *answers] if told(fact)]


def not_now(view: View, voice: Voice) -> list[Event]:
    """Nothing can be said of this product at present, not even that the document does not say it."""
    voice.say("utter_unavailable", name=view.article.name, buttons=[person_button()])
    return slots(topic=None, about=None, unanswered={"kind": "not served", "topic": view["topic"], "words": view.text})


class Answer(PartwellAction):
    """Answers the question that was asked, and says what the document leaves open."""

    NAME = "action_answer"

    def act(self, view: View, voice: Voice) -> list[Event]:
        view.slots = {**view.slots, "product": view["about"] or view["product"]}
        if view.aside:
            return not_now(view, voice)
        topic = topic_of(view["topic"])
        dated = topic == Topic.deadline and say_last_days(view, voice)
        dated = dated or (topic == Topic.resume and say_last_days(view, voice, before=False))
        facts = [] if dated and topic == Topic.deadline else facts_about(view, topic)
        open_points = [point for point in view.article.unsaid if point.topic == topic and holds(point.when, view.known) is not False]
        unsaid = [point.text(view.language) for point in open_points]
        if facts:
            texts = list(dict.fromkeys(fact.text(view.language) for fact in facts))
            voice.say("utter_answer", facts, _buttons(view, topic), name=view.article.name, texts=texts, custom=_offer(topic))
        contacts = say_contacts(view, voice, _contacts(view, topic, facts))
        if unsaid:
            voice.say("utter_unsaid", texts=unsaid, name=view.article.name, buttons=[person_button()])
        if not (facts or contacts or unsaid or dated):
            voice.say(f"utter_unsaid_{topic}", name=view.article.name, buttons=[person_button()])
        if facts and topic == Topic.deadline and not view["anchor_date"]:
            voice.say("utter_tell_date")
        missing = {"kind": "not in the document", "topic": str(topic), "words": view.text} if not (facts or dated or contacts) else None
        return slots(topic=None, about=None, unanswered=missing)


def _buttons(view: View, topic: str) -> list[Button] | None:
    """An alternative that the customer asked about comes with the way on to cancelling, first (N3)."""
    if topic != Topic.pause:
        return None
    take = [take_button(offer) for offer in eligible(view)[:1]]
    return [button("button_just_steps", "/cancel_now"), *take, person_button()]


def _offer(topic: str) -> dict[str, object]:
    return {"asked_offer": {"kind": "pause"}} if topic == Topic.pause else {}


def _contacts(view: View, topic: str, facts: list[Fact]) -> list[Contact]:
    """Whom the facts name; all contacts when the customer asked for them."""
    article = view.article
    path = article.paths.get(view["path"] or "")
    everybody = [path.contact] if path and path.contact else list(article.contacts)
    named = everybody if topic == Topic.contact else [fact.contact for fact in facts if fact.contact]
    return [article.contacts[slug] for slug in dict.fromkeys(named)]


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
        quotes = list(dict.fromkeys(fact["quote"] for fact in facts))
        voice.say("utter_source", quotes=quotes, document=facts[0]["document"], custom={"facts": facts})
        return []
