"""How well people are understood, and what it costs: `make bench-understanding`. To read, never a test that fails.

Nothing of what is measured on was trained on: messages of people who were held out as a whole, and messages that others wrote.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import bootstrap
from bot.dialogue.expectation import Expectation, Open
from bot.settings import Settings
from bot.turn import Conversations, Turn
from bot.understanding import corpus
from bot.understanding.acts import ALPHABET
from bot.understanding.reader import Reader
from bot.understanding.reading import Context
from knowledge.library import Library
from knowledge.topics import TOPICS
from tests.figures import show
from tests.understanding.measuring import (
    QUIET,
    Read,
    answered_right,
    asks,
    done_without_asking,
    facts_right,
    facts_wrong,
    first_right,
    read_held_out,
    read_outside,
    reports,
    score,
    step_right,
    tells,
    wrongly_taken,
)

HELD_OUT = Path(__file__).parent / "understanding" / "held_out"
LANGUAGES = ("en", "it")
WANTED = 120
"""Examples of each act and topic in each language."""
TURNS = 120
BEGAN = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
CONFUSED = 12
"""Mistakes that are shown, the most frequent first."""


@dataclass(frozen=True)
class Figure:
    """One line of the table: one value, or the least, the middle, the most and the mean of several."""

    name: str
    values: list[float]
    reach: str = ""
    unit: str = ""

    def row(self) -> str:
        """As the table has it."""
        shown = f"{self.values[0]:>8.3f}"
        if len(self.values) > 1:
            several = (min(self.values), statistics.median(self.values), max(self.values), statistics.mean(self.values))
            shown = "min {:.1f} median {:.1f} max {:.1f} mean {:.1f}".format(*several)
        return f"{self.name:<64} {shown} {self.unit:<7} {self.reach}".rstrip()


def main() -> int:
    """Print the table; with `--json` one object a line."""
    return show(figures())


def figures() -> Iterator[Figure]:
    """All figures, the slowest last."""
    settings = Settings(_env_file=None)
    library = bootstrap.library(settings)
    talk = bootstrap.conversations(settings, bootstrap.fresh_store(), library)
    assert isinstance(talk.reader, Reader)
    held = corpus.examples(HELD_OUT)
    own = list(read_held_out(talk.reader, library, held))
    outside = [each for language in LANGUAGES for each in read_outside(talk, language)]
    yield from agreement(own, outside)
    yield from kinds(own, outside, library)
    yield from taken([*own, *outside])
    yield from confused([*own, *outside])
    yield from costs(talk.reader, [message.text for message in held])
    yield from turns(settings, library, [message.text for message in held])
    yield from thin()


def agreement(own: Sequence[Read], outside: Sequence[Read]) -> Iterator[Figure]:
    """How well whole lists agree, by language."""
    for language, reach in zip(LANGUAGES, ("≥ .95", "≥ .94"), strict=True):
        mine = [each for each in own if each.language == language]
        found = score(mine)
        yield Figure(f"held-out people, {language} ({len(mine)}): first act right", [share(map(first_right, mine))], reach)
        yield Figure("  list of acts, F1", [found.f1])
        yield Figure("  list of acts, exact", [found.exact])
    for language in LANGUAGES:
        theirs = [each for each in outside if each.language == language]
        found = score(theirs, QUIET)
        yield Figure(f"messages from outside, {language} ({len(theirs)}): F1", [found.f1], "≥ .88")
        yield Figure("  precision", [found.precision])
        yield Figure("  recall", [found.recall])
        yield Figure("  exact list", [found.exact], "≥ .75")


def kinds(own: Sequence[Read], outside: Sequence[Read], library: Library) -> Iterator[Figure]:
    """Account facts, questions, reports about the steps."""
    every = [*own, *outside]
    told, asked, reported = ([each for each in every if kind(each)] for kind in (tells, asks, reports))
    yield Figure(f"account facts ({len(told)} sentences): all right", [share(map(facts_right, told))], "≥ .90")
    yield Figure("  something wrong", [share(map(facts_wrong, told))], "≤ .02")
    untold = [each for each in every if not tells(each)]
    yield Figure(f"  something heard where nothing is told ({len(untold)})", [share(map(facts_wrong, untold))])
    yield Figure(f"questions ({len(asked)}): the right facts", [share(answered_right(each, library) for each in asked)], "≥ .92")
    yield Figure(f"reports about a step ({len(reported)}): the right step", [share(map(step_right, reported))], "≥ .92")


def taken(every: Sequence[Read]) -> Iterator[Figure]:
    """What is acted on, and how often that is wrong."""
    acted = [each for each in every if each.reading.acts]
    wrong = wrongly_taken(every)
    number = sum(len(each.reading.acts) for each in every)
    nothing_right = [each for each in acted if not {*each.want} & {*each.have}]
    ending = [(each, act) for each, act in wrong if done_without_asking(each, act)]
    yield Figure(f"messages of which something is taken ({len(every)})", [len(acted) / len(every)], "≥ .86")
    yield Figure("  nothing right in what is taken", [len(nothing_right) / len(acted)], "≤ .015")
    yield Figure("  acts taken that were not said, of all taken", [len(wrong) / max(1, number)])
    yield Figure("keep, all done, start over, accept: wrong and done without asking", [len(ending)], "0")
    for each, act in ending:
        yield Figure(f"  {act.written()}: «{each.text[:46]}»", [act.confidence])


def confused(every: Sequence[Read]) -> Iterator[Figure]:
    """Which acts are taken for which."""
    pairs: Counter[str] = Counter()
    for each in every:
        missed, added = sorted({*each.want} - {*each.have}), sorted({*each.have} - {*each.want})
        pairs.update(f"{a} → {b}" for a in missed for b in added or ["nothing"])
    for pair, number in pairs.most_common(CONFUSED):
        yield Figure(f"  confused: {pair}", [number])


def costs(reader: Reader, texts: Sequence[str]) -> Iterator[Figure]:
    """Processor time of a message, each text another."""
    different = list(dict.fromkeys(texts))
    expects, context = Expectation(Open.steps), Context("en", BEGAN.date())
    for text in different[:50]:
        reader.read(text, expects, context)
    spent = [spent_on(lambda text=text: reader.read(text, expects, context)) for text in different[50:1050]]  # type: ignore[misc]
    yield Figure(f"processor, a message read ({len(spent)} different ones)", spent, "mean ≤ 8", "CPU-ms")


def turns(settings: Settings, library: Library, texts: Sequence[str]) -> Iterator[Figure]:
    """Processor time of a turn on SQLite, each with another text."""
    with tempfile.TemporaryDirectory() as folder:
        kept = bootstrap.store(settings.model_copy(update={"database": f"sqlite:///{Path(folder) / 'bench.db'}"}))
        talk = bootstrap.conversations(settings, kept, library)
        said(talk, "warm", texts[-20:])
        spent = said(talk, "bench", list(dict.fromkeys(texts))[:TURNS])
        kept.close()
    yield Figure(f"processor, a turn on SQLite ({len(spent)} different texts)", spent, "mean ≤ 10", "CPU-ms")
    yield Figure("  turns 1 to 20", spent[:20], "", "CPU-ms")
    yield Figure(f"  turns {TURNS - 19} to {TURNS}", spent[-20:], "as 1 to 20", "CPU-ms")


def said(talk: Conversations, name: str, texts: Iterable[str]) -> list[float]:
    """Says these one after the other; what each cost."""
    at, spent = BEGAN, []
    for text in texts:
        turn = Turn(name, text, at)
        spent.append(spent_on(lambda turn=turn: talk.handle(turn)))  # type: ignore[misc]
        at += timedelta(seconds=20)
    return spent


def thin() -> Iterator[Figure]:
    """Acts and topics of which there are fewer examples than wanted."""
    examples = corpus.examples()
    yield Figure("examples", [len(examples)])
    for language in LANGUAGES:
        mine = [example for example in examples if example.language == language]
        counts = Counter(name for example in mine for name in {each for act in example.acts for each in (act.name, act.written())})
        for name in sorted({*(ALPHABET - {"ask"}), *(f"ask={topic}" for topic in TOPICS)}):
            if counts[name] < WANTED:
                yield Figure(f"  fewer than {WANTED} examples, {language}: {name}", [counts[name]])


def share(right: Iterable[bool]) -> float:
    """How many of them, 0 to 1."""
    every = list(right)
    return sum(every) / max(1, len(every))


def spent_on(work: Callable[[], object]) -> float:
    """Milliseconds of the processor."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


if __name__ == "__main__":
    sys.exit(main())
