"""From a reading to commands: what a message means where the dialogue stands. A table by act, and by what is open. Pure.

Everything that a message says comes to one of four things, in this order: what is *noted*, one thing that *moves* the dialogue, what is
*told* beside it, and, where it says nothing of these, what is asked back. What would end the case is asked about once, unless it was
clicked or two readings agree (N17).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from bot.dialogue.commands import CancelFlow, Command, GoOn, SetSlot, ShowAgain, StartFlow
from bot.dialogue.ending import ACCEPTED, ENDS, TO, ending
from bot.dialogue.flows import Flows
from bot.dialogue.noting import CANCELLED, LEAVING, REFUSED
from bot.dialogue.state import State
from bot.dialogue.tracker import Tracker
from bot.dialogue.waiting import AGAIN, Waiting
from bot.dialogue.walking import move
from bot.understanding.acts import Act, Role
from bot.understanding.reading import Reading
from bot.understanding.tolerance import MEASURED, Tolerance
from knowledge.library import Library

CHOICES = 3
"""Likely meanings that are offered when a message was not understood."""
LETS_GO = {act: flow for flow, act in ENDS.items()}
"""Acts that let go of a case, each with its flow."""
ANSWERED = {"yes": "yes", "no": "no", "none_of_these": "none", "dont_know": "unknown", "skip": "unknown", "unclear": "unclear"}
"""What each act answers to a question about the account."""
DECLINING = frozenset({"no", "skip", "dont_know", "none_of_these", "reason", "no_offers", "unclear", *LEAVING})
SKIPPING = frozenset({"skip", "no", "dont_know", "none_of_these", "ok", *LEAVING})
OF_THE_QUESTION = frozenset({"plan_meaning", "source"})
"""Topics that ask about our own question."""
REPORTS = ("done", "at", "all_done")
"""Acts that tell how far somebody is."""
ENDED = ("steps_given", "offer_accepted", "resolved", "kept")
"""How a case stands that is over: what is told of the account then begins no new one."""
LEGAL = "legal"


@dataclass(frozen=True)
class Policy:
    """Decides messages where the dialogue stands."""

    flows: Flows
    library: Library
    tolerance: Tolerance = MEASURED

    def state(self, tracker: Tracker) -> State:
        """Where a conversation stands."""
        return State(tracker, self.flows, self.library)

    def commands(self, tracker: Tracker, reading: Reading) -> list[Command]:
        """The commands of a message, in the order in which they are obeyed."""
        return commands(reading, self.state(tracker), self.tolerance)


def commands(reading: Reading, state: State, tolerance: Tolerance = MEASURED) -> list[Command]:
    """The commands of a message, in the order in which they are obeyed."""
    return _Decision(reading, state, tolerance).commands()


class _Decision(Waiting):
    """One message with what it comes to."""

    def commands(self) -> list[Command]:
        wanted = self.wanted()
        noted = [*self.noted(), *self.spared(wanted)]
        if self.reading.foreign:
            wanted = [*wanted, StartFlow("name_languages")]
        if not self.slots["introduced"]:
            wanted = [*wanted, StartFlow("introduce")]
        return [*noted, *wanted]

    def wanted(self) -> list[Command]:
        """What the message asks for, its answers last: they are said first."""
        if self.reading.empty:
            return [ShowAgain(briefly=True)] if self.state.collecting else self.unclear()
        if self.reading.says("choice"):
            return [StartFlow("choose_again")]
        moved = self.moved()
        what = ending(moved, self.state)
        if self.slots["confirming"] and (answer := self.confirmed(what)) is not None:
            return [*answer, *self.told()]
        if what and what == self.slots["confirming"] and not self.reading.from_button:
            return [*self.going_on(), *self.told()]  # it was asked once, and is not asked again
        if what and not (self.reading.from_button or self.said_twice(what)):
            return [SetSlot("confirming", what), StartFlow("confirm"), *self.told()]
        told = [*self.passed_on(moved), *self.told(), *self.acknowledged(moved)]
        if moved or told:
            return [*self.asked_first(moved), *moved, *told]
        return self.asked_of_nothing() or self.kept_for_the_person() or self.alone() or self.nothing_new() or self.unclear()

    def spared(self, wanted: list[Command]) -> list[Command]:
        """Nobody is asked why they leave who is annoyed, acts for somebody else, has little time, or asks something with the wish."""
        opens = StartFlow("cancel") in wanted and not self.state.case_open
        asks = opens and (self.reading.says("ask") or bool(self.topics()))
        told = asks or self.reading.says("annoyed") or self.for_another
        days = [day.day.isoformat() for day in self.reading.days if day.day and day.role is not Role.gone]
        value = True if told else min(days, default=None)  # whether the day is near, only the action knows
        return [SetSlot("spared", value)] if value and self.slots["spared"] is not True else []

    def asked_first(self, moved: list[Command]) -> list[Command]:
        """A question whose product is not known yet is answered as soon as it is: with the wish, or once it was asked which one."""
        if not self.topics() or self.knows_the_product():
            return []
        if "cancel" in self.state.flows_open or StartFlow("cancel") in moved:
            return [SetSlot("topics", self.topics())]
        return [*self.dropping(), *self.ask_which()] if not moved else []

    def acknowledged(self, moved: list[Command]) -> list[Command]:
        """What is told of the account, or why, and leads nowhere else is noted in a word; while a person has the case, for them."""
        reading, state = self.reading, self.state
        if moved or reading.from_button or state.status is None:
            return []
        if state.waiting:
            return self.for_our_team()
        told = "account" in self.account and not state.walking  # among the steps that may change the way: there it is noted by them
        new = told or (self.reason() is not None and self.slots["reason"] is None) or self.dateless()
        return [StartFlow("take_note")] if new and (state.walking or not state.collecting) else []

    def dateless(self) -> bool:
        """Whether a day was told from which nothing is counted."""
        return self.dated.named and not self.counts() and not self.reading.says("ask")

    def asked_of_nothing(self) -> list[Command]:
        """A question before a product was named; while one is asked for that is asked again, and the next question takes its place."""
        if which := self.ask_which():
            return [*self.asked_first([]), GoOn()] if "cancel" in self.state.flows_open else [*self.dropping(), *which]
        return []

    # what would end the case

    def said_twice(self, what: str) -> bool:
        """Whether a phrase that means nothing else says it, or two readings agree (N17); only a click ends a case by itself."""
        if what in LETS_GO:
            return False
        acts = [act for act in self.reading.acts if act.name in WITNESSES[what.partition(":")[0]]]
        if what == "accept" and self.reading.says("ask") and not self.reading.says("accept"):
            return False  # a «yes» beside a question may be about the question
        return self.reading.exact or any(act.agreed and self.tolerance.sure(act.confidence) for act in acts)

    def confirmed(self, again: str | None) -> list[Command] | None:
        """The answer to what was asked about; None when the message is about something else."""
        what = self.slots["confirming"]
        if self.reading.from_button or self.reading.says("steps_now", "all_steps") or self.wants_a_person():
            return None
        if what == again == "no_human":
            return self.agreed_to(what)  # «no, I don't need them»
        if what not in LETS_GO and self.state.walking and self.reading.says(*REPORTS):
            return self.reported(what, again)
        if what.startswith(TO) and self.reading.says("stuck"):
            return [SetSlot("walk", f"stuck:{what.removeprefix(TO)}")]  # whoever is stuck there is there
        no = self.reading.says("no", *LEAVING) if what in LETS_GO else self.reading.says("no", "stuck")
        if not no and (self.reading.says("yes") or (again == what and not self.reading.says("ask"))):
            return self.agreed_to(what)
        if not no:
            return None
        if what == "accept" and self.state.collecting == "offer_answer":
            return [SetSlot("offer_answer", "declined")]
        return self.going_on()

    def reported(self, what: str, again: str | None) -> list[Command] | None:
        """The answer of whoever is asked how far they are and tells it: a report is the answer, whatever no stands beside it."""
        if again and again != what and again == "done":
            return None  # that is the end: it is asked about by itself
        numbered = any(act.value for act in self.reading.acts if act.name in REPORTS) and not self.reading.says("yes")
        if again is None and (numbered or self.reading.says("stuck")):
            return move(self.reading, self.state)
        return self.agreed_to(again or what)

    def going_on(self) -> list[Command]:
        """What is open is gone on with."""
        if self.state.anything_open:
            return [GoOn()]
        return [StartFlow("leave_it" if self.with_us else "status")]

    def agreed_to(self, what: str) -> list[Command]:
        """What was asked about, now that it is meant."""
        if what == "accept":
            return self.taking()
        if what in LETS_GO:
            return [*([] if what == "no_human" else [CancelFlow()]), StartFlow(LETS_GO[what])]
        if not self.state.walking:
            return self.going_on()
        return [SetSlot("walk", "finish" if what == "done" else what)]

    # what moves the dialogue

    def moved(self) -> list[Command]:
        """The one thing that the message does: a person first, then what ends the case, then the way out, then what is open."""
        reading, state = self.reading, self.state
        if self.wants_a_person():
            legal = [SetSlot("rule", LEGAL)] if reading.says("threat") else []
            return [*([] if state.walking else [CancelFlow()]), *legal, *self.one_further(), StartFlow("hand_off")]
        if (act := reading.first("keep", "start_over")) and (act.name == "start_over" or state.case_open or reading.from_button):
            return [CancelFlow(), StartFlow(act.name)]
        if self.takes_offer():
            return self.taking()
        if self.needs_nobody() and state.with_a_person:
            return [StartFlow("take_back")]
        if self.hurries() and not state.walking and not self.refused_here():
            answer = [each for each in self.about_the_account() if each != GoOn()] if state.collecting == "answer" else []
            return [*self.dropping(), *answer, SetSlot("hurry", True), StartFlow("cancel")]
        if state.collecting and not state.walking and reading.says(*AGAIN) and not self.names_another:
            return [ShowAgain()]
        return self.answered() if state.collecting else self.idle()

    def one_further(self) -> list[Command]:
        """A step that is told to be done beside the wish for a person; what skips steps, or ends them, their team reads in the words."""
        if not (self.state.walking and self.reading.says(*REPORTS)):
            return []
        moved = move(self.surely_reported(), self.state)
        return moved if moved == [SetSlot("walk", "done")] and not ending(moved, self.state) else []

    def wants_a_person(self) -> bool:
        """Whether a person is wished for; not where it is asked whether one is speaking, unless both are sure."""
        asks = self.reading.says("bot_question")
        return self.reading.says("threat") or any(not asks or self.tolerance.sure(act.confidence) for act in self.reading.all("human"))

    def hurries(self) -> bool:
        """Whether the steps are wanted at once; beside a plain wish to leave, which asks for no hurry, that has to be sure."""
        cancel = self.reading.first("cancel")
        wishes = [act for act in self.reading.acts if act.name in ("steps_now", "all_steps")]
        return any(cancel is None or self.tolerance.sure(act.confidence) or act.confidence > cancel.confidence for act in wishes)

    def refused_here(self) -> bool:
        """Whether an alternative or the reason is open for this product, so that asking for the steps answers it."""
        return (self.state.collecting in REFUSED or self.state.collecting == "reason") and not self.names_another

    def takes_offer(self) -> bool:
        """Whether somebody who may take an alternative says that they do, instead of asking about it."""
        reading, state = self.reading, self.state
        if self.refuses or reading.says("no") or self.names_another:  # of a product that was only just named nothing was offered
            return False
        if reading.says("accept"):
            return True
        if not reading.says("pause") or reading.says("ask", "no_offers", "no") or state.collecting == "reason":
            return False
        return any(offer.kind == "pause" for offer in state.offers) and bool(self.slots["case"])

    def taking(self) -> list[Command]:
        """The alternative, offered or asked for."""
        if self.state.collecting == "offer_answer":
            return [ACCEPTED]
        return [*([CancelFlow()] if self.state.offers else []), StartFlow("take_offer")]

    # what is open

    def answered(self) -> list[Command]:
        """What the message answers to what is open; nothing where it only asks."""
        match self.state.collecting:
            case "walk":
                return move(self.surely_reported(), self.state)
            case "answer":
                return self.about_the_account()
            case "reason":
                return self.about_the_reason()
            case "offer_answer":
                return self.about_the_offer("accepted", "declined")
            case "permission":
                return self.about_the_offer("given", "refused")
            case "product":
                return self.about_the_product()
        return []

    def surely_reported(self) -> Reading:
        """The message without an unsure report, where what it tells of the account may change the way: «the invoice says Premium»."""
        if not self.concerns_the_way or self.reading.from_button:
            return self.reading
        return replace(self.reading, acts=tuple(act for act in self.reading.acts if act.agreed or act.name not in REPORTS))

    def about_the_account(self) -> list[Command]:
        """A value is noted by itself, and the flow goes on; this is what names no value."""
        act = next((act for act in self.reading.acts if act.name in ANSWERED), None)
        value = ANSWERED[act.name] if act else "unknown" if self.knows_of_another() else None
        if value == "yes" and len(self.slots["question"]) > 1:
            value = "unclear"  # «is one of these true for you?» «yes»: which one is asked again
        if value == "unclear" and (self.concerns_the_way or self.reading.says("ask", *LEAVING)):
            value = None  # what is told beside says which
        if act and value == "unknown" and OF_THE_QUESTION & {*self.reading.topics}:
            value = None  # «I don't know, what is that?» wants to know
        if value:
            return [SetSlot("answer", value)]
        return [GoOn()] if self.reading.says(*LEAVING) and not (self.concerns_the_way or self.told()) else []

    def knows_of_another(self) -> bool:
        """Whether the asked-for thing is told of somebody else: then it is not known of the customer, and both ways are shown."""
        return any(act.kind in self.expects.asked for act in self.reading.all("other_is")) or (
            self.reading.says("for_other") and "role" in self.expects.asked
        )

    def about_the_reason(self) -> list[Command]:
        """A reason, or a way past the question; anything that is said may be one (N6)."""
        told = self.reading.first("reason")
        kind = told.value if told else "competitor" if self.reading.says("moves_to") else None
        if kind is None and self.reading.says("pause") and not self.refuses:
            kind = "taking_a_break"
        if kind:
            return [SetSlot("reason", {"kind": kind, "words": self.reading.text})]
        if self.reading.says(*SKIPPING) or self.refuses:
            return [*self._hurrying(), SetSlot("reason", {"kind": "skipped", "words": self.reading.text})]
        if self.reading.says("ask") or self.concerns_the_way or self.names_another or self.told() or self.alone():
            return []
        return [SetSlot("reason", {"kind": "other", "words": self.reading.text})]

    def _hurrying(self) -> list[Command]:
        return [SetSlot("hurry", True)] if self.reading.says("steps_now", "all_steps") else []

    def about_the_offer(self, yes: str, no: str) -> list[Command]:
        """Taken, declined, or gone past; nothing of it where the message is about another product."""
        slot = str(self.state.collecting)
        if self.names_another:
            return []
        asks = self.reading.says("ask")
        if self.refuses or self.reading.says("no", "skip", *LEAVING) or (self.reading.says(*DECLINING) and not asks):
            return [*self._hurrying(), SetSlot(slot, no)]
        if self.reading.says("yes", "accept") or (self.reading.says("pause") and not asks):
            return [SetSlot(slot, yes)]
        if asks:
            return []
        return [] if self.told() or self.alone() or self.concerns_the_way else [SetSlot(slot, no)]

    def about_the_product(self) -> list[Command]:
        """The product is noted by itself."""
        if self.products.get("product") or self.unknown:
            return []
        return [GoOn()] if self.reading.says(*LEAVING, "ask", "fact", "dont_know") else []

    # what nothing waits for

    def idle(self) -> list[Command]:
        """A new wish, or more about a case."""
        reading = self.reading
        if self.wants_out():
            return [*self.dropping(), StartFlow("cancel")]
        if self.state.waiting and self.concerns_the_way and not reading.says("keep"):
            return [StartFlow("cancel")]  # what is told of the account may open another way, whatever is asked beside
        if self.only_asks or self.charged() or reading.says("keep"):
            return []  # whoever keeps what they name opens no case
        if reading.says("all_done", "done") or self.closed_already():
            known = self.state.article or self.closed_already()
            return [SetSlot("topics", ["worked"]), StartFlow("answer")] if known and not self.topics() else []
        if self.state.waiting:
            return [StartFlow("cancel")] if self.new_product else []
        if self.new_product or (self.named and not self.state.waiting and {act.name for act in reading.acts} == {"product"}):
            return [StartFlow("cancel")]
        tells = reading.says("fact", "not_fact", "reason", "product", "moves_to")
        tells = tells or (reading.from_button and "attributes" in self.account)  # a way that was told beside another one
        return [StartFlow("cancel")] if tells and self.state.status not in ENDED else []

    def wants_out(self) -> bool:
        """Whether the message wishes to leave; not who wants back, or who has left already and says so more surely than anything else."""
        reading = self.reading
        if not reading.says(*LEAVING - {"do_it"}) or self.charged() or reading.says("resume"):
            return False
        if not self.closed_already() or reading.says("steps_now", "all_steps"):
            return True
        left = max(act.confidence for act in reading.all("fact") if act.value == CANCELLED)
        return any(act.confidence > left for act in reading.all("cancel"))

    def dropping(self) -> list[Command]:
        """A question that waits for its product gives way to a wish: two of them would wait for the same answer."""
        waits = self.state.flows_open & {"answer", "trial"} and "cancel" not in self.state.flows_open
        return [CancelFlow()] if waits else []

    # what says nothing of all that

    def nothing_new(self) -> list[Command]:
        """What was noted and leads nowhere new, an «ok», a «yes» to nothing: what is open is gone on with."""
        if not (self.account or self.products) and (self.reading.says("unclear") or not self.reading.acts):
            return []
        return [GoOn()] if self.state.anything_open else [StartFlow("nothing_open")]

    def unclear(self) -> list[Command]:
        """The likeliest meanings as buttons, where there are likely ones."""
        likely = [act for act in self.reading.considered if act.confidence >= self.tolerance.clarify]
        options = list(dict.fromkeys(option for act in likely if (option := _option(act))))[:CHOICES]
        return [SetSlot("options", options), StartFlow("clarify")]


WITNESSES: dict[str, tuple[str, ...]] = {
    "accept": ("accept", "yes", "pause"),
    "done": ("all_done", "done", "at", "yes"),
    "to": ("done", "at"),
}
"""The acts that say what would end a case or skip steps."""


def _option(act: Act) -> str | None:
    """The likely meaning that a button can offer; a question about nothing that has a name is none."""
    if act.name == "ask":
        return act.value if act.value != "unsaid" else None
    return OPTIONS.get(act.name)


OPTIONS: dict[str, Any] = {
    "cancel": "cancel",
    "steps_now": "cancel_now",
    "keep": "keep",
    "human": "human",
    "done": "step_done",
    "stuck": "step_stuck",
    "pause": "pause",
    "resume": "resume",
    "receipt": "receipt",
    "delete_data": "delete_data",
}
