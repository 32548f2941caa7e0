"""It says that it is automated when it first speaks, never that it is a person, and writes first only what it promised."""

from collections.abc import Iterator

from bot.verify.claims import claimed
from bot.verify.edge import Edge
from bot.verify.norms.norm import Found, Norm, Text

SAYS_WHAT_IT_IS = frozenset({"utter_introduce", "utter_are_you_bot"})
AUTOMATED = {"en": "automated", "it": "automatic"}


def text(text: Text) -> Iterator[Found]:
    """Our own words."""
    for kind, what in (("human", "speaks as a person"), ("first", "promises to write by itself")):
        if text.ours and (words := claimed(kind, text.text, text.language)):
            yield Found(f"«{words}» {what}: “{text.text}”", text.where)
    if text.name in SAYS_WHAT_IT_IS and AUTOMATED[text.language] not in text.text.casefold():
        yield Found("does not say that it is automated", text.where)


def edge(edge: Edge) -> Iterator[Found]:
    """The first words of a conversation, and the answer to who is speaking."""
    if not edge.before.slots["introduced"] and edge.responses[:1] != ("utter_introduce",):
        yield Found("the first words do not say that it is automated")
    if edge.means("bot_question") and "utter_are_you_bot" not in edge.responses:
        yield Found("asked whether it is a bot, it does not say so")


NORM = Norm("N16", "honest bot", "every text of ours, and the first words of every conversation", edge, text=text)
