"""How messages are compared with what people say that they mean: for the tests and for `make bench-understanding`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from bot.data_files import read
from bot.dialogue.expectation import Expectation, Open, StepWords
from bot.dialogue.tracker import Tracker
from bot.turn import Conversations, Turn
from bot.understanding import shipped
from bot.understanding.acts import Act, parse
from bot.understanding.corpus import Example
from bot.understanding.reader import Reader
from bot.understanding.reading import Context, Reading
from bot.understanding.tolerance import MEASURED, RISK, Risk
from knowledge.library import Library

OUTSIDE = Path(__file__).parent / "outside"
SAME = {"ask=can_you": "do_it", "steps_now": "cancel_now", "unclear": "out_of_scope", "ask=answer_time": "ask=when_person"}
"""Acts that two people do not tell apart reliably, and after which the same is done."""
SAME_WHERE = {"S07": {"no_offers": "no", "pause": "accept", "yes": "accept"}, "S20": {"accept": "pause"}}
"""The same, in a situation of `outside/situations.yml`: with an offer open, to want the pause is to take it."""
QUIET = frozenset({"greet", "bye", "ok", "annoyed", "thanks"})
"""Nothing hangs on these; the messages from outside are scored without them."""
FACTS = frozenset({"fact", "not_fact"})
NUMBERED = frozenset({"done", "at", "stuck"})
COMMITTING = frozenset(name for name, risk in RISK.items() if risk is Risk.commit)


@dataclass(frozen=True)
class Read:
    """A message with what was meant, and what was read."""

    text: str
    language: str
    meant: tuple[Act, ...]
    reading: Reading
    product: str | None
    situation: str = ""
    at: int | None = None

    @property
    def want(self) -> list[str]:
        """What was meant, as it is compared."""
        return [comparable(act, self.situation) for act in self.meant]

    @property
    def have(self) -> list[str]:
        """What was taken as said, as it is compared."""
        return [comparable(act, self.situation) for act in self.reading.said]


def comparable(act: Act, situation: str = "") -> str:
    """An act as it is compared: names of products count as found, whatever stands in them."""
    written = SAME_WHERE.get(situation, {}).get(act.written(), act.written())
    written = SAME.get(written, written)
    return "product=?" if written.startswith("product=?") else "moves_to" if act.name == "moves_to" else written


# reading


def read_held_out(reader: Reader, library: Library, messages: Iterable[Example]) -> Iterator[Read]:
    """Messages of people of whom nothing was trained on, each where it was said."""
    ways = {slug: shipped.ways(library, slug) for slug in library.products()}
    for message in messages:
        place = message.situation
        expects = Expectation(Open(place.open), place.asked, steps=_steps(message, ways), at=place.step, product=place.product)
        reading = reader.read(message.text, expects, Context(message.language))
        yield Read(message.text, message.language, message.acts, reading, place.product, at=place.step)


def _steps(message: Example, ways: dict[str, tuple[StepWords, ...]]) -> tuple[StepWords, ...]:
    steps = ways.get(message.situation.product or "", ())
    if message.situation.last and message.situation.step:
        return steps[: message.situation.step]
    return steps if message.situation.step else ()


def read_outside(talk: Conversations, language: str) -> Iterator[Read]:
    """The messages from outside, each after the messages that came before it."""
    assert talk.reader
    situations = read(OUTSIDE / "situations.yml")
    after = {name: _after(talk, situation.get(language, ())) for name, situation in situations.items()}
    for line in (OUTSIDE / f"{language}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        tracker = after[row["situation"]]
        reading = talk.read(Turn("outside", row["text"], datetime.now().astimezone()), tracker)
        meant = tuple(parse(act) for act in row["acts"])
        slots = tracker.slots
        yield Read(row["text"], language, meant, reading, slots["product"], row["situation"], int(slots["step"]) if slots["step"] else None)


def _after(talk: Conversations, before: Iterable[str]) -> Tracker:
    tracker, at = talk.tracker("outside", None), datetime.now().astimezone()
    tracker = tracker._replace(slots={**tracker.slots, "introduced": True})
    for text in before:
        tracker = talk.decide(Turn("outside", text, at), tracker).after
        at += timedelta(seconds=20)
    return tracker


# comparing


class Score(NamedTuple):
    """How well lists of acts agree."""

    precision: float
    recall: float
    f1: float
    exact: float


def score(found: Sequence[Read], without: frozenset[str] = frozenset()) -> Score:
    """Over all messages; exact: the same acts, in whatever order."""
    both = read_only = meant_only = exact = 0
    for each in found:
        want, have = {*each.want} - without, {*each.have} - without
        both, meant_only, read_only = both + len(want & have), meant_only + len(want - have), read_only + len(have - want)
        exact += want == have
    precision, recall = both / max(1, both + read_only), both / max(1, both + meant_only)
    return Score(precision, recall, 2 * precision * recall / max(1e-9, precision + recall), exact / max(1, len(found)))


def first_right(each: Read) -> bool:
    """Whether the first act is the one that was said first; a product counts only where nothing else is said."""
    want, have = ([act for act in acts if not act.startswith("product=")] or acts for acts in (each.want, each.have))
    return want[:1] == have[:1]


def facts_right(each: Read) -> bool:
    """Whether all that was told of the account was read, and no more."""
    return _facts(each.want) == _facts(each.have)


def facts_wrong(each: Read) -> bool:
    """Whether something was read of the account that was not told."""
    return bool(_facts(each.have) - _facts(each.want))


def _facts(acts: Iterable[str]) -> set[str]:
    return {act for act in acts if act.partition("=")[0] in FACTS}


def tells(each: Read) -> bool:
    """Whether something of the account is told."""
    return bool(_facts(each.want))


def asks(each: Read) -> bool:
    """Whether something is asked."""
    return any(act.name == "ask" for act in each.meant)


def answered_right(each: Read, library: Library) -> bool:
    """Whether the facts that answer are those that were asked for."""
    products = [each.product] if each.product in library else library.products()
    topics = [{act.value for act in acts if act.name == "ask"} for acts in (each.meant, each.reading.acts)]
    return all(_answer(topics[0], product, library) == _answer(topics[1], product, library) for product in products if product)


def _answer(topics: set[str], product: str, library: Library) -> set[str]:
    """The quotes of the facts that carry the topics; a topic without a fact stands for itself."""
    found: set[str] = set()
    for topic in topics:
        quotes = {placed.fact.quote for placed in library.article(product).placed if topic in placed.fact.topics}
        found |= quotes or {SAME.get(f"ask={topic}", topic)}
    return found


def reports(each: Read) -> bool:
    """Whether it is a report that says which step it is about."""
    return each.at is not None and any(act.name in NUMBERED and act.value for act in each.meant)


def step_right(each: Read) -> bool:
    """Whether the report leads to the step that it tells of: «done with 4» and «at 5» come to the same."""
    return _reached(each.meant, each.at) == _reached(each.reading.acts, each.at)


def _reached(acts: Iterable[Act], at: int | None) -> int | None:
    steps = [step for act in acts if (step := _next(act, at or 1)) is not None]
    return max(steps, default=None)


def _next(act: Act, at: int) -> int | None:
    if act.name not in NUMBERED:
        return None
    number = int(act.value) if act.value.isdecimal() else at
    return number + (act.name == "done")


def wrongly_taken(found: Iterable[Read]) -> list[tuple[Read, Act]]:
    """Acts that were taken and not said."""
    return [(each, act) for each in found for act in each.reading.said if comparable(act, each.situation) not in each.want]


def done_without_asking(each: Read, act: Act) -> bool:
    """Whether an act that ends a case, takes an offer or skips steps would be done at once (N17)."""
    return act.name in COMMITTING and (each.reading.exact or (act.agreed and MEASURED.sure(act.confidence)))
