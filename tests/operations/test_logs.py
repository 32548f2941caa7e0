"""The log tells what happened and in which case, and never what anybody wrote, nor a secret."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import logs
from bot.channels.slack.handlers.reception import Reception
from bot.delivery.items import Item
from bot.delivery.work import Work
from bot.operations import logs as operations_logs
from bot.sandbox.population import AGENT_1, AGENTS, CLIENTE, CUSTOMER, TEAM
from tests.channels.slack.conftest import Slack

Data = dict[str, Any]
WORDS = "swordfish"


class Book:
    """What stands in the log."""

    def __init__(self, form: logs.Form = "json", level: logs.Level = "info") -> None:
        self.stream = io.StringIO()
        operations_logs.to_stderr(form, level, self.stream)

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[Data]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in operations_logs.QUIET}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def raised(error: Exception) -> Exception:
    """With a place where it was raised."""
    try:
        raise error
    except Exception as found:  # noqa: BLE001  (whatever it is)
        return found


async def test_a_whole_conversation_is_in_the_log_by_its_cases_and_without_a_word_of_it(slack: Slack) -> None:
    book, sandbox = Book(), slack.sandbox
    async with slack.running():
        await slack.ask(f"{WORDS}! cancel octopus crm")
        await slack.ask("done")
        await slack.ask(f"/{WORDS}")
        await slack.ask("I want to talk to a person")
        await slack.ask(f"voglio disdire kustomer, siamo premium, {WORDS}", user=CLIENTE)
        card = (await slack.said(1, user=AGENT_1, channel=AGENTS))[0]
        await sandbox.click(card, "Claim", user=AGENT_1, channel=AGENTS)
        sandbox.faults.error("chat.postMessage", "internal_error", 2)
        await sandbox.say(f"what is {WORDS} about?")
        await slack.settled()
    cases = {handoff.case_id for handoff in slack.store.handoffs()}
    told = [line for line in book.lines if line["message"] == "a turn was kept"]
    assert len(cases) == 2
    assert cases <= {line.get("case") for line in told}
    assert {logs.mark(f"{TEAM}/dm/-/{user}") for user in (CUSTOMER, CLIENTE)} == {line["conversation"] for line in told}
    assert all({"time", "level", "logger", "message"} <= set(line) for line in book.lines)
    assert WORDS not in book.text
    assert "octopus" not in book.text
    for secret in (sandbox.bot_token, sandbox.app_token, sandbox.signing_secret):
        assert secret not in book.text


class Clumsy(Reception):
    """Fails on every message, with its words in the exception."""

    def message(self, item: Item, work: Work) -> None:
        raise ValueError(item.data["text"]) from KeyError(item.data["text"])


async def test_a_failure_is_told_with_reference_and_place_and_not_with_what_it_says(slack: Slack) -> None:
    book, parts = Book(), slack.parts()
    clumsy = Clumsy(parts.reception.conversations, parts.reception.desk, parts.reception.hosts)
    async with slack.running(replace(parts, reception=clumsy)):
        await slack.sandbox.say(f"cancel {WORDS}")
        await slack.sandbox.wait_for(lambda: "attempt 1" in book.text, 20)
    line = next(line for line in book.lines if "attempt 1" in line["message"])
    assert (line["level"], line["kind"], line["conversation"]) == ("error", "message", logs.mark(f"{TEAM}/dm/-/{CUSTOMER}"))
    assert line["reference"] in line["message"]
    assert line["trace"][:2] == ["KeyError", "ValueError"]
    assert line["trace"][-1].endswith(" message")
    assert WORDS not in book.text


def test_what_is_logged_inside_is_about_the_same() -> None:
    book, log = Book(), logging.getLogger("bot.here")
    with logs.about(kind="message", conversation="c"):
        log.warning("one %s", "two", extra=logs.of(case="PW-1", reference=None))
    log.warning("after")
    first, second = book.lines
    assert {name: first[name] for name in first if name != "time"} == {
        "level": "warning",
        "logger": "bot.here",
        "message": "one two",
        "kind": "message",
        "conversation": "c",
        "case": "PW-1",
    }
    assert set(second) == {"time", "level", "logger", "message"}


def test_as_text_it_is_a_line_too_and_the_places_below_it() -> None:
    book = Book("text")
    logging.getLogger("bot.here").error("it failed", exc_info=raised(ValueError(WORDS)), extra=logs.of(case="PW-1"))
    first, second, third = book.text.splitlines()
    assert first.endswith(" error bot.here it failed case=PW-1")
    assert second.strip() == "ValueError"
    assert "test_logs.py" in third


@pytest.mark.parametrize(("level", "shown"), [("debug", "dwe"), ("info", "we"), ("warning", "we"), ("error", "e")])
def test_the_level_decides_what_is_told(level: logs.Level, shown: str) -> None:
    book, log = Book(level=level), logging.getLogger("bot.here")
    log.debug("d")
    log.warning("w")
    log.error("e")
    assert "".join(line["message"] for line in book.lines) == shown


def test_only_who_asks_for_it_reads_what_exceptions_say() -> None:
    book = Book(level="debug")
    logging.getLogger("bot.here").error("it failed", exc_info=raised(ValueError(WORDS)))
    assert f"ValueError: {WORDS}" in book.lines[0]["trace"]


def test_other_peoples_libraries_may_not_tell_either() -> None:
    book = Book()
    for told in (WORDS, repr(ValueError(WORDS))):
        logging.getLogger("slack_bolt.AsyncApp").error("Failed to run a middleware (error: %s)", told, exc_info=raised(ValueError(WORDS)))
    logging.getLogger("slack_bolt.AsyncApp").info("Received: %s", WORDS)
    assert [line["message"] for line in book.lines] == ["Failed to run a middleware (error: ValueError)"] * 2
    assert WORDS not in book.text


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("token xoxb-12-ab and xapp-1-B", "token xoxb-*** and xapp-***"),
        ("xoxe.xoxp-1-Mi0yLTEx expired", "xoxe.*** expired"),
        ("wss://wss.slack.com/link/?ticket=c0ffee&app_id=1", "wss://wss.slack.com/link/?ticket=***&app_id=1"),
        ("postgresql://me:s3cr3t@db/partwell", "postgresql://me:***@db/partwell"),
        ("at 10:30, see http://127.0.0.1:3000/health", "at 10:30, see http://127.0.0.1:3000/health"),
    ],
)
def test_secrets_that_get_into_a_message_are_starred_out(said: str, written: str) -> None:
    book = Book()
    logging.getLogger("slack_sdk").warning(said)
    assert book.lines[0]["message"] == written


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=())), st.text(st.characters(exclude_categories=())))
def test_any_record_is_one_line_of_json(message: str, case: str) -> None:
    record = logging.LogRecord("bot.here", logging.INFO, "here.py", 1, message, None, None)
    record.about = {"case": case}  # type: ignore[attr-defined]
    line = operations_logs.Lines("json").format(record)
    assert len(line.split("\n")) == 1
    assert json.loads(line)["case"] == case
    line.encode()


def test_silence_ends_where_it_began() -> None:
    book = Book()
    with logs.silent():
        logging.getLogger("bot.here").error("inside")
    logging.getLogger("bot.here").error("after")
    assert [line["message"] for line in book.lines] == ["after"]
