"""Phrases that mean just one thing when they are the whole message: evidence of their own beside the model (N17)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.dialogue.expectation import Open
from bot.language.lexicon import languages, lexicon
from bot.understanding.acts import Act

LONGEST = 60
"""Characters of a message that may be such a phrase."""
ONLY_WHERE: Mapping[str, frozenset[Open]] = {
    "done": frozenset({Open.steps, Open.all_steps, Open.nothing, Open.finished, Open.confirm, Open.there}),
    "skip": frozenset({Open.reason, Open.account, Open.steps, Open.offer}),
    "back": frozenset({Open.steps, Open.all_steps}),
    "accept": frozenset({Open.offer, Open.confirm}),
}
"""Phrases that mean their act only where it can be meant: «done» to an offer is no act of its own."""


@dataclass(frozen=True)
class Phrases:
    """Phrase → the act that it means."""

    acts: Mapping[str, str]
    languages: Mapping[str, str]
    """phrase → the language that it is in, where it is in one only"""

    @classmethod
    def load(cls) -> Phrases:
        """Those of all languages; what means different things in two of them means neither."""
        found: dict[str, set[str]] = {}
        spoken: dict[str, set[str]] = {}
        for language in languages():
            for act, phrases in lexicon(language)["exact"].items():
                for phrase in phrases:
                    found.setdefault(_plain(str(phrase)), set()).add(act)
                    spoken.setdefault(_plain(str(phrase)), set()).add(language)
        return cls(*({phrase: each.pop() for phrase, each in table.items() if len(each) == 1} for table in (found, spoken)))

    def language(self, text: str) -> str | None:
        """The language of a message that is nothing but a phrase of one of them."""
        return self.languages.get(_plain(text))

    def act(self, text: str, expected: Open) -> Act | None:
        """The act that a whole message means; None for any other message. Its apostrophes are straight."""
        if len(text) > LONGEST:
            return None
        name = self.acts.get(_plain(text))
        if name is None or expected not in ONLY_WHERE.get(name, frozenset(Open)):
            return None
        return Act(name, "", 1.0, agreed=True, words=text)


def _plain(text: str) -> str:
    """In lower case, without the marks at its end, each letter of a drawn-out word once more at most."""
    return " ".join(text.lower().split()).strip(" .!,;:)(")
