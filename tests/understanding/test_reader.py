"""From a message to what it means: in its language, where it was said, and whatever it is made of."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import bootstrap
from bot.dialogue.expectation import Expectation, Open, StepWords
from bot.settings import Settings
from bot.understanding.acts import ALPHABET, Act, parse
from bot.understanding.reader import Reader, asked_beside
from bot.understanding.reading import LONGEST, Context, Reading
from bot.understanding.shipped import ways
from knowledge.library import Library

TODAY = date(2026, 11, 22)
SHOWN = (("Premium", '/inform{"plan": "premium"}'), ("Essentials", '/inform{"plan": "essentials"}'), ("Talk to our team", "/human"))
ODD = [
    "",
    " ",
    "\n\n",
    "?",
    "...",
    "🙂",
    "👍👍👍",
    "😡 cancel 😡",
    "\x00",
    "\x1b[31mcancel\x1b[0m",
    "\x07\x08 cancel \x7f",
    "\u202ecancel ListKit\u202c",
    "\u200f\u200e",
    "can\u200bcel list\u2060kit",
    "أريد إلغاء اشتراكي في ListKit",
    "אני רוצה לבטל את המנוי",
    "我想取消订阅",
    "サブスクリプションを解約したい",
    "\ud800",
    "cancel \udfff ListKit",
    "a" * 40_000,
    "cancel " * 6_000,
    "🙂" * 40_000,
    "e\u0301" * 20_000,
    "z\u0335\u0322\u0327\u0328\u0321" * 8_000,
    "%s %d {0} {name} ${x} <b>cancel</b> '; DROP TABLE cases; --",
    "/" * 700,
    "{" * 700,
    "/inform" + '{"a":' * 200,
]


def written(reading: Reading) -> list[str]:
    return [act.written() for act in reading.acts]


def checked(reading: Reading) -> Reading:
    """What holds of any reading."""
    assert reading.language in ("en", "it")
    assert all(act.name in ALPHABET and 0 <= act.confidence <= 1 for act in (*reading.acts, *reading.considered))
    assert all(parse(act.written()) for act in reading.acts if act.name != "date")
    assert len(reading.text) <= LONGEST
    assert "\n" not in reading.text
    json.loads(json.dumps(reading.as_data()))
    reading.text.encode()
    return reading


@pytest.fixture(scope="module")
def steps(library: Library) -> tuple[StepWords, ...]:
    paths = library.article("listkit").paths.values()
    return tuple(StepWords.of(step) for step in max(paths, key=lambda path: len(path.steps)).steps)


# language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I want to cancel my subscription", "en"),
        ("how do I get out of this contract?", "en"),
        ("voglio disdire l'abbonamento", "it"),
        ("come faccio a chiudere il mio account?", "it"),
    ],
)
def test_the_first_message_shows_the_language(reader: Reader, text: str, language: str) -> None:
    found = reader.read(text)
    assert (found.language, found.language_sure) == (language, True)


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("text", ["ListKit", "ok", "qqqq", "12", "🙂", "", "no", "premium", "grazie", "thanks"])
def test_a_word_does_not_change_the_language_of_a_conversation(reader: Reader, text: str, language: str) -> None:
    assert reader.read(text, context=Context(language)).language == language


def test_a_first_message_that_shows_no_language_is_in_the_default_one(reader: Reader) -> None:
    assert reader.read("qqqq").language == "en"


def test_the_language_that_somebody_set_for_themselves_counts_until_their_words_show_another(reader: Reader) -> None:
    assert reader.read("qqqq", context=Context(locale="it")).language == "it"
    assert reader.read("I want to cancel my subscription", context=Context(locale="it")).language == "en"


def test_a_sentence_in_the_other_language_switches(reader: Reader) -> None:
    assert reader.read("when will they stop charging my card?", context=Context("it")).language == "en"
    assert reader.read("quando smettono di addebitarmi la carta?", context=Context("en")).language == "it"


@pytest.mark.parametrize(
    "text", ["je voudrais résilier mon abonnement", "ich möchte mein Abonnement kündigen", "quiero cancelar mi suscripción"]
)
def test_a_third_language_is_noticed_and_the_conversation_stays_in_its_own(reader: Reader, text: str) -> None:
    found = reader.read(text, context=Context("it"))
    assert (found.foreign, found.language, found.language_sure) == (True, "it", False)


@pytest.mark.parametrize("text", ["I want to cancel my subscription", "voglio disdire l'abbonamento", "cancel ListKit", "grazie mille"])
def test_our_own_languages_are_not_foreign(reader: Reader, text: str) -> None:
    assert not reader.read(text).foreign


# what a message means


def test_several_acts_come_in_the_order_in_which_they_are_said(reader: Reader) -> None:
    assert written(reader.read("Please cancel my ListKit account. It's far too expensive.")) == [
        "product=listkit",
        "cancel",
        "reason=too_expensive",
    ]


@pytest.mark.parametrize("text", ["we move from Kustomer to ListKit, cancel it", "passiamo da Kustomer a ListKit, va disdetto"])
def test_the_product_somebody_moves_to_is_not_the_one_to_leave(reader: Reader, text: str) -> None:
    assert written(reader.read(text))[:2] == ["product=kustomer", "moves_to=ListKit"]


@pytest.mark.parametrize("text", ["please cancel List Kit for us", "PLEASE CANCEL LISTKIT FOR US", "please cancel Litskit for us"])
def test_a_product_is_found_however_it_is_written(reader: Reader, text: str) -> None:
    assert "product=listkit" in written(reader.read(text))


def test_an_unknown_product_keeps_its_name(reader: Reader) -> None:
    found = reader.read("voglio disdire Salesforce", Expectation(Open.product), Context("it"))
    assert "product=?Salesforce" in written(found)


@pytest.mark.parametrize(
    ("text", "language"), [("my next invoice is on 15 December", "en"), ("la prossima fattura è il 15 dicembre", "it")]
)
def test_a_day_is_read_where_it_is_known_which_day_it_is(reader: Reader, text: str, language: str) -> None:
    [found] = reader.read(text, context=Context(language, TODAY)).all("date")
    assert found.value == "2026-12-15"
    assert not [act.value for act in reader.read(text, context=Context(language)).all("date") if act.value]


def test_a_fact_comes_with_the_customers_words_for_it(reader: Reader) -> None:
    found = reader.read("cancel Kustomer, we're on Premium", context=Context("en"))
    [fact] = found.all("fact")
    assert (fact.written(), "Premium" in (fact.words or "")) == ("fact=plan:premium", True)


def test_a_report_says_its_step(reader: Reader, steps: tuple[StepWords, ...]) -> None:
    found = reader.read("done, there's a reason box now", Expectation(Open.steps, steps=steps, at=4), Context("en"))
    assert "at=5" in written(found)


@pytest.mark.parametrize(
    "text",
    [
        "there's a 'My account' with 'Cancel my subscription', is that it?",
        "I also see “Cancel my subscription” under My account, which one do I use?",
        "Vi è anche un modulo «My account» in alto a destra? Mi pare di scorgere lì la dicitura «Cancel my subscription».",
    ],
)
def test_what_a_later_step_has_on_its_screen_is_that_step_and_no_question_which_is_meant(
    reader: Reader, library: Library, text: str
) -> None:
    found = reader.read(text, Expectation(Open.steps, steps=ways(library, "infusionsoft"), at=2, product="infusionsoft"))
    assert written(found) == ["at=4"]


@pytest.mark.parametrize(
    "text", ["I can't see “Cancel my subscription”, which one is it?", "“Cancel my subscription” non c'è, quale devo usare?"]
)
def test_what_somebody_does_not_find_is_not_in_front_of_them(reader: Reader, library: Library, text: str) -> None:
    found = reader.read(text, Expectation(Open.steps, steps=ways(library, "infusionsoft"), at=2, product="infusionsoft"))
    assert "at=4" not in written(found)


def test_without_steps_on_the_screen_a_report_has_no_number(reader: Reader) -> None:
    found = reader.read("I clicked Cancel my subscription, there's a reason box now")
    assert not [act for act in (*found.acts, *found.considered) if act.name in ("done", "at", "stuck") and act.value]


def test_a_phrase_that_means_one_thing_is_exact(reader: Reader) -> None:
    found = reader.read("All done!", Expectation(Open.steps, at=8))
    assert (written(found), found.exact, found.acts[0].agreed) == (["all_done"], True, True)


def test_the_same_words_in_a_sentence_are_not_exact(reader: Reader) -> None:
    assert not reader.read("are we all done here yet or is there more to it", Expectation(Open.steps, at=2)).exact


# what is clicked, or typed as if


def test_a_click_is_read_as_its_button_says(reader: Reader) -> None:
    found = reader.read("Premium", context=Context("it"), payload='/inform{"plan": "premium"}')
    assert (found.from_button, found.exact, found.language, found.text) == (True, True, "it", "Premium")
    assert found.values == {"plan": "premium"}


@pytest.mark.parametrize(
    "text", ["essentials", "Essentials.", "*Essentials*", "“Essentials”", "`essentials`", "2", "*2*", "2.", "the second one, thanks", "2️⃣"]
)
def test_a_title_or_number_on_the_screen_is_a_click(reader: Reader, text: str) -> None:
    found = reader.read(text, Expectation(Open.account, frozenset({"plan"}), SHOWN))
    assert (found.from_button, found.values) == (True, {"plan": "essentials"})


def test_a_payload_that_is_typed_is_a_click(reader: Reader) -> None:
    assert written(reader.read('/cancel{"product": "listkit"}')) == ["product=listkit", "cancel"]


@pytest.mark.parametrize("text", ["9", "option 9", "the last one"])
def test_a_number_that_is_on_no_button_is_a_choice(reader: Reader, text: str) -> None:
    found = reader.read(text)
    assert (found.from_button, [act.name for act in found.acts]) == (False, ["choice"])


def test_a_payload_that_is_none_is_read_as_words(reader: Reader) -> None:
    found = checked(reader.read("cancel ListKit", payload="/nothing_like_it"))
    assert (found.from_button, "product=listkit" in written(found)) == (False, True)


# whose words


def test_what_is_quoted_is_not_the_customers(reader: Reader) -> None:
    found = reader.read("> we can pause, or talk to a person\nno thanks")
    assert (written(found), found.text) == (["no"], "no thanks")
    assert found.whole == "> we can pause, or talk to a person no thanks"


def test_a_number_below_a_quote_is_a_click(reader: Reader) -> None:
    assert reader.read("> which one?\n2", Expectation(shown=SHOWN)).values == {"plan": "essentials"}


@pytest.mark.parametrize("text", ["On 03/11/2026 09:14, Support wrote:\n> pause?", "> cancel it", "", "  ", "\x00", "\u200b"])
def test_where_nothing_is_the_customers_own_nothing_is_read(reader: Reader, text: str) -> None:
    found = reader.read(text)
    assert (found.acts, found.empty) == ((), True)


@pytest.mark.parametrize("text", ["The thing is…", "ecco, allora"])
def test_the_beginning_of_a_thought_says_nothing_yet(reader: Reader, text: str) -> None:
    assert reader.read(text).empty


def test_nothing_but_marks_has_no_meaning_and_is_not_empty(reader: Reader) -> None:
    found = reader.read("???")
    assert (found.acts, found.empty) == ((), False)


# whatever it is made of


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_odd_texts_are_read(reader: Reader, text: str) -> None:
    for place in (Open.nothing, Open.account, Open.offer, Open.waiting):
        checked(reader.read(text, Expectation(place, frozenset({"role"}), SHOWN), Context("it", TODAY)))


@given(st.text(max_size=400), st.sampled_from(Open), st.sampled_from([None, "en", "it"]))
def test_any_text_is_read_wherever_it_is_said(reader: Reader, text: str, place: Open, language: str | None) -> None:
    checked(reader.read(text, Expectation(place, shown=SHOWN), Context(language, TODAY)))


STRANGE = st.text(st.sampled_from("\x00\x07\x1b\u200b\u200d\u202e\u2066\ufeff\u0301\u0336\ud800\udfff👍🏽 \n>ac1.,?'"), max_size=200)


@given(STRANGE, st.sampled_from(["cancel listkit", "no", "fatto", ""]))
def test_strange_characters_around_a_message_raise_nothing(reader: Reader, strange: str, said: str) -> None:
    checked(reader.read(strange + said + strange))


@settings(max_examples=20)
@given(st.lists(st.sampled_from(["cancel", "disdire", "ListKit", "15 December", "e\u0301", ". ", "1/2/27"]), min_size=1, max_size=6))
def test_forty_thousand_characters_are_read(reader: Reader, parts: list[str]) -> None:
    text = " ".join(parts)
    checked(reader.read((text + " ") * (40_000 // len(text)), context=Context("en", TODAY)))


# the same, every time


SAMPLE = ["I want out of ListKit", "voglio disdire Keap", "👍", "xqzt", "what happens to my data?", "JUST DO IT", "/affirm", *ODD[:12]]


@pytest.mark.parametrize("text", SAMPLE, ids=range(len(SAMPLE)))
def test_another_reader_reads_the_same(reader: Reader, settings: Settings, library: Library, text: str) -> None:
    context = Context(today=TODAY)
    first = reader.read(text, context=context)
    assert reader.read(text, context=context) == first
    assert_alike(bootstrap.reader(settings, library).read(text, context=context), first)


def assert_alike(one: Reading, other: Reading) -> None:
    """The same but for rounding: sums of floats come out a little different where the numbers lie differently in memory."""
    assert replace(one, acts=(), considered=()) == replace(other, acts=(), considered=())
    for mine, theirs in ((one.acts, other.acts), (one.considered, other.considered)):
        assert [act.written() for act in mine] == [act.written() for act in theirs]
        assert [act.confidence for act in mine] == pytest.approx([act.confidence for act in theirs], abs=1e-4)


def test_messages_in_between_change_nothing(reader: Reader) -> None:
    first = reader.read("I want out of ListKit")
    for number in range(200):
        reader.read(f"message {number}")
    assert_alike(reader.read("I want out of ListKit"), first)


def asked(topic: str, confidence: float, words: str) -> Act:
    return Act("ask", topic, confidence, words=words)


def test_a_question_in_a_clause_of_its_own_is_heard_beside_what_is_taken() -> None:
    refund, done = asked("refund", 0.9, "do I get money back?"), Act("done", "", 0.9, words="that's done.")
    second, other = asked("data_kept", 0.35, "and my contacts?"), asked("delete_how", 0.32, "and my contacts?")
    assert asked_beside([refund, second, other], [refund], 0.3) == [second]
    assert asked_beside([done, second], [done], 0.3) == [second]
    assert asked_beside([second], [], 0.3) == []  # where nothing is taken, the likeliest act is guessed
    assert asked_beside([refund, asked("proration", 0.4, "do I get money back?")], [refund], 0.3) == []
    assert asked_beside([done, asked("worked", 0.4, "I wonder if it worked.")], [done], 0.3) == []
    assert asked_beside([done, asked("worked", 0.2, "did it work?")], [done], 0.3) == []
