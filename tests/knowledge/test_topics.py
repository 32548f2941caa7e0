"""Whatever is asked, and however much at once, is answered from the article or said to be open, each thing once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import bootstrap
from bot.dialogue.commands import Command, SetSlot, StartFlow
from bot.dialogue.replies import Reply
from bot.dialogue.tracker import fold
from bot.settings import Settings
from bot.turn import Conversations
from knowledge.checks import run
from knowledge.library import HOME, Library, build
from knowledge.schema import LANGUAGES
from knowledge.topics import GROUPS, TOPICS, AnsweredBy, asked_for
from tests.conftest import BEGAN, CACHE

SIXTH = Path(__file__).parent / "sixth"
SAID = {"en": "doesn't say", "it": "non dice"}


@pytest.fixture(scope="module")
def sixth(tmp_path_factory: pytest.TempPathFactory) -> Conversations:
    settings = Settings(knowledge=SIXTH, cache=CACHE, data=tmp_path_factory.mktemp("data"), _env_file=None)
    return bootstrap.conversations(settings, None)  # type: ignore[arg-type]  # these tests decide and never store


def asked(
    conversations: Conversations, product: str, *topics: str, language: str = "en", account: dict[str, str] | None = None, **slots: object
) -> list[Reply]:
    """The replies to a message that asks about these topics."""
    attributes = {name: {"value": value, "origin": "said", "words": value} for name, value in (account or {}).items()}
    told = {"now": BEGAN.isoformat(), "language": language, "product": product, "attributes": attributes, "introduced": True, **slots}
    start = fold(conversations.tracker("asks", None), [{"event": "slot", "name": name, "value": value} for name, value in told.items()])
    commands: list[Command] = [SetSlot("topics", list(topics)), StartFlow("answer")]
    events = conversations.engine.advance(start, commands, conversations.run)
    assert not [event for event in events if event["event"] == "action_execution_rejected"]
    return conversations.responses[language].replies(events)


def text(replies: list[Reply]) -> str:
    return "\n".join(reply.text for reply in replies)


def names(replies: list[Reply]) -> list[str]:
    return [reply.response for reply in replies]


def test_everything_of_a_message_is_answered_in_the_order_asked(shared_conversations: Conversations) -> None:
    replies = asked(shared_conversations, "kustomer", "restart_window", "data_deleted", "confirmation_mail")
    said = text(replies)
    assert names(replies).count("utter_answer") == 1
    assert said.index("within 60 days of cancelling") < said.index("scheduled for deletion") < said.index("confirmation e-mail")


def test_what_answers_two_questions_is_told_once(shared_conversations: Conversations) -> None:
    said = text(asked(shared_conversations, "listkit", "access_after", "effective_when"))
    assert said.count("end of your current billing cycle") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_left_open_is_said_in_one_sentence_with_a_person_beside_it(shared_conversations: Conversations, language: str) -> None:
    replies = asked(shared_conversations, "listkit", "refund", "worked", "data_kept", language=language)
    [unsaid] = [reply for reply in replies if reply.response == "utter_unsaid"]
    assert SAID[language] in unsaid.text
    assert all(TOPICS[topic].what[language] in unsaid.text for topic in ("refund", "data_kept"))
    assert TOPICS["worked"].what[language] not in unsaid.text
    assert [button.payload for button in unsaid.buttons] == ["/human"]
    assert names(replies)[0] == "utter_answer"


def test_money_the_document_is_silent_about_is_never_guessed(shared_conversations: Conversations) -> None:
    for product in ("listkit", "kustomer", "activecampaign"):
        replies = asked(shared_conversations, product, "refund", "proration")
        assert names(replies) == ["utter_unsaid"]


def test_contacts_come_once_for_all_that_was_asked(shared_conversations: Conversations) -> None:
    replies = asked(shared_conversations, "infusionsoft", "refund", "whom", "contact_how")
    assert names(replies).count("utter_contacts") == 1
    assert text(replies).count("submit an online ticket") == 1


@pytest.mark.parametrize(
    ("language", "label", "otherwise"),
    [
        (
            "en",
            "“Annual plan, paid monthly”: With an annual subscription",
            "For other accounts, the ActiveCampaign help page doesn't say how long",
        ),
        (
            "it",
            "“Impegno annuale, pago al mese”: Con un abbonamento annuale",
            "Per gli altri account, la guida di ActiveCampaign non dice per quanto",
        ),
    ],
)
def test_what_hangs_on_something_that_was_not_said_is_told_both_ways(
    shared_conversations: Conversations, language: str, label: str, otherwise: str
) -> None:
    said = text(asked(shared_conversations, "activecampaign", "access_after", language=language))
    assert label in said
    assert otherwise in said


@pytest.mark.parametrize(
    ("commitment", "told", "not_told"),
    [
        ("annual_paid_monthly", "end of the annual subscription period", "doesn't say"),
        ("none", "doesn't say how long", "annual subscription"),
    ],
)
def test_what_was_said_leaves_one_way(shared_conversations: Conversations, commitment: str, told: str, not_told: str) -> None:
    account = {"stage": "paid", "seller": "direct", "commitment": commitment}
    said = text(asked(shared_conversations, "activecampaign", "access_after", account=account))
    assert told in said
    assert not_told not in said
    assert "“" not in said


def test_a_value_that_was_ruled_out_is_not_told_of(shared_conversations: Conversations) -> None:
    said = text(asked(shared_conversations, "activecampaign", "whom", ruled_out={"seller": ["provider"]}))
    assert "service provider, you need" not in said
    assert "customer support to close" in said


def test_another_product_that_is_asked_about_is_another_account(shared_conversations: Conversations) -> None:
    replies = asked(shared_conversations, "activecampaign", "who_may", account={"role": "not_main_admin"}, about="infusionsoft")
    assert "Only a verified account owner" in text(replies)


def test_the_day_itself_replaces_the_term_and_asks_for_no_date(shared_conversations: Conversations) -> None:
    replies = asked(shared_conversations, "infusionsoft", "deadline", "proration", anchor_date="2026-12-15")
    assert names(replies) == ["utter_last_day", "utter_answer"]
    assert "December 5, 2026" in text(replies)
    assert "10 days" not in replies[1].text


def test_a_window_that_is_counted_still_names_who_reopens_the_account(shared_conversations: Conversations) -> None:
    replies = asked(shared_conversations, "kustomer", "restart_window", left_date="2026-11-10")
    assert names(replies) == ["utter_last_day_after", "utter_answer", "utter_contacts"]


def test_what_only_we_can_answer_is_never_blamed_on_the_document(shared_conversations: Conversations) -> None:
    ours = [name for name, topic in TOPICS.items() if topic.answered_by is AnsweredBy.us]
    assert names(asked(shared_conversations, "octopus_crm", *ours)) == ["utter_ours"]


def test_a_group_says_one_thing_to_be_open_where_nothing_is_told(shared_conversations: Conversations) -> None:
    replies = asked(shared_conversations, "octopus_crm", "pause")
    assert TOPICS["pause_how"].what["en"] in text(replies)
    assert not [topic for topic in GROUPS["pause"].topics if topic != "pause_how" and TOPICS[topic].what["en"] in text(replies)]


def test_a_name_that_is_no_topic_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        asked_for(["weather"])


@given(product=st.sampled_from(build(HOME).products()), topics=st.lists(st.sampled_from([*TOPICS, *GROUPS]), min_size=1, max_size=6))
def test_nothing_is_said_twice_whatever_is_asked(shared_conversations: Conversations, product: str, topics: list[str]) -> None:
    replies = asked(shared_conversations, product, *topics)
    assert replies
    said = [line.removeprefix("• ") for reply in replies for line in reply.text.splitlines() if not line.startswith("(")]
    assert len(said) == len(set(said))
    assert sum(reply.response.startswith("utter_unsaid") for reply in replies) <= 1


# a sixth product


def test_the_sixth_article_breaks_no_rule() -> None:
    articles = {path.name for path in (HOME / "articles").glob("*.yml")}
    assert "lanternpost.yml" not in articles
    assert run(SIXTH, BEGAN.date()) == []


@pytest.mark.parametrize(
    ("language", "topics", "told"),
    [
        ("en", ["access_after", "data_deleted"], ["last day you paid for", "30 days after that"]),
        ("it", ["access_after", "data_deleted"], ["ultimo giorno pagato", "30 giorni dopo"]),
        ("en", ["refund", "resume_how"], ["not refunded", "doesn't say how to come back"]),
        ("it", ["refund", "resume_how"], ["non vengono rimborsati", "non dice come tornare"]),
        ("en", ["pause"], ["“I pay every month”: You can pause Lanternpost for up to three months"]),
        ("it", ["pause"], ["“Pago ogni mese”: Puoi mettere in pausa Lanternpost"]),
        ("en", ["whom"], ["“More than 25 seats”: Workspaces with more than 25 seats", "plans@lanternpost.example"]),
        ("it", ["deadline"], ["almeno 3 giorni", "calcolo l'ultimo giorno utile"]),
    ],
)
def test_a_sixth_product_answers_its_topics_without_a_phrase_of_its_own(
    sixth: Conversations, language: str, topics: list[str], told: list[str]
) -> None:
    said = text(asked(sixth, "lanternpost", *topics, language=language))
    assert all(words in said for words in told), said


def test_a_sixth_product_answers_every_topic_there_is(sixth: Conversations) -> None:
    for name in [*TOPICS, *GROUPS]:
        for language in LANGUAGES:
            assert asked(sixth, "lanternpost", name, language=language), name


def test_the_library_of_the_five_is_untouched(library: Library) -> None:
    assert "lanternpost" not in library
