"""What would end the case, or take an offer, is asked once where typed words may have meant something else (N17)."""

from __future__ import annotations

from actions.base import Button, Event, PartwellAction, View, Voice, button, person_button, slots
from actions.offer import eligible, take_button
from actions.steps import path_of

CARRY_ON = "/current_step"
"""Shows what is open, as it stands."""


class Confirm(PartwellAction):
    """Asks once, with two buttons. When no reply is left for a question, what is due follows in the same one (N2)."""

    NAME = "action_confirm"

    def act(self, view: View, voice: Voice) -> list[Event]:
        what, _, step = str(view["confirming"]).partition(":")
        if step:
            steps, number = path_of(view).steps, int(step)
            shown = steps[number - 1]
            told = {"number": number, "total": len(steps), "fact": shown.text(view.language)}
            voice.say("utter_confirm_to", [shown], _two(view, what, step), **told)
        else:
            voice.say(f"utter_confirm_{what}", buttons=_two(view, what, step))
        return one_less(view)


class ChooseAgain(PartwellAction):
    """A number that is on no button: the buttons once more."""

    NAME = "action_choose_again"

    def act(self, view: View, voice: Voice) -> list[Event]:
        shown = [button(title, payload) for title, payload in view["buttons"] or []]
        voice.say("utter_choose_again" if shown else "utter_not_understood", buttons=shown or [person_button()])
        return one_less(view)


def one_less(view: View) -> list[Event]:
    """One reply less until the steps; with none left nothing is asked any more."""
    if view["turns_left"] is None:
        return []
    left = max(0, view.replies_left - 1)
    return slots(turns_left=left, confirming=view["confirming"] if left else None)


def _two(view: View, what: str, step: str) -> list[Button]:
    """The way on, and what the words may have meant; neither weighs more."""
    if what == "accept":
        asked = view["status"] == "offered" and view["offer_answer"] is None
        on = button("button_no_steps", "/deny") if asked else button("button_go_on", CARRY_ON)
        return [on, *(take_button(offer) for offer in eligible(view)[:1])]
    if what == "to":
        return [button("button_there", f'/at{{"step": "{step}"}}'), button("button_not_yet", CARRY_ON)]
    if what == "done":
        return [button("button_all_done", "/all_done"), button("button_not_yet", CARRY_ON)]
    with_a_person = view["status"] == "handed_off" and not view["step"]
    on = button("button_leave_with_us", "/status") if with_a_person else button("button_go_on", CARRY_ON)
    return [button(f"button_confirm_{what}", f"/{what}"), on]
