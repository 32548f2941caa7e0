"""All that is known of a case: the first message in the thread of its card. Pure. Quotes stay in their document's language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.address import Address
from bot.channels.slack.blocks.richtext import plain, shortened
from bot.channels.slack.desk import rich
from bot.channels.slack.desk.card import BUTTONS, LONGEST_CONFIRM, contact, message
from bot.channels.slack.desk.rich import Block
from bot.dialogue.replies import Responses
from bot.store.tables import Handoff
from knowledge.kinds import KINDS
from knowledge.library import Library

LONGEST_ADDED = 300


@dataclass(frozen=True)
class Details:
    """Writes them in the language of the desk. `home` is the workspace of the agents' channel, `answer` what could be answered, in the
    customer's language.
    """

    handoff: Handoff
    responses: Responses
    library: Library
    home: str
    answer: str = ""

    def payload(self) -> dict[str, Any]:
        """For `chat.postMessage` and `chat.update`, without channel and ts."""
        return message(*self.blocks())

    def blocks(self) -> list[Block]:
        """Facts, words, the note on privacy."""
        small = [self.text("case", case=self.handoff.case_id), self.text("private")]
        context = {"type": "context", "elements": [plain(line, LONGEST_CONFIRM) for line in small]}
        return [rich.block(*self.facts()), rich.block(*self.words()), context]

    def facts(self) -> Iterator[Block]:
        """Customer, account, reasons, offer, deadlines."""
        yield self.labelled("customer", *self.customer())
        yield from (self.labelled("account", rich.text(line)) for line in self.account())
        yield self.labelled("why", rich.text(", ".join(self.text(f"rule_{rule}") for rule in self.handoff.rules)))
        if quote := self.brief["quote"]:
            yield rich.quote(f"{quote.get('words', quote['quote'])} ({quote['document']})")
        yield from (self.labelled(label, rich.text(words)) for label, words in self.known() if words)

    def known(self) -> Iterator[tuple[str, str | None]]:
        """Label and words of what is known besides."""
        brief = self.brief
        yield "reach", ", ".join(entry["words"] for entry in brief.get("reach") or [])
        yield "contact", contact(brief, self.responses.language)
        yield "reason", (brief["reason"] or {}).get("words")
        yield "offer", self.offer()
        if said := brief.get("anchor_date"):
            yield "own_date", self.text("deadline", day=said)
        for deadline in brief["deadlines"]:
            day = deadline["last_day"]
            yield "deadline", self.text("deadline", day=day) if day else self.text("deadline_open")

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
        """Whether words are worth quoting by themselves: not those of a button, nor a message that stands there anyway."""
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


def details_key(handoff: Handoff) -> str:
    """The key of the message."""
    return f"details/{handoff.case_id}"
