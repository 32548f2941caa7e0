"""What became of an agent's message: its copy in the card's thread says sending, delivered, or why not, with what else can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cases import handoffs
from bot.channels.slack.desk import rich
from bot.channels.slack.desk.card import button, contact, message
from bot.channels.slack.desk.modals import Said
from bot.channels.slack.desk.rich import Block
from bot.channels.slack.desk.tag import DESK, Tag
from bot.channels.slack.transport.refusals import CODES, Kind
from bot.delivery.items import REPORTED, Item
from bot.delivery.work import Work
from bot.store.tables import Handoff
from bot.store.turns import events_of

if TYPE_CHECKING:
    from bot.channels.slack.desk.desk import Desk


def reported(desk: Desk, item: Item, work: Work) -> None:
    """Slack has taken a message, or has not: its copy says so, and the history of the case."""
    key = item.data["of"].removeprefix(REPORTED)
    handoff = handoffs.with_copy(work.connection, item.conversation, copy_key(key))
    agent, words = sent(work, handoff, key) if handoff else ("", None)
    if handoff is None or words is None:
        return
    error, tag, said = item.data["error"], Tag(handoff.case_id, key), (agent, words)
    if error is None:
        desk.did(work, handoff, "delivered", by=said[0], message=key)
        blocks = [_copy(desk, work, handoff, "sent", said), handles(desk, tag, "edit", "take_back")]
    else:
        desk.did(work, handoff, "undelivered", by=said[0], message=key, why=error)
        ways = rich.block(*_ways(desk, handoff, error))
        blocks = [_copy(desk, work, handoff, "not_sent", said), ways, handles(desk, tag, "again", "edit", "take_back")]
        desk.remind(work, handoff, f"{item.key}/{item.position}/told", "undelivered")
    _change(desk, work, handoff, key, blocks)


def _ways(desk: Desk, handoff: Handoff, error: str) -> list[Block]:
    """Why, and how else they can be reached."""
    known = "closed" if error in CODES[Kind.CLOSED] else "refused"
    why = rich.line(rich.text(desk.texts.text(f"desk_not_sent_{known}", error=error)))
    reach = [entry["words"] for entry in handoff.brief.get("reach") or []]
    others = [each for each in (*reach, contact(handoff.brief, desk.language)) if each]
    return [why, *([rich.labelled(desk.texts.text("desk_other_ways"), rich.text(", ".join(others)))] if others else [])]


def _copy(desk: Desk, work: Work, handoff: Handoff, name: str, said: tuple[str, str]) -> Block:
    agent, words = said
    at = rich.clock(work.now, desk.language)
    head = rich.line(*rich.mixed(desk.texts.raw(f"desk_{name}"), who=rich.person(agent, desk.team(handoff)), at=at))
    return rich.block(head, rich.quote(words))


def _change(desk: Desk, work: Work, handoff: Handoff, key: str, blocks: list[Block]) -> None:
    of = copy_key(key)
    # a reply that was sent again can have the same outcome again, at another moment
    desk.post(work, handoff, f"{of}/{work.item.key}/{work.item.position}", message(*blocks), "chat.update", of=of)


def sent(work: Work, handoff: Handoff, key: str) -> tuple[str, str | None]:
    """Who wrote an agent's message, and its words as they stand; None when it was taken back, or is none of this case."""
    agent, words = "?", None
    for event in events_of(work.connection, handoff.conversation_id):
        if event.get("key") == key:
            match event["event"]:
                case "agent":
                    agent, words = event["data"]["agent"], event["text"]
                case "reworded":
                    words = event["text"]
                case "unsaid":
                    words = None
    return agent, words


def said_so_far(work: Work, handoff: Handoff) -> list[Said]:
    """What customer and agent have said, as it stands now; without what was deleted."""
    said: dict[str, Said] = {}
    for event in events_of(work.connection, handoff.conversation_id):
        key = str(event.get("key") or (event.get("metadata") or {}).get("key") or len(said))
        match event["event"]:
            case "user" | "relayed":
                said[key] = Said("customer", (event.get("metadata") or {}).get("shown") or event["text"])
            case "agent":
                said[key] = Said("agent", event["text"])
            case "reworded" if key in said:
                said[key] = said[key]._replace(words=event["text"])
            case "unsaid":
                said.pop(key, None)
    return [each for each in said.values() if each.words.strip()]


def handles(desk: Desk, tag: Tag, *names: str) -> Block:
    """A row of buttons about one message."""
    return {"type": "actions", "block_id": f"{DESK}sent", "elements": [button(name, tag.value, desk.texts) for name in names]}


def reply_key(item: str) -> str:
    """The key of an agent's message to the customer, sent by the form of this key."""
    return f"{REPORTED}{item}"


def copy_key(item: str) -> str:
    """The key of what stands of it in the card's thread."""
    return f"copy/{item}"
