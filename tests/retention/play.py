"""Plays a closure: the bank's records go into the conversation as slots, and what was decided is read off it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from actions.case import LASTING
from bot.dialogue.tracker import fold
from bot.turn import Conversations
from tests.conftest import ROME, Talk
from tests.retention.bank import PRODUCT, REASONS, Account

Step = str | Mapping[str, Any]
"""A message of the customer, or `{"days": …}` that pass, or `{"bank": {…}}` for news of the account."""


class Closure(Talk):
    """A conversation with a customer whose account is known, and everything that was decided in it."""

    def __init__(self, conversations: Conversations, account: Account | None, today: datetime, language: str | None = None) -> None:
        super().__init__(conversations, language=language)
        self.account, self.at = account, today.astimezone(ROME)
        self.offers: list[str] = []
        self.stated: list[str] = []
        self.heard: list[str] = []
        self.texts: list[str] = []
        if account:
            self.know(account)
        if account and account.records:
            self.put(offers_closed={PRODUCT: max(account.records).isoformat()})

    def put(self, **slots: Any) -> None:
        """Set slots from outside, as a host that knows the customer does."""
        self.tracker = fold(self.tracker, [{"event": "slot", "name": name, "value": value} for name, value in slots.items()])

    def know(self, account: Account) -> None:
        """What the bank knows of the account today, as said: of any other origin it would be announced as an assumption."""
        self.account = account
        known = {name: {"value": value, "origin": "said", "words": None} for name, value in account.attributes(self.at.date()).items()}
        self.put(attributes={**self.slots["attributes"], **known})  # type: ignore[dict-item]

    def turn(self, step: Step) -> None:
        """One step of a case."""
        if isinstance(step, str):
            self.say(step)
            self.listen()
            return
        self.at += timedelta(days=step.get("days", 0))
        if timedelta(days=step.get("days", 0)) >= LASTING:
            self.put(case=None)  # what is told of the account now is news: of an old case nothing is relied on any more
        if self.account:
            self.know(self.account.changed(step.get("bank", {})))

    def listen(self) -> None:
        """Collect what the last reply decided and stated."""
        replies = self.outcomes[-1].replies
        chosen = [event["value"] for event in self.events if event["event"] == "slot" and event["name"] == "offer" and event["value"]]
        made = "utter_offer" in self.responses()
        self.offers += chosen[-1:] if made else []
        self.stated += [fact["quote"] for reply in replies for fact in reply.custom.get("facts", [])]
        self.heard += self.responses()
        self.texts += [reply.text for reply in replies]

    @property
    def receipt(self) -> dict[str, Any]:
        """The receipt of the last case that ended; empty while none has."""
        return dict(self.slots["receipt"] or {})  # type: ignore[call-overload]

    def logged(self) -> str | None:
        """The reason that is kept on record, by the bank's name for it."""
        kind = (self.receipt.get("reason") or {}).get("kind")
        return REASONS.get(kind)

    def outcome(self) -> str | None:
        """How the case ended; None while it waits."""
        outcome = self.receipt.get("outcome")
        return str(outcome) if outcome else None

    def following(self) -> list[str]:
        """The consequences that were stated, by their names, each once."""
        named = [c.id for quote in self.stated for c in self.article.consequences if c.quote == quote]
        return list(dict.fromkeys(named))

    def in_the_way(self) -> list[str]:
        """What was said to stand in the way of the closure."""
        facts = [fact for fact in self.article.answers if "who_may" in fact.topics]
        return [name for quote in self.stated for fact in facts if fact.quote == quote for name in fact.when]

    @property
    def article(self) -> Any:
        return self.conversations.policy.library.article(PRODUCT)
