"""Which messages are nearly the same: by the words that they share."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from bot.understanding.corpus import Example

NEAR = 0.8
"""Share of the words of both from which on two messages count as one."""
FEWEST_WORDS = 6
"""Shorter ones are what everybody says."""
_WORD = re.compile(r"\w+", re.UNICODE)


def plain(text: str) -> tuple[str, ...]:
    """The words of a message, in lower case."""
    return tuple(_WORD.findall(text.lower()))


def alike(messages: Sequence[Example]) -> Iterator[tuple[Example, Example]]:
    """Pairs of messages that share nearly all their words. Whoever shares so many shares one of the rarest, so only those are compared."""
    words = [frozenset(plain(message.text)) for message in messages]
    seen = Counter(word for each in words for word in each)
    having: dict[str, list[int]] = defaultdict(list)
    for number, mine in enumerate(words):
        if len(mine) < FEWEST_WORDS:
            continue
        rarest = sorted(mine, key=lambda word: (seen[word], word))[: len(mine) - int(NEAR * len(mine)) + 1]
        for other in sorted({other for word in rarest for other in having[word]}):
            if len(mine & words[other]) >= NEAR * len(mine | words[other]):
                yield messages[other], messages[number]
        for word in rarest:
            having[word].append(number)


def slowly_alike(messages: Sequence[Example]) -> set[tuple[str, str]]:
    """The same, each compared with each: what `alike` is checked against."""
    words = {message.text: frozenset(plain(message.text)) for message in messages}
    long = [text for text, each in words.items() if len(each) >= FEWEST_WORDS]
    return {(a, b) for a, b in combinations(long, 2) if len(words[a] & words[b]) >= NEAR * len(words[a] | words[b])}
