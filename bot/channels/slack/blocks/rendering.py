"""A turn's replies as Slack messages. Pure: the same replies always give the same payloads.

A turn is one message where Slack's limits allow it, else several, cut between replies, then between steps and lines. Text
is shown literally (`richtext`). Every choice of the customer is a button whose value is `<place>.<mark>`: where the
dialogue stood, and which payload is meant; neither says anything to whoever reads it. The row of choices is `say…`; the
row that shows sources is `why` and stays when a choice was made.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.channels.slack.blocks import why
from bot.channels.slack.blocks.escape import escaped
from bot.channels.slack.blocks.richtext import Block, parts, plain, rich_text, shortened
from bot.dialogue.replies import Button, Reply, Responses
from bot.dialogue.tracker import Tracker

MOST_BLOCKS = 48
"""Slack takes 50; one is kept for the sources, one for a choice."""
MOST_CHARACTERS = 11_000
"""Of a message's blocks as JSON. Slack refuses about 13,000; what Sender and `chosen` add needs room."""
LONGEST_TEXT = 3_900
"""Of the top-level text, which stands in for the blocks when they fail: Slack takes 4,000 characters when a message is updated."""
LONGEST_PART = 2_900
A_ROW = 5
MOST_BUTTONS = 25
"""Beyond that a menu."""
LONGEST_TITLE = 30
"""What Slack shows of a button at any width; it takes 75."""
LONGEST_OPTION = 75
MOST_OPTIONS = 80
"""Slack takes 100, which would leave no room for anything else."""
LONGEST_HEADER = 150

PERSON = "/human"
DONE = "/step_done"
ROW = "say"
_OFFERS = frozenset({"offer", "asked_offer"})
_PLACE = ("product", "status", "path", "offer", "step", "all_shown", "question")


@dataclass(frozen=True)
class Part:
    """As much of a reply as one message has room for; its buttons are with its last part."""

    reply: Reply
    text: str
    buttons: tuple[Button, ...] = ()
    first: bool = True


def messages(replies: Sequence[Reply], responses: Responses, place: str, hosts: frozenset[str] = frozenset()) -> list[dict[str, Any]]:
    """The payloads of one turn for `chat.postMessage`, without their channel. Web addresses of `hosts` become links."""
    writer, payloads = _Message(responses, place, hosts), []
    rest = _parts(replies, responses.text("slack_choose"))
    while rest:
        count = writer.room_for(rest)
        payloads.append(writer.payload(rest[:count]))
        rest = rest[count:]
    return payloads


def chosen(blocks: Sequence[Block], title: str, responses: Responses) -> list[Block]:
    """A message's blocks once something was chosen: the choice in place of all its choices. A second time changes nothing.
    `title` is what stands on the button, as it is read.
    """
    rows = [position for position, block in enumerate(blocks) if _is_row(block)]
    if not rows:
        return list(blocks)
    choice = _context(responses.text("slack_chosen", title=title))
    kept = [(position, block) for position, block in enumerate(blocks) if position not in rows[:-1]]
    return [choice if position == rows[-1] else block for position, block in kept]


def without_choices(blocks: Sequence[Block]) -> list[Block]:
    """A message's blocks when there is nothing to choose any more."""
    return [block for block in blocks if not _is_row(block)]


# where the dialogue stands


def dialogue_fingerprint(tracker: Tracker) -> str:
    """Whose conversation it is and where it stands, as `<owner>-<place>`. It changes whenever a button would mean something else:
    with the case, its product and path, the question and the step; not with what was asked in between.
    """
    slots = tracker.slots
    top = {key: tracker.stack[-1][key] for key in ("flow", "step")} if tracker.stack else None
    number = (slots.get("case") or {}).get("number")
    stands = [tracker.sender_id, number, top, [slots.get(name) for name in _PLACE]]
    return f"{_digest(tracker.sender_id, 6)}-{_digest(json.dumps(stands, sort_keys=True), 12)}"


def clicked(value: str, tracker: Tracker, known: Iterable[str] = ()) -> str | None:
    """The payload of a button's value; None when the button is stale or somebody else's. `known` are payloads that need not
    have been shown last, such as those of `understood`. A person is never refused: that button stays good.
    """
    place, _, mark = value.partition(".")
    if not is_owner(value, tracker.sender_id):
        return None
    if mark == mark_of(PERSON):
        return PERSON
    if place != dialogue_fingerprint(tracker):
        return None
    shown = [payload for _, payload in tracker.slots["buttons"]]
    return next((payload for payload in [*shown, *known] if mark_of(payload) == mark), None)


def is_owner(value: str, conversation: str) -> bool:
    """Whether a button's value belongs to this conversation."""
    return value.partition("-")[0] == _digest(conversation, 6)


def understood(intents: Iterable[str], products: Iterable[str]) -> list[str]:
    """Payloads that mean the same at any time: the intents, and cancelling each product."""
    return [*(f"/{intent}" for intent in intents), *(f'/cancel{{"product": "{product}"}}' for product in products)]


def mark_of(payload: str) -> str:
    """What stands for a payload in a button's value."""
    return _digest(payload, 10)


def _digest(text: str, length: int) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


# replies in parts


def _parts(replies: Sequence[Reply], unsaid: str) -> list[Part]:
    """Every reply, in as few parts as its length allows; `unsaid` stands above choices that come without words."""
    found: list[Part] = []
    for reply in _without_repeats(replies):
        if not reply.text.strip() and not reply.buttons:
            continue
        *before, last = parts(reply.text, LONGEST_PART) or [unsaid]
        menus = [reply.buttons[at : at + MOST_OPTIONS] for at in range(0, len(reply.buttons), MOST_OPTIONS)] or [()]
        always = reply.buttons if _is_offer(reply) else ()
        said = [*((text, always) for text in before), *((last, buttons) for buttons in menus)]
        found += [Part(reply, text, buttons, first=at == 0) for at, (text, buttons) in enumerate(said)]
    return found


def _without_repeats(replies: Sequence[Reply]) -> list[Reply]:
    """The same choice only once a turn, where it stands last; an offer keeps all of its own (N3)."""
    kept: list[Reply] = []
    seen: set[str] = set()
    for reply in reversed(replies):
        own = {button.payload: button for button in reversed(reply.buttons) if button.payload not in seen or _is_offer(reply)}
        seen |= own.keys()
        kept.append(replace(reply, buttons=tuple(own.values())[::-1]))
    return kept[::-1]


def _is_offer(reply: Reply) -> bool:
    return bool(_OFFERS & reply.custom.keys())


# one message


@dataclass(frozen=True)
class _Message:
    """Writes parts as one message."""

    responses: Responses
    place: str
    hosts: frozenset[str]

    def room_for(self, parts: Sequence[Part]) -> int:
        """How many of the parts, from the first, are one message."""
        return next((count for count in range(len(parts), 1, -1) if self.has_room(parts[:count])), 1)

    def has_room(self, group: Sequence[Part]) -> bool:
        payload = self.payload(group)
        size = len(json.dumps(payload["blocks"], ensure_ascii=False))
        return len(payload["blocks"]) <= MOST_BLOCKS and size <= MOST_CHARACTERS and len(payload["text"]) <= LONGEST_TEXT

    def payload(self, group: Sequence[Part]) -> dict[str, Any]:
        text = escaped("\n\n".join(part.text for part in group))
        quiet = {"unfurl_links": False, "unfurl_media": False, "link_names": False, "mrkdwn": False, "parse": "none"}
        return {"text": text, "blocks": self.blocks(group), **quiet}

    def blocks(self, group: Sequence[Part]) -> list[Block]:
        facts = [fact for part in group for fact in part.reply.custom.get("facts") or part.reply.custom.get("why") or []]
        said = [block for part in group for block in [*self.said(part), *self.choices(part, primary=not _offered(group))]]
        shows_source = all(part.reply.response == "utter_source" for part in group)
        sources = [] if shows_source or not facts else [self.why(facts)]
        return _numbered([*said, *sources])

    def said(self, part: Part) -> list[Block]:
        """The words of a part: a heading for a step or a receipt, the text, and below it in small what is said about it."""
        heading, body = self.heading(part)
        body, note = _note(part, body)
        small = [text for text in (self.progress(part), note) if text]
        return [
            *([{"type": "header", "text": plain(heading, LONGEST_HEADER)}] if heading else []),
            *([rich_text(body, self.hosts)] if body.strip() else []),
            *([_context(*small)] if small else []),
        ]

    def heading(self, part: Part) -> tuple[str, str]:
        """What stands above a part, and the rest of its text."""
        step = part.reply.custom.get("step")
        if part.first and part.reply.response in ("utter_step", "utter_step_again") and step:
            lead = self.responses.text(part.reply.response, **step, fact="")
            return lead.removesuffix(":"), part.text.removeprefix(lead).strip()
        if part.first and part.reply.response == "utter_receipt":
            head, _, rest = part.text.partition("\n")
            return head, rest
        return "", part.text

    def progress(self, part: Part) -> str:
        """How many steps follow: what is done only the customer knows."""
        step = part.reply.custom.get("step")
        if not step or part.reply.response == "utter_all_steps":
            return ""
        left = step["total"] - step["number"]
        return self.responses.text("slack_steps_left", left=left) if left else self.responses.text("slack_last_step")

    def choices(self, part: Part, *, primary: bool) -> list[Block]:
        """The buttons in even rows, or a menu where they are too many."""
        buttons = part.buttons
        if len(buttons) > MOST_BUTTONS:
            return [_row([self.menu(buttons)])]
        rows = -(-len(buttons) // A_ROW)
        width = -(-len(buttons) // rows) if rows else 1
        elements = [self.button(button, primary=primary) for button in buttons]
        return [_row(elements[at : at + width]) for at in range(0, len(elements), width)]

    def button(self, button: Button, *, primary: bool) -> Block:
        short = shortened(button.title, LONGEST_TITLE)
        element: Block = {"type": "button", "text": plain(short, LONGEST_TITLE), "value": self.value(button)}
        if short != button.title:
            element["accessibility_label"] = shortened(button.title, LONGEST_OPTION)
        return element | ({"style": "primary"} if primary and button.payload == DONE else {})

    def menu(self, buttons: Sequence[Button]) -> Block:
        options = [{"text": plain(button.title, LONGEST_OPTION), "value": self.value(button)} for button in buttons]
        return {"type": "static_select", "placeholder": plain(self.responses.text("slack_choose"), LONGEST_OPTION), "options": options}

    def value(self, button: Button) -> str:
        return f"{self.place}.{mark_of(button.payload)}"

    def why(self, facts: Sequence[dict[str, Any]]) -> Block:
        title = self.responses.text("button_why")
        element = {"type": "button", "text": plain(title, LONGEST_TITLE), "action_id": why.ACTION, "value": why.value_of(facts)}
        return {"type": "actions", "block_id": why.ACTION, "elements": [element]}


def _offered(group: Sequence[Part]) -> bool:
    """Whether a message carries an offer: then no button of it weighs more than another (N3)."""
    return any(_is_offer(part.reply) for part in group)


def _note(part: Part, body: str) -> tuple[str, str]:
    """The text, and the note on a translation that stands below it."""
    if not part.reply.custom.get("translated") or not part.reply.text.endswith(part.text):
        return body, ""
    text, _, note = body.rpartition("\n")
    return text, note


def _row(elements: Sequence[Block]) -> Block:
    return {"type": "actions", "elements": list(elements)}


def _is_row(block: Block) -> bool:
    return block["type"] == "actions" and str(block.get("block_id", "")).startswith(ROW)


def _numbered(blocks: Sequence[Block]) -> list[Block]:
    """Names the rows and their elements, each only once a message."""
    done, rows, number = [], 0, 0
    for block in blocks:
        if block["type"] != "actions" or "block_id" in block:
            done.append(block)
            continue
        elements = [{**element, "action_id": f"{ROW}_{number + at}"} for at, element in enumerate(block["elements"])]
        done.append({**block, "block_id": f"{ROW}.{rows}", "elements": elements})
        rows, number = rows + 1, number + len(elements)
    return done


def _context(*texts: str) -> Block:
    return {"type": "context", "elements": [plain(text, LONGEST_PART) for text in texts]}
