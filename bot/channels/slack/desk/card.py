"""The card of a case in the agents' channel: everything an agent needs, and what they can do with it. Pure.

What customers and documents say stands in `rich_text`, which reads no markup. Quotes stay in their document's language.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.address import Address
from bot.channels.slack.blocks.escape import escaped
from bot.channels.slack.blocks.richtext import plain, shortened
from bot.channels.slack.desk import rich
from bot.channels.slack.desk.rich import Block
from bot.channels.slack.desk.tag import DESK, Tag
from bot.dialogue.replies import Responses
from bot.store.tables import Handoff
from knowledge.kinds import KINDS
from knowledge.library import Library

LONGEST_HEADER = 150
LONGEST_BUTTON = 30
LONGEST_CONFIRM = 300
LONGEST_TEXT = 3_900
LONGEST_ADDED = 300

BUTTONS = {
    "waiting": ("claim", "transcript"),
    "claimed": ("reply", "transfer", "return", "resolve", "transcript"),
}
"""What can be done with a case, by its status; with one that left the desk, only reading remains."""
PRIMARY = frozenset({"claim", "reply"})
QUIET = {"unfurl_links": False, "unfurl_media": False, "link_names": False, "mrkdwn": False, "parse": "none"}
"""Of every message: nothing in it is read as markup, and no link unfolds."""


@dataclass(frozen=True)
class Card:
    """Writes the card of a handoff in the language of the desk. `home` is the workspace of the agents' channel, `answer` what could be
    answered, in the customer's language.
    """

    handoff: Handoff
    responses: Responses
    library: Library
    home: str
    answer: str = ""

    def payload(self) -> dict[str, Any]:
        """For `chat.postMessage` and `chat.update`, without channel and ts."""
        blocks = self.blocks()
        text = escaped(f"{self.title()}\n{rich.fallback(*blocks)}")
        return {"text": shortened(text, LONGEST_TEXT), "blocks": blocks, **QUIET}

    def title(self) -> str:
        """What it is about, and why."""
        rules = ", ".join(self.text(f"rule_{rule}") for rule in self.handoff.rules)
        return self.text("title", name=self.brief["name"] or self.text("no_product"), rule=rules)

    def blocks(self) -> list[Block]:
        """Heading, facts, words, the note on privacy, buttons."""
        case = self.handoff.case_id
        small = [self.text("case", case=case), *([self.text("private")] if self.handoff.status in BUTTONS else [])]
        return [
            {"type": "header", "text": plain(self.title(), LONGEST_HEADER)},
            rich.block(*self.facts()),
            rich.block(*self.words()),
            {"type": "context", "elements": [plain(line, LONGEST_CONFIRM) for line in small]},
            self.buttons(),
        ]

    def facts(self) -> Iterator[Block]:
        """State, customer, account, reasons, offer, deadlines."""
        yield self.labelled("state", *state(self.handoff, self.responses, self.home))
        yield self.labelled("customer", *self.customer())
        yield from (self.labelled("account", rich.text(line)) for line in self.account())
        yield self.labelled("why", rich.text(", ".join(self.text(f"rule_{rule}") for rule in self.handoff.rules)))
        if quote := self.brief["quote"]:
            yield rich.quote(f"{quote.get('words', quote['quote'])} ({quote['document']})")
        yield from (self.labelled(label, rich.text(words)) for label, words in self.details() if words)

    def details(self) -> Iterator[tuple[str, str | None]]:
        """Label and words of what is known besides."""
        brief = self.brief
        yield "reach", ", ".join(entry["words"] for entry in brief.get("reach") or [])
        yield "contact", contact(brief, self.responses.language)
        yield "reason", (brief["reason"] or {}).get("words")
        yield "offer", self.offer()
        for deadline in brief["deadlines"]:
            day = deadline["last_day"]
            yield "deadline", self.text("deadline", day=day) if day else self.text("deadline_open")
        yield "note", self.handoff.note

    def words(self) -> Iterator[Block]:
        """The customer's own, and what to do with them."""
        said = {self.brief[name]: name for name in ("last_words", "first_words")}
        for words, name in reversed(said.items()):
            if words:
                yield from self.added(before=words) if name == "last_words" else ()
                yield self.labelled(name)
                yield rich.quote(shortened(words, rich.LONGEST))
        yield self.labelled("next", rich.text(self.responses.text(self.brief["next_step"])))
        if self.answer and self.handoff.status in BUTTONS:
            yield self.labelled("answer")
            yield rich.quote(self.answer)

    def added(self, before: str) -> Iterator[Block]:
        """What they wrote since it was handed over, `before` their last words: nobody has to open the transcript for it."""
        words = [each for each in self.brief.get("added", []) if each != before]
        if words:
            yield self.labelled("added")
            yield from (rich.quote(shortened(each, LONGEST_ADDED)) for each in words)

    def customer(self) -> list[Block]:
        """Who they are and how they write."""
        place = Address.found(self.handoff.conversation_id)
        who = rich.person(f"{place.team}/{place.user}", self.home) if place else rich.text(self.handoff.conversation_id)
        language = self.text(f"language_{self.brief['language']}")
        return rich.mixed(self.responses.raw("desk_customer").replace("{language}", language), who=who)

    def account(self) -> Iterator[str]:
        """What is known of it, and how: said, chosen by a button, inferred, or assumed."""
        for name, entry in self.brief["attributes"].items():
            origin = "chosen" if entry["origin"] == "said" and not self._own(entry["words"]) else entry["origin"]
            yield self.text(f"origin_{origin}", value=self.label(name, entry["value"]), words=entry["words"])
        for name, entry in self.brief.get("account", {}).items():
            value = KINDS[name].value_label(entry["value"], self.responses.language)
            yield self.text("origin_said" if self._own(entry["words"]) else "origin_chosen", value=value, words=entry["words"])

    def _own(self, words: str | None) -> bool:
        """Whether words are worth quoting by themselves: not those of a button, nor a message that stands on the card anyway."""
        return bool(words) and words not in (self.brief["first_words"], self.brief["last_words"])

    def label(self, name: str, value: str) -> str:
        """A value as the article words it."""
        product = self.brief["product"]
        attribute = self.library.article(product).attributes.get(name) if product in self.library else None
        known = attribute.values.get(value) if attribute else None
        return known.label.text(self.responses.language) if known else value

    def offer(self) -> str | None:
        """What was offered, and the answer."""
        offered = self.brief["offer"]
        return self.text(f"offer_{offered['answer'] or 'open'}", offer=offered["id"]) if offered else None

    def buttons(self) -> Block:
        """The row of what can be done."""
        names = BUTTONS.get(self.handoff.status, ("transcript",))
        value = Tag(self.handoff.case_id).value
        return {"type": "actions", "block_id": f"{DESK}card", "elements": [button(name, value, self.responses) for name in names]}

    @property
    def brief(self) -> dict[str, Any]:
        """All that the dialogue found out."""
        return self.handoff.brief

    def text(self, name: str, /, **values: Any) -> str:
        """A text of the desk."""
        return self.responses.text(f"desk_{name}", **values)

    def labelled(self, label: str, *elements: Block) -> Block:
        """A line with its name in front."""
        return rich.labelled(self.text(f"label_{label}"), *elements)


def button(name: str, value: str, responses: Responses) -> Block:
    """A button of the desk; what cannot be undone asks once more."""
    element: Block = {
        "type": "button",
        "action_id": f"{DESK}{name}",
        "text": plain(responses.text(f"desk_button_{name}"), LONGEST_BUTTON),
        "value": value,
    }
    if name in PRIMARY:
        element["style"] = "primary"
    if f"desk_confirm_{name}" in responses:
        element["confirm"] = {
            "title": plain(responses.text(f"desk_button_{name}"), LONGEST_BUTTON),
            "text": plain(responses.text(f"desk_confirm_{name}"), LONGEST_CONFIRM),
            "confirm": plain(responses.text("desk_confirm_yes"), LONGEST_BUTTON),
            "deny": plain(responses.text("desk_confirm_no"), LONGEST_BUTTON),
        }
    return element


def state(handoff: Handoff, responses: Responses, home: str) -> list[Block]:
    """Who has the case, or how it ended, and since when."""
    name, moment = _state(handoff)
    template = responses.raw(f"desk_state_{name}")
    if handoff.status == "resolved":
        template = template.replace("{outcome}", responses.text(f"desk_outcome_{handoff.outcome}"))
    who = rich.person(handoff.assignee, home) if handoff.assignee else rich.text("?")
    return rich.mixed(template, who=who, ago=rich.ago(moment, responses.language))


def _state(handoff: Handoff) -> tuple[str, datetime]:
    match handoff.status:
        case "claimed":
            return "claimed", handoff.claimed or handoff.since
        case "resolved":
            return "resolved", handoff.ended or handoff.since
        case "returned":
            return str(handoff.outcome), handoff.ended or handoff.since
    return "waiting", handoff.since


def contact(brief: dict[str, Any], language: str) -> str | None:
    """Whom the article names for this path, with how to reach them."""
    named = brief["contact"]
    return ", ".join([named["name"][language], *named["reach"]]) if named else None


def message(*blocks: Block) -> dict[str, Any]:
    """A message of the desk's other than a card."""
    return {"text": shortened(escaped(rich.fallback(*blocks)), LONGEST_TEXT), "blocks": list(blocks), **QUIET}


def card_key(handoff: Handoff) -> str:
    """The key of the card's message; a case that comes back gets a new card."""
    return f"card/{handoff.case_id}/{handoff.round}"
