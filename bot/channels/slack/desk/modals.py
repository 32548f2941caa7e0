"""What an agent fills in: a reply, a transfer, an outcome. Pure. A modal's private metadata says which case it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.slack.blocks.richtext import plain
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

OUTCOMES = ("settled", "contact", "kept", "answered", "silent", "other")
NAMES = frozenset({"reply", "transfer", "resolve", "edit"})
"""Buttons that open a modal, and the modals."""
Values = Mapping[str, Any]
"""What was filled in, by the block's id."""


@dataclass(frozen=True)
class Modals:
    """Writes modals in the language of the desk; a suggested answer in the customer's."""

    desk: Responses
    customers: Mapping[str, Responses]
    is_agent: Callable[[str], bool]

    def loading(self, name: str) -> Block:
        """Shown at once: what it needs is looked up while the agent sees it."""
        return self._view(name, [_said(self._text("modal_loading"))])

    def refused(self, name: str, why: Block) -> Block:
        """Instead of a form, when the agent cannot do this now."""
        return self._view(name, [why], title="refused")

    def form(self, name: str, tag: Tag, handoff: Handoff, sent: str = "") -> Block:
        """The modal of a button. `sent` is what the customer was sent, when that is to be edited."""
        fields = {"reply": self._reply, "edit": self._reply, "transfer": self._transfer, "resolve": self._resolve}
        submit = {"reply": "modal_send"}.get(name, "modal_save")
        view = self._view(name, fields[name](handoff, sent))
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

    def _reply(self, handoff: Handoff, sent: str) -> list[Block]:
        label = self._text("field_reply", language=self._text(f"language_{handoff.brief['language']}"))
        begun = sent or self.suggested(handoff)
        element = {"type": "plain_text_input", "action_id": "reply", "multiline": True, "max_length": MOST, "initial_value": begun}
        return [_field("reply", label, element)]

    def _transfer(self, _handoff: Handoff, _sent: str) -> list[Block]:
        return [_field("agent", self._text("field_agent"), {"type": "users_select", "action_id": "agent"})]

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
