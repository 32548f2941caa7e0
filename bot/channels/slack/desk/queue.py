"""The agents' Home tab: whose turn it is, the customer's own last day first. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.cases import urgency
from bot.channels.slack.blocks.richtext import plain
from bot.channels.slack.desk import rich
from bot.channels.slack.desk.card import Card, state
from bot.channels.slack.desk.rich import Block
from bot.dialogue.replies import Responses
from bot.store.tables import Handoff

MOST = 20
"""Cases of each group that are listed; the rest is counted."""
GROUPS = ("mine", "overdue", "waiting", "others", "done")


@dataclass(frozen=True)
class Queue:
    """Writes it in the agent's own language. `agent` is their `team/user`, `links` lead to the cards, by case."""

    responses: Responses
    agent: str
    home: str
    now: datetime
    minutes: int
    links: Mapping[str, str]

    def blocks(self, handoffs: Iterable[Handoff]) -> list[Block]:
        """The counts, then each group that has cases."""
        grouped: dict[str, list[Handoff]] = {name: [] for name in GROUPS}
        for handoff in sorted(handoffs, key=urgency.order):
            grouped[self.group(handoff)].append(handoff)
        counts = " · ".join(self.text(f"count_{name}", number=len(found)) for name, found in grouped.items())
        head = {"type": "header", "text": plain(self.text("title"), 150)}
        summary = {"type": "context", "elements": [plain(counts, 2000)]}
        return [head, summary, *(block for name, found in grouped.items() if found for block in self.listed(name, found))]

    def group(self, handoff: Handoff) -> str:
        """Where it belongs, for this agent."""
        if handoff.ended:
            return "done"
        if handoff.status == "claimed":
            return "mine" if handoff.assignee == self.agent else "others"
        return "overdue" if self.now >= handoff.since + timedelta(minutes=self.minutes) else "waiting"

    def listed(self, name: str, found: list[Handoff]) -> Iterator[Block]:
        """A group with its cases, a line each."""
        rows = [rich.line(*self.row(handoff)) for handoff in found[:MOST]]
        more = [rich.line(rich.text(self.text("more", number=len(found) - MOST)))] if len(found) > MOST else []
        title = rich.line(rich.text(self.text(f"group_{name}"), bold=True))
        yield rich.block(title, {"type": "rich_text_list", "style": "bullet", "elements": [*rows, *more]})

    def row(self, handoff: Handoff) -> list[Block]:
        """A case in a line, which leads to its card."""
        card = Card(handoff, self.responses, self.home, self.now, self.minutes)
        said = [rich.text(f"{card.mark()} "), card.customer(), rich.text(f" · {card.title()} · ")]
        if handoff.status == "claimed" and handoff.asked:
            said += rich.mixed(self.responses.raw("desk_customer_waits"), ago=rich.ago(handoff.asked, self.responses.language))
        else:
            said += state(handoff, self.responses, self.home)
        link = self.links.get(handoff.case_id)
        return [*said, *([rich.text(" · "), {"type": "link", "url": link, "text": self.text("open")}] if link else [])]

    def text(self, name: str, /, **values: Any) -> str:
        """A text of the queue."""
        return self.responses.text(f"desk_queue_{name}", **values)


def link(team: str, channel: str, ts: str) -> str:
    """Where Slack shows a message, in the app or the browser."""
    return f"https://slack.com/app_redirect?team={team}&channel={channel}&message_ts={ts}"
