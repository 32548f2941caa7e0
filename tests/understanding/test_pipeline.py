"""From a message to what it wants: in its language, with what it names, and whatever it is made of."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import bootstrap
from bot.settings import Settings
from bot.understanding.pipeline import Context, Entity, Pipeline, Understanding
from knowledge.library import Library
from tests.conftest import Talk

TODAY = date(2026, 11, 22)
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
    "أريد إلغاء اشتراكي في ListKit",
    "אני רוצה לבטל את המנוי",
    "je voudrais résilier mon abonnement",
    "ich möchte mein Konto kündigen",
    "quiero cancelar mi suscripción",
    "我想取消订阅",
    "サブスクリプションを解約したい",
    "\ud800",
    "cancel \udfff ListKit",
    "a" * 10_000,
    "cancel " * 1500,
    "🙂" * 10_000,
    "e\u0301" * 5000,
    "%s %d {0} {name} ${x} <b>cancel</b> '; DROP TABLE cases; --",
    "/" * 700,
    "{" * 700,
    "/inform" + '{"a":' * 200,
]


def checked(found: Understanding, pipeline: Pipeline) -> Understanding:
    """What holds of any understanding."""
    assert found.language in ("en", "it")
    assert found.intent in pipeline._intents
    assert 0 <= found.confidence <= 1
    assert all(intent in pipeline._intents and 0 <= share <= 1 for intent, share in found.ranked)
    assert all(0 <= e.start < e.end <= len(found.text) for e in found.entities if e.start is not None and e.end is not None)
    assert json.loads(json.dumps(found.as_data()))["intent"] == found.intent
    found.text.encode()
    return found


def attributes(found: Understanding) -> dict[str | None, str]:
    return {entity.name: entity.value for entity in found.named("attribute")}


@pytest.fixture(scope="module")
def another(settings: Settings, library: Library) -> Pipeline:
    """A second pipeline, built from what is on the disk."""
    return bootstrap.pipeline(settings, library, bootstrap.dialogue().engine.domain.intents)


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
def test_the_first_message_shows_the_language(pipeline: Pipeline, text: str, language: str) -> None:
    found = pipeline.understand(text)
    assert (found.language, found.language_sure) == (language, True)


@pytest.mark.parametrize("text", ["ListKit", "ok", "qqqq", "12", "🙂", ""])
def test_a_message_that_shows_no_language_stays_in_the_conversations(pipeline: Pipeline, text: str) -> None:
    assert [pipeline.understand(text, Context(language=language)).language for language in ("en", "it")] == ["en", "it"]


def test_a_first_message_that_shows_no_language_is_taken_in_the_default_one(pipeline: Pipeline) -> None:
    assert pipeline.understand("qqqq").language == "en"


def test_a_word_of_the_other_language_does_not_switch(pipeline: Pipeline) -> None:
    assert pipeline.understand("no", Context(language="it")).language == "it"
    assert pipeline.understand("grazie", Context(language="en")).language == "en"
    assert pipeline.understand("premium", Context(language="it")).language == "it"


def test_a_sentence_in_the_other_language_switches(pipeline: Pipeline) -> None:
    assert pipeline.understand("sorry, I would rather write in English from now on", Context(language="it")).language == "en"
    assert pipeline.understand("scusa, preferisco scrivere in italiano se possibile", Context(language="en")).language == "it"


@pytest.mark.parametrize(
    "text", ["je voudrais résilier mon abonnement", "ich möchte mein Abonnement kündigen", "quiero cancelar mi suscripción"]
)
def test_a_third_language_is_noticed_and_the_conversation_stays_in_its_own(pipeline: Pipeline, text: str) -> None:
    found = pipeline.understand(text, Context(language="it"))
    assert (found.foreign, found.language, found.language_sure) == (True, "it", False)


@pytest.mark.parametrize("text", ["I want to cancel my subscription", "voglio disdire l'abbonamento", "cancel ListKit", "grazie mille"])
def test_our_own_languages_are_not_foreign(pipeline: Pipeline, text: str) -> None:
    assert not pipeline.understand(text).foreign


# what a message names


def test_a_product_is_named_with_its_place(pipeline: Pipeline) -> None:
    found = pipeline.understand("please cancel List Kit for us")
    [product] = found.named("product")
    assert (product.value, found.text[product.start : product.end]) == ("listkit", "List Kit")


@pytest.mark.parametrize("text", ["we move from Kustomer to ListKit, cancel it", "passiamo da Kustomer a ListKit, va disdetto"])
def test_the_product_somebody_moves_to_is_not_the_one_to_cancel(pipeline: Pipeline, text: str) -> None:
    found = pipeline.understand(text)
    assert [e.value for e in found.named("product")] == ["kustomer"]
    assert [e.value for e in found.named("product", "destination")] == ["listkit"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("I want to cancel Salesforce", "Salesforce"),
        ("cancel my subscription to Blorptastic", "Blorptastic"),
        ("voglio disdire Salesforce", "Salesforce"),
        ("voglio disdire l'abbonamento a Blorptastic", "Blorptastic"),
    ],
)
def test_a_product_that_is_not_known_is_named_as_it_was_written(pipeline: Pipeline, text: str, name: str) -> None:
    found = pipeline.understand(text)
    assert [e.value for e in found.named("unknown_product")] == [name]
    assert found.named("product") == []


@pytest.mark.parametrize(
    "text", ["I want to cancel my subscription", "cancel it now please", "voglio disdire l'abbonamento", "cancel ListKit"]
)
def test_an_ordinary_word_is_no_unknown_product(pipeline: Pipeline, text: str) -> None:
    assert pipeline.understand(text).named("unknown_product") == []


def test_attributes_are_those_of_the_product_that_is_named(pipeline: Pipeline) -> None:
    assert attributes(pipeline.understand("cancel Kustomer, we're on Premium and I'm the admin")) == {
        "plan": "premium",
        "role": "permitted",
    }
    assert attributes(pipeline.understand("disdire ActiveCampaign, è gestito da un rivenditore")) == {"seller": "provider"}


def test_attributes_are_those_of_the_conversations_product(pipeline: Pipeline) -> None:
    assert attributes(pipeline.understand("we're on Premium", Context(product="kustomer"))) == {"plan": "premium"}
    assert attributes(pipeline.understand("we're on Premium", Context(product="listkit"))) == {}
    assert attributes(pipeline.understand("we're on Premium")) == {}


@pytest.mark.parametrize("text", ["I'm not the admin", "non sono admin"])
def test_a_role_that_is_denied_is_not_the_customers(pipeline: Pipeline, text: str) -> None:
    assert attributes(pipeline.understand(text, Context(product="infusionsoft"))) == {"role": "not_admin"}


def test_a_reason_is_heard_in_passing(pipeline: Pipeline) -> None:
    assert [e.value for e in pipeline.understand("cancel ListKit, it's too expensive").named("reason")] == ["too_expensive"]
    assert [e.value for e in pipeline.understand("voglio disdire ListKit, non lo uso").named("reason")] == ["not_using"]


def test_a_date_is_found_where_one_belongs(pipeline: Pipeline) -> None:
    assert [e.value for e in pipeline.understand("my next invoice is on 15 December", Context(today=TODAY)).named("date")] == ["2026-12-15"]
    assert [e.value for e in pipeline.understand("la prossima fattura è il 15 dicembre", Context(today=TODAY)).named("date")] == [
        "2026-12-15"
    ]


def test_there_is_no_date_without_a_today(pipeline: Pipeline) -> None:
    assert pipeline.understand("my next invoice is on 15 December").named("date") == []


# buttons


def test_a_button_says_exactly_what_it_wants(pipeline: Pipeline) -> None:
    found = pipeline.understand('/inform{"plan": "premium"}', Context(language="it"))
    assert (found.intent, found.confidence, found.from_button, found.language) == ("inform", 1.0, True, "it")
    assert found.entities == [Entity("attribute", "premium", name="plan")]


@pytest.mark.parametrize(("payload", "entity"), [('/cancel{"product": "listkit"}', "product"), ('/reason{"reason": "other"}', "reason")])
def test_a_button_names_products_and_reasons(pipeline: Pipeline, payload: str, entity: str) -> None:
    assert [found.entity for found in pipeline.understand(payload).entities] == [entity]


def test_a_button_may_name_nothing(pipeline: Pipeline) -> None:
    assert pipeline.understand("/affirm").entities == pipeline.understand("/affirm{}").entities == []


@pytest.mark.parametrize(
    "payload",
    [
        "/nothing_like_it",
        "/",
        "//affirm",
        "/ affirm",
        "/affirm now",
        "affirm",
        "/inform{",
        "/inform{]}",
        '/inform{"plan": }',
        '/inform{"plan": "premium"} and more',
        '/inform["plan"]',
        '/inform{"plan": 1}',
        '/inform{"plan": null}',
        '/inform{"plan": ["premium"]}',
        '/inform{"plan": {"a": "b"}}',
        '/inform{"plan": NaN}',
        '/inform{"a": ' * 40,
    ],
)
def test_what_is_no_proper_button_is_plain_text(pipeline: Pipeline, payload: str) -> None:
    found = checked(pipeline.understand(payload), pipeline)
    assert not found.from_button
    assert not found.entities or all(entity.start is not None or entity.entity == "reason" for entity in found.entities)


@given(st.text(max_size=40))
def test_whatever_a_button_carries_nothing_breaks(shared_conversations, text: str) -> None:
    pipeline = shared_conversations.pipeline
    for payload in (f"/inform{{{text}}}", f"/{text}", f'/inform{{"plan": {json.dumps(text)}}}'):
        checked(pipeline.understand(payload), pipeline)


# any text


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
@pytest.mark.parametrize("language", [None, "en", "it"])
def test_any_message_is_taken(pipeline: Pipeline, text: str, language: str | None) -> None:
    checked(pipeline.understand(text, Context(language=language, product="kustomer", today=TODAY)), pipeline)


@pytest.mark.parametrize("text", ["", " ", "\n", "?", "...", "\x00", "\u200f"])
def test_a_message_without_words_wants_nothing(pipeline: Pipeline, text: str) -> None:
    assert pipeline.understand(text).confidence == 0.0


def test_a_sign_that_was_trained_on_is_understood(pipeline: Pipeline) -> None:
    assert pipeline.understand("👍").intent == "affirm"


@pytest.mark.parametrize("text", ["xqzt vbrk plmf", "asdf ghjk", "qqqq"])
def test_gibberish_is_never_acted_upon(pipeline: Pipeline, text: str) -> None:
    assert pipeline.understand(text).confidence < 0.8


@pytest.mark.parametrize("text", ["\x1b[31mcancel ListKit", "\u202ecancel ListKit\u202c", "cancel\x00 ListKit", "cancel\n\n\tListKit"])
def test_what_cannot_be_seen_does_not_count(pipeline: Pipeline, text: str) -> None:
    found = pipeline.understand(text)
    assert (found.intent, [e.value for e in found.named("product")]) == ("cancel", ["listkit"])


def test_the_beginning_of_a_very_long_message_counts(pipeline: Pipeline) -> None:
    found = pipeline.understand("I want to cancel ListKit. " + "bla " * 5000)
    assert [e.value for e in found.named("product")] == ["listkit"]


@settings(max_examples=40)
@given(st.text(max_size=200), st.sampled_from([None, "en", "it"]))
def test_any_text_at_all_is_taken(shared_conversations, text: str, language: str | None) -> None:
    pipeline = shared_conversations.pipeline
    checked(pipeline.understand(text, Context(language=language, product="activecampaign", today=TODAY)), pipeline)


# the same, every time


SAMPLE = [
    "I want out of ListKit",
    "voglio disdire Keap",
    "👍",
    "xqzt",
    "what happens to my data?",
    "JUST DO IT",
    "l'8 dicembre",
    "/affirm",
    *ODD[:12],
]


@pytest.mark.parametrize("text", SAMPLE, ids=range(len(SAMPLE)))
def test_the_same_text_is_understood_the_same_way_again_and_by_another_pipeline(pipeline: Pipeline, another: Pipeline, text: str) -> None:
    context = Context(today=TODAY)
    first = pipeline.understand(text, context)
    assert pipeline.understand(text, context) == first
    assert_alike(another.understand(text, context), first)


def assert_alike(one: Understanding, other: Understanding) -> None:
    """The same but for rounding: sums of floats come out a little different where the numbers lie differently in memory."""
    assert replace(one, confidence=0.0, ranked=[]) == replace(other, confidence=0.0, ranked=[])
    assert [intent for intent, _ in one.ranked] == [intent for intent, _ in other.ranked]
    shares = [[found.confidence, *(share for _, share in found.ranked)] for found in (one, other)]
    assert shares[0] == pytest.approx(shares[1], abs=1e-5)


def test_other_messages_in_between_change_nothing(pipeline: Pipeline) -> None:
    first = pipeline.understand("I want out of ListKit")
    for number in range(600):
        pipeline._scores(f"message {number}")
    assert_alike(pipeline.understand("I want out of ListKit"), first)


# where the dialogue stands


def test_only_what_the_dialogue_can_take_is_understood(pipeline: Pipeline) -> None:
    allowed = frozenset({"affirm", "deny", "human"})
    found = pipeline.understand("I want to cancel my subscription", Context(allowed=allowed))
    assert found.intent in allowed
    assert {intent for intent, _ in found.ranked} <= allowed


@pytest.mark.parametrize("text", ["annulla la disdetta", "undo the cancellation, I'm staying"])
def test_cancelling_the_cancellation_keeps_the_subscription_when_a_case_is_open(talk: Talk, text: str) -> None:
    talk.say("voglio disdire ListKit" if text.startswith("annulla") else "I want to cancel ListKit")
    found = talk.say(text).understanding
    assert (found.intent, found.confidence >= 0.8) == ("keep", True)
    assert "utter_confirm_keep" in talk.responses()
    talk.say("/keep")
    assert talk.slots["status"] == "kept"


def test_without_a_case_only_undoing_a_cancellation_is_a_wish_to_keep(talk: Talk) -> None:
    assert talk.say("lo tengo").understanding.intent != "keep"
    assert talk.say("annulla la disdetta").understanding.intent == "keep"
