"""The card of a case in the agents' channel: who, what, until when, what to do. Pure; all the rest is `details`, in its thread.

What customers say stands in `rich_text`, which reads no markup. A card has at most nine lines on a screen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.address import Address
from bot.cases import urgency
from bot.channels.slack.blocks.escape import escaped
from bot.channels.slack.blocks.richtext import plain, shortened
from bot.channels.slack.desk import rich
from bot.channels.slack.desk.rich import Block
from bot.channels.slack.desk.tag import DESK, MORE, Tag
from bot.dialogue.replies import Responses
from bot.store.tables import Handoff

LONGEST_BUTTON = 30
LONGEST_CONFIRM = 300
LONGEST_TEXT = 3_900
LONGEST_QUOTE, LONGEST_LINE = 140, 64
"""Characters of the customer's words on a card: two lines of a channel, and one."""
LONGEST_NAME = 40
LONGEST_NOTICE = 150

BUTTONS = {
    "waiting": ("claim",),
    "claimed": ("reply", "resolve"),
}
"""What can be done with a case at once, by its status …"""
MENU = {
    "waiting": ("transfer", "return", "transcript"),
    "claimed": ("transfer", "return", "transcript"),
}
"""… and what is in the menu beside it. One that left the desk can be opened again, and read."""
PRIMARY = frozenset({"claim", "reply"})
QUIET = {"unfurl_links": False, "unfurl_media": False, "link_names": False, "mrkdwn": False, "parse": "none"}
"""Of every message: nothing in it is read as markup, and no link unfolds."""


@dataclass(frozen=True)
class Card:
    """Writes the card of a handoff in the language of the desk. `home` is the workspace of the agents' channel, `now` the moment that
    days are counted from, `minutes` the time in which somebody should take a case.
    """

    handoff: Handoff
    responses: Responses
    home: str
    now: datetime
    minutes: int

    def payload(self) -> dict[str, Any]:
        """For `chat.postMessage` and `chat.update`, without channel and ts. The notification is one line, without anybody's id."""
        notice = escaped(shortened(f"{self.mark()} {self.title()} · {self.handoff.case_id}", LONGEST_NOTICE))
        return {"text": notice, "blocks": self.blocks(), **QUIET}

    def blocks(self) -> list[Block]:
        """The lines, then the buttons."""
        lines = self.closed() if self.handoff.status not in BUTTONS else self.open()
        return [rich.block(*lines), self.buttons()]

    def open(self) -> Iterator[Block]:
        """Of a case at the desk."""
        title = rich.line(*bold([rich.text(f"{self.mark()} "), self.customer(), rich.text(f" · {self.title()}")]))
        yield from (rich.line(*bold(self.claimed())), title) if self.handoff.status == "claimed" else (title, rich.line(*self.waits()))
        yield from self.words()
        yield rich.labelled(self.text("label_next"), rich.text(self.text(self.brief["next_step"].replace("next_", "do_", 1))))

    def closed(self) -> Iterator[Block]:
        """Of a case that left: how it ended, and whose it was."""
        yield rich.line(*state(self.handoff, self.responses, self.home), rich.text(" · "), self.customer(), rich.text(f" · {self.title()}"))
        if note := one_line(self.handoff.note or ""):
            yield rich.labelled(self.text("label_note"), rich.text(shortened(note, LONGEST_QUOTE)))

    def mark(self) -> str:
        """How urgent it is; what has left the desk is not."""
        return urgency.mark(self.brief, self.now.date()) if self.handoff.status in BUTTONS else "✓"

    def title(self) -> str:
        """What it is about, why a person has it, and until when."""
        rules = ", ".join(self.text(f"rule_{rule}") for rule in self.handoff.rules)
        days = (self.day(each) for each in urgency.last_days(self.brief))
        return " · ".join([shortened(one_line(self.brief["name"] or self.text("no_product")), LONGEST_NAME), rules, *days])

    def day(self, last: urgency.LastDay) -> str:
        """A day that counts, and how many are left."""
        left = (last.day - self.now.date()).days
        return self.text(f"{last.kind}_past" if left < 0 else last.kind, day=last.day.isoformat(), days=max(left, 0))

    def claimed(self) -> list[Block]:
        """Whose it is, and since when the customer waits for their answer."""
        owner = state(self.handoff, self.responses, self.home)
        if not self.handoff.asked:
            return [*owner, rich.text(f" · {' · '.join(self.about())}")]
        since = rich.mixed(self.responses.raw("desk_customer_waits"), ago=rich.ago(self.handoff.asked, self.responses.language))
        return [*owner, rich.text(" · 🔴 "), *since]

    def waits(self) -> list[Block]:
        """Since when, until when somebody should be there, how they write, and what is unusual about them."""
        due, language = self.handoff.since + timedelta(minutes=self.minutes), self.responses.language
        name = "desk_overdue" if self.now >= due else "desk_waits"
        since = rich.mixed(self.responses.raw(name), ago=rich.ago(self.handoff.since, language), due=rich.clock(due, language))
        return [*since, rich.text(f" · {' · '.join(self.about())}")]

    def about(self) -> Iterator[str]:
        """The customer in words: language, which case of theirs it is, whether they are a guest."""
        yield self.text(f"language_{self.brief['language']}")
        if (number := self.brief.get("number", 1)) > 1:
            yield self.text("nth_case", number=number)
        if outside := self.brief.get("outside"):
            yield self.text(f"outside_{outside}")
        yield self.handoff.case_id

    def words(self) -> Iterator[Block]:
        """The customer's own: the first, and the latest where they have said more."""
        first, last = (one_line(self.brief[name] or "") for name in ("first_words", "last_words"))
        if not last or last == first:
            yield from [rich.quote(shortened(first, LONGEST_QUOTE))] if first else []
        else:
            lines = [shortened(first, LONGEST_LINE), f"… {shortened(last, LONGEST_LINE)}"]
            yield rich.quote("\n".join(lines if first else lines[1:]))

    def customer(self) -> Block:
        """Who they are."""
        place = Address.found(self.handoff.conversation_id)
        return rich.person(f"{place.team}/{place.user}", self.home) if place else rich.text(self.handoff.conversation_id)

    def buttons(self) -> Block:
        """The row of what can be done: at most two at once, the rest in a menu."""
        names = BUTTONS.get(self.handoff.status, ("reopen", "transcript"))
        row = [button(name, Tag(self.handoff.case_id).value, self.responses) for name in names]
        menu = MENU.get(self.handoff.status, ())
        return {"type": "actions", "block_id": f"{DESK}card", "elements": [*row, *([self.menu(menu)] if menu else [])]}

    def menu(self, names: tuple[str, ...]) -> Block:
        """What is done less often."""
        titles = {name: plain(self.text(f"button_{name}"), LONGEST_BUTTON) for name in names}
        options = [{"text": title, "value": f"{name} {self.handoff.case_id}"} for name, title in titles.items()]
        return {"type": "overflow", "action_id": MORE, "options": options}

    @property
    def brief(self) -> dict[str, Any]:
        """All that the dialogue found out."""
        return self.handoff.brief

    def text(self, name: str, /, **values: Any) -> str:
        """A text of the desk."""
        return self.responses.text(f"desk_{name}", **values)


def bold(elements: list[Block]) -> list[Block]:
    """The same elements, in bold type; dates have no style."""
    return [each if each["type"] == "date" else {**each, "style": {"bold": True}} for each in elements]


def one_line(words: str) -> str:
    """Words without their breaks."""
    return " ".join(words.split())


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
        sure = "confirmed" if handoff.brief.get("confirmed") else "unconfirmed"
        outcome = f"{responses.text(f'desk_outcome_{handoff.outcome}')} ({responses.text(f'desk_{sure}')})"
        template = template.replace("{outcome}", outcome)
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
    """A message of the desk other than a card."""
    return {"text": shortened(escaped(rich.fallback(*blocks)), LONGEST_TEXT), "blocks": list(blocks), **QUIET}


def card_key(handoff: Handoff) -> str:
    """The key of the card's message: a case has one card for good, with its thread."""
    return f"card/{handoff.case_id}/1"
