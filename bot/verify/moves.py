"""Everything a customer can say, as the dialogue hears it: the whole alphabet of acts, alone and together, sure, loosely and clicked.

What a message says is given, not read: reading is understanding's work, and is measured elsewhere. What is made of it (deciding, engine,
actions, texts) is the real thing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from bot.language.lexicon import lexicon
from bot.understanding.acts import ALPHABET, VALUED, Act
from bot.understanding.reading import Reading
from knowledge.kinds import KINDS
from knowledge.library import Library
from knowledge.schema import LANGUAGES, Article, Reason
from knowledge.topics import GROUPS, TOPICS

GIBBERISH = "zxqv wrrk plmf"
UNKNOWN = "Nowhere Mail"
SURE, LOOSE = 1.0, 0.6
ENDING = frozenset({"keep", "start_over", "accept", "all_done", "done", "yes", "pause", "at", "no_human"})
"""Acts with which a case may end, be taken back, an offer be taken or steps be skipped: said loosely, by two readings, and clicked."""
BESIDE = ("ask=charges_after", "annoyed", "thanks", "no_offers")
"""What people say beside a wish, an answer or a report: one of each way of being answered."""
MOVING = ("cancel", "steps_now", "done", "yes", "no", "none_of_these", "stuck", "human", "keep", "skip")
"""Acts that move the dialogue, and are said together with something else."""
BESIDE_A_NAME = ("accept", "bye", "choice=99", "human", "keep", "repeat", "start_over", "threat", "which_step", "yes")
"""What moves the dialogue beside the name of a product that was asked for."""
ANSWERS = ("yes", "no", "none_of_these", "dont_know")
"""Answers to a question about the account, which are heard beside the wish for the steps too."""
DAYS = (20, -10)


@dataclass(frozen=True)
class Move:
    """One thing to say, in every language. `days` have passed since the message before."""

    said: dict[str, Reading]
    days: int = 0
    naming: bool = False
    """said only where a product is asked for: there its name is the answer, elsewhere it is noted, as it is with a wish"""


@dataclass(frozen=True)
class Speaker:
    """Who says it: about which product, which other one, and when."""

    library: Library
    product: str
    other: str | None
    today: date
    cool_down_days: int

    @property
    def article(self) -> Article:
        """The article of the product that it is about."""
        return self.library.article(self.product)

    def moves(self) -> list[Move]:
        """All of them, plain ones first: the shortest conversation should be a natural one."""
        every = [*self._plain(), *self._about_products(), *self._about_the_account(), *self._reasons(), *self._steps()]
        return [*every, *self._together(), *self._loosely(), *self._dates(), *self._odd(), *self._later()]

    def plain(self) -> list[Move]:
        """Those that are sure and ask nothing: enough to go through every state that an article brings with it."""
        first = [*self._plain(), *self._about_products(), *self._about_the_account(), *self._reasons(), *self._steps()]
        return [move for move in first if not move.said["en"].says("ask")]

    @staticmethod
    def _plain() -> Iterator[Move]:
        """Each act without a value, and each topic."""
        yield from (say(name) for name in sorted(ALPHABET - VALUED - {"date"}))
        yield from (say(f"ask={topic}") for topic in (*TOPICS, *GROUPS))

    def _about_products(self) -> Iterator[Move]:
        for slug in filter(None, (self.product, self.other)):
            named = f"product={slug}"
            yield from (say(*acts, named) for acts in (("cancel",), ("steps_now",), (), ("ask=refund",), ("cancel", "ask=refund"), ("no",)))
            yield say("thanks", named)
        yield from self._naming()
        yield say("cancel", f"product={self.product}", "no_offers")
        yield say("cancel", f"product={self.product}", "reason=too_expensive")
        yield from (say(*acts, f"product=?{UNKNOWN}") for acts in (("cancel",), (), ("thanks",)))
        yield say("cancel", "moves_to=Elsewhere")
        if self.other:
            yield say("cancel", "product=all")

    def _naming(self) -> Iterator[Move]:
        """The answer to which product it is, with something beside it."""
        for slug in (self.product, *((self.other, "all") if self.other else ())):
            yield from (replace(say(act, f"product={slug}"), naming=True) for act in BESIDE_A_NAME)
        yield replace(say("ask=source", f"product=?{UNKNOWN}"), naming=True)

    def _about_the_account(self) -> Iterator[Move]:
        for name, attribute in self.article.attributes.items():
            for value, meaning in attribute.values.items():
                label = {language: meaning.label.text(language) for language in LANGUAGES}
                yield Move({la: replace(read((), text, la), values={name: value}) for la, text in label.items()})
        for kind in KINDS.values():
            for value in kind.values:
                yield say(f"fact={kind.name}:{value}")
                yield say(f"not_fact={kind.name}:{value}")
                yield say("cancel", f"product={self.product}", f"fact={kind.name}:{value}")
        yield say("other_is=role:admin")
        yield say("fact=stage:cancelled", "ask=charges_after")

    @staticmethod
    def _reasons() -> Iterator[Move]:
        yield from (say(f"reason={kind}") for kind in Reason)

    def _steps(self) -> Iterator[Move]:
        """Reports about each step of the longest way."""
        longest = max(len(path.steps) for path in self.article.paths.values())
        for number in range(1, longest + 1):
            yield from (say(f"{name}={number}", agreed=True) for name in ("done", "at", "stuck"))
        yield say("done=1", f"stuck={min(2, longest)}")
        yield clicked(say(f"at={longest}"))

    @staticmethod
    def _together() -> Iterator[Move]:
        """Two things at once: what moves the dialogue, and what is answered or noted beside it, which does not hang on each other: each
        of the former with one of the latter, and each of the latter with one of the former.
        """
        yield from (say(one, BESIDE[number % len(BESIDE)]) for number, one in enumerate(MOVING))
        yield from (say("done", other) for other in BESIDE)
        yield from (say(answer, "steps_now") for answer in ANSWERS)
        yield from (say("done", beside) for beside in ("human", "threat", "all_steps"))

    def _loosely(self) -> Iterator[Move]:
        """What may end a case, said without a second reading, and clicked."""
        longest = max(len(path.steps) for path in self.article.paths.values())
        for name in sorted(ENDING - {"at"}):
            yield loosely(say(name))
            yield clicked(say(name))
        yield from (loosely(say(f"at={number}")) for number in range(3, longest + 1))
        yield loosely(say(f"done={longest}"))

    def _dates(self) -> Iterator[Move]:
        for days in DAYS:
            day = Act("date", (self.today + timedelta(days=days)).isoformat())
            for names in ((), ("ask=deadline",), ("cancel",), ("human",), ("resume",)):
                yield _said([*(_act(name) for name in names), day])
        yield _said([Act("date", "")])

    @staticmethod
    def _odd() -> Iterator[Move]:
        yield Move({la: read((), GIBBERISH, la) for la in LANGUAGES})
        yield Move({la: replace(read((), "", la), empty=True) for la in LANGUAGES})
        yield say("choice=99")
        yield changed(say("greet"), foreign=True)
        likely = (_act("cancel", 0.3), _act("ask=refund", 0.25))
        yield Move({la: replace(read((), GIBBERISH, la), considered=likely) for la in LANGUAGES})
        for spoken in (LANGUAGES, tuple(reversed(LANGUAGES))):
            asked = {la: (_act(f"language={other}"),) for la, other in zip(LANGUAGES, spoken, strict=True)}
            yield Move({la: read(acts, acts[0].written(), la) for la, acts in asked.items()})

    def _later(self) -> Iterator[Move]:
        again = say("cancel", f"product={self.product}")
        yield from (replace(again, days=days) for days in (self.cool_down_days - 1, self.cool_down_days) if days > 0)


def say(*written: str, agreed: bool = True) -> Move:
    """These acts, surely said."""
    return _said([_act(each, agreed=agreed) for each in written])


def _said(acts: list[Act]) -> Move:
    return Move({la: read(tuple(acts), " ".join(words(act, la) for act in acts), la) for la in LANGUAGES})


def _act(written: str, confidence: float = SURE, *, agreed: bool = True) -> Act:
    name, _, value = written.partition("=")
    return Act(name, value, confidence, agreed)


def read(acts: tuple[Act, ...], text: str, language: str) -> Reading:
    """A reading of words."""
    return Reading(text, language, acts, language_sure=True)


def loosely(move: Move) -> Move:
    """The same without a second reading."""
    return Move(
        {la: replace(said, acts=tuple(replace(act, confidence=LOOSE, agreed=False) for act in said.acts)) for la, said in move.said.items()}
    )


def clicked(move: Move) -> Move:
    """The same as a click."""
    return changed(move, from_button=True, exact=True)


def changed(move: Move, **values: Any) -> Move:
    """The same with something else heard."""
    return replace(move, said={la: replace(said, **values) for la, said in move.said.items()})


@cache
def words(act: Act, language: str) -> str:
    """How a breach shows an act: a phrase that means it, or the act as it is written."""
    phrases: list[str] = lexicon(language)["exact"].get(act.name, [])
    return str(phrases[0]) if phrases and not act.value else act.written()
