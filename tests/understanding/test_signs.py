"""Emoji as answers."""

from __future__ import annotations

import pytest

from bot.turn import Conversations
from bot.understanding.signs import in_words, is_decoration
from tests.conftest import Talk


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("👍", "👍"), ("👍🏽", "👍"), ("✅", "👍"), ("✔️ ☑️", "👍"), ("👌🏿", "👍"), ("🙆‍♀️", "👍"),
        ("👎", "no"), ("❌", "no"), ("👎🏻👎🏻", "no"), ("🙅‍♂️", "no"),
        ("2️⃣", "2"), ("2⃣", "2"), ("🔟", "10"), ("2", "2"),
        ("👋", "/greet"), ("👋🏽", "/greet"), ("🙏🏿", "/thanks"),
        ("👍👎", "👍👎"), ("🎉", "🎉"), ("yes 👍", "yes 👍"), ("", ""), ("  ", "  "),
    ],
)  # fmt: skip
def test_signs_say_yes_no_hello_thanks_or_a_number(text: str, said: str) -> None:
    assert in_words(text) == said


@pytest.mark.parametrize(("language", "wish"), [("en", "cancel octopus crm"), ("it", "disdire octopus crm")])
@pytest.mark.parametrize("sign", ["✅", "👍🏽", "☑️"])
def test_a_yes_ends_the_step_that_waits_for_it(shared_conversations: Conversations, language: str, wish: str, sign: str) -> None:
    talk = Talk(shared_conversations, "signs", language)
    talk.say(wish)
    before = talk.slots["step"]
    talk.say(sign)
    assert talk.slots["step"] != before
    assert talk.tracker.latest_message["text"] == sign


@pytest.mark.parametrize("language", ["en", "it"])
def test_a_keycap_is_the_number_of_a_choice(shared_conversations: Conversations, language: str) -> None:
    signs, digits = Talk(shared_conversations, "signs", language), Talk(shared_conversations, "signs", language)
    for talk, number in ((signs, "1️⃣"), (digits, "1")):
        talk.say({"en": "cancel kustomer", "it": "disdire kustomer"}[language], number)
    assert signs.slots["attributes"] == digits.slots["attributes"]
    assert signs.responses() == digits.responses()


@pytest.mark.parametrize(("language", "wish"), [("en", "cancel kustomer"), ("it", "disdire kustomer")])
def test_a_no_is_a_no(shared_conversations: Conversations, language: str, wish: str) -> None:
    signs, words = Talk(shared_conversations, "signs", language), Talk(shared_conversations, "signs", language)
    signs.say(wish, "❌")
    words.say(wish, "no")
    assert signs.responses() == words.responses()


@pytest.mark.parametrize(
    ("text", "decorates"),
    [
        ("🎉", True),
        ("❤️ 🎉", True),
        ("👩‍💻", True),
        ("👍", False),
        ("2️⃣", False),
        ("👋🏽", False),
        ("?", False),
        ("", False),
        ("🎉 done", False),
    ],
)
def test_emoji_that_say_nothing_are_decoration(text: str, decorates: bool) -> None:
    assert is_decoration(text) is decorates


@pytest.mark.parametrize(("language", "wish"), [("en", "cancel octopus crm"), ("it", "disdire octopus crm")])
def test_hello_and_thanks_change_neither_language_nor_step(shared_conversations: Conversations, language: str, wish: str) -> None:
    talk = Talk(shared_conversations, "signs", language)
    talk.say(wish)
    talk.say("🙏")
    assert "utter_thanks" in talk.responses()
    assert (talk.slots["step"], talk.slots["language"]) == (1, language)
    assert talk.tracker.latest_message["text"] == "🙏"
