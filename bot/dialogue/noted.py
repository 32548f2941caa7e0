"""What is remembered of a message, whatever is wanted: language, product, account, reason, date. Pure."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from bot.dialogue.commands import Command, SetSlot
from bot.dialogue.message import ACT, MAYBE, REFUSED, SHORT, STARTS_NO, Message
from bot.understanding.fillers import only_fillers
from bot.understanding.pipeline import WISHES

REMEMBERED = 12
"""Messages that are read again when the product that they may be about becomes known."""
_ALSO = re.compile(r"\b(also|too|as well|and then|after that|next|another one|anche|pure|inoltre|e poi|dopo)\b", re.IGNORECASE)
_NO = re.compile(r"^\s*(no|nope|sorry|oops|wait|actually|i meant?|non|scusa|aspetta|anzi|volevo dire|intendevo)\b", re.IGNORECASE)
_INSTEAD = re.compile(r"\b(instead|rather|invece|piuttosto|al posto)\b", re.IGNORECASE)
_FILLERS = re.compile(
    r"^((yes|no|yeah|it'?s|its|the|for|from|it is|ok|okay|then|well|allora|beh|sì|si|è|il|la|lo|per|di|da)[\s,]+)+", re.IGNORECASE
)
_INVERTED = re.compile(
    r"^\W*(and |but |so |e |ma )?(how|what|which|when|is|are|am|can|could|does|do|would|may|where|why|who"
    r"|come|cosa|quale|quando|quanto|posso|possiamo|è possibile|dove|perch|chi|si pu)\b",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"[^.!?;\n]+[.!?;\n]*")
_LANGUAGE = {"en": re.compile(r"\b(english|inglese)\b", re.IGNORECASE), "it": re.compile(r"\b(italian[oa]?|ita)\b", re.IGNORECASE)}


class Noted(Message):
    """A message with what it says of customer, product and account."""

    def noted(self) -> list[Command]:
        """Language, words, products, attributes, reason and date, as far as the message names them."""
        found: dict[str, Any] = {"language": self.language()}
        if not self.said.from_button and self.read_again():
            found["said"] = [*self.slots["said"], self.said.text][-REMEMBERED:]
        if self.understood():
            found["unclear"] = 0
        found |= self.products | self.attributes
        if (reason := self.said.named("reason")) and self.slots["reason"] is None and self.gives_reason():
            found["reason"] = {"kind": reason[0].value, "words": self.said.text}
        if self.refuses and self.collecting not in REFUSED:
            found["no_offers"] = True
        if dates := self.said.named("date"):
            found["anchor_date"] = dates[0].value
        return [SetSlot(name, value) for name, value in found.items() if self.slots.get(name) != value]

    def read_again(self) -> bool:
        """Whether the message may say something of an account whose product is not at hand yet."""
        waiting = self.products.get("waiting") or self.slots["waiting"]
        return bool(waiting) or not self.of_the_case()

    def of_the_case(self) -> bool:
        """Whether the message is about the product at hand, as far as it names any."""
        named = self.said.named("product")
        product = named[0].value if named else self.slots["product"]
        return product in self.library and product == self.slots["product"]

    def language(self) -> str:
        """The language to go on in."""
        if self.said.intent == "switch_language" and not self.said.foreign:
            asked = [language for language, pattern in _LANGUAGE.items() if pattern.search(self.said.words)]
            return asked[0] if len(asked) == 1 else self.said.language
        return self.said.language

    def gives_reason(self) -> bool:
        """Whether a reason in the message is one: it wishes to cancel, tells one, or was asked for it."""
        return self.said.intent in WISHES | {"reason"} or self.collecting == "reason"

    @cached_property
    def products(self) -> dict[str, Any]:
        """The product of the case, the ones that wait, or the name of one that is not known."""
        named = [value for value in dict.fromkeys(e.value for e in self.said.named("product")) if value in self.library]
        unknown = self.said.named("unknown_product")
        if named:
            return self.named_products(named)
        sure = ACT if "cancel" in self.open and self.collecting != "product" else MAYBE
        if unknown and self.said.intent in WISHES and self.said.confidence >= sure:
            return {"product": None, "unknown_product": unknown[0].value}
        short = len(self.said.words.split()) <= SHORT and not (self.said.choice or self.said.says_nothing)
        if self.collecting == "product" and short and not self.understood() and not only_fillers(self.said.words):
            return {"unknown_product": _FILLERS.sub("", self.said.text)[:40] or self.said.text[:40]}
        return {}

    def named_products(self, named: list[str]) -> dict[str, Any]:
        """What becomes of known products: the one at hand, the ones that follow, or one that is only asked about."""
        current, intent = self.slots["product"], self.said.intent
        others = [product for product in named if product != current]
        if "cancel" not in self.open:
            found: dict[str, Any] = {"product": named[0], "unknown_product": None}
            found |= {"waiting": named[1:]} if intent in WISHES else {}
            return found | ({"attributes": {}} if current not in (None, named[0]) else {})  # another product's account is another one
        if current is None or not others:
            return {"product": named[0], "waiting": [*self.slots["waiting"], *named[1:]]} if current is None else {}
        if self.asks_about():
            return {"about": others[0]}
        if self.comes_next():
            return {"waiting": list(dict.fromkeys([*self.slots["waiting"], *others]))}
        return {"product": others[0]}

    def asks_about(self) -> bool:
        """Whether the message is a question that the article answers, rather than a wish."""
        return self.triggers.get(self.said.intent) == "answer" and self.said.confidence >= ACT

    def comes_next(self) -> bool:
        """Whether another product is meant to follow, instead of correcting the one at hand."""
        if _NO.search(self.said.words) or _INSTEAD.search(self.said.words):
            return False
        return bool(_ALSO.search(self.said.words)) or self.collecting == "walk"

    @cached_property
    def attributes(self) -> dict[str, Any]:
        """What the message says of the account, if it is about the case's product."""
        if not self.said.entities or not self.of_the_case():
            return {}
        known = self.library.article(self.slots["product"]).attributes
        new = {
            e.name: {"value": e.value, "origin": "said", "words": self.words(e.start, e.end)}
            for e in self.said.named("attribute")
            if e.name in known and e.value in known[e.name].values and not self.only_asks(e.start)
        }
        if self.starts_with_no():
            new = {name: entry for name, entry in new.items() if known[name].yes != entry["value"]}
        before = self.slots["attributes"] or {}
        changed = {name: entry for name, entry in new.items() if before.get(name, {}).get("value") != entry["value"]}
        return {"attributes": {**before, **changed}} if changed else {}

    def only_asks(self, at: int | None) -> bool:
        """Whether what is named at a position stands in a question: «what is a premium plan?» states nothing."""
        if at is None or self.said.intent in WISHES | {"cancel_trial"}:
            return False
        sentence = next((found.group() for found in _SENTENCES.finditer(self.said.words) if found.end() > at), "")
        return sentence.rstrip().endswith("?") and bool(_INVERTED.match(sentence))

    def starts_with_no(self) -> bool:
        """«No, …» to a question of one attribute: whatever is named after it is not the customer's."""
        return self.collecting == "answer" and len(self.slots["question"]) == 1 and bool(STARTS_NO.match(self.said.words))
