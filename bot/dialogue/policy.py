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
from bot.dialogue.tracker import Tracker
from bot.understanding.fillers import only_fillers
from bot.understanding.pipeline import WISHES, Understanding
from bot.understanding.refusal import refuses_offers
from bot.understanding.second_reading import says_so
from bot.understanding.waiting import asks_after_us
from knowledge.conditions import eligible, stated
from knowledge.library import Library
from knowledge.schema import Offer

ACT = 0.8
"""At this confidence a message is acted on."""
MAYBE = 0.4
"""From here on the likeliest meanings are offered as buttons; below it is not understood."""
HARMLESS = 0.5
"""Enough for what can do no harm, or is always granted: a greeting, a person, an answer from the article."""
ASKED = 0.4
"""Enough for an answer from the article, where the message is plainly a question: it changes nothing."""
A_WISH_TOO = 0.25
"""Share from which a wish counts that stands beside facts about the account."""
LEADING_UP = frozenset({"greet", "inform"})
"""What a message of words without a meaning of their own may be taken for."""
COMMITTING = frozenset({"accepted", "given"})
"""Answers that are never taken from a guess."""
CHOICES = 3
SHORT = 3
"""Words of a message that may be nothing but a name."""
REMEMBERED = 12
"""Messages that are read again when the product that they may be about becomes known."""

MILD = frozenset({"greet", "thanks", "human", "complaint", "complaint_legal", "out_of_scope", "are_you_bot", "help"})
FAREWELLS = frozenset({"thanks", "goodbye"})
OPEN_ONLY = frozenset({"skip", "back", "current_step"})
"""They need something open to be skipped or gone back to."""
ANSWERING = frozenset({"answer", "receipt", "source", "status"})
"""Flows that only tell."""
ABOUT_A_PRODUCT = frozenset({"answer", "trial", "cancel"})
"""Flows that need to know which product."""
LETS_GO = {"keep": "keep", "start_over": "start_over"}
SAID_EXACTLY = frozenset({"accept", "done"})
"""What an exact phrase is enough for: it answers what was just asked."""
REFUSED: dict[str | None, str] = {"offer_answer": "declined", "permission": "refused"}
"""What a no to alternatives answers, where one is open."""
REFUSING = frozenset({"pause", "deny", "keep", "out_of_scope", "downgrade", "refund", "take_offer"})
"""What a message with a no to alternatives may seem to want because it names them."""

_ALSO = re.compile(r"\b(also|too|as well|and then|after that|next|another one|anche|pure|inoltre|e poi|dopo)\b", re.IGNORECASE)
_NO = re.compile(r"^\s*(no|nope|sorry|oops|wait|actually|i meant?|non|scusa|aspetta|anzi|volevo dire|intendevo)\b", re.IGNORECASE)
_INSTEAD = re.compile(r"\b(instead|rather|invece|piuttosto|al posto)\b", re.IGNORECASE)
_QUESTION = re.compile(
    r"\?|^\s*(how|what|which|when|is|are|can|could|does|do|would|may|where|why"
    r"|come|cosa|quale|quando|quanto|si pu|posso|è possibile|dove|perch)\b",
    re.IGNORECASE,
)
_STARTS_NO = re.compile(r"^\s*(no|nope|nah|not really|non|neanche|macch[eé])\b(?! (idea|lo so|so|saprei))", re.IGNORECASE)
_STARTS_YES = re.compile(r"^\s*(yes|yeah|yep|yup|sure|correct|exactly|s[iì]|certo|esatto|esattamente)\b", re.IGNORECASE)
_NONE = re.compile(r"^\s*(none|neither|nothing|nessun[ao]?|niente|nulla)\b(?! idea)", re.IGNORECASE)
_FILLERS = re.compile(
    r"^((yes|no|yeah|it'?s|its|the|for|from|it is|ok|okay|then|well|allora|beh|sì|si|è|il|la|lo|per|di|da)[\s,]+)+", re.IGNORECASE
)
_NEGATED = re.compile(r"\b(no|not|never|non|mai|neanche)\b|n't\b", re.IGNORECASE)
_INVERTED = re.compile(
    r"^\W*(and |but |so |e |ma )?(how|what|which|when|is|are|am|can|could|does|do|would|may|where|why|who"
    r"|come|cosa|quale|quando|quanto|posso|possiamo|è possibile|dove|perch|chi|si pu)\b",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"[^.!?;\n]+[.!?;\n]*")
_LANGUAGE = {"en": re.compile(r"\b(english|inglese)\b", re.IGNORECASE), "it": re.compile(r"\b(italian[oa]?|ita)\b", re.IGNORECASE)}


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


class _Reading:
    """One message read in one state."""

    def __init__(self, policy: Policy, tracker: Tracker, said: Understanding) -> None:
        self.flows, self.domain, self.library = policy.flows, policy.domain, policy.library
        self.tracker, self.slots, self.said = tracker, tracker.slots, said
        self.collecting = tracker.collecting(policy.flows)
        self.open = {frame["flow"] for frame in tracker.stack}
        self.triggers, self.families = policy.triggers, policy.families

    def commands(self) -> list[Command]:
        noted, wanted = self.noted(), self.wanted()
        if self.said.foreign:
            wanted = [*wanted, StartFlow("name_languages")]
        if not self.slots["introduced"]:
            wanted = [*wanted, StartFlow("introduce")]
        return [*noted, *wanted]

    # what is remembered, whatever is wanted

    def noted(self) -> list[Command]:
        """Language, words, products, attributes, reason and date, as far as the message names them."""
        found: dict[str, Any] = {"language": self.language()}
        if not self.said.from_button and self.read_again():
            found["said"] = [*self.slots["said"], self.said.text][-REMEMBERED:]
        if self.understood():
            found["unclear"] = 0
        found |= self.products | self.attributes
        if (reason := self.said.named("reason")) and self.slots["reason"] is None and self.gives_reason():
            found["reason"] = {"kind": reason[0].value, "words": self.said.text}
        if self.refuses and self.collecting not in REFUSED:
            found["no_offers"] = True
        if dates := self.said.named("date"):
            found["anchor_date"] = dates[0].value
        return [SetSlot(name, value) for name, value in found.items() if self.slots.get(name) != value]

    def read_again(self) -> bool:
        """Whether the message may say something of an account whose product is not at hand yet."""
        waiting = self.products.get("waiting") or self.slots["waiting"]
        return bool(waiting) or not self.of_the_case()

    def of_the_case(self) -> bool:
        """Whether the message is about the product at hand, as far as it names any."""
        named = self.said.named("product")
        product = named[0].value if named else self.slots["product"]
        return product in self.library and product == self.slots["product"]

    def language(self) -> str:
        """The language to go on in."""
        if self.said.intent == "switch_language" and not self.said.foreign:
            asked = [language for language, pattern in _LANGUAGE.items() if pattern.search(self.said.words)]
            return asked[0] if len(asked) == 1 else self.said.language
        return self.said.language

    def gives_reason(self) -> bool:
        return self.said.intent in WISHES | {"reason"} or self.collecting == "reason"

    @cached_property
    def products(self) -> dict[str, Any]:
        """The product of the case, the ones that wait, or the name of one that is not known."""
        named = [value for value in dict.fromkeys(e.value for e in self.said.named("product")) if value in self.library]
        unknown = self.said.named("unknown_product")
        if named:
            return self.named_products(named)
        sure = ACT if "cancel" in self.open and self.collecting != "product" else MAYBE
        if unknown and self.said.intent in WISHES and self.said.confidence >= sure:
            return {"product": None, "unknown_product": unknown[0].value}
        short = len(self.said.words.split()) <= SHORT and not (self.said.choice or self.said.says_nothing)
        if self.collecting == "product" and short and not self.understood() and not only_fillers(self.said.words):
            return {"unknown_product": _FILLERS.sub("", self.said.text)[:40] or self.said.text[:40]}
        return {}

    def named_products(self, named: list[str]) -> dict[str, Any]:
        current, intent = self.slots["product"], self.said.intent
        others = [product for product in named if product != current]
        if "cancel" not in self.open:
            found: dict[str, Any] = {"product": named[0], "unknown_product": None}
            found |= {"waiting": named[1:]} if intent in WISHES else {}
            return found | ({"attributes": {}} if current not in (None, named[0]) else {})  # another product's account is another one
        if current is None or not others:
            return {"product": named[0], "waiting": [*self.slots["waiting"], *named[1:]]} if current is None else {}
        if self.asks_about():
            return {"about": others[0]}
        if self.comes_next():
            return {"waiting": list(dict.fromkeys([*self.slots["waiting"], *others]))}
        return {"product": others[0]}

    def asks_about(self) -> bool:
        """Whether the message is a question that the article answers, rather than a wish."""
        return self.triggers.get(self.said.intent) == "answer" and self.said.confidence >= ACT

    def comes_next(self) -> bool:
        """Whether another product is meant to follow, instead of correcting the one at hand."""
        if _NO.search(self.said.words) or _INSTEAD.search(self.said.words):
            return False
        return bool(_ALSO.search(self.said.words)) or self.collecting == "walk"

    @cached_property
    def attributes(self) -> dict[str, Any]:
        """What the message says of the account, if it is about the case's product."""
        if not self.said.entities or not self.of_the_case():
            return {}
        known = self.library.article(self.slots["product"]).attributes
        new = {
            e.name: {"value": e.value, "origin": "said", "words": self.words(e.start, e.end)}
            for e in self.said.named("attribute")
            if e.name in known and e.value in known[e.name].values and not self.only_asks(e.start)
        }
        if self.starts_with_no():
            new = {name: entry for name, entry in new.items() if known[name].yes != entry["value"]}
        before = self.slots["attributes"] or {}
        changed = {name: entry for name, entry in new.items() if before.get(name, {}).get("value") != entry["value"]}
        return {"attributes": {**before, **changed}} if changed else {}

    def only_asks(self, at: int | None) -> bool:
        """Whether what is named at a position stands in a question: «what is a premium plan?» states nothing."""
        if at is None or self.said.intent in WISHES | {"cancel_trial"}:
            return False
        sentence = next((found.group() for found in _SENTENCES.finditer(self.said.words) if found.end() > at), "")
        return sentence.rstrip().endswith("?") and bool(_INVERTED.match(sentence))

    def starts_with_no(self) -> bool:
        """«No, …» to a question of one attribute: whatever is named after it is not the customer's."""
        return self.collecting == "answer" and len(self.slots["question"]) == 1 and bool(_STARTS_NO.match(self.said.words))

    def words(self, start: int | None, end: int | None) -> str | None:
        return self.said.text[start:end] if start is not None else None

    # what is wanted

    def understood(self) -> bool:
        """Whether the message can be acted on."""
        best = self.said.confidence
        if self.triggers.get(self.said.intent) in ANSWERING and best >= (ASKED if _QUESTION.search(self.said.words) else HARMLESS):
            return True
        return best >= ACT or (best >= HARMLESS and self.said.intent in MILD) or self.family() >= ACT

    def family(self) -> float:
        """Share of all readings that come to the same as the best one."""
        mine = next((family for family in self.families if self.said.intent in family), frozenset())
        return sum(share for intent, share in self.said.ranked if intent in mine)

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
        agreed = self.said.intent == "affirm" and (self.said.confidence >= ACT or bool(_STARTS_YES.match(words)))
        if agreed or (again == what and not (what == "done" and _NEGATED.search(words))):
            return self.agreed_to(what)
        if again is None and not (self.said.intent == "deny" and self.said.confidence >= ACT):
            return None
        if what == "accept" and self.collecting == "offer_answer":
            return [SetSlot("offer_answer", "declined")]
        return self.going_on()

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

    @cached_property
    def refuses(self) -> bool:
        """Whether the message says no to alternatives, whenever they come (N4)."""
        return not self.said.from_button and "?" not in self.said.words and refuses_offers(self.said.words)

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
        if self.collecting == "reason" or _QUESTION.search(self.said.words):
            return False
        return any(offer.kind == "pause" for offer in self.offers()) and bool(self.slots["case"])

    def offers(self) -> list[Offer]:
        """What this account may take."""
        if self.slots["product"] not in self.library:
            return []
        return eligible(self.library.article(self.slots["product"]), stated(self.slots["attributes"] or {}))

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
        asks_again = self.said.intent == "current_step" and self.said.confidence >= ASKED and _QUESTION.search(self.said.words)
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
        if _STARTS_NO.match(self.said.words):
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
            return [StartFlow("cancel"), SetSlot("topic", also), StartFlow("answer")]
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
        tells = self.said.intent in {"inform_date", "deadline"} and not (self.said.named("date") or _QUESTION.search(self.said.words))
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
            return [*self.dropping(), SetSlot("topic", self.said.intent), StartFlow(flow)]
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
