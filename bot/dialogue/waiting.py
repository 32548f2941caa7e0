"""What a message comes to while our team has the case and nothing else is open: kept for them, passed on to them, left with them. Pure."""

from __future__ import annotations

from bot.dialogue.commands import Command, SetSlot, StartFlow
from bot.dialogue.telling import Telling

FOR_THE_PERSON = frozenset({"fact", "not_fact", "other_is", "reason", "date", "for_other", "moves_to"})
TOLD_TO_US = FOR_THE_PERSON | {"yes", "no", "no_human", "unclear", "out_of_scope", "dont_know"}
"""What is kept for the person who takes the case."""
COURTESY = frozenset({"thanks", "bye", "ok", "greet", "yes", "no", "no_human"})
"""What is said around leaving a case with our team, or taking it back."""
LEFT = frozenset({"thanks", "bye", "no_human"})
"""Of these, what leaves it as it is: who thanks beside takes nothing back."""
AGAIN = ("repeat", "which_step")


class Waiting(Telling):
    """A message with what it is to our team."""

    def for_our_team(self) -> list[Command]:
        """What is told beside, and leads nowhere here, is theirs."""
        heard = bool(self.told())  # a day beside a question only belongs to it
        told = self.reading.says(*FOR_THE_PERSON - {"date"}) or (self.reading.says("date") and not heard)
        told = told and "note_reach" not in self.about_reach() and not (self.left_unanswered() or self.named_before())
        return [StartFlow("add_to_case")] if told else []

    def passed_on(self, moved: list[Command]) -> list[Command]:
        """A question of somebody who waits, that nothing here answers; whoever only calls out hears how the case stands."""
        calls = self.reading.says("greet", "help", *AGAIN) and not self.reading.says(*TOLD_TO_US)
        if not self.state.waiting or moved or calls or self.reading.from_button or self.new_product or self.unknown:
            return []
        return self.passing_on() if self.left_unanswered() else []

    def passing_on(self) -> list[Command]:
        """A question that nothing here answers."""
        return [SetSlot("unanswered", {"kind": "not understood", "words": self.reading.text}), StartFlow("pass_on_question")]

    def kept_for_the_person(self) -> list[Command]:
        """What is written while a case waits for a person is kept for them."""
        reading = self.reading
        if not self.state.waiting or self.new_product or self.unknown or reading.from_button:
            return []
        if reading.says("greet", "help", *AGAIN) and not reading.says(*TOLD_TO_US):
            return [StartFlow("status")]
        if reading.says(*LEFT) and all(act.name in COURTESY for act in reading.acts):
            return [StartFlow("leave_it")] if reading.says("no_human") else []
        told = all(act.name == "product" for act in reading.acts) or reading.says(*TOLD_TO_US) or self.dated.wished
        return [StartFlow("add_to_case")] if told else []

    def needs_nobody(self) -> bool:
        """Whether somebody clearly takes back their wish for a person, and says nothing else that is heard."""
        clear = any(self.tolerance.sure(act.confidence) for act in self.reading.all("no_human"))
        said = {act.name for act in self.reading.acts}
        alone = said <= COURTESY - {"thanks", "bye"} and not self.reading.asking and not self.reading.reach
        return clear and (alone or self.reading.from_button)
