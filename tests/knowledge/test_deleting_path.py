"""The first value of a file never wins over `when_unknown`: who cannot say is not walked into deleting a workspace."""

from __future__ import annotations

import itertools
import shutil
from datetime import date
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot import bootstrap
from bot.settings import Settings
from bot.turn import Conversations
from knowledge.checks import run
from knowledge.conditions import possible_paths, usual
from knowledge.library import build
from knowledge.schema import LANGUAGES
from tests.conftest import CACHE, Talk

DELETING = Path(__file__).parent / "deleting"
BUTTONS = ["/dont_know", "/none_of_these", "/skip", "/cancel_now", ""]
UNSURE = {
    "en": ["I don't know", "none of these", "zxqv wrrk plmf", "no", "not sure", *BUTTONS],
    "it": ["non lo so", "nessuna di queste", "zxqv wrrk plmf", "no", "non saprei", *BUTTONS],
}
WISH = {"en": "I want to cancel Billfold", "it": "Voglio disdire Billfold"}
DELETES = ("Settings > Account", "Request a Refund", "cog icon", "ingranaggio", "“Delete”")


@pytest.fixture(scope="module")
def conversations(tmp_path_factory: pytest.TempPathFactory) -> Conversations:
    settings = Settings(knowledge=DELETING, cache=CACHE, data=tmp_path_factory.mktemp("data"), _env_file=None)
    return bootstrap.conversations(settings, None)  # type: ignore[arg-type]  # these tests decide and never store


def walked(talk: Talk) -> str:
    """The steps that were shown."""
    shown = {"utter_step", "utter_step_again", "utter_all_steps"}
    return "\n".join(reply.text for outcome in talk.outcomes for reply in outcome.replies if reply.response in shown)


def test_the_article_breaks_no_rule() -> None:
    assert run(DELETING, date(2026, 11, 22)) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", range(len(UNSURE["en"])))
def test_who_cannot_say_is_never_walked_into_deleting(conversations: Conversations, language: str, number: int) -> None:
    for following in UNSURE[language]:
        talk = Talk(conversations, language=language)
        talk.say(WISH[language])
        assert "utter_question_many" in talk.responses()
        talk.say(UNSURE[language][number], following)
        if not walked(talk):
            talk.say("/cancel_now")
        assert "Workspaces > Subscription" in walked(talk), (following, talk.responses())
        assert not [label for label in DELETES if label in walked(talk)]
        assert "subscription" not in talk.slots["attributes"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ways_that_delete_are_told_beside_it_with_what_they_delete(conversations: Conversations, language: str) -> None:
    talk = Talk(conversations, language=language)
    talk.say(WISH[language], "/dont_know")
    beside = next(reply.text for reply in talk.outcomes[-1].replies if reply.response == "utter_ways")
    deleted = {"en": ("workspace is deleted", "removes its settings"), "it": ("viene eliminata", "ne rimuove impostazioni")}
    assert all(words in beside for words in deleted[language])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("value", "deleted"),
    [
        (
            "billed_once",
            {
                "en": "Once refunded, your workspace is deleted",
                "it": "Una volta rimborsato l'abbonamento, la tua area di lavoro viene eliminata",
            },
        ),
        ("pay_per_use", {"en": "removes its settings and members", "it": "ne rimuove impostazioni e membri"}),
    ],
)
def test_who_takes_a_way_that_deletes_hears_so_before_the_first_step(
    conversations: Conversations, value: str, deleted: dict[str, str], language: str
) -> None:
    talk = Talk(conversations, language=language)
    talk.say(WISH[language], f'/inform{{"subscription": "{value}", "role": "owner"}}')
    if not walked(talk):
        talk.say("/dont_know")
    said = [reply for outcome in talk.outcomes for reply in outcome.replies]
    first_step = next(number for number, reply in enumerate(said) if reply.response == "utter_step")
    told = next(number for number, reply in enumerate(said) if reply.response == "utter_before_steps" and deleted[language] in reply.text)
    assert told < first_step


@pytest.mark.parametrize("order", list(itertools.permutations(["billed_once", "annual", "pay_per_use"])), ids=" ".join)
@pytest.mark.parametrize("special", [[], ["pay_per_use"], ["billed_once"], ["billed_once", "pay_per_use"]], ids=str)
def test_the_order_of_a_file_decides_nothing(order: tuple[str, ...], special: list[str], tmp_path: Path) -> None:
    home = tmp_path / "knowledge"
    shutil.copytree(DELETING, home)
    path = home / "articles" / "billfold.yml"
    data = YAML(typ="safe").load(path)
    subscription = data["attributes"]["subscription"]
    subscription["values"] = {value: subscription["values"][value] for value in order}
    subscription["special"] = special
    with path.open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump(data, file)
    article = build(home).article("billfold")
    for known in ({}, {"role": "owner"}):
        assert possible_paths(article, {**known, **usual(article, known)}) == ["renewal"]
