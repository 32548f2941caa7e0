"""Whatever is written, a turn takes a bounded time of the processor: others wait for it."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.turn import Conversations
from tests.conftest import Talk

MOST = 10
"""As many times what an ordinary message takes, measured beside it: a slow or busy machine is slow for both."""
ORDINARY = "I want to cancel listkit, it is too expensive and we hardly use it. What happens to our data?"
TRIES = 6
MONTHS = ("January", "March", "May", "December")
WORST = {
    "nothing": "",
    "one letter": "a" * 40_000,
    "controls": "\x01" * 40_000,
    "halves of characters": "\ud800 x" * 10_000,
    "directions": "\u202ea " * 10_000,
    "accents": "e\u0301\u0316" * 13_000,
    "empty lines": "\n" * 40_000,
    "quotes": "> a\n" * 10_000,
    "one date": "my invoice is on 15 December " * 1_300,
    "many dates": "invoice " + " ".join(f"{day} {month}" for month in MONTHS for day in range(1, 29)),
    "dates in figures": "fattura " + " ".join(f"il {day}/{month}" for month in range(1, 13) for day in range(1, 29)),
    "short dates": "deadline by 1 may 2 may 3 jun " * 100,
    "figures": "invoice " + " ".join(map(str, range(3_000))),
    "slashes": "invoice 1/2/3/4/5/6/7/8/9/10/11/12 " * 800,
    "days ago": "cancel on 3 december " + "a day ago " * 1_500,
    "weekdays": "disdire il 3 dicembre " + "lunedì " * 2_000,
    "days": "invoice on the 3rd next month " * 1_300,
    "spans": "invoice in ten days in two weeks " * 1_200,
    "products": "cancel kustomer listkit octopus crm activecampaign infusionsoft " * 600,
    "misspelt products": "cancel kustomr litskit octopsu crm actvecampaign infusonsoft " * 600,
    "unknown names": "Cancel Acme Cloud Beta Gamma Delta " * 1_000,
    "unknown words": " ".join(f"zq{number}xw" for number in range(6_000)),
    "slips": " ".join(f"cancle{chr(97 + number % 26)}{chr(97 + number // 26 % 26)}" for number in range(3_000)),
    "mentions": "<@" * 20_000,
    "sentences": ". ".join(f"cancel number {number} kustomer" for number in range(1_000)),
    "a button that is none": '/cancel{"product": ' + '"a", "b":' * 4_000,
    "nested brackets": '/cancel{"a":' + "[" * 1_400 + "}",
    "invisible": "c\u200ba\u2060n\ufeff" * 8_000,
    "right to left": "\u202e\u2066cancel\u2069\u202c " * 3_000,
    "combining flood": "z" + "\u0335\u0322\u0327\u0328\u0321" * 8_000,
    "one long word": "disdirelabbonamento" * 2_000,
    "capitals": "CANCEL ACME " * 3_000,
    "conjunctions": "and but so then e ma però poi " * 1_300,
    "captions": "“Settings” “Cancel my subscription” “Confirm” " * 900,
    "emoji": "👍🏽" * 13_000,
    "another script": "أريد الإلغاء " * 3_000,
    "addresses": "o'neil.a+b@mail.example.co.uk " * 1_300,
    "half an address": "a.b-c+d'" * 5_000 + "@",
    "an endless domain": "ann@" + "a." * 20_000,
    "phone numbers": "+39 333 123 4567 " * 2_300,
    "an endless number": "1" * 40_000,
    "spaced figures": "1 (" * 13_000,
    "numbers of papers": "order no. 123 456 789, " * 1_700,
    "steps by number": "I'm at step 4, done with step 3 " * 1_200,
    "days without an end": "invoice on 3 may " + "and then it goes on and on " * 1_400 + "?",
}


PIECES = ["cancel", "kustomer", "15 December", "\u0301", "\u202e", "<@", "1/2/27", ". ", "🤷", "~", "zqx9", "\n> "]
PIECES += ["a'b@c.d", "a.", "+39 333", "order no.", "step 4", "in ten days", "\ud800", "?"]


def ordinary(conversations: Conversations) -> float:
    """Processor seconds of a message as people write them."""
    return quickest(lambda: Talk(conversations, "ordinary", "en").say(ORDINARY))


def quickest(turn: Callable[[], object]) -> float:
    """Processor seconds of the quickest of some tries."""
    return min(spent(turn) for _ in range(TRIES))


def spent(turn: Callable[[], object]) -> float:
    """Processor seconds of one try."""
    began = time.thread_time()
    turn()
    return time.thread_time() - began


@pytest.mark.parametrize("place", ["", '/cancel_now{"product": "listkit"}', "/human"], ids=["at first", "in the steps", "with our team"])
@pytest.mark.parametrize("case", WORST)
def test_a_turn_takes_a_bounded_time(shared_conversations: Conversations, case: str, place: str) -> None:
    talk = Talk(shared_conversations, case, "en")
    if place:
        talk.say(place)
    before = talk.tracker

    def turn() -> None:
        talk.tracker = before
        talk.say(WORST[case])

    assert quickest(turn) < MOST * ordinary(shared_conversations)


@settings(max_examples=25, derandomize=True)  # a machine's mood decides about mixtures at the limit: the same ones are tried each time
@given(
    st.lists(
        st.sampled_from(range(len(PIECES))),
        max_size=8,
    )
)
def test_no_mixture_of_them_takes_longer(shared_conversations: Conversations, parts: list[int]) -> None:
    text = " ".join(PIECES[part] for part in parts)
    text *= 40_000 // max(1, len(text))
    taken = quickest(lambda: Talk(shared_conversations, "mixed", "en").say(text))
    assert taken < MOST * ordinary(shared_conversations)


def test_the_hundredth_message_takes_no_longer_than_the_first(shared_conversations: Conversations) -> None:
    talk = Talk(shared_conversations, "long", "en")
    talk.say('/cancel_now{"product": "listkit"}')
    times = [spent(lambda n=number: talk.say(f"what does button number {n} look like, is it blue?")) for number in range(100)]  # type: ignore[misc]
    assert min(times[-20:]) < 3 * min(times[:20])
