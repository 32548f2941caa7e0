"""What a message asks, and what is only answered: the article's facts, how the case stands, sympathy. It changes no state. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from bot.dialogue.commands import Command, GoOn, SetSlot, ShowAgain, StartFlow
from bot.dialogue.expectation import Open
from bot.dialogue.noting import ASKED_FOR, CANCELLED, Noting
from knowledge.kinds import knows
from knowledge.topics import GROUPS, TOPICS, AnsweredBy

OUR_OWN: Mapping[str, str] = {
    "status": "status",
    "when_person": "status",
    "can_you": "say_cannot",
    "source": "source",
    "caption": "tell_caption",
    "way": "tell_ways",
    "why_person": "tell_why_person",
    "plan_meaning": "tell_meaning",
}
"""Topics that the bot answers itself, each by a flow."""
OF_REACH = frozenset({"whom", "contact_how", "confirmation_mail"})
"""Topics that a typed number or address may be taken for."""
OF_OFFER = frozenset({"pause", "pause_how", "downgrade"})
"""Topics that an alternative may be called by when it is refused: «no, pausing is only putting it off»."""
NO_ANSWER = frozenset({"sympathise", "complain", "note_reach", "note_next", "name_doer"})
"""Flows that answer no question."""
SAID_WITH: Mapping[str, str] = {
    "receipt": "receipt",
    "do_it": "say_cannot",
    "bot_question": "say_what_i_am",
    "language": "switch_language",
    "annoyed": "sympathise",
}
"""Acts that are answered beside whatever else is said."""
SAID_ALONE: Mapping[str, str] = {
    "bye": "say_goodbye",
    "thanks": "thank",
    "out_of_scope": "refuse",
    "help": "help",
    "greet": "greet",
}
"""Acts that are answered where nothing else is said; of several, the first of these."""


class Telling(Noting):
    """A message with what it asks."""

    def topics(self) -> list[str]:
        """The topics that the article answers, in the order asked; each wish for something else asks how it is done."""
        refused = {*(["pause"] if self.refuses else []), *(["remind"] if self.dated.wished else [])}  # by when they want an answer
        wished = [ASKED_FOR[act.name] for act in self.reading.acts if act.name in ASKED_FOR.keys() - refused]
        wished += ["refund"] if self.charged() else []
        asks = self.reading.in_time or (self.dated.term and self.reading.asking and not self.reading.says("ask"))
        dated = ["deadline"] if self.counts() or asks else []
        asked = dict.fromkeys([*self.reading.topics, *wished, *dated, *self._on_trial()])
        gone = {"answer_time"} if self.waits_for_us() else set()
        gone |= self._of_our_team()
        gone |= OF_OFFER if self.declines() else set()
        gone |= {"deadline"} if self.dated.wished and not self.reading.asking else set()  # by when they want an answer
        return [topic for topic in asked if _in_the_article(topic) and topic not in gone]

    def declines(self) -> bool:
        """Whether the alternative that is open is refused: of what is refused nothing is told (N4)."""
        return self.expects.open is Open.offer and (self.refuses or self.reading.says("no", "skip"))

    @property
    def with_us(self) -> bool:
        """Whether our team has the case."""
        return self.state.status == "handed_off"

    def _of_our_team(self) -> set[str]:
        """Topics of the article that are meant, or answered, otherwise while our team has the case."""
        gives = OF_REACH if self.reading.reach and not self.reading.asking else frozenset()
        gone = {"contact_how"} if self.asks_of_reach() and not self._article_reaches() else set()
        gone |= {"confirmation_mail"} if self.with_us and "status" in self.reading.topics else set()  # their mail to us
        return {*gives, *gone, *({"whom"} if self.named_before() else ())}

    def asks_of_reach(self) -> bool:
        """Whether somebody who waits may ask if we know how to reach them: a «have you got it?» beside it is surely about that."""
        known = bool(self.slots["reach"] or self.reading.reach)
        asked = {"contact_how", "status"} & {*self.reading.topics}
        return self.with_us and "contact_how" in asked and (known or len(asked) > 1)

    def _article_reaches(self) -> bool:
        """Whether the article says how to reach somebody, to whoever asks nothing of us beside."""
        article = self.state.article
        if article is None or "status" in self.reading.topics:
            return False
        return any(contact.reach for contact in article.contacts.values())

    def named_before(self) -> bool:
        """Whether somebody who waits asks for a contact that was named to them already."""
        brief = self.slots["handoff"] or {}
        if self.reading.reach and not self.reading.asking:
            return False
        return self.with_us and "whom" in self.reading.topics and bool(brief.get("contact") or self.slots["named"])

    def about_reach(self) -> list[str]:
        """The flows that take note of numbers and addresses, or tell which our team has: «how do I reach you, and you me?»"""
        if self.reading.reach:
            return ["note_reach"]
        if not self.with_us:
            return []
        if "contact_how" in self.reading.topics or ("status" in self.reading.topics and self.slots["reach"]):
            return ["tell_reach"]
        return []

    def _on_trial(self) -> list[str]:
        """Whoever is on a trial asks how it ends, where the article has no way of its own for trials."""
        article = self.about
        trial = any(act.value == "stage:trial" for act in self.reading.all("fact"))
        return ["trial_end"] if trial and article and not knows(article, "stage", "trial") else []

    def counts(self) -> bool:
        """Whether a day is told from which terms are counted, or as the deadline; where there are none it is only noted."""
        article = self.about or (self.state.library.article(self.named[0]) if self.named else None)
        before = bool(article) and any(term.before for term in article.deadlines)  # type: ignore[union-attr]
        if self.closed_already() or not before:
            return False
        dated = self.dated
        told = bool(dated.anchor or dated.term or self.maybe_dates or dated.wrong)
        known = self.slots["anchor_date"]
        replaced = dated.corrected or (dated.anchor and known not in (None, dated.anchor))
        return told and bool(replaced or not self.reading.says("ask"))

    def told(self) -> list[Command]:
        """The flows that answer, the first to be said last: a flow that is started later runs first."""
        flows = list(dict.fromkeys(self._flows()))
        found: list[Command] = []
        for flow in reversed(flows):
            if flow == "answer":
                found.append(SetSlot("topics", self.topics()))
            elif flow == "name_no_guide":
                found.append(SetSlot("no_guide", self.stranger()))
            found.append(StartFlow(flow))
        return found

    def stranger(self) -> str | None:
        """The name of a product that nobody here knows, beside one that is."""
        beside = bool(self.named or self.state.product) and not self.products.get("unknown_product")
        return self.unknown if beside else None

    def _flows(self) -> list[str]:
        flows = [SAID_WITH[act.name] for act in self.reading.acts if act.name in SAID_WITH]
        if flows == ["sympathise"] and not self.state.anything_open and all(act.name == "annoyed" for act in self.reading.acts):
            flows = ["complain"]  # no apology without help
        flows += ["name_doer"] if self.for_another and self.state.walking else []
        if self.charged():
            flows.append("still_charged")
        flows += ["name_no_guide"] if self.stranger() else []
        flows += ["note_next"] if self.products.get("waiting") and self.state.walking else []
        flows += ["answer"] if self.topics() and self.knows_the_product() else []
        flows += ["say_nobody_else"] if self.named_before() else []
        flows += self.about_reach()
        flows += ["status"] if self.waits_for_us() else []
        return flows + [self._our_own(topic) for topic in self.reading.topics if topic in OUR_OWN and not self._said_anyway(topic)]

    def left_unanswered(self) -> bool:
        """Whether it is written as a question, and nothing was understood that answers one."""
        return self.reading.asking and not self.reading.says("ask") and not ({*self._flows()} - NO_ANSWER)

    def _said_anyway(self, topic: str) -> bool:
        """Whether what was asked is settled by what was told: a question is answered, the step is done."""
        if topic == "plan_meaning":
            return self.concerns_the_way and self.state.collecting == "answer"
        if topic == "status" and (self.asks_of_reach() or (self.with_us and self.reading.reach)):
            return True
        return topic == "caption" and self.state.walking and self.reading.says("done", "at", "all_done")

    def _our_own(self, topic: str) -> str:
        """The flow that answers a question about us; nobody of ours comes to a case that no person was asked for."""
        return "say_nobody" if topic == "when_person" and self.state.status != "handed_off" else OUR_OWN[topic]

    def waits_for_us(self) -> bool:
        """Whether somebody who was promised a person asks when one answers; how long the vendor takes, the article may say."""
        if self.state.status != "handed_off":
            return False
        vendor = self.state.article and any("answer_time" in placed.fact.topics for placed in self.state.article.placed)
        return "when_person" in self.reading.topics or ("answer_time" in self.reading.topics and not vendor)

    def knows_the_product(self) -> bool:
        """Whether it is known which product a question is about; where nothing else is wished it is asked (`ask_which`)."""
        return bool(self.products.get("product") or self.products.get("about") or self.state.product)

    def ask_which(self) -> list[Command]:
        """A question whose product is not known: which one it is about."""
        return [SetSlot("topics", self.topics()), StartFlow("answer")] if self.topics() and not self.knows_the_product() else []

    def alone(self) -> list[Command]:
        """The answer to a message that is nothing but social."""
        name = next((name for name in SAID_ALONE if self.reading.says(name)), None)
        if name is None:
            return []
        if name == "greet" and self.state.collecting:
            return [GoOn()]
        if name == "thanks" and self.state.collecting and not self.state.walking and not self.names_another:
            return [StartFlow(SAID_ALONE[name]), ShowAgain(briefly=True)]
        if name == "out_of_scope":
            return [SetSlot("unanswered", {"kind": "out of scope", "words": self.reading.text}), StartFlow(SAID_ALONE[name])]
        return [StartFlow(SAID_ALONE[name])]

    def charged(self) -> bool:
        """Whether money is taken although the customer has left: that is heard before what the article says of it."""
        left = any(act.value == CANCELLED and self.tolerance.sure(act.confidence) for act in self.reading.all("fact"))
        return left and bool({"charges_after", "refund"} & set(self.reading.topics))


def _in_the_article(topic: str) -> bool:
    """Whether the document can answer it, rather than we about ourselves."""
    return topic not in OUR_OWN and (topic in GROUPS or (topic in TOPICS and TOPICS[topic].answered_by is AnsweredBy.article))
