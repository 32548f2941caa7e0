"""Proves that the model that comes with the program is what `partwell train` makes of the examples: `make train-check`.

It trains anew and compares what both models decide on every held-out message. Another processor rounds otherwise, so a decision that
hangs on a hair may fall the other way; anything more is another model.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from bot import bootstrap
from bot.settings import Settings
from bot.understanding import corpus, encoder, shipped
from bot.understanding.corpus import Example
from bot.understanding.model import Model
from bot.understanding.reader import Reader
from bot.understanding.reading import Reading
from knowledge.library import Library
from tests.understanding.measuring import read_held_out

HELD_OUT = Path(__file__).parent / "understanding" / "held_out"
HAIR = 0.05
"""How far two confidences of the same act may lie apart."""


def main() -> int:
    """0 when both decide the same."""
    from bot.cli.progress import bar

    settings = Settings(_env_file=None)
    library = bootstrap.library(settings)
    sentences = encoder.encoder(settings.cache)
    with bar("training") as progress:
        made = shipped.train(library, sentences, progress)
    messages = corpus.examples(HELD_OUT)

    def reader(model: Model) -> Reader:
        return Reader(model, sentences, library)

    found = list(differences(reader, shipped.load(), made, library, messages))
    print("\n".join(found) or f"The model is what `partwell train` makes: the same decisions on {len(messages)} messages.")  # noqa: T201
    return bool(found)


def differences(
    reader: Callable[[Model], Reader], kept: Model, made: Model, library: Library, messages: Iterable[Example]
) -> Iterator[str]:
    """What two models decide differently, one line each."""
    messages = list(messages)
    if kept.made_from != made.made_from:
        yield f"it was made of other examples: {kept.made_from}, not {made.made_from}"
    if kept.labels != made.labels:
        yield f"it knows other acts: {sorted({*kept.labels} ^ {*made.labels})}"
    pairs = (read_held_out(reader(model), library, messages) for model in (kept, made))
    for mine, theirs in zip(*pairs, strict=True):
        if apart := decided_otherwise(mine.reading, theirs.reading):
            yield f"«{mine.text[:60]}»: {', '.join(sorted(apart))}"


def decided_otherwise(one: Reading, other: Reading) -> set[str]:
    """The acts that only one of two readings takes, and by more than a hair."""
    taken = [{act.written() for act in reading.acts} for reading in (one, other)]
    sure = [{act.written(): act.confidence for act in (*reading.acts, *reading.considered)} for reading in (one, other)]
    return {act for act in taken[0] ^ taken[1] if abs(sure[0].get(act, 0.0) - sure[1].get(act, 0.0)) > HAIR}


if __name__ == "__main__":
    sys.exit(main())
