"""While our team has the case: what is kept for them, what they can reach the customer by, what nobody here can answer."""

from __future__ import annotations

from actions.base import Event, PartwellAction, View, Voice, slots
from actions.case import promised
from actions.contacts import contact_lines
from actions.receipt import case_id

NOBODY_ELSE = "nobody_else"


class AddToCase(PartwellAction):
    """What the customer writes while their case waits for a person is kept for that person, and they hear so."""

    NAME = "action_add_to_case"

    def act(self, view: View, voice: Voice) -> list[Event]:
        voice.say("utter_added", case=case_id(view))
        return []


class PassOnQuestion(PartwellAction):
    """A question that was not understood: our team has it, in the customer's words."""

    NAME = "action_pass_on_question"

    def act(self, view: View, voice: Voice) -> list[Event]:
        voice.say("utter_passed_on", case=case_id(view))
        return []


class NoteReach(PartwellAction):
    """A number or an address goes into the brief, and is said back."""

    NAME = "action_note_reach"

    def act(self, view: View, voice: Voice) -> list[Event]:
        brief, known = view["handoff"] or {}, view["reach"] or []
        new = [entry for entry in known if entry not in (brief.get("reach") or [])]
        noted = "utter_reach_noted" if promised(view.conversation, view.slots) else "utter_reach_kept"
        voice.say(noted, words=written(new or known), case=case_id(view))
        return slots(handoff={**brief, "reach": known}) if brief and new else []


class TellReach(PartwellAction):
    """The numbers and addresses that our team has, or that there is none yet."""

    NAME = "action_tell_reach"

    def act(self, view: View, voice: Voice) -> list[Event]:
        known = written(view["reach"] or [])
        if known:
            voice.say("utter_reach", words=known, case=case_id(view))
        else:
            voice.say("utter_no_reach", case=case_id(view))
        return []


class NobodyElse(PartwellAction):
    """The contact was named before: the help page has no other, and our team has been told."""

    NAME = "action_nobody_else"

    def act(self, view: View, voice: Voice) -> list[Event]:
        path = view.article.paths.get(view["path"] or "") if view.has_article else None
        contacts = view.article.contacts if view.has_article else {}
        named = [contacts[path.contact]] if path and path.contact else list(contacts.values())
        if view["named"] == NOBODY_ELSE:
            voice.say("utter_nobody_else_again", case=case_id(view))
        elif named:
            voice.say("utter_nobody_else", names=contact_lines(view, named))
        else:
            voice.say("utter_nobody_named" if view.has_article else "utter_no_page_to_look_in")
        return slots(named=NOBODY_ELSE)


def written(reach: list[dict[str, str]]) -> list[str]:
    """Numbers and addresses as the customer wrote them."""
    return [entry["words"] for entry in reach]
