"""The reason, and at most one honest offer: only what the document names, only to who is eligible, once."""

from __future__ import annotations

from datetime import date, timedelta

from actions.account import say_noted
from actions.base import Button, Event, PartwellAction, View, Voice, asked, button, deadlines, person_button, slots
from actions.case import closed, standing
from actions.deadline import last_day
from actions.receipt import receipt
from knowledge import conditions
from knowledge.schema import Offer, Reason

COOL_DOWN = timedelta(days=365)
"""After an offer was refused, none for the same product for this long (N4), unless the settings say otherwise."""


def eligible(view: View) -> list[Offer]:
    """The offers of the article that this account is known to be eligible for."""
    return conditions.eligible(view.article, view.known)


SOON = timedelta(days=2)
"""Who has so little time is not asked why they leave."""


class ConsiderOffer(PartwellAction):
    """Decides what comes before the steps: the question for a reason, permission for an offer, the offer, or nothing."""

    NAME = "action_consider_offer"

    def act(self, view: View, voice: Voice) -> list[Event]:
        left, offers = view.replies_left, self._open_offers(view)
        if not offers or left < 2 or view["offer"]:
            return slots(consider=None)
        strict = (view["profile"] or {}).get("offers") == "strict"
        reason = (view["reason"] or {}).get("kind")
        if strict and view["permission"] is None:
            return slots(consider="permission" if left > 2 else None)
        if reason is None and view["consider"] == "reason":
            return slots(consider=None)
        if reason is None and not strict and _spared(view):
            return slots(consider=None)
        if reason is None and left > 2 and not strict:
            return slots(consider="reason")
        fitting = [offer for offer in offers if reason is None or reason in offer.answers]
        if not fitting:
            return slots(consider=None)
        return slots(consider="offer", offer=fitting[0].id, status=standing(view, "offered"))

    @staticmethod
    def _open_offers(view: View) -> list[Offer]:
        profile = view["profile"] or {}
        refused = (view["offers_closed"] or {}).get(view["product"])
        cool_down = timedelta(days=profile["cool_down_days"]) if "cool_down_days" in profile else COOL_DOWN
        cooling = refused and view.now.date() < date.fromisoformat(refused) + cool_down
        answered = view["offer_answer"] is not None or view["permission"] == "refused" or view["no_offers"]
        if view["hurry"] or cooling or answered:
            return []
        offers = eligible(view)
        return [] if offers and profile.get("offers") == "none" else offers


def _spared(view: View) -> bool:
    """Whether nobody should be asked why: it does not fit what they wrote, or a day is near."""
    days = [date.fromisoformat(day) for day in (view["anchor_date"], view["spared"]) if isinstance(day, str)]
    days += [day for term in deadlines(view, before=True) if (day := last_day(view, term))]
    return view["spared"] is True or any(day - view.now.date() <= SOON for day in days)


class AskReason(PartwellAction):
    """Asks why, with the way past the question first (N6)."""

    NAME = "action_ask_reason"

    def act(self, view: View, voice: Voice) -> list[Event]:
        say_noted(view, voice)
        reasons = [button(f"button_reason_{kind}", f'/reason{{"reason": "{kind}"}}') for kind in Reason]
        voice.say("utter_ask_reason", buttons=[button("button_just_steps", "/cancel_now"), *reasons, person_button()])
        return asked(view)


class AskPermission(PartwellAction):
    """Asks, once, whether an alternative may be named at all (strict profile, N5)."""

    NAME = "action_ask_permission"

    def act(self, view: View, voice: Voice) -> list[Event]:
        say_noted(view, voice)
        buttons = [button("button_no_steps", "/deny"), button("button_hear_offer", "/affirm"), person_button()]
        voice.say("utter_ask_permission", buttons=buttons)
        return asked(view)


class AskOfferAnswer(PartwellAction):
    """Makes the offer; the way to the steps stands first and weighs the same (N3)."""

    NAME = "action_ask_offer_answer"

    def act(self, view: View, voice: Voice) -> list[Event]:
        say_noted(view, voice)
        offer = _offer(view)
        facts = [offer.fact, *([offer.terms] if offer.terms else [])]
        buttons = [button("button_no_steps", "/deny"), take_button(offer), person_button()]
        texts = [fact.text(view.language) for fact in facts]
        voice.say("utter_offer", facts, buttons, texts=texts, custom={"offer": {"kind": offer.kind}})
        return asked(view)


class TakeOffer(PartwellAction):
    """How to take the offer. The case ends with it; cancelling stays one click away."""

    NAME = "action_take_offer"

    def act(self, view: View, voice: Voice) -> list[Event]:
        if not view.has_article or not eligible(view):
            said = "utter_unavailable" if view.aside else "utter_no_offer"
            voice.say(
                said,
                name=view.article.name if view.has_article else None,
                buttons=[button("button_just_steps", "/cancel_now"), person_button()],
            )
            return []
        offer = _offer(view)
        texts = [fact.text(view.language) for fact in offer.how]
        voice.say("utter_take_offer", offer.how, [button("button_go_on", "/cancel_now"), person_button()], texts=texts)
        events = [*slots(offer=offer.id, offer_answer="accepted"), *refusal(view)]
        return [*events, *receipt(view, voice, "offer_accepted", texts), *closed(view, standing(view, "offer_accepted"))]


def _offer(view: View) -> Offer:
    return next(
        (offer for offer in view.article.offers if offer.id == view["offer"]),
        eligible(view)[0] if eligible(view) else view.article.offers[0],
    )


def take_button(offer: Offer) -> Button:
    """The way to take an offer; a pause is called by its name."""
    return button("button_take_pause" if offer.kind == "pause" else "button_take_offer", "/take_offer")


def refusal(view: View) -> list[Event]:
    """No means no: whoever goes on to the steps hears no offer of this product for a while, answered or not."""
    product = (view["case"] or {}).get("product") or view["product"]
    if product not in view.library or not view.library.article(product).offers:
        return []
    return slots(offers_closed={**(view["offers_closed"] or {}), product: view.now.date().isoformat()}, no_offers=False)
