"""What customers edit or delete afterwards.

An edit is a correction when it is of the last thing they said and names something else: another product, account, date.
Anything else is not done again: a step that is finished stays finished. Where the words are kept, they are from now on the
edited ones; what was deleted is quoted nowhere any more. Only receipts stay as they were given.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, or_, select, update

from bot.delivery.items import Item
from bot.delivery.work import Work
from bot.dialogue.noting import MOST_REACH
from bot.dialogue.tracker import Event, Tracker, fold
from bot.store.tables import CASE, CONVERSATION, HANDOFF, TURN, UNANSWERED
from bot.store.turns import Record
from bot.turn import Conversations, Turn
from bot.understanding.acts import TELLING
from bot.understanding.features import clean
from bot.understanding.own_words import own_words
from bot.understanding.reading import LONGEST, Reading
from bot.understanding.recognisers.reach import reach

GONE = "(…)"
"""Stands where deleted words were."""
PIECES = frozenset({"words", "unknown_product"})
"""Names of what may be a part of a message …"""
OWN = PIECES | {"text", "shown", "first_words", "last_words", "added", "said"}
"""… and of all that is somebody's own words, in slots, events and briefs. Everything else was understood from them, or is ours."""

LAST = 2**31 - 1
"""No turn has a greater number."""
SAID = frozenset({"user", "relayed", "reworded"})
"""Events that hold a message."""
MESSAGE = "message/"
"""How the keys of messages begin."""

Data = dict[str, Any]
Swaps = Sequence[tuple[str, str]]
"""Words, and what stands instead of them."""
REACH = "reach"
"""The name of what is kept of a customer's numbers and addresses."""


@dataclass(frozen=True)
class Amended:
    """What an edit changes: words, and the numbers and addresses that it takes away, and those that it brings."""

    swaps: Swaps
    gone: frozenset[str]
    come: tuple[str, ...]

    def instead(self, value: Any, name: str = "", *, now: bool = False) -> Any:
        """The same data with the new in the place of the old; `now`: a number that is new is kept also where none went."""
        for words, instead in self.swaps:
            value = without(value, words, instead, name)
        return self._reached(value, name, now=now)

    def _reached(self, value: Any, name: str = "", *, now: bool) -> Any:
        match value:
            case list() if name == REACH:
                return self._kept([entry["words"] for entry in value], now=now)
            case list():
                return [self._reached(each, now=now) for each in value]
            case {"event": "agent"} | {"event": "slot", "name": "receipt"}:
                return value
            case {"event": "slot", "name": slot, "value": kept}:
                return {**value, "value": self._reached(kept, slot, now=now)}
            case dict():
                return {each: self._reached(kept, each, now=now) for each, kept in value.items()}
        return value

    def _kept(self, words: list[str], *, now: bool) -> list[dict[str, str]]:
        found = [each for each in words if each not in self.gone]
        if now or len(found) < len(words):
            place = next((number for number, each in enumerate(words) if each in self.gone), len(found))
            found[place:place] = [each for each in self.come if each not in found]
        return [{"words": each} for each in found][-MOST_REACH:]


def is_known(work: Work, conversation: str | None = None) -> bool:
    """Whether the bot ever answered in a conversation, the item's own when none is named."""
    name = conversation or work.item.conversation
    query = select(CONVERSATION.c.id).where(CONVERSATION.c.id == name, CONVERSATION.c.state.is_not(None))
    return work.connection.execute(query).first() is not None


def edit(conversations: Conversations, item: Item, work: Work) -> str | None:
    """The words to hear anew; empty when the customer should be told to write what is different; None for silence."""
    unit = work.unit()
    tracker = conversations.open(unit.id, unit.state)
    if (tracker.latest_message.get("metadata") or {}).get("key") != item.data["of"]:
        return None
    turn = Turn(unit.id, item.data["text"], work.now)
    now, before = (conversations.read(replace(turn, text=text), tracker) for text in (item.data["text"], item.data["before"]))
    if not named(now) - named(before):
        return None if {act.name for act in now.acts} == {act.name for act in before.acts} else ""
    return str(item.data["text"])


def named(said: Reading) -> set[tuple[str, str]]:
    """What a message names, wherever it stands in it."""
    return {(act.name, act.value) for act in said.acts if act.name in TELLING} | set(said.values.items())


def note(conversations: Conversations, work: Work, *events: Event) -> None:
    """Keeps events of a conversation that change nothing in it."""
    unit = work.unit()
    _write(conversations, work, conversations.open(unit.id, unit.state), list(events))


def reword(conversations: Conversations, work: Work, conversation: str, old: str, new: str) -> None:
    """Puts other words in place of the item's message wherever they are kept: events, what is remembered, the desk's brief.

    Not when it was not heard in this conversation: the same words in another message are other words.
    """
    words = clean(old, LONGEST)
    if not words or not is_known(work, conversation):
        return
    heard = _heard(work, conversation)
    if not heard:
        return
    swaps = [(words, clean(new, LONGEST) or GONE)]
    if (own := clean(own_words(old), LONGEST)) not in ("", words):
        swaps.append((own, clean(own_words(new), LONGEST) or GONE))
    amended = Amended(swaps, *_reached(work, conversation, own_words(old), own_words(new)))
    _replace(conversations, work, conversation, amended)
    _rewrite_turns(work, conversation, heard, {old, *(words for words, _ in swaps)}, amended)


def _replace(conversations: Conversations, work: Work, conversation: str, amended: Amended) -> None:
    """The same in what the conversation remembers, and in the rows that there are few of."""
    unit = work.unit(conversation)
    before = conversations.open(unit.id, unit.state)
    changed = {name: amended.instead(value, name, now=True) for name, value in before.slots.items() if name != "receipt"}
    events: list[Event] = [
        {"event": "slot", "name": name, "value": value} for name, value in changed.items() if value != before.slots[name]
    ]
    _write(conversations, work, before._replace(latest_message=amended.instead(before.latest_message)), events)
    query = select(HANDOFF.c.id, HANDOFF.c.brief).where(HANDOFF.c.conversation_id == conversation)
    for row in work.connection.execute(query).all():
        if (brief := amended.instead(row.brief, now=True)) != row.brief:
            work.connection.execute(update(HANDOFF).where(HANDOFF.c.id == row.id).values(brief=brief))
    for table in (CASE, UNANSWERED):
        for words, instead in amended.swaps:
            same = (table.c.conversation_id == conversation, table.c.words == words)
            work.connection.execute(update(table).where(*same).values(words=instead))


# a conversation may have thousands of turns: the database looks which of them are to be read at all


def _reached(work: Work, conversation: str, old: str, new: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The numbers and addresses that an edit takes away, but for those that another message names too, and those that it brings."""
    before, now = reach(old), reach(new)
    gone = {each for each in before if each not in now and not _named_elsewhere(work, conversation, each)}
    return frozenset(gone), tuple(each for each in now if each not in before)


def _named_elsewhere(work: Work, conversation: str, words: str) -> bool:
    """Whether the customer names a number or an address in another message that was heard."""
    holding = _turns(work, conversation, cast(TURN.c.events, Text).contains(json.dumps(words)[1:-1], autoescape=True))
    said = [event for events in holding.values() for event in events if _is_of_another(event, work.item.data["of"])]
    return any(words in reach(own_words(str(event.get("text") or ""))) for event in said)


def _heard(work: Work, conversation: str) -> dict[int, list[Event]]:
    """The turns in which the message that was changed had been said to the bot there, or relayed by it, by their number."""
    message = work.item.data["of"]
    rows = _turns(work, conversation, _holds(message))
    return {seq: events for seq, events in rows.items() if any(_key(event) == message for event in events)}


def _rewrite_turns(work: Work, conversation: str, heard: dict[int, list[Event]], texts: set[str], amended: Amended) -> None:
    """The same in the turns: those in which it was heard, and later ones that quote it or a piece of it."""
    swaps = amended.swaps
    for events in heard.values():
        texts |= {piece for event in events for piece in _pieces(event, swaps[0][0])}
    quoting = or_(*(_quoting(text) for text in sorted(texts)))
    later = _turns(work, conversation, and_(TURN.c.seq > min(heard), TURN.c.seq < _said_again(work, conversation, heard, swaps), quoting))
    for seq, events in {**heard, **later}.items():
        new = [event if _is_of_another(event, work.item.data["of"]) else amended.instead(event) for event in events]
        if new != events:
            this = (TURN.c.conversation_id == conversation, TURN.c.seq == seq)
            work.connection.execute(update(TURN).where(*this).values(events=new))


def _said_again(work: Work, conversation: str, heard: dict[int, list[Event]], swaps: Swaps) -> int:
    """The turn in which another message said the same: from there on that one is quoted, and changed with it."""
    same = and_(_holds(swaps[0][0], '"text":'), _OF_MESSAGE, TURN.c.seq > max(heard), TURN.c.conversation_id == conversation)
    return work.connection.execute(select(TURN.c.seq).where(same).order_by(TURN.c.seq).limit(1)).scalar() or LAST


def _turns(work: Work, conversation: str, where: ColumnElement[bool]) -> dict[int, list[Event]]:
    query = select(TURN.c.seq, TURN.c.events).where(TURN.c.conversation_id == conversation, where)
    return {row.seq: row.events for row in work.connection.execute(query)}


def _holds(text: str, before: str = "") -> ColumnElement[bool]:
    """Turns whose JSON has this text as a value, after these signs."""
    return cast(TURN.c.events, Text).contains(f"{before}{json.dumps(text)}", autoescape=True)


def _quoting(text: str) -> ColumnElement[bool]:
    """Turns that may quote a text: in all but what was said in other messages, which are most of those that have the same text."""
    places = [_holds(text, before) for before in ('words":', '"value":', '"unknown_product":', '"name":', "[", ",")]
    without_message = and_(_holds(text, '"text":'), ~_OF_MESSAGE)
    return and_(_holds(text), or_(*places, without_message))


_OF_MESSAGE = cast(TURN.c.events, Text).contains(f'"key":"{MESSAGE}', autoescape=True)


def _key(event: Event) -> str | None:
    """The key of the message that an event holds or is about."""
    key: str | None = event.get("key") or (event.get("metadata") or {}).get("key")
    return key


def _is_of_another(event: Event, message: str) -> bool:
    """Whether an event is another message: the same words there are other words. What an edit had said has a key of its own."""
    key = _key(event)
    return event["event"] in SAID and key is not None and key.startswith(MESSAGE) and key != message


def _pieces(value: Any, words: str, name: str = "") -> Iterator[str]:
    """Pieces of a message, as attributes keep them."""
    match value:
        case str() if name in {*PIECES, "name", "value"} and value and value in words:
            yield value
        case list():
            for each in value:
                yield from _pieces(each, words, name)
        case dict():
            for name_of_it, each in value.items():
                yield from _pieces(each, words, name_of_it)


def without(value: Any, words: str, instead: str = GONE, name: str = "") -> Any:
    """The same data without the words of a message: where they are all of a text, and where a part of them is quoted.

    Only where people's words stand, by the `name` of the value: a plan or a button may be called the same.
    """
    match value:
        case str():
            return instead if name in OWN and words in (value, clean(value, LONGEST)) else value
        case list() if name == REACH:
            return value  # numbers and addresses are no quotes: see `Amended`
        case list():
            return [GONE if _quotes(name, each, words, instead) else without(each, words, instead, name) for each in value]
        case {"event": "agent"}:
            return value
        case {"event": "slot", "name": slot, "value": kept}:
            return {**value, "value": without(kept, words, instead, slot)}
        case dict():
            return {each: _entry(value, each, words, instead) for each in value}
    return value


def _entry(data: Data, name: str, words: str, instead: str) -> Any:
    """A value of some data. The name of a product is the customer's word where it is none of ours."""
    value, unknown = data[name], name == "name" and not data.get("product") and ("response" in data or "product" in data)
    name = "unknown_product" if unknown else name
    return GONE if _quotes(name, value, words, instead) else without(value, words, instead, name)


def _quotes(name: str, value: Any, words: str, instead: str) -> bool:
    """Whether a value is a piece of what was written, as attributes keep it, that is not written any more."""
    piece = name in PIECES and isinstance(value, str) and value not in ("", words)
    return piece and value in words and value not in instead


def _write(conversations: Conversations, work: Work, before: Tracker, events: list[Event]) -> None:
    dated = [{**event, "timestamp": work.now.timestamp()} for event in events]
    after = fold(before, dated)
    work.unit(before.sender_id).write(Record(at=work.now, state=after.state(), events=dated))
    work.then.append(lambda: conversations.remember(after))
