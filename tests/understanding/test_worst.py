"""Whatever is written, a turn takes a bounded time of the processor: others wait for it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation import Conversations
from bot.understanding.features import clean
from tests.conftest import Talk

MOST = 0.1
"""Seconds of processor time. A quiet machine needs half of it; this one may run other tests beside."""
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
    "emoji": "👍🏽" * 13_000,
    "another script": "أريد الإلغاء " * 3_000,
}


@pytest.mark.parametrize("case", WORST)
def test_a_turn_takes_a_bounded_time(shared_conversations: Conversations, case: str) -> None:
    pipeline = shared_conversations.pipeline
    assert pipeline
    spent = []
    for number in range(4):
        talk = Talk(shared_conversations, f"{case} {number}", "en")
        pipeline._scored.clear()
        began = time.thread_time()
        talk.say(WORST[case])
        spent.append(time.thread_time() - began)
        if spent[-1] < MOST:
            return
    assert min(spent) < MOST


@settings(max_examples=25)
@given(
    st.lists(
        st.sampled_from(["cancel", "kustomer", "15 December", "\u0301", "\u202e", "<@", "1/2/27", ". ", "🤷", "~", "zqx9", "\n> "]),
        max_size=8,
    )
)
def test_no_mixture_of_them_takes_longer(shared_conversations: Conversations, parts: list[str]) -> None:
    text = " ".join(parts)
    text *= 12_000 // max(1, len(text))
    spent = []
    for number in range(4):
        began = time.thread_time()
        Talk(shared_conversations, f"mixed {number}", "en").say(text)
        spent.append(time.thread_time() - began)
        if spent[-1] < MOST:
            return
    assert min(spent) < MOST


@given(st.text())
def test_a_text_is_cleaned_as_its_characters_say(text: str) -> None:
    assert clean(clean(text)) == clean(text)
