"""From a customer's words to a Reading: clauses → recognisers → scored acts. The only place that looks at what was written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property, lru_cache
from typing import Any

from bot.dialogue.expectation import Expectation, Open, StepWords
from bot.language import lexicon
from bot.understanding import dates
from bot.understanding.acts import ASK, Act, Day, Role
from bot.understanding.choice import LAST, is_choice, number_of, number_within
from bot.understanding.clauses import asks, clauses
from bot.understanding.corpus import PRODUCT
from bot.understanding.courtesy import without_courtesy
from bot.understanding.encoder import Encoder
from bot.understanding.features import clean, words
from bot.understanding.fillers import only_fillers
from bot.understanding.model import Array, Model, Scored, texts_of
from bot.understanding.own_words import own_words
from bot.understanding.phrases import Phrases
from bot.understanding.products import Found, ProductIndex
from bot.understanding.reading import LONGEST, Context, Reading
from bot.understanding.recognisers import facts, formality, names, progress, tongue
from bot.understanding.recognisers.button import Pressed, pressed, typed
from bot.understanding.recognisers.reach import reach
from bot.understanding.samples import in_lines, neutral
from bot.understanding.signs import in_words
from bot.understanding.situation import Situation
from bot.understanding.tolerance import COMMITTING, MEASURED, Tolerance
from knowledge.library import Library
from knowledge.schema import Article

OTHER = "other"
"""The language of a message that is in neither of ours."""
CONSIDERED = 0.05
"""Confidence from which an act is worth showing among those that were considered."""
MOST_CONSIDERED = 8
NOWHERE, UNKNOWN = Expectation(), Context()
"""Where a message was said, and in what conversation, when nobody tells."""
SURE_OF_LANGUAGE = 0.85
"""A conversation changes its language only for a message of several words that is this surely in the other one."""
LIKELY_LANGUAGE = 0.65
"""Below this a first message leaves the language at its default."""
FOREIGN = 0.55
"""From this share on a message of several words is in neither of our languages."""
WORDS_TO_SWITCH = 3
LONG = 8
"""Words beyond which a message tells something, so that an unsure wish to start over is none."""
NAMED = 0.6
"""How likely a name in the place of a product's name is one."""
BESIDE = frozenset({"product_unknown", "moves_to", "done", "done_n", "any_done", "at_n", "stuck", "stuck_n", "any_stuck"})
"""Labels that acts are not simply made of."""
REACHED, STUCK = (progress.REPORTS.index(name) for name in ("reached", "stuck"))
CHOSEN = 0.1
"""How likely a choice is where a number stands by itself in its clause."""
DENIED = 0.2
"""Share from which something else is heard to be denied."""
HARMFUL = COMMITTING | facts.TELLING | {"language"}
"""Acts that are never guessed: what may end a case, what would be held against somebody's account, what changes everything to be read."""
WHICH = ("ask=caption", "ask=way")
"""Labels of questions which of the things on the screen is meant, and whether there is another way."""
DATED = ("date", "remind", "ask=deadline", "ask=when_person", "ask=answer_time")
"""Labels of messages that may name a day."""
WEIGHTY = frozenset({"yes", "accept", "pause", "any_done", "at_n", "all_done"})
"""Labels that may end a case, take an offer or skip steps, where two readings say so."""
_NEGATIONS = lexicon.words("negations")
_SAYS_SOMETHING = re.compile(r"\w")


@dataclass(frozen=True)
class Message:
    """One message while it is read."""

    flat: str
    """in one line, its apostrophes straight"""
    found: list[Found]
    """its products"""
    parts: list[str]
    """its clauses, product names taken out"""
    vectors: Array
    scored: Scored
    language: str
    expects: Expectation
    context: Context
    witnesses: Callable[[], tuple[dict[str, float], dict[str, float]]]
    """two more readings, by words alone and by meaning alone; they are made where something hangs on them"""

    def agree(self, label: str, least: float) -> bool:
        """Whether two readings that share no evidence both say so (N17); only asked of what may end a case or skip steps."""
        return label in WEIGHTY and all(shares.get(label, 0.0) >= least for shares in self.witnesses())

    @cached_property
    def denied(self) -> frozenset[str]:
        """The labels of what is heard to be denied."""
        likely = self.scored.probabilities.items()
        return frozenset(label for label, share in likely if label.startswith("not_fact=") and share >= DENIED)

    @cached_property
    def days(self) -> tuple[Day, ...]:
        """The days that it names, looked for where one may be meant: that takes long."""
        today = self.context.today
        if today == date.min or max(map(self.share, DATED)) < CONSIDERED:
            return ()
        return dates.days(self.flat, self.language, today)

    @property
    def finished(self) -> bool:
        """Whether what was done is rather everything than a step."""
        return self.share("all_done") > max(self.share("done"), self.share("done_n"))

    def clause(self, label: str) -> int:
        """The clause that says a label most."""
        return self.scored.clause_of(label)

    def share(self, label: str) -> float:
        """How likely a label is; 0 for one that nothing is known of."""
        return self.scored.probabilities.get(label, 0.0)


class Reader:
    """Reads one message at a time. Holds nothing of any conversation."""

    def __init__(
        self, model: Model, encoder: Encoder, library: Library, default_language: str = "en", tolerance: Tolerance = MEASURED
    ) -> None:
        self._model, self._encoder, self._library = model, encoder, library
        self._default, self._tolerance = default_language, tolerance
        self._products = ProductIndex(library.names(), model.term_block.columns)
        self._phrases = Phrases.load()
        self._steps = lru_cache(maxsize=64)(self._step_vectors)
        self._ours = library.values()

    def read(self, text: str, expects: Expectation = NOWHERE, context: Context = UNKNOWN, payload: str | None = None) -> Reading:
        """What a message means. Any text is taken; `payload` is what the button says that was clicked, `text` then its title."""
        spoken = context.language or context.locale or self._default
        theirs = own_words(text)
        title, payload, words = chosen(text, theirs, expects, payload)
        own = clean(theirs, LONGEST)
        whole = own if theirs == text else clean(text, LONGEST)
        quoting = None if own == whole else whole
        if payload is not None and (click := pressed(payload)):
            read = Reading(clean(title, LONGEST), spoken, click.acts, (), click.values, from_button=True, exact=True, whole=quoting)
            number = number_of(without_courtesy(words)) or 0
            return replace(read, number=number, by_button=click.acts) if number else read
        lines = in_lines(words)
        read = self._words(lines, expects, context, spoken)
        formal = formality.formal(lines, read.language)
        return replace(read, text=own, whole=quoting, asking=asks(own), reach=reach(own), formal=formal)

    def _words(self, text: str, expects: Expectation, context: Context, spoken: str) -> Reading:
        """What words mean, cleaned and in lines."""
        flat = " ".join(text.split())
        plain = without_courtesy(flat)
        exact = self._phrases.act(plain, expects.open)
        if not _SAYS_SOMETHING.search(flat) and not exact:
            return Reading("", spoken, empty=not flat)
        if is_choice(plain):
            return Reading("", spoken, (Act("choice", plain[:20]),))
        message, sure, foreign = self._message(text, flat, expects, context)
        acts = list(self._acts(message))
        if exact:
            acts = [exact, *(act for act in acts if act.name == "product")]
        number, click = self._clicked(acts, expects)
        if click:
            acts = [*click.acts, *(act for act in acts if act.name not in {"choice", *(each.name for each in click.acts)})]
        acts = [act for act in acts if act.name != "choice"] or acts
        acts = list({(act.name, act.value): act for act in acts}.values())
        taken = [act for act in acts if self._tolerance.takes(act.name, act.confidence)]
        if only_fillers(flat) and not exact:
            taken = [act for act in taken if self._tolerance.sure(act.confidence)]
        elif not taken and self._model.knows_a_word(flat):
            taken = self._likeliest(acts)
        else:
            beside = asked_beside(acts, taken, self._tolerance.beside)
            taken = [act for act in acts if act in taken or act in beside]
        rest = sorted((act for act in acts if act not in taken), key=lambda act: -act.confidence)[:MOST_CONSIDERED]
        empty = only_fillers(flat) and not exact and all(act.name in LEADING_UP for act in taken)
        instead = any(each.instead for each in message.found)
        read = Reading("", message.language, tuple(taken), tuple(rest), language_sure=sure, foreign=foreign, instead=instead)
        in_time = dates.asks_of_time(flat, message.language) if asks(flat) else ""
        read = replace(read, exact=exact is not None, empty=empty, days=message.days, in_time=in_time)
        return replace(read, number=number, by_button=click.acts, values=click.values) if click else read

    def _clicked(self, acts: Sequence[Act], expects: Expectation) -> tuple[int, Pressed | None]:
        """(number of the button that is chosen by its number or place, what it says), beside whatever else is said."""
        said = next((act for act in acts if act.name == "choice" and act.confidence >= CHOSEN), None)
        number = number_within(said.words or "", sure=self._tolerance.takes(said.name, said.confidence)) if said else 0
        number = len(expects.shown) if number == LAST else number
        return (number, pressed(expects.shown[number - 1][1])) if 0 < number <= len(expects.shown) else (0, None)

    def _likeliest(self, acts: Sequence[Act]) -> list[Act]:
        """Where nothing is sure enough, the likeliest act, if it can do no harm and is likely enough to be better than asking back."""
        best = max((act for act in acts if act.name not in HARMFUL), key=lambda act: act.confidence, default=None)
        return [best] if best and best.confidence >= self._tolerance.guess else []

    def _message(self, text: str, flat: str, expects: Expectation, context: Context) -> tuple[Message, bool, bool]:
        """The message with what the model says of it; whether its language is clear; whether it is none of ours."""
        found = self._products.find(flat)  # at the same places in both: a line break is as long as a blank
        bare = neutral(flat, found)
        parts = clauses(neutral(text, found))
        vectors = self._encoder.encode(texts_of(bare, parts))
        scored = self._model.read(bare, parts, situation(expects), vectors)
        language, sure, foreign = self._language(bare, scored.languages, context)
        witnesses = cache(lambda: self._model.witnesses(bare, parts, situation(expects), vectors))
        return Message(flat, found, parts, vectors, scored, language, expects, context, witnesses), sure, foreign

    def _acts(self, message: Message) -> Iterator[Act]:
        """The acts of a message in the order of the clauses that say them; products come first."""
        yield from self._named(message)
        likely = [label for label, share in message.scored.probabilities.items() if share >= CONSIDERED and label not in BESIDE]
        if self._asked_of_another(message):
            likely = [label for label in likely if label not in WHICH]  # the step that has it is the answer
        acts = [(message.clause(label), self._act(label, message)) for label in likely] + list(self._reports(message))
        yield from (act for _, act in sorted(acts, key=lambda each: (each[0], -each[1].confidence)))

    def _act(self, label: str, message: Message) -> Act:
        """The act behind a label, with its value."""
        share, words = message.share(label), message.parts[message.clause(label)] if message.parts else message.flat
        if label == "choice":
            return Act("choice", words[:20], share, words=words)
        if label == "date":
            return Act("date", _day(message), share, words=words)
        name, _, value = label.partition("=")
        if name == "language":
            share = tongue.wished(words, share)
        if label == "start_over" and not self._tolerance.sure(share) and (asks(message.flat) or len(message.flat.split()) > LONG):
            share *= facts.DOUBTED  # «I'd said so at the start»
        if label == "all_done" and message.finished:
            share = max(share, min(message.share("any_done"), self._tolerance.act))  # that something is done is sure, not that it is all
        act = Act(name, value, share, agreed=message.agree(label, self._tolerance.witness), words=words)
        denied = f"not_fact={value}"
        told = facts.guarded(act, words, message.language, message.share(denied), another=bool(message.denied - {denied}))
        if told.name == "fact" and (article := self._article(message)):
            return replace(told, words=facts.phrase_of(value, article, message.flat) or words)
        return told

    def _article(self, message: Message) -> Article | None:
        """The article of the product that a message is about: the one it names to leave, or the one at hand."""
        named = (one.product for one in message.found if one.role is None and not one.denied)
        product = next(named, message.expects.product)
        return self._library.article(product) if product and product in self._library else None

    def _named(self, message: Message) -> Iterator[Act]:
        """The products: to leave, to go to, and names that nobody here knows."""
        flat, asked = message.flat, message.expects.open is Open.product
        for each in {(one.product, one.role): one for one in message.found if not one.denied}.values():
            name, value = ("moves_to", self._library.name(each.product)) if each.role else ("product", each.product)
            yield Act(name, value, 1.0, agreed=True, words=flat[each.start : each.end])
        roles = {each.role for each in message.found}
        unknown, moves = message.share("product_unknown"), message.share("moves_to")
        wished, at_hand = message.share("cancel") >= self._tolerance.act, message.expects.product is not None
        rest = _without(flat, message.found)
        if (wished or (asked and roles)) and names.stands_behind(rest, message.language, rare=at_hand, known=self._ours):
            unknown = max(unknown, NAMED)  # «cancel my Dropbox account», «Kustomer and Dropbox»
        least = CONSIDERED if None not in roles else self._tolerance.act  # beside a product that is known it has to be heard
        stranger = names.unknown(rest, message.language, asked=asked, known=self._ours) if unknown >= least else None
        if stranger and (None not in roles or stranger[0].isupper()):  # beside one that is known only what is written as a name
            yield Act("product", f"?{stranger}", unknown)
        if not roles - {None} and moves >= CONSIDERED and (there := names.destination(flat, message.language)):
            yield Act("moves_to", there, moves)

    def _reports(self, message: Message) -> Iterator[tuple[int, Act]]:
        """What a message reports about the steps, each with its clause: what was done, where somebody is now, where they are stuck."""
        heard = progress.heard(message.scored)
        there = self._asked_of_another(message)
        if there and max(heard["done"].share, heard["at"].share) < self._tolerance.act:
            yield heard["at"].clause, Act("at", str(there), self._tolerance.act)
            return
        acts = self._numbered(message, heard) if message.expects.steps and message.expects.at else self._without_steps(heard)
        yield from ((heard[act.name].clause, act) for act in acts if act.confidence >= CONSIDERED)

    def _without_steps(self, heard: Mapping[str, progress.Heard]) -> Iterator[Act]:
        """Reports where no steps were shown: they name none."""
        yield Act("done", "", max(heard["done"].share, heard["at"].share))
        yield Act("stuck", "", heard["stuck"].share)

    def _numbered(self, message: Message, heard: Mapping[str, progress.Heard]) -> Iterator[Act]:
        """Reports with the number of the step that they are about; none where only the step at hand is meant."""
        if max(each.share for each in heard.values()) < CONSIDERED:
            return
        steps, at = message.expects.steps, message.expects.at or 1
        report = progress.report(message.flat, message.parts, message.vectors, message.scored)
        signals = progress.signals(report, steps, self._steps(steps), at)
        reached, likely = progress.best(signals, self._model.progress[REACHED])
        plain = reached == at + 1 and message.share("done") > message.share("done_n")
        done = "" if plain or reached == 1 else str(reached - 1)
        if not message.finished:
            yield Act("done", done, heard["done"].share, self._twice(message, "done", likely))
        yield Act("at", str(min(reached, len(steps))), heard["at"].share, self._twice(message, "at", likely))
        stuck, _ = progress.best(signals[:-1], self._model.progress[STUCK])
        here = stuck == at and message.share("stuck") > message.share("stuck_n")
        yield Act("stuck", "" if here else str(stuck), heard["stuck"].share)

    def _asked_of_another(self, message: Message) -> int | None:
        """The number of a later step of which something on the screen is asked about: «there is also “Close account”, is it that?»."""
        asks = max(message.share(label) for label in WHICH) >= self._tolerance.answer
        missing = message.share("any_stuck") >= self._tolerance.answer or not _NEGATIONS.isdisjoint(words(message.flat))
        if not asks or missing or not message.expects.at:
            return None
        return progress.named_ahead(message.flat, message.expects.steps, message.expects.at)

    def _twice(self, message: Message, report: str, likely: float) -> bool:
        """Whether it is sure which step is reached, and two readings agree that something is reported (N17)."""
        return self._tolerance.sure(likely) and message.agree(progress.REPORTED[report], self._tolerance.witness)

    def _step_vectors(self, steps: tuple[StepWords, ...]) -> list[Any]:
        """Of each step, the sentence vectors of its words in each language."""
        return [self._encoder.encode(list(step.texts)) for step in steps]

    def _language(self, text: str, shares: dict[str, float], context: Context) -> tuple[str, bool, bool]:
        """(language, whether that was clear, whether it is neither of ours). Sticky within a conversation."""
        spoken = context.language or context.locale or self._default
        several = len(text.split()) >= WORDS_TO_SWITCH
        if shares.get(OTHER, 0.0) >= FOREIGN and several:
            return spoken, False, True
        if not context.language and (known := self._phrases.language(text.replace(PRODUCT, ""))):
            return known, True, False
        ours = {language: share for language, share in shares.items() if language != OTHER}
        best = max(ours, key=lambda language: ours[language])
        share = ours[best] / (sum(ours.values()) or 1.0)
        if not self._model.knows_a_word(text) or (share < LIKELY_LANGUAGE and not context.language):
            return spoken, False, False
        sure = share >= SURE_OF_LANGUAGE
        if context.language and best != context.language and not (several and sure):
            return context.language, False, False
        return best, sure, False


LEADING_UP = frozenset({"greet", "ok", "unclear"})
"""What words without a meaning of their own may be taken for."""


def chosen(text: str, own: str, expects: Expectation, payload: str | None) -> tuple[str, str | None, str]:
    """(what was clicked or typed, what its button says, the words to read); a title or a number on the screen that is typed is a click.
    `own` is the text without what it quotes.
    """
    said = in_words(own)
    if payload is not None:
        return text, payload, said
    if said.lstrip().startswith("/"):
        return text, said.strip(), said
    if found := typed(clean(said), expects.shown):
        return found[0], found[1], said
    return text, None, said


def asked_beside(acts: Sequence[Act], taken: Sequence[Act], least: float) -> list[Act]:
    """The likeliest question of each clause that ends as one, where nothing is taken as asked in it, and no day, which it then is about."""
    heard = {act.words for act in taken if act.name in (ASK, "date")}
    likely = [act for act in acts if act.name == ASK and act.confidence >= least and act.words not in heard and asks(act.words or "")]
    best = {act.words: act for act in sorted(likely, key=lambda act: act.confidence)}
    return list(best.values()) if taken else []


def situation(expects: Expectation) -> Situation:
    """What the model knows of where a message was said."""
    last = expects.open is Open.steps and expects.at == len(expects.steps)
    return Situation("last_step" if last else str(expects.open), expects.asked)


def _without(text: str, found: Sequence[Found]) -> str:
    """The text with a mark for each product that is known."""
    for each in sorted(found, key=lambda one: -one.start):
        text = f"{text[: each.start]}{names.KNOWN}{text[each.end :]}"
    return text


def _day(message: Message) -> str:
    """The day that is named, as ISO 8601; empty when it is a span, or when more than one is."""
    named = [each.day for each in message.days if each.day]
    due = [each.day for each in message.days if each.day and each.role is Role.due]
    found = {*(due or named)}
    return found.pop().isoformat() if len(found) == 1 else ""
