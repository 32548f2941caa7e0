"""What others wrote is shown without what cannot be seen and changes what is."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.harmless import UNSEEN, everywhere, harmless, line


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("\u2066a\u2069\u200e\u200f\u061c", "a"),
        ("pa\u200bypal\u2060\ufeff", "paypal"),
        ("so\u00adft", "soft"),
        ("a\u2028b\u2029c\r\nd\re\x85f\x0bg", "a\nb\nc\nd\ne\nf\ng"),
        ("\x1b[31mred\x1b[0m \x1b]0;title\x07x\x9b2Jy\x07", "red xy"),
        ("\x00a\x08b\x7f", "ab"),
        ("a\ud800b", f"a{UNSEEN}b"),
        ("\u202e\u200b", UNSEEN),
        ("", ""),
        (" \n", " \n"),
        ("a\u3164\u2800b", "a  b"),
        ("z\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308", "z\u0300\u0301\u0302\u0303\u0304\u0305"),
        ("hidden\U000e0063\U000e0061", "hidden"),
        ("a\u200db", "ab"),
        ("x\U000e0101\U000e0102", "x"),
    ],
)
def test_what_cannot_be_seen_is_taken_out(written: str, seen: str) -> None:
    assert harmless(written) == seen


@pytest.mark.parametrize(
    "written",
    [
        "أريد الإلغاء من فضلك",
        "שלום, אני רוצה לבטל",
        "می\u200cخواهم لغو کنم",
        "क\u094d\u200dष",
        "👩\u200d💻 👨\u200d👩\u200d👧 ❤\ufe0f\u200d🔥 🏳\ufe0f\u200d🌈",
        "👍🏽 2\ufe0f\u20e3 ☑\ufe0f",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "perché è così, naïve, e\u0301",
        "ภาษาไทยที่นี่",
        "two\n\tlines",
        "日本語",
    ],
)
def test_real_writing_stays_as_it_is(written: str) -> None:
    assert harmless(written) == written


def test_a_name_is_one_line() -> None:
    assert line("bill\u2028.pdf\nState: resolved") == "bill .pdf State: resolved"


def test_all_texts_of_some_data_are_made_harmless() -> None:
    assert everywhere({"a": ["x\u202e", ("y\u200b", 1)], "b": None}) == {"a": ["x", ("y", 1)], "b": None}


@given(st.text())
def test_any_text_is_made_harmless_once_and_for_all(written: str) -> None:
    seen = harmless(written)
    assert harmless(seen) == seen
    assert bool(seen.strip()) == bool(written.strip())
    assert not [sign for sign in seen if unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} and sign not in "\n\t"]
    seen.encode()


@pytest.mark.parametrize(
    "flood", ["\x1b[", "\x1b]", "\u0301", "e\u0301", "\u200d", "👩\u200d", "\U0001f3f4\U000e0067", "\ufe0f", "\r", "\u202e"]
)
def test_it_takes_time_in_proportion_to_the_length(flood: str) -> None:
    text = flood * (200_000 // len(flood))
    began = time.thread_time()
    harmless(text)
    assert time.thread_time() - began < 1.0
