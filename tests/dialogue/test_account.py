"""What was told of the account, by kinds that every product has: it is taken over by any article, and our own rules hold everywhere."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.commands import CancelFlow, Command, SetSlot, StartFlow
from bot.dialogue.replies import Reply
from bot.dialogue.tracker import Tracker, fold
from bot.turn import Conversations
from knowledge.schema import LANGUAGES
from tests.conftest import BEGAN

RULES = {
    "premium": {"plan": "premium"},
    "annual_commitment": {"commitment": "annual"},
    "reseller": {"seller": "reseller"},
}
OURS = {"en": "That's our own rule", "it": "È una nostra regola"}
SILENT = {
    "listkit": RULES,
    "octopus_crm": RULES,
    "infusionsoft": RULES,
    "kustomer": {k: RULES[k] for k in ("annual_commitment", "reseller")},
}
BY_US = [(product, rule) for product, rules in SILENT.items() for rule in rules] + [("activecampaign", "premium")]


class Told:
    """A conversation that is driven by commands, as understanding gives them."""

    def __init__(self, conversations: Conversations, product: str | None, language: str = "en") -> None:
        self.conversations, self.language = conversations, language
        slots = {"now": BEGAN.isoformat(), "language": language, "product": product, "introduced": True}
        start = conversations.tracker("tells", None)
        self.tracker: Tracker = fold(start, [{"event": "slot", "name": name, "value": value} for name, value in slots.items()])
        self.replies: list[Reply] = []
        self.receipts: list[dict[str, Any]] = []

    def obey(self, *commands: Command, text: str = "") -> Told:
        """One turn of these commands, of a message with this text."""
        user = {"event": "user", "text": text, "parse_data": {"text": text, "intent": {"name": "inform"}, "entities": []}}
        self.tracker = fold(self.tracker, [user])
        events = self.conversations.engine.advance(self.tracker, commands, self.conversations.run)
        assert not [event for event in events if event["event"] == "action_execution_rejected"]
        self.tracker = fold(self.tracker, events)
        self.replies = self.conversations.responses[self.language].replies(events)
        self.receipts += [reply.custom["receipt"] for reply in self.replies if "receipt" in reply.custom]
        return self

    def told(self, facts: dict[str, Any], *commands: Command, text: str = "") -> Told:
        """One turn in which this is said of the account."""
        entries = {kind: {"value": value, "words": text or value} for kind, value in facts.items()}
        before = self.tracker.slots["account"] or {}
        return self.obey(SetSlot("account", {**before, **entries}), *commands, text=text or " ".join(facts.values()))

    @property
    def slots(self) -> Any:
        return self.tracker.slots

    @property
    def text(self) -> str:
        return "\n".join(reply.text for reply in self.replies)

    @property
    def names(self) -> list[str]:
        return [reply.response for reply in self.replies]

    @property
    def known(self) -> dict[str, str]:
        return {name: entry["value"] for name, entry in self.slots["attributes"].items()}


@pytest.fixture
def begin(shared_conversations: Conversations) -> Any:
    return lambda product=None, language="en": Told(shared_conversations, product, language)


WISH = StartFlow("cancel")


def test_what_was_told_before_the_product_counts_for_the_one_that_is_named(begin: Any) -> None:
    talk = begin().told({"role": "owner", "plan": "essentials"}, WISH)
    talk.obey(SetSlot("product", "kustomer"))
    assert talk.known == {"role": "permitted", "plan": "essentials"}
    assert talk.slots["attributes"]["role"] == {"value": "permitted", "origin": "said", "words": "owner"}
    assert "utter_step" in talk.names


def test_what_is_told_in_the_middle_decides_at_once(begin: Any) -> None:
    talk = begin("activecampaign").obey(WISH)
    assert "utter_question_many" in talk.names
    talk.told({"seller": "reseller"}, text="an agency runs it for us")
    assert talk.slots["handoff"]["rule"] == "reseller"
    assert talk.slots["handoff"]["house"] is False
    assert talk.slots["handoff"]["attributes"]["seller"]["words"] == "an agency runs it for us"


def test_what_is_told_in_mid_steps_changes_the_way(begin: Any) -> None:
    talk = begin("kustomer").told({"plan": "essentials", "role": "admin"}, WISH)
    assert "utter_step" in talk.names
    talk.told({"plan": "premium"}, text="it's Premium after all")
    assert talk.slots["path"] == "premium"
    assert talk.slots["status"] == "handed_off"


def test_a_value_clicked_later_is_not_overruled_by_what_was_told_before(begin: Any) -> None:
    talk = begin("kustomer").told({"role": "admin"}, WISH, text="I'm an admin")
    clicked = {**talk.slots["attributes"], "role": {"value": "not_permitted", "origin": "said", "words": "I'm not an admin"}}
    talk.obey(SetSlot("attributes", clicked), text="I'm not an admin")
    talk.told({"plan": "essentials"}, WISH, text="essentials")
    assert talk.known == {"role": "not_permitted", "plan": "essentials"}


def test_what_is_denied_rules_out_and_the_one_value_left_is_said(begin: Any) -> None:
    entry = {"role": {"value": None, "not": ["main_admin"], "words": "I'm not the main admin"}}
    talk = begin("activecampaign").obey(SetSlot("account", entry), WISH, text="I'm not the main admin")
    assert talk.known == {"role": "not_main_admin"}
    entry = {"plan": {"value": None, "not": ["premium"], "words": "we're not on Premium"}}
    talk = begin("kustomer").obey(SetSlot("account", entry), WISH, text="we're not on Premium")
    assert talk.known == {}
    assert talk.slots["ruled_out"] == {"plan": ["premium"]}
    talk.obey(SetSlot("answer", "unknown"), text="no idea")
    assert "Customer Success Manager" not in talk.text


def test_a_denial_takes_back_what_was_said(begin: Any) -> None:
    talk = begin("kustomer").told({"plan": "premium"}, WISH)
    assert talk.slots["status"] == "handed_off"
    entry = {"plan": {"value": None, "not": ["premium"], "words": "we're not on Premium"}}
    talk.obey(SetSlot("account", entry), WISH, text="sorry, we're not on Premium")
    assert "plan" not in talk.known
    assert "utter_step" in talk.names
    assert "Customer Success Manager" not in talk.text


def test_another_product_is_another_account(begin: Any) -> None:
    talk = begin("kustomer").told({"plan": "essentials", "role": "admin"}, WISH)
    talk.obey(SetSlot("product", "infusionsoft"), text="no wait, Infusionsoft")
    assert talk.slots["attributes"] == {}
    assert talk.slots["account"] == {}
    talk = begin("kustomer").told({"plan": "essentials"}, WISH)
    account = {"role": {"value": "owner", "words": "I'm the owner"}, **talk.slots["account"]}
    talk.obey(SetSlot("product", "infusionsoft"), SetSlot("account", account), text="no, Infusionsoft, I'm the owner")
    assert talk.known == {"role": "admin"}


def test_the_next_product_of_a_message_is_another_account(begin: Any) -> None:
    talk = begin("kustomer").told({"plan": "premium"}, SetSlot("waiting", ["listkit"]), WISH)
    assert talk.slots["product"] == "listkit"
    assert talk.slots["account"] == {}
    assert talk.slots["handoff"] is None


def test_a_case_that_ended_and_start_over_forget_the_account(begin: Any) -> None:
    talk = begin("listkit").told({"device": "ios"}, WISH)
    assert talk.slots["account"]
    assert talk.obey(CancelFlow(), StartFlow("keep")).slots["account"] == {}
    talk = begin("listkit").told({"device": "ios"}, WISH)
    assert talk.obey(CancelFlow(), StartFlow("start_over")).slots["account"] == {}


@pytest.mark.parametrize("facts", [{"stage": "trial"}, {"device": "ios"}, {"count": ">12"}, {"stage": "cancelled"}])
def test_what_an_article_does_not_tell_apart_changes_nothing(begin: Any, facts: dict[str, str]) -> None:
    talk = begin("listkit").told(facts, WISH)
    assert talk.known == {}
    assert "utter_ask_reason" in talk.names


def test_questions_are_answered_for_the_account_that_was_told(begin: Any) -> None:
    ask = [SetSlot("topics", ["access_after"]), StartFlow("answer")]
    talk = begin("activecampaign").told({"commitment": "annual"}, *ask)
    assert "end of the annual subscription period" in talk.text
    assert "“" not in talk.text
    assert talk.slots["case"] is None


# our own rules


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("product", "rule"), BY_US)
def test_where_an_article_is_silent_our_own_rule_hands_over_and_says_whose_it_is(
    begin: Any, product: str, rule: str, language: str
) -> None:
    talk = begin(product, language).told(RULES[rule], WISH, text="so it is")
    assert talk.slots["status"] == "handed_off"
    assert f"utter_house_{rule}" in talk.names
    assert OURS[language] in talk.text
    assert "utter_contact_path" not in talk.names
    brief = talk.slots["handoff"]
    assert (brief["rule"], brief["house"]) == (rule, True)
    [(kind, entry)] = brief["account"].items()
    assert ({kind: entry["value"]}, entry["words"]) == (RULES[rule], "so it is")
    assert brief["attributes"] == {}
    assert brief["case"] in talk.text
    article = talk.conversations.policy.library.article(product)
    assert all(contact.line(language) in talk.text for contact in article.contacts.values())
    assert all(deadline.text(language) in talk.text for deadline in article.deadlines if deadline.before)
    assert not {"utter_offer", "utter_ask_reason", "utter_ask_permission"} & set(talk.names)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("product", "rule"), BY_US)
def test_the_receipt_carries_our_rule_and_prints_the_same_again(begin: Any, product: str, rule: str, language: str) -> None:
    talk = begin(product, language).told(RULES[rule], WISH)
    [receipt] = talk.receipts
    assert (receipt["outcome"], receipt["house_rule"]) == ("handed_off", rule)
    responses = talk.conversations.responses[language]
    assert responses.text(f"receipt_house_{rule}") in responses.receipt(receipt)
    assert responses.receipt({name: value for name, value in receipt.items() if name != "house_rule"})


@pytest.mark.parametrize(("product", "rule"), BY_US)
def test_the_steps_are_one_click_away_and_a_person_keeps_the_case(begin: Any, product: str, rule: str) -> None:
    talk = begin(product).told(RULES[rule], WISH)
    assert "/cancel_now" in [button.payload for reply in talk.replies for button in reply.buttons]
    handoff = talk.slots["handoff"]
    talk.obey(SetSlot("hurry", True), WISH, text="Just show me the steps")
    assert "utter_all_steps" in talk.names
    assert talk.slots["handoff"] == handoff


def test_a_rule_of_the_article_comes_before_ours(begin: Any) -> None:
    talk = begin("kustomer").told({"plan": "premium", "seller": "reseller"}, WISH)
    assert "utter_handoff_premium" in talk.names
    assert not talk.slots["handoff"]["house"]
    assert list(talk.slots["handoff"]["account"]) == ["seller"]


def test_ways_that_stay_open_are_told_beside_our_rule(begin: Any) -> None:
    talk = begin("kustomer").told({"seller": "reseller"}, WISH)
    assert "utter_ways_instead" in talk.names
    assert "Customer Success Manager" in talk.text


def test_our_rule_told_in_mid_steps_hands_over(begin: Any) -> None:
    talk = begin("octopus_crm").obey(WISH)
    assert "utter_step" in talk.names
    talk.told({"seller": "reseller"}, text="we got it through an agency")
    assert "utter_house_reseller" in talk.names


def test_who_has_a_person_already_gets_the_steps_and_the_rule_when_it_is_new(begin: Any) -> None:
    talk = begin("octopus_crm").obey(StartFlow("hand_off"))
    assert talk.slots["handoff"]["rule"] == "asked"
    talk.told({"seller": "reseller"}, WISH, text="an agency sold it to us")
    assert (talk.slots["handoff"]["rule"], talk.slots["handoff"]["house"]) == ("reseller", True)
    talk.obey(WISH, text="cancel octopus")
    assert "utter_step" in talk.names


@pytest.mark.parametrize("facts", [{"seller": "direct"}, {"commitment": "none"}, {"plan": "other"}])
def test_what_was_not_said_is_no_rule(begin: Any, facts: dict[str, str]) -> None:
    talk = begin("octopus_crm").told(facts, WISH)
    assert "utter_step" in talk.names
    assert talk.slots["handoff"] is None


def test_a_seller_that_was_denied_is_no_reseller_and_the_other_way_round(begin: Any) -> None:
    entry = {"seller": {"value": None, "not": ["reseller"], "words": "no agency"}}
    assert "utter_step" in begin("octopus_crm").obey(SetSlot("account", entry), WISH, text="no agency").names
    entry = {"seller": {"value": None, "not": ["direct"], "words": "not from them directly"}}
    talk = begin("octopus_crm").obey(SetSlot("account", entry), WISH, text="not from them directly")
    assert "utter_house_reseller" in talk.names
    assert talk.slots["handoff"]["account"]["seller"]["value"] == "reseller"
