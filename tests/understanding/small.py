"""A handful of messages, so few that a model of them is trained in a moment."""

from __future__ import annotations

from bot.understanding import training
from bot.understanding.encoder import NoEncoder
from bot.understanding.model import Example, Model

SAID = {
    ("en", "cancel"): ["cancel it", "please cancel my plan", "I want to cancel my account", "cancel the subscription now"],
    ("en", "keep"): ["keep it", "I want to keep my plan", "we would rather stay", "please keep the account as it is"],
    ("en", "thanks"): ["thanks", "thank you so much", "many thanks for the help", "thanks a lot"],
    ("it", "cancel"): ["voglio disdire", "disdire il piano", "vorrei chiudere l'account", "disdire subito l'abbonamento"],
    ("it", "keep"): ["lo tengo", "voglio tenere il piano", "preferiamo restare", "tieni l'account come sta"],
    ("it", "thanks"): ["grazie", "grazie mille", "grazie tante per l'aiuto", "mille grazie"],
}
WRITERS = ("ann", "bea", "carl", "dora", "eva", "fred", "gus", "hal", "ivy", "joe")
FOREIGN = ["je voudrais annuler", "ich möchte kündigen", "merci beaucoup", "muchas gracias", "danke schön"]


def messages() -> list[Example]:
    """The same few messages by each of some writers."""
    return [
        Example(text, "nothing", frozenset(), (act,), language, writer)
        for (language, act), texts in SAID.items()
        for text in texts
        for writer in WRITERS
    ]


def trained(progress: list[float] | None = None) -> Model:
    """A model of them, of words alone."""
    shares = progress if progress is not None else []
    return training.trained(messages(), NoEncoder(), FOREIGN, lambda _, share: shares.append(share))
