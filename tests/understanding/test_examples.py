"""The examples are many, different, and the same for both languages; what measures the model is nowhere among them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.acts import ALPHABET
from bot.understanding.corpus import Example, Situation
from knowledge.topics import TOPICS
from tests.understanding.likeness import alike, plain, slowly_alike

LANGUAGES = ("en", "it")
FEWEST = 14_000
"""Different examples in all."""
FEWEST_OF_AN_ACT = 90
"""Examples of an act or topic in each language; 120 are wanted: `make bench-understanding` says which have fewer."""
FEWEST_HELD_OUT = 1_000
EVERYBODYS = 3
"""Words of a message that many write without knowing of each other: «done», «not yet», «no thanks»."""
MOST_ALIKE = 0.002
"""Share of near-duplicates that is no matter."""
LOPSIDED = 1.25
FINE = frozenset({"ask", "fact", "not_fact", "other_is", "reason", "language"})
"""Acts that are counted by their values."""


def counted(examples: Iterable[Example], language: str) -> Counter[str]:
    """In how many examples each act and topic is said."""
    mine = (example for example in examples if example.language == language)
    return Counter(said for example in mine for said in {act.written() if act.name in FINE else act.name for act in example.acts})


def of(examples: Iterable[Example], language: str) -> list[Example]:
    return [example for example in examples if example.language == language]


def test_there_are_enough_different_ones(examples: tuple[Example, ...]) -> None:
    assert len({(example.language, plain(example.text), example.situation) for example in examples}) >= FEWEST


def test_both_languages_have_as_many(examples: tuple[Example, ...]) -> None:
    sizes = [len(of(examples, language)) for language in LANGUAGES]
    assert max(sizes) <= LOPSIDED * min(sizes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_act_and_no_topic_is_rare(examples: tuple[Example, ...], language: str) -> None:
    found = counted(examples, language)
    wanted = {*(ALPHABET - FINE), *(f"ask={topic}" for topic in TOPICS)}
    assert {name: found[name] for name in wanted if found[name] < FEWEST_OF_AN_ACT} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_hardly_any_is_nearly_another(examples: tuple[Example, ...], language: str) -> None:
    mine = of(examples, language)
    pairs = [(one.text, other.text) for one, other in alike(mine)]
    assert len(pairs) <= MOST_ALIKE * len(mine), pairs


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_held_out_is_not_among_them(examples: tuple[Example, ...], held_out: tuple[Example, ...], language: str) -> None:
    trained, held = of(examples, language), of(held_out, language)
    assert len(held) >= FEWEST_HELD_OUT
    assert not {example.writer for example in trained} & {example.writer for example in held}
    texts = {plain(example.text) for example in trained}
    assert [example.text for example in held if len(plain(example.text)) > EVERYBODYS and plain(example.text) in texts] == []
    apart = {id(example) for example in held}
    assert [(one.text, other.text) for one, other in alike([*trained, *held]) if (id(one) in apart) != (id(other) in apart)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_act_and_topic_is_held_out_too(held_out: tuple[Example, ...], language: str) -> None:
    found = counted(held_out, language)
    assert [topic for topic in TOPICS if not found[f"ask={topic}"]] == []
    assert [name for name in sorted(ALPHABET - FINE) if not found[name]] == []


def message(text: str) -> Example:
    return Example(text, (), Situation("nothing"), "en", "ann")


def test_messages_that_share_nearly_all_words_are_alike() -> None:
    one, other, third = map(
        message, ("should I write down the names first", "Should I write down all the names first?", "write to them first")
    )
    assert list(alike([one, other, third])) == [(one, other)]


def test_short_messages_are_never_alike() -> None:
    assert list(alike([message("done"), message("done"), message("no thanks"), message("No, thanks!")])) == []


@given(st.lists(st.lists(st.sampled_from("abcdefghij"), min_size=5, max_size=9).map(" ".join), unique=True, max_size=12))
def test_looking_at_rare_words_alone_misses_no_pair(texts: list[str]) -> None:
    messages = [message(text) for text in texts]
    assert {(one.text, other.text) for one, other in alike(messages)} == slowly_alike(messages)
