"""From the examples to what a model learns from: product names taken out, acts without the values that recognisers find."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from bot.dialogue.expectation import Open
from bot.understanding.acts import Act
from bot.understanding.corpus import Example, stand_in
from bot.understanding.features import clean, words
from bot.understanding.model import Example as Sample
from bot.understanding.own_words import own_words
from bot.understanding.products import Found, ProductIndex
from knowledge.library import Name
from knowledge.words import straight

LONGEST = 1500
ROOM = 12_000
"""Characters of a message that are looked at before what cannot be seen is taken out."""
FEWEST = 3
"""Examples that a word occurs in which is no slip for a product's name."""
ELSEWHERE = {"steps": 4, "last_step": 4, "confirm": 1}
"""Place → every so many of its messages is learnt as an answer to «are you at that step?» too, which is seldom asked: reports are often
that answer, and so is a yes or no."""
NUMBERED = frozenset({"done", "at", "stuck"})
"""Acts whose number the steps decide."""
ANY = {"done": "any_done", "done_n": "any_done", "all_done": "any_done", "stuck": "any_stuck", "stuck_n": "any_stuck"}
"""Label → one that stands beside it: that something was done is often plain where it is not which step that was."""


def label(act: Act) -> str | None:
    """What a model learns of an act; None of what names alone tell."""
    if act.name == "product":
        return "product_unknown" if act.value.startswith("?") else None
    if act.name in NUMBERED and act.value:
        return f"{act.name}_n"
    return act.name if act.name in ("choice", "moves_to", "date") else act.written()


def also_there(found: Iterable[Sample]) -> Iterator[Sample]:
    """Of the messages that may as well answer «are you at that step?» every so many, as such an answer."""
    seen: Counter[str] = Counter()
    for each in found:
        seen[each.open] += 1
        if each.open in ELSEWHERE and seen[each.open] % ELSEWHERE[each.open] == 0:
            yield replace(each, open=Open.there)


def samples(examples: Sequence[Example], names: Iterable[Name]) -> list[Sample]:
    """What a model learns from."""
    written = [lines(example.text) for example in examples]
    index = ProductIndex(names, common(written))
    return [sample(example, text, index) for example, text in zip(examples, written, strict=True)]


def sample(example: Example, text: str, index: ProductIndex) -> Sample:
    """One example, its text in lines as `lines` gives them."""
    labels = [found for act in example.acts if (found := label(act))]
    acts = dict.fromkeys([*labels, *(ANY[each] for each in labels if each in ANY)])
    return Sample(
        neutral(text, index.find(text)),
        opened(example),
        example.situation.asked,
        tuple(acts),
        example.language,
        f"{example.writer[:2]}:{example.writer}",
    )


def opened(example: Example) -> str:
    """What was open, the last of the steps told from the others."""
    return "last_step" if example.situation.last else example.situation.open


def lines(text: str) -> str:
    """The customer's own words, in lines."""
    return in_lines(own_words(text))


def in_lines(own: str) -> str:
    """Words without what they quote, each line cleaned by itself and straight: where a line ends, a clause ends."""
    found = (clean(line) for line in own[:ROOM].splitlines())
    kept = "\n".join(line for line in found if line)[:LONGEST]
    return "\n".join(straight(line) for line in kept.split("\n"))


def neutral(text: str, found: Sequence[Found]) -> str:
    """The text with product names taken out."""
    for each in sorted(found, key=lambda one: -one.start):
        text = text[: each.start] + stand_in(each.role) + text[each.end :]
    return text


def common(texts: Iterable[str]) -> Collection[str]:
    """Words that people use often, and that are therefore no misspelt names."""
    counts = Counter(word for text in texts for word in set(words(text)))
    return {word for word, count in counts.items() if count >= FEWEST}
