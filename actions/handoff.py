"""Handing the case to a person: recorded, with all they need, and the article's own contact path at once (N12)."""

from __future__ import annotations

from typing import Any

from actions.account import beside, heard, house, say_noted, values_of
from actions.base import Event, PartwellAction, View, Voice, button, deadlines, slots
from actions.case import OF_THE_WISH
from actions.contacts import open_contacts, say_contacts
from actions.deadline import last_day, say_last_days, uncounted
from actions.offer import refusal
from actions.receipt import case_id, receipt
from actions.steps import consequences
from actions.ways import say_ways
from knowledge.kinds import HOUSE_RULES
from knowledge.schema import Contact, Fact, Path, PathKind, When

ASKED = "asked"
CLOSED = ("kept", "offer_accepted", "steps_given", "nothing_to_do", "resolved", "abandoned")
"""How a case stands that has ended: whoever wants a person then is promised one anew."""
LEGAL = "legal"
OWN = "own"
"""A rule of the article itself, with its own text."""
STEPLESS = frozenset({PathKind.contact, PathKind.nothing_to_do})
"""Ways that are told beside a handoff: whoever needs somebody else is not sent through steps."""
UNAVAILABLE = "unavailable"


class HandOff(PartwellAction):
    """Makes the brief, says who has it, and gives contact, deadline and consequences in the same reply."""

    NAME = "action_hand_off"

    def act(self, view: View, voice: Voice) -> list[Event]:
        case = view["case"] or {
            "number": int(view["cases"] or 0) + 1,
            "opened": view["now"],
            "words": view.written,
            "product": view["product"],
        }
        heard_of = heard(view)._asdict() if view.has_article else {}
        view.slots = {**view.slots, **heard_of, "case": case}
        path = _contact_path(view)
        ours = _by_our_rule(view, path)
        rule = ours or _rule(view, path)
        contact = _contact(view, path)
        if path and _given_back(view):
            return self._without_us(view, voice, path, contact)
        brief = _brief(view, voice, rule, path, contact) | _house(ours)
        before = with_a_person(view)
        if before and (before["rule"], before["path"]) == (rule, view["path"]):
            return [*slots(**heard_of), *self._again(view, voice, brief | {"handed_off": before["handed_off"]})]
        if before:
            brief |= {"handed_off": before["handed_off"]}  # it has been with our team since then, whatever is added
        say_who_has_it(view, voice, rule, brief)
        given = self._told_before(view, voice, before) or say_contact(view, voice, path, contact)
        events = slots(
            case=case, cases=max(int(view["cases"] or 0), case["number"]), handoff=brief, status="handed_off", named=None, **OF_THE_WISH
        )
        settled: dict[str, Any] = {} if view["step"] else {"reason": None, "offer": None, "offer_answer": None}
        return [*slots(**heard_of), *events, *refusal(view), *receipt(view, voice, "handed_off", given, house=ours), *slots(**settled)]

    @staticmethod
    def _without_us(view: View, voice: Voice, path: Path, contact: Contact | None) -> list[Event]:
        """A person has given the case back: the same rule does not send it to them again, in a circle. They are a click away."""
        voice.say("utter_given_back", buttons=[button("button_person", "/human")])
        given = say_contact(view, voice, path, contact)
        return [*receipt(view, voice, "contact_given", given), *slots(status="deciding", **OF_THE_WISH)]

    @staticmethod
    def _told_before(view: View, voice: Voice, before: dict[str, Any] | None) -> list[str]:
        """What the receipt of this case holds already, where it was handed off on the same way: it is only referred to."""
        given: list[str] = (view["receipt"] or {}).get("given", []) if before and before["path"] == view["path"] else []
        if given:
            say_meanwhile(view, voice)
        return given

    @staticmethod
    def _again(view: View, voice: Voice, brief: dict[str, Any]) -> list[Event]:
        """A person has it already, for the same reason: how it stands, and in a line what can be done meanwhile; whoever wanted to go on
        cancelling hears in a line that the article's own way is still the one.
        """
        path = _contact_path(view)
        say_noted(view, voice)
        if view["turns_left"] is not None and path:
            voice.say("utter_contact_still", [path.because] if path.because else [], name=_contact_line(view, path), case=brief["case"])
            return slots(handoff=brief, status="handed_off", **OF_THE_WISH)
        say_how_it_stands(view, voice, brief)
        return slots(handoff=brief, status="handed_off", **OF_THE_WISH)


class TakeBack(PartwellAction):
    """The customer needs no person any more, and was asked: the case is the bot's again, and no rule of ours makes it a person's."""

    NAME = "action_take_back"

    def act(self, view: View, voice: Voice) -> list[Event]:
        voice.say("utter_taken_back", case=case_id(view), buttons=[] if view["step"] else [button("button_just_steps", "/cancel_now")])
        ours = {rule.kind for rule in HOUSE_RULES if values_of(view["account"] or {}).get(rule.kind) == rule.value}
        account = {kind: entry for kind, entry in (view["account"] or {}).items() if kind not in ours}
        status = "stepping" if view["step"] else "deciding"
        return [*refusal(view), *slots(handoff=None, status=status, turns_left=None, account=account)]


class GiveContacts(PartwellAction):
    """When the case could not be passed on: the article's own way all the same, with a receipt of it (N13)."""

    NAME = "action_give_contacts"

    def act(self, view: View, voice: Voice) -> list[Event]:
        path = _contact_path(view)
        voice.say("utter_handoff_failed", buttons=[button("button_person_again", "/human")])
        given = say_contact(view, voice, path, _contact(view, path))
        return receipt(view, voice, "contact_given", given, house=_by_our_rule(view, path))


def say_who_has_it(view: View, voice: Voice, rule: str, brief: dict[str, Any]) -> None:
    """That a person has it, and why; of a rule of ours that it is ours, with the document's own steps a click away."""
    if brief["house"]:
        buttons = [button("button_just_steps", "/cancel_now")]
        voice.say(f"utter_house_{rule}", case=brief["case"], name=view.article.name, buttons=buttons)
        return
    if rule == OWN:
        because = view.article.rules[view.article.paths[view["path"]].rule or ""]
        voice.say("utter_handoff_own", case=brief["case"], because=because.text(view.language))
        return
    voice.say(f"utter_handoff_{rule}", case=brief["case"], name=view.article.name if view.has_article else view["unknown_product"])


def _by_our_rule(view: View, path: Path | None) -> str | None:
    """The rule of our own for which a person has it, where it was decided so."""
    rule = house(view)
    decided = rule is not None and view["rule"] == rule.rule and view["path_kind"] == PathKind.contact
    return rule.rule if rule and decided and path is None and not _legal(view) else None


def _house(ours: str | None) -> dict[str, Any]:
    """What a brief says of a rule of ours."""
    return {"house": True, "next_step": "next_house"} if ours else {"house": False}


def _legal(view: View) -> bool:
    """Whether a legal matter was told, now or when a person got the case."""
    return view["rule"] == LEGAL or (with_a_person(view) or {}).get("rule") == LEGAL


def _given_back(view: View) -> bool:
    """Whether a person has looked at this case and given it back, and what is wanted is to go on cancelling, not a person."""
    return view["given_back"] == case_id(view) and view["turns_left"] is not None and view["rule"] not in (LEGAL, ASKED)


def with_a_person(view: View) -> dict[str, Any] | None:
    """The brief of the case at hand, where a person was promised for it already."""
    brief = view["handoff"] or {}
    promised = view["status"] not in CLOSED and brief.get("case") == case_id(view)
    return brief if promised and brief.get("product") == _product(view) else None


def _product(view: View) -> str | None:
    return view["product"] if view.has_article else None


def say_contact(view: View, voice: Voice, path: Path | None, contact: Contact | None) -> list[str]:
    """The article's own way, what follows, and by when; all before the customer acts. Gives what was said."""
    if path is None or path.because is None or contact is None:
        return _say_contacts(view, voice)
    because = path.because
    before: list[Fact] = [*consequences(view, When.before)]
    voice.say("utter_contact_path", [because], fact=because.text(view.language))
    say_contacts(view, voice, [contact])
    facts = [*before, *filter(view.on_the_way, uncounted(view))]
    if facts:
        voice.say("utter_before_contact", facts, texts=[fact.text(view.language) for fact in facts])
    say_last_days(view, voice)
    say_ways(view, voice, "utter_ways_instead", STEPLESS)
    return [because.text(view.language), contact.line(view.language)]


def _say_contacts(view: View, voice: Voice) -> list[str]:
    """Without a contact path: whom the article names, and by when, so that nobody has to wait for us."""
    if not view.has_article:
        return []
    names = say_contacts(view, voice, open_contacts(view).values())
    facts = uncounted(view)
    if facts:
        voice.say("utter_before_contact", facts, texts=[fact.text(view.language) for fact in facts])
    say_last_days(view, voice)
    if view["path_kind"] == PathKind.contact:
        say_ways(view, voice, "utter_ways_instead", STEPLESS)
    return names


def say_how_it_stands(view: View, voice: Voice, brief: dict[str, Any]) -> None:
    """Since when our team has the case, and what can be done meanwhile."""
    voice.say("utter_status_handed_off", case=brief["case"], since=brief["handed_off"])
    say_meanwhile(view, voice)


def say_meanwhile(view: View, voice: Voice) -> None:
    """What the customer can do while nobody has their case yet, in one line: the contact, or the steps."""
    path = _contact_path(view)
    contact = _contact(view, path)
    if path and path.because and contact:
        voice.say("utter_meanwhile_contact", [path.because], name=contact.line(view.language))
    elif view.has_article:
        voice.say("utter_meanwhile_steps", name=view.article.name, buttons=[button("button_just_steps", "/cancel_now")])


def _contact_path(view: View) -> Path | None:
    """The decided path when it is somebody to reach."""
    if not view.has_article or view["path"] not in view.article.paths:
        return None
    path = view.article.paths[view["path"]]
    return path if path.contact else None


def _rule(view: View, path: Path | None) -> str:
    """Why a person has it: a legal threat, the article's rule, the product that is unknown or cannot be served, or because they asked."""
    if _legal(view):
        return LEGAL
    if view.aside:
        return UNAVAILABLE
    if path and path.rule:
        return OWN if path.rule in view.article.rules else path.rule
    return "unknown_product" if view["rule"] == "unknown_product" else ASKED


def _contact(view: View, path: Path | None) -> Contact | None:
    return view.article.contacts[path.contact] if path and path.contact else None


def _contact_line(view: View, path: Path) -> str:
    return view.article.contacts[str(path.contact)].line(view.language)


def _brief(view: View, voice: Voice, rule: str, path: Path | None, contact: Contact | None) -> dict[str, Any]:
    """All an agent needs, as data; every attribute says whether it was said, inferred, or is the article's."""
    product = view["product"] if view.has_article else None
    quote = voice.reference(path.because.quote) if path and path.because else None
    before = view["handoff"] if (view["handoff"] or {}).get("case") == case_id(view) else None
    days = [(d.id, last_day(view, d)) for d in deadlines(view, before=True)] if product else []
    return {
        "case": case_id(view),
        "who": view.conversation,
        "language": view.language,
        "product": product,
        "name": view.library.name(product) if product else view["unknown_product"],
        "attributes": view.attributes,
        "account": beside(view),
        "reason": view["reason"] or (before or {}).get("reason"),
        "rule": rule,
        "quote": quote,
        "path": view["path"],
        "contact": contact.model_dump(mode="json") if contact else None,
        "offer": {"id": view["offer"], "answer": view["offer_answer"]} if view["offer"] else (before or {}).get("offer"),
        "reach": view["reach"] or [],
        "first_words": view["case"]["words"],
        "last_words": view.written,
        "deadlines": [{"id": name, "last_day": day.isoformat() if day else None} for name, day in days],
        "anchor_date": view["anchor_date"],
        "step": view["step"],
        "next_step": f"next_{rule}",
        "opened": view["case"]["opened"],
        "handed_off": view["now"],
    }
