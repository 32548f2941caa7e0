"""Everything around the case: saying what this is, keeping the subscription, trials, status, unclear messages."""

from __future__ import annotations

from actions.base import Event, PartwellAction, View, Voice, button, person_button, slots
from actions.case import OF_THE_PATH, OPEN, closed
from actions.decide import MOST_BUTTONS
from actions.handoff import say_how_it_stands
from actions.offer import refusal
from actions.receipt import case_id, receipt

UNCLEAR_TO_PERSON = 2
"""After so many unclear messages in a row a person is offered."""


class Introduce(PartwellAction):
    """Says that it is automated, when it first speaks (N16)."""

    NAME = "action_introduce"

    def act(self, view: View, voice: Voice) -> list[Event]:
        voice.say("utter_introduce")
        return slots(introduced=True)


class Help(PartwellAction):
    """What it can do, and for which products."""

    NAME = "action_help"

    def act(self, view: View, voice: Voice) -> list[Event]:
        few = view.library.products()[:MOST_BUTTONS]
        buttons = [button(view.library.name(slug), f'/cancel{{"product": "{slug}"}}') for slug in few]
        voice.say("utter_help", names=[view.library.name(slug) for slug in few], buttons=[*buttons, person_button()])
        return []


class NothingOpen(PartwellAction):
    """A yes, a no or a done when nothing was asked: what can be said next."""

    NAME = "action_nothing_open"

    def act(self, view: View, voice: Voice) -> list[Event]:
        buttons = [button("button_intent_cancel", "/cancel"), button("button_intent_status", "/status"), person_button()]
        voice.say("utter_nothing_open", buttons=buttons)
        return []


class Keep(PartwellAction):
    """The customer keeps the subscription: nothing is changed; what to do when it was confirmed already."""

    NAME = "action_keep"

    def act(self, view: View, voice: Voice) -> list[Event]:
        was = view["status"]
        if view.has_article and was is not None:
            voice.say("utter_kept", name=view.article.name)
        else:
            voice.say("utter_nothing_to_keep", buttons=[person_button()])
        if was not in ("deciding", "offered"):
            self._say_how_to_resume(view, voice)
        if was in OPEN:
            return [*refusal(view), *receipt(view, voice, "kept", []), *slots(**OF_THE_PATH), *closed(view, "kept")]
        return []

    @staticmethod
    def _say_how_to_resume(view: View, voice: Voice) -> None:
        """For whoever confirmed the cancellation in the product already."""
        resume = [fact for fact in view.article.resume if view.applies(fact)] if view.has_article else []
        if resume:
            voice.say("utter_kept_resume", resume, texts=[fact.text(view.language) for fact in resume])


class Status(PartwellAction):
    """What is recorded, and which step is still the customer's; never that something is cancelled (N14)."""

    NAME = "action_status"

    def act(self, view: View, voice: Voice) -> list[Event]:
        status = view["status"] or "none"
        name = view.article.name if view.has_article else ""
        if status == "handed_off":
            say_how_it_stands(view, voice, {"case": case_id(view), "handed_off": view["now"], **(view["handoff"] or {})})
        else:
            voice.say(f"utter_status_{status}", name=name, case=case_id(view), number=int(view["step"] or 0))
        return []


class StillCharged(PartwellAction):
    """Money is taken although the customer has left: it is understood, nothing is promised, and a person is one click away."""

    NAME = "action_still_charged"

    def act(self, view: View, voice: Voice) -> list[Event]:
        voice.say("utter_still_charged", buttons=[person_button()])
        return []


class Clarify(PartwellAction):
    """Offers the likeliest meanings as buttons; after two unclear messages a person."""

    NAME = "action_clarify"

    def act(self, view: View, voice: Voice) -> list[Event]:
        unclear = int(view["unclear"] or 0) + 1
        buttons = [button(f"button_intent_{intent}", f"/{intent}") for intent in view["options"] or []]
        if unclear >= UNCLEAR_TO_PERSON:
            voice.say("utter_still_unclear", buttons=[person_button(), *buttons])
        else:
            voice.say("utter_unclear" if buttons else "utter_not_understood", buttons=[*buttons, person_button()])
        return slots(unclear=unclear, options=[], unanswered={"kind": "not understood", "words": view.text})
