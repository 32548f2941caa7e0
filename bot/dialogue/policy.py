"""From an Understanding to commands: what a message means where the dialogue stands. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.dialogue.commands import CancelFlow, Command, GoOn, SetSlot, ShowAgain, StartFlow
from bot.dialogue.domain import Domain, Slot
from bot.dialogue.ending import ending
from bot.dialogue.flows import Flows
from bot.dialogue.message import ACT, ASKED, HARMLESS, MAYBE, QUESTION, REFUSED, SHORT, STARTS_NO
from bot.dialogue.noted import Noted
from bot.dialogue.tracker import Tracker
from bot.understanding.fillers import only_fillers
from bot.understanding.pipeline import WISHES, Understanding
from bot.understanding.second_reading import says_so
from bot.understanding.waiting import asks_after_us
from knowledge.library import Library

A_WISH_TOO = 0.25
"""Share from which a wish counts that stands beside facts about the account."""
LEADING_UP = frozenset({"greet", "inform"})
"""What a message of words without a meaning of their own may be taken for."""
COMMITTING = frozenset({"accepted", "given"})
"""Answers that are never taken from a guess."""
CHOICES = 3
FAREWELLS = frozenset({"thanks", "goodbye"})
OPEN_ONLY = frozenset({"skip", "back", "current_step"})
"""They need something open to be skipped or gone back to."""
ABOUT_A_PRODUCT = frozenset({"answer", "trial", "cancel"})
"""Flows that need to know which product."""
LETS_GO = {"keep": "keep", "start_over": "start_over"}
SAID_EXACTLY = frozenset({"accept", "done"})
"""What an exact phrase is enough for: it answers what was just asked."""
REFUSING = frozenset({"pause", "deny", "keep", "out_of_scope", "downgrade", "refund", "take_offer"})
"""What a message with a no to alternatives may seem to want because it names them."""
_STARTS_YES = re.compile(
    r"^\s*(yes|yeah|yep|yup|sure|correct|exactly|of course|ok|okay|please do|s[iì]|certo|esatto|esattamente|va bene|d'accordo|confermo)\b",
    re.IGNORECASE,
)
_NO = re.compile(r"^\s*(no|nope|nah)\b", re.IGNORECASE)
_GOES_ON = re.compile(r"\b(go(ing)? (on|ahead)|continue|proceed|carry on|continua\w*|prosegui\w*|procedi\w*|avanti)\b", re.IGNORECASE)
_NONE = re.compile(r"^\s*(none|neither|nothing|nessun[ao]?|niente|nulla)\b(?! idea)", re.IGNORECASE)
_NEGATED = re.compile(r"\b(no|not|never|non|mai|neanche)\b|n't\b", re.IGNORECASE)


@dataclass(frozen=True)
class Policy:
    """Reads messages where the dialogue stands."""

    flows: Flows
    domain: Domain
    library: Library

    @cached_property
    def triggers(self) -> dict[str, str]:
        """Intent → the flow that it starts."""
        return {trigger.intent: flow_id for flow_id, flow in self.flows.items() for trigger in flow.nlu_trigger}

    @cached_property
    def families(self) -> tuple[frozenset[str], ...]:
        """Intents that come to the same."""
        return frozenset(intent for intent, flow in self.triggers.items() if flow == "cancel"), FAREWELLS

    def allowed(self, tracker: Tracker) -> frozenset[str]:
        """The intents that can be meant now: nothing can be skipped or kept where nothing is open."""
        collecting = tracker.collecting(self.flows)
        barred: set[str] = set() if collecting else set(OPEN_ONLY)
        barred |= set() if tracker.slots["case"] else {"keep"}
        return frozenset(self.domain.intents) - barred

    def commands(self, tracker: Tracker, said: Understanding) -> list[Command]:
        """The commands of a message, in the order in which they are obeyed."""
        return _Reading(self, tracker, said).commands()


class _Reading(Noted):
    """One message with what it asks for."""

    def commands(self) -> list[Command]:
        noted, wanted = self.noted(), self.wanted()
        if self.said.foreign:
            wanted = [*wanted, StartFlow("name_languages")]
        if not self.slots["introduced"]:
            wanted = [*wanted, StartFlow("introduce")]
        return [*noted, *wanted]

    def wanted(self) -> list[Command]:
        """What the message asks for. What would end the case is asked about first, where only loose words say so (N17)."""
        if self.said.says_nothing or (self.collecting and self.leads_up()):
            return [ShowAgain()] if self.collecting else self.unclear()
        if self.said.choice:
            return [StartFlow("choose_again")]
        meant = self.meant()
        what = ending(meant, self.tracker, self.library)
        if self.slots["confirming"] and (answer := self.confirmed(what)) is not None:
            return answer
        if what and what == self.slots["confirming"] and not self.said.from_button:
            return self.going_on()  # it was asked once, and is not asked again
        if what is None or self.said.from_button or self.said_twice(what):
            return meant
        return [SetSlot("confirming", what), StartFlow("confirm")]

    def leads_up(self) -> bool:
        """Whether the message is no more than a greeting or the beginning of a thought: people write in pieces."""
        if self.said.from_button or self.said.entities:
            return False
        return only_fillers(self.said.words) and (self.said.intent in LEADING_UP or not self.understood())

    def said_twice(self, what: str) -> bool:
        """Whether an exact phrase says it, or the words themselves beside their likely meaning (N17)."""
        return what in SAID_EXACTLY and (self.said.exact or says_so(what, self.said.words))

    def confirmed(self, again: str | None) -> list[Command] | None:
        """The answer to what was asked about; None when the message is about something else. `again`: it would end the case so."""
        what, words = self.slots["confirming"], self.said.words
        if self.said.from_button or "?" in words:
            return None
        if self.agrees(what) or (again == what and not _NO.match(words) and not (what == "done" and _NEGATED.search(words))):
            return self.agreed_to(what)
        if again is None and not (self.said.intent in ("affirm", "deny") and self.said.confidence >= HARMLESS):
            return None
        if what == "accept" and self.collecting == "offer_answer":
            return [SetSlot("offer_answer", "declined")]
        return self.going_on()

    def agrees(self, what: str) -> bool:
        """Whether the words say yes to what was asked about. «Continua» agrees to many things, but not to ending the case."""
        words = self.said.words
        if self.said.intent != "affirm" or _NO.match(words):
            return False
        if what in LETS_GO:
            return bool(_STARTS_YES.match(words)) and not _GOES_ON.search(words)
        return self.said.confidence >= ACT or bool(_STARTS_YES.match(words))

    def going_on(self) -> list[Command]:
        """What is open is gone on with."""
        return [GoOn()] if self.tracker.stack else [StartFlow("status")]

    def agreed_to(self, what: str) -> list[Command]:
        """What was asked about, now that it is meant."""
        if what == "done":
            return [SetSlot("walk", "done")] if self.collecting == "walk" else [GoOn()]
        if what == "accept":
            return self.taking()
        return [CancelFlow(), StartFlow(LETS_GO[what])]

    def meant(self) -> list[Command]:
        """The flow that the message starts, the slot that it fills, or a request to say it otherwise."""
        if self.answers_question():
            return []
        if self.refuses and self.said.intent in REFUSING and not self.attributes:
            return self.without_an_offer()
        special = self.special() if self.understood() else None
        if special is not None:
            return special
        if self.said.charged:
            return self.charged()
        if self.collecting:
            return self.while_collecting()
        return self.while_idle()

    def charged(self) -> list[Command]:
        """Money is taken although they have left: that is heard before anything else, and then what the article says of it."""
        if self.slots["status"] == "handed_off" and not self.collecting and not self.of_another_product():
            return [StartFlow("add_to_case")]
        return [*self.start("answer"), StartFlow("still_charged")]

    def without_an_offer(self) -> list[Command]:
        """«I don't want to pause» is a no to the offer, and a wish to go on everywhere else."""
        if self.collecting in REFUSED:
            return [SetSlot(str(self.collecting), REFUSED[self.collecting])]
        return [GoOn()] if self.tracker.stack else [StartFlow("cancel")]

    def answers_question(self) -> bool:
        """Whether the message names a value that was just asked for: an answer, whatever else it sounds like."""
        asked = self.slots["question"] if self.collecting == "answer" else []
        insists = self.said.intent in {"human", *LETS_GO, "cancel_now"} and self.understood()
        return not insists and "?" not in self.said.words and any(name in asked for name in self.attributes.get("attributes", {}))

    def special(self) -> list[Command] | None:
        """Wishes that are granted in every state."""
        intent = self.said.intent
        walking = self.collecting == "walk"
        if intent in LETS_GO:
            return [CancelFlow(), StartFlow(LETS_GO[intent])]
        if self.triggers.get(intent) == "hand_off":
            return [StartFlow("hand_off")] if walking else [CancelFlow(), StartFlow("hand_off")]
        if not walking and intent in {"cancel_now", "all_steps"} and self.said.confidence >= ACT:
            return [*self.dropping(), SetSlot("hurry", True), StartFlow("cancel")]
        if intent == "take_offer" or (intent == "pause" and self.takes_pause()):
            return self.taking()
        return None

    def taking(self) -> list[Command]:
        """The alternative, offered or asked for."""
        if self.collecting == "offer_answer":
            return [SetSlot("offer_answer", "accepted")]
        return [*([CancelFlow()] if self.offers() else []), StartFlow("take_offer")]

    def takes_pause(self) -> bool:
        """Whether somebody who may pause says that they do, instead of asking about it."""
        if self.collecting == "reason" or QUESTION.search(self.said.words):
            return False
        return any(offer.kind == "pause" for offer in self.offers()) and bool(self.slots["case"])

    def while_collecting(self) -> list[Command]:
        """An answer, a question in between, or nothing that can be understood."""
        if self.corrected():
            return [StartFlow("note_next")] if self.noted_next() else []
        slot = self.domain.slots[str(self.collecting)]
        flow = self.triggers.get(self.said.intent)
        question = flow not in (None, *self.open) and self.understood()
        if direct := self.direct():
            return direct
        mapping = slot.from_intent(self.said.intent) if max(self.said.confidence, self.agreed(slot)) >= HARMLESS else None
        if mapping and mapping.value in COMMITTING and max(self.said.confidence, self.agreed(slot)) < ACT:
            mapping = None
        if mapping and not (question and "?" in self.said.words):
            return [self.fill(mapping.value)]
        if question and flow:
            return self.start(flow)
        if self.understood() and (flow in self.open or self.said.intent == "back"):
            return [GoOn()]
        if self.collecting == "product":
            return [GoOn()] if self.slots["turns_left"] is not None else self.unclear()
        if self.collecting == "offer_answer" and "?" in self.said.words:
            return [GoOn()]
        if free := slot.from_text():
            return [self.fill(free.value)]
        return [GoOn()] if self.said.intent == "reason" and self.understood() else self.unclear()

    def direct(self) -> list[Command] | None:
        """What is taken before what the message may mean by its intent."""
        if self.refuses and self.collecting in REFUSED:
            return self.without_an_offer()
        if plain := self.plain_answer():
            return [plain]
        asks_again = self.said.intent == "current_step" and self.said.confidence >= ASKED and QUESTION.search(self.said.words)
        return [ShowAgain()] if asks_again or (self.said.intent == "current_step" and self.understood()) else None

    def agreed(self, slot: Slot) -> float:
        """Share of all readings that fill the slot as the best one does: «yes» and «done» both end a step."""
        best = slot.from_intent(self.said.intent)
        mappings = {intent: slot.from_intent(intent) for intent, _ in self.said.ranked}
        return sum(share for intent, share in self.said.ranked if best and (other := mappings[intent]) and other.value == best.value)

    def plain_answer(self) -> SetSlot | None:
        """A yes, a no or a none at the beginning of an answer counts, whatever follows it."""
        if self.collecting != "answer" or self.said.intent == "dont_know" or "?" in self.said.words:
            return None
        if _NONE.match(self.said.words):
            return SetSlot("answer", "none")
        if STARTS_NO.match(self.said.words):
            return SetSlot("answer", "no")
        return SetSlot("answer", "yes") if _STARTS_YES.match(self.said.words) and len(self.slots["question"]) == 1 else None

    def corrected(self) -> bool:
        """Whether the message changed something that the open flow depends on, so that it goes on by itself."""
        changed = self.products | self.attributes
        about_product = {"product", "waiting"} & changed.keys() and self.collecting != "product"
        found_product = self.collecting == "product" and changed.get("product")
        return bool(about_product or found_product or "attributes" in changed) and not self.asks_about()

    def noted_next(self) -> bool:
        return "waiting" in self.products and self.slots["product"] is not None

    def fill(self, value: Any) -> Command:
        """The open slot, from the message."""
        if self.collecting == "reason":
            kinds = self.said.named("reason")
            named = kinds and (value != "skipped" or self.said.intent == "deny")  # «no, I don't need it» is a reason too
            kind = kinds[0].value if named else value or "other"
            return SetSlot("reason", {"kind": kind, "words": self.said.text})
        if self.collecting == "answer" and value == "yes" and len(self.slots["question"]) > 1:
            return SetSlot("answer", "unclear")  # «is one of these true for you?» «yes»: which one is asked again
        return SetSlot(str(self.collecting), value or "unclear")

    def while_idle(self) -> list[Command]:
        """A new wish, more about a case that was handed off, or small talk."""
        intent, also = self.said.intent, self.also
        if self.slots["status"] == "handed_off" and "attributes" in self.attributes and "?" not in self.said.words:
            return [StartFlow("cancel")]
        if self.slots["status"] == "handed_off" and (told := self.while_waiting()):
            return told
        if not self.understood():
            return [StartFlow("cancel")] if self.wish_with_product() or self.only_a_name() else self.unclear()
        tells = self.said.named("product") or "attributes" in self.attributes
        if intent == "reason" or (intent == "inform" and tells):
            return [StartFlow("cancel")]
        flow = self.triggers.get(intent)
        if flow == "answer" and also in WISHES and intent == "inform_date":
            return [StartFlow("cancel")]
        if flow == "answer" and also in WISHES and not self.about_a_product():
            return [StartFlow("cancel")]
        if flow == "answer" and also in WISHES:
            return [StartFlow("cancel"), *self.start(flow)]
        dated = bool(self.said.named("date")) and also in {"deadline", "inform_date"}
        if flow == "cancel" and also and self.triggers.get(also) == "answer" and not dated and self.about_a_product():
            return [StartFlow("cancel"), SetSlot("topics", [also]), StartFlow("answer")]
        return self.start(flow) if flow else [StartFlow("nothing_open")]

    @property
    def also(self) -> str | None:
        """What another sentence of the message wants; a pause that is refused there is not asked about."""
        return None if self.refuses and self.said.also in REFUSING else self.said.also

    def while_waiting(self) -> list[Command] | None:
        """Who waits for a person and writes on hears how the case stands, or that it was added for the person."""
        if self.said.from_button or self.of_another_product():
            return None
        if asks_after_us(self.said.words) or (self.said.intent in {"greet", "help"} and self.understood()):
            return [StartFlow("status")]
        tells = self.said.intent in {"inform_date", "deadline"} and not (self.said.named("date") or QUESTION.search(self.said.words))
        if tells or self.said.intent in {"inform", "reason", "affirm", "deny", "complaint"} or not self.understood():
            return None if self.wish_with_product() and self.said.named("product") else [StartFlow("add_to_case")]
        return None

    def of_another_product(self) -> bool:
        """Whether the message is about a product that the case is not about."""
        return bool(self.said.named("unknown_product")) or "product" in self.products

    def about_a_product(self) -> bool:
        """Whether it is known which product is meant, so that a question beside a wish can be answered."""
        return bool(self.products.get("product") or self.slots["product"])

    def only_a_name(self) -> bool:
        """A message that is hardly more than a product's name: there is one thing to do with a product here."""
        return bool(self.said.named("product")) and len(self.said.words.split()) <= SHORT

    def wish_with_product(self) -> bool:
        """A likely wish to cancel that names a product is one."""
        named = self.said.named("product") or self.said.named("unknown_product")
        if self.said.intent in WISHES | {"inform", "reason"} and self.said.confidence >= MAYBE and named:
            return True
        if self.said.intent in WISHES and self.said.confidence >= HARMLESS and self.slots["product"]:
            return True
        wish = sum(share for intent, share in self.said.ranked if intent in WISHES)
        return bool(named or self.slots["product"]) and bool(self.said.named("attribute")) and wish >= A_WISH_TOO

    def start(self, flow: str) -> list[Command]:
        """Begin a flow; a question's topic is its intent."""
        if flow in ABOUT_A_PRODUCT and self.slots["product"] is None and "cancel" in self.open:
            return [GoOn()]
        if flow == "answer":
            return [*self.dropping(), SetSlot("topics", [self.said.intent]), StartFlow(flow)]
        if flow == "refuse":
            return [SetSlot("unanswered", {"kind": "out of scope", "words": self.said.text}), StartFlow(flow)]
        return [*(self.dropping() if flow in ABOUT_A_PRODUCT else []), StartFlow(flow)]

    def dropping(self) -> list[Command]:
        """A question that waits for its product gives way to the next one: two of them would wait for the same answer."""
        return [CancelFlow()] if self.open & ABOUT_A_PRODUCT and "cancel" not in self.open else []

    def unclear(self) -> list[Command]:
        """The likeliest meanings as buttons, when there are likely ones."""
        maybe = self.said.confidence >= MAYBE
        options = [intent for intent, _ in self.said.ranked if intent in self.triggers][:CHOICES] if maybe else []
        return [SetSlot("options", options), StartFlow("clarify")]
