"""Everything a customer can say, as the dialogue hears it: every intent sure and unsure, every product, attribute value, reason and date.

What a message says is given, not recognised: recognising is understanding's work, and is measured elsewhere. What is made
of it (policy, engine, actions, texts) is the real thing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from bot.understanding.corpus import FOLDER, from_file
from bot.understanding.pipeline import Entity, Understanding
from knowledge.library import Library
from knowledge.schema import LANGUAGES, Article, Reason

GIBBERISH = {"en": "zxqv wrrk plmf", "it": "zxqv wrrk plmf"}
ONLY_BUTTONS = {"none_of_these": {"en": "None of these", "it": "Nessuno di questi"}, "take_offer": {"en": "I'd take it", "it": "La prendo"}}
ALSO = {"en": "also {}", "it": "anche {}"}
MAYBE = {"en": "or so, I would say", "it": "o qualcosa del genere, direi"}
NO = {"en": "no, {}", "it": "no, {}"}
NO_OFFERS = {"en": "{}, but no offers", "it": "{}, ma niente offerte"}
LOOSELY = {"en": "well, if you like, {}", "it": "mah, se vuoi, {}"}
ENDING = ("keep", "start_over", "affirm", "step_done", "pause")
"""Intents with which a case may end, or an offer be taken: said loosely, word for word, and clicked."""
UNKNOWN = "Nowhere Mail"
SURE, UNSURE, NEARLY = 1.0, 0.6, 0.45
WISHES = ("cancel", "ask_steps", "cancel_now", "inform")
DATED = {"inform_date": (20, -10), "deadline": (20, -10), "resume": (20,), "cancel_now": (20,), "human": (20,)}
"""Intents whose answers may tell a day, each with days from today."""


@dataclass(frozen=True)
class Move:
    """One thing to say, in every language. `days` have passed since the message before."""

    said: dict[str, Understanding]
    days: int = 0


@dataclass(frozen=True)
class Speaker:
    """Who says it: about which product, which other one, and when."""

    library: Library
    product: str
    other: str | None
    intents: tuple[str, ...]
    today: date
    cool_down_days: int

    @property
    def article(self) -> Article:
        """The article of the product that it is about."""
        return self.library.article(self.product)

    def moves(self) -> list[Move]:
        """All of them, plain ones first: the shortest conversation should be a natural one."""
        every = [*self._intents(), *self._about_products(), *self._about_the_account(), *self._reasons(), *self._dates(), *self._odd()]
        return [*every, *self._later()]

    def plain(self) -> list[Move]:
        """Those that are surely understood and no questions: enough to go through every state that an article brings with it."""
        said = [(move, move.said["en"]) for move in self.moves()]
        return [move for move, heard in said if heard.confidence >= SURE and "?" not in heard.text]

    def _intents(self) -> Iterator[Move]:
        for intent in self.intents:
            yield changed(say(intent), from_button=True) if intent in ONLY_BUTTONS else say(intent)
            if intent in ONLY_BUTTONS:
                continue
            if intent in ENDING:
                yield changed(say(intent), exact=True)
                yield changed(say(intent), from_button=True)
            yield asked(say(intent))
            yield guessed(intent, UNSURE)
            yield asked(guessed(intent, NEARLY))

    def _about_products(self) -> Iterator[Move]:
        for slug in filter(None, (self.product, self.other)):
            entity, name = Entity("product", slug), self.library.name(slug)
            yield from (say(intent, entities=[entity], about=name) for intent in WISHES)
            yield say("refund", entities=[entity], about=name)
            yield asked(say("inform", entities=[entity], about=name))
            yield reworded(say("cancel", entities=[entity], about=name), ALSO)
            yield reworded(say("cancel", entities=[entity], about=name), NO)
        wish = say("cancel", entities=[Entity("product", self.product)], about=self.article.name)
        yield reworded(wish, NO_OFFERS)
        yield say("cancel", entities=[Entity("unknown_product", UNKNOWN)], about=UNKNOWN)
        yield Move({language: Understanding(UNKNOWN, language, True, "inform", 0.1) for language in LANGUAGES})

    def _about_the_account(self) -> Iterator[Move]:
        for name, attribute in self.article.attributes.items():
            for value, meaning in attribute.values.items():
                label = {language: meaning.label.text(language) for language in LANGUAGES}
                stated = [Entity("attribute", value, name, None, 0, 1)]
                yield Move({la: Understanding(text, la, True, "inform", SURE, [("inform", SURE)], stated) for la, text in label.items()})
                wish = say("cancel", entities=[Entity("product", self.product), *stated], about=self.article.name)
                yield reworded(wish, {la: f"{{}}. {text}" for la, text in label.items()})

    @staticmethod
    def _reasons() -> Iterator[Move]:
        for kind in Reason:
            yield say("reason", entities=[Entity("reason", kind)])
        yield say("cancel", entities=[Entity("reason", Reason.too_expensive)])

    def _dates(self) -> Iterator[Move]:
        for intent, distances in DATED.items():
            for days in distances:
                yield say(intent, entities=[Entity("date", (self.today + timedelta(days=days)).isoformat())])

    @staticmethod
    def _odd() -> Iterator[Move]:
        yield Move({language: Understanding(text, language, False, "out_of_scope", 0.05) for language, text in GIBBERISH.items()})
        yield Move({language: Understanding("", language, False, "out_of_scope", 0.0) for language in LANGUAGES})
        yield Move({language: Understanding("99", language, False, "out_of_scope", 0.0, choice=True) for language in LANGUAGES})
        yield from (reworded(say(intent), LOOSELY) for intent in ("affirm", "step_done"))
        yield reworded(say("pause"), NO_OFFERS)
        yield reworded(say("cancel"), NO_OFFERS)
        yield changed(say("greet"), foreign=True)
        yield changed(say("cancel"), also="refund")
        yield changed(say("refund"), also="cancel")
        yield changed(say("refund"), charged=True)
        yield Move({la: Understanding("x", la, False, "reason", 0.3) for la in LANGUAGES})

    def _later(self) -> Iterator[Move]:
        again = say("cancel", entities=[Entity("product", self.product)], about=self.article.name)
        yield from (replace(again, days=days) for days in (self.cool_down_days - 1, self.cool_down_days) if days > 0)


def say(intent: str, entities: list[Entity] | None = None, about: str = "") -> Move:
    """The intent's own words, with a name behind them."""
    texts = {language: f"{words(intent, language)} {about}".strip() for language in LANGUAGES}
    spoken = {language: language for language in LANGUAGES}
    if intent == "switch_language":
        spoken = dict(zip(LANGUAGES, reversed(LANGUAGES), strict=True))
        texts = {"en": "italiano", "it": "english"}
    ranked = [(intent, SURE)]
    return Move({la: Understanding(texts[la], spoken[la], True, intent, SURE, ranked, entities or []) for la in LANGUAGES})


def guessed(intent: str, confidence: float) -> Move:
    """What may mean the intent, in several words: short ones may as well be a name."""
    said = {}
    for language in LANGUAGES:
        text = f"{words(intent, language)} {MAYBE[language]}"
        said[language] = Understanding(text, language, True, intent, confidence, [(intent, confidence), ("help", 0.1)])
    return Move(said)


def asked(move: Move) -> Move:
    """The same as a question."""
    return reworded(move, dict.fromkeys(LANGUAGES, "{}?"))


def reworded(move: Move, frame: dict[str, str]) -> Move:
    """The same in other words."""
    return replace(move, said={la: replace(said, text=frame[la].format(said.text)) for la, said in move.said.items()})


def changed(move: Move, **values: object) -> Move:
    """The same with something else understood."""
    return replace(move, said={la: replace(said, **values) for la, said in move.said.items()})  # type: ignore[arg-type]


@cache
def words(intent: str, language: str) -> str:
    """The first example of an intent that names no product, without its question mark."""
    if intent in ONLY_BUTTONS:
        return ONLY_BUTTONS[intent][language]
    examples = from_file(FOLDER / language / f"{intent}.yml", language)
    return next(phrase.text for phrase in examples if not phrase.mentions).rstrip("?!. ")
