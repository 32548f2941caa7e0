"""What an agent fills in: a reply, a transfer, an outcome. Pure. A modal's private metadata says which case it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bot.channels.slack.blocks.richtext import plain, shortened
from bot.channels.slack.desk import rich
from bot.channels.slack.desk.card import contact
from bot.channels.slack.desk.rich import Block
from bot.channels.slack.desk.tag import DESK, Tag
from bot.dialogue.replies import Responses
from bot.store.tables import Handoff

LONGEST_TITLE = 24
LONGEST_LABEL = 2000
LONGEST_OPTION = 75
MOST = 2900
"""Characters of a reply: what one block has room for."""
MOST_NOTE = 1000
MOST_OPTIONS = 100
MOST_SAID, LONGEST_SAID = 4, 300
"""Messages above a reply, and characters of each."""

OUTCOMES = ("settled", "contact", "kept", "answered", "silent", "other")
NAMES = frozenset({"reply", "transfer", "resolve", "edit"})
"""Buttons that open a modal, and the modals."""
Values = Mapping[str, Any]
"""What was filled in, by the block's id."""


class Said(NamedTuple):
    """A message between customer and agent; `who` is `customer` or `agent`."""

    who: str
    words: str


@dataclass(frozen=True)
class Modals:
    """Writes modals in the language of the desk; a suggested answer in the customer's."""

    desk: Responses
    customers: Mapping[str, Responses]
    is_agent: Callable[[str], bool]
    names: Mapping[str, str] = field(default_factory=dict)
    """of the agents, by their ids, as far as they are known"""

    def loading(self, name: str) -> Block:
        """Shown at once: what it needs is looked up while the agent sees it."""
        return self._view(name, [_said(self._text("modal_loading"))])

    def refused(self, name: str, why: Block) -> Block:
        """Instead of a form, when the agent cannot do this now."""
        return self._view(name, [why], title="refused")

    def form(self, name: str, tag: Tag, handoff: Handoff, sent: str = "", said: Sequence[Said] = ()) -> Block:
        """The modal of a button. `sent` is what the customer was sent, when that is to be edited; `said` what was said so far."""
        fields = {"reply": self._reply, "edit": self._reply, "transfer": self._transfer, "resolve": self._resolve}
        submit = {"reply": "modal_send"}.get(name, "modal_save")
        begun = sent if name == "edit" else "" if any(each.who == "agent" for each in said) else self.suggested(handoff)
        view = self._view(name, fields[name](handoff, begun))
        view["blocks"] = [*(self._last(said) if name in {"reply", "edit"} else []), *view["blocks"]]
        return {**view, "submit": plain(self._text(submit), LONGEST_TITLE), "private_metadata": tag.value}

    def errors(self, name: str, values: Values) -> dict[str, str]:
        """What is wrong with what was filled in, by the field it stands on; empty when all is well."""
        to = values.get("agent")
        if name == "transfer" and not (isinstance(to, str) and self.is_agent(to)):
            return {"agent": self._text("error_no_agent")}
        if name not in {"reply", "edit"}:
            return {}
        words = values.get("reply")
        if not isinstance(words, str) or not words.strip():
            return {"reply": self._text("error_empty")}
        return {"reply": self._text("error_long", most=MOST)} if len(words) > MOST else {}

    def suggested(self, handoff: Handoff) -> str:
        """An answer to begin with, in the customer's language, from what the article says."""
        brief = handoff.brief
        customers = self.customers[brief["language"]]
        why = "house" if brief.get("house") else brief["rule"]
        return customers.text(f"desk_answer_{why}", case=handoff.case_id, contact=contact(brief, brief["language"]))

    def _last(self, said: Sequence[Said]) -> list[Block]:
        """The last messages, so that nobody answers without having read them."""
        parts = []
        for each in said[-MOST_SAID:]:
            parts += [rich.labelled(self._text(f"transcript_{each.who}")), rich.quote(shortened(each.words, LONGEST_SAID))]
        return [rich.block(*parts)] if parts else []

    def _reply(self, handoff: Handoff, begun: str) -> list[Block]:
        label = self._text("field_reply", language=self._text(f"language_{handoff.brief['language']}"))
        element = {"type": "plain_text_input", "action_id": "reply", "multiline": True, "max_length": MOST, "initial_value": begun}
        return [_field("reply", label, element)]

    def _transfer(self, _handoff: Handoff, _sent: str) -> list[Block]:
        note = {"type": "plain_text_input", "action_id": "note", "multiline": True, "max_length": MOST_NOTE}
        return [
            _field("agent", self._text("field_agent"), self._agents()),
            {**_field("note", self._text("field_note_for"), note), "optional": True},
        ]

    def _agents(self) -> Block:
        """Those who can take a case on; everybody, where not all their names are known: who is no agent is refused."""
        names = sorted(self.names.items(), key=lambda each: each[1].casefold())[: MOST_OPTIONS + 1]
        if not 0 < len(names) <= MOST_OPTIONS:
            return {"type": "users_select", "action_id": "agent"}
        options = [{"text": plain(name, LONGEST_OPTION), "value": user} for user, name in names]
        return {"type": "static_select", "action_id": "agent", "options": options}

    def _resolve(self, _handoff: Handoff, _sent: str) -> list[Block]:
        options = [{"text": plain(self._text(f"outcome_{name}"), LONGEST_OPTION), "value": name} for name in OUTCOMES]
        note = {"type": "plain_text_input", "action_id": "note", "multiline": True, "max_length": MOST_NOTE}
        return [
            _field("outcome", self._text("field_outcome"), {"type": "static_select", "action_id": "outcome", "options": options}),
            {**_field("note", self._text("field_note"), note), "optional": True},
        ]

    def _view(self, name: str, blocks: list[Block], title: str | None = None) -> Block:
        return {
            "type": "modal",
            "callback_id": f"{DESK}{name}",
            "title": plain(self._text(f"modal_{title or name}"), LONGEST_TITLE),
            "close": plain(self._text("modal_close"), LONGEST_TITLE),
            "blocks": blocks,
        }

    def _text(self, name: str, /, **values: Any) -> str:
        return self.desk.text(f"desk_{name}", **values)


def _field(block: str, label: str, element: Block) -> Block:
    return {"type": "input", "block_id": block, "label": plain(label, LONGEST_LABEL), "element": element}


def _said(words: str) -> Block:
    return {"type": "section", "text": plain(words, LONGEST_LABEL)}
