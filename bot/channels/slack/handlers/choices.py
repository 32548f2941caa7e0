"""What customers click: choices, buttons that show something, thanks. An old button explains, and shows where we are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.address import Address
from bot.channels.slack.blocks import rendering, why
from bot.channels.slack.handlers import edits, feedback, home
from bot.channels.slack.handlers.said import WHERE, Said
from bot.delivery.items import Item, Outgoing
from bot.delivery.work import Work

if TYPE_CHECKING:
    from bot.channels.slack.handlers.reception import Reception

Data = dict[str, Any]


def choose(reception: Reception, item: Item, work: Work) -> None:
    """A customer's choice: the row gives way to it, and it is said. An old button explains, and shows where we are."""
    tracker, value = reception.tracker(work), str(item.data["value"])
    if reception.threads.is_elsewhere(item, work):
        return None
    if item.data["action"].startswith(home.ACTION):
        payload = value if value in reception.known else None
    elif (shown_in := _owner(value, item)) is None:
        return reception.whisper(item, work, "slack_not_yours")
    else:
        payload = rendering.clicked(value, tracker._replace(sender_id=shown_in), reception.known)
    if payload is None:
        return refuse(reception, item, work)
    redraw(item, work, rendering.chosen(item.data["blocks"], item.data["title"], reception.responses(item, tracker)))
    return reception.hear(item, work, Said(item.data["title"], payload))


def _owner(value: str, item: Item) -> str | None:
    """The conversation that a button is of: the item's own, or the one that its thread began in."""
    place = Address.of(item.conversation)
    of_person = [item.conversation, *([place.root.conversation] if place.direct else [])]
    return next((each for each in of_person if rendering.is_owner(value, each)), None)


def refuse(reception: Reception, item: Item, work: Work) -> None:
    """A button that means nothing any more: said so, with where we are."""
    if item.kind == "click":
        redraw(item, work, rendering.without_choices(item.data["blocks"]))
    reception.hear(item, work, Said(item.data.get("title") or "", WHERE, before=(reception.plain(item, work, "slack_stale"),)))


def redraw(item: Item, work: Work, shown: list[Data]) -> None:
    """The clicked message with other blocks."""
    if not item.data["ts"] or item.data["ephemeral"] or shown == item.data["blocks"]:
        return
    payload = {"ts": item.data["ts"], "text": item.data["text"], "blocks": shown}
    work.post(Outgoing(f"{item.key}/chosen", item.team, item.channel, "chat.update", payload))


def show_why(reception: Reception, item: Item, work: Work) -> None:
    """The sources of a message, in the modal that is open already, else as a message."""
    responses = reception.responses(item, reception.tracker(work))
    facts = why.facts_of(str(item.data["value"]), reception.conversations.policy.library)
    if not item.data["view"]:
        return reception.reply(item, work, why.replies(facts, responses))
    payload = {"view_id": item.data["view"], "view": why.view(facts, responses)}
    return work.post(Outgoing(item.key, item.team, item.data["view"], "views.update", payload))


def take_feedback(reception: Reception, item: Item, work: Work) -> None:
    """Counted once a case; the question gives way to thanks."""
    tracker = reception.tracker(work)
    if not feedback.is_own(item, tracker):
        return reception.whisper(item, work, "slack_not_yours")
    edits.note(reception.conversations, work, feedback.event(item))
    return redraw(item, work, feedback.thanked(item.data["blocks"], reception.responses(item, tracker)))
