"""What machines are told of a process: `/health`, `/ready` and `/metrics`."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as plain_metrics

from bot.delivery import outbox
from bot.delivery.inbox import Inbox
from bot.delivery.intake import Intake
from bot.delivery.items import Outgoing
from bot.operations.health import Heard, Watch
from bot.operations.http import listening, web
from bot.store.store import Store
from knowledge.errors import Problem
from knowledge.library import build
from knowledge.serving import Served, Trouble

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
ACCEPTED = {"openmetrics": "application/openmetrics-text; version=1.0.0", "plain": "text/plain; version=0.0.4", "anything": "*/*"}


@pytest.fixture
async def address(store: Store) -> AsyncIterator[str]:
    """A process in which nothing runs but its health; two messages wait in it."""
    for key, age in (("old", 90), ("new", 5)):
        with store.writing() as connection:
            outbox.add(connection, "c", Outgoing(key, "T1", "C1", "chat.postMessage", {"text": key}), NOW - timedelta(seconds=age))
            connection.commit()
    watch = Watch(store, lambda: NOW)
    watch.alarm("dead_letter")
    intake = Intake(Inbox(store), lambda: NOW, lambda: None)
    async with listening(web(watch.health, intake.prove, watch.registry), "127.0.0.1", 0) as port:
        yield f"http://127.0.0.1:{port}"
    intake.close()


async def asked(address: str, accept: str = "*/*") -> tuple[str, str]:
    """The content type and the text."""
    async with aiohttp.ClientSession() as http, http.get(address, headers={"Accept": accept}) as answer:
        return answer.headers["Content-Type"], await answer.text()


async def test_health_tells_how_long_the_oldest_message_waits_to_be_sent(address: str) -> None:
    async with aiohttp.ClientSession() as http, http.get(f"{address}/health") as answer:
        found: dict[str, Any] = await answer.json()
    assert (found["status"], found["outbox"], found["oldest_unsent"]) == ("sends late", 2, 90.0)


@pytest.mark.parametrize("form", ACCEPTED)
async def test_metrics_come_in_the_form_that_is_asked_for(address: str, form: str) -> None:
    kind, text = await asked(f"{address}/metrics", ACCEPTED[form])
    assert kind.startswith("application/openmetrics-text" if form == "openmetrics" else "text/plain")
    read = openmetrics if form == "openmetrics" else plain_metrics
    found = {sample.name: sample for family in read(text) for sample in family.samples}
    assert {name: found[name].value for name in ("partwell_ok", "partwell_outbox", "partwell_oldest_unsent")} == {
        "partwell_ok": 0.0,
        "partwell_outbox": 2.0,
        "partwell_oldest_unsent": 90.0,
    }
    assert (found["partwell_alarms_total"].labels, found["partwell_alarms_total"].value) == ({"name": "dead_letter"}, 1.0)
    assert "partwell_oldest" not in found  # nothing waits there


async def test_a_database_that_is_away_is_not_well(address: str, store: Store) -> None:
    store.close()
    store.engine.dispose()
    with store.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE outbox RENAME TO elsewhere")
        connection.commit()
    async with aiohttp.ClientSession() as http, http.get(f"{address}/health") as answer:
        assert (answer.status, (await answer.json())["status"]) == (503, "database damaged")
    _, text = await asked(f"{address}/metrics")
    assert "partwell_ok 0.0" in text


async def ready(address: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.get(f"{address}/ready") as answer:
        return answer.status, (await answer.json())["status"]


async def test_whoever_can_keep_what_arrives_is_ready_though_a_person_has_something_to_look_at(address: str, store: Store) -> None:
    async with aiohttp.ClientSession() as http, http.get(f"{address}/health") as answer:
        assert answer.status == 503  # something is not sent, which is so on every machine
    assert await ready(address) == (200, "ok")
    assert Inbox(store).depth(NOW).waiting == 0


async def test_a_process_that_cannot_write_is_not_ready(address: str, store: Store) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE inbox RENAME TO elsewhere")
        connection.commit()
    assert await ready(address) == (503, "database damaged")


class Slow(Inbox):
    """An inbox that takes its time, and counts what it is asked."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.tries, self.go_on = 0, threading.Event()

    def probe(self, now: datetime) -> None:
        self.tries += 1
        self.go_on.wait(60)
        super().probe(now)


async def test_a_database_that_hangs_is_asked_once_by_however_many_and_none_of_them_waits_for_long(store: Store) -> None:
    inbox, watch = Slow(store), Watch(store, lambda: NOW)
    intake = Intake(inbox, lambda: NOW, lambda: None)
    async with listening(web(watch.health, intake.prove, watch.registry), "127.0.0.1", 0) as port:
        address = f"http://127.0.0.1:{port}"
        assert set(await asyncio.gather(*(ready(address) for _ in range(20)))) == {(503, "database silent")}
        assert inbox.tries == 1
        inbox.go_on.set()
        assert set(await asyncio.gather(*(ready(address) for _ in range(20)))) == {(200, "ok")}
        assert inbox.tries <= 2  # the first answer may have become too old meanwhile
    intake.close()


@pytest.mark.parametrize("jump", [-3600.0, 7 * 3600.0])
def test_the_sockets_age_is_true_whatever_the_clock_does(jump: float) -> None:
    wall, passed = [1_000_000.0], [50.0]
    heard = Heard(lambda: wall[0] + passed[0], lambda: passed[0])
    noted = wall[0] + passed[0]
    passed[0] += 10
    assert heard.ago(noted) == pytest.approx(10)
    wall[0] += jump
    passed[0] += 10
    assert heard.ago(noted) == pytest.approx(20)
    noted = wall[0] + passed[0]  # it answers again, by the new clock
    passed[0] += 5
    assert heard.ago(noted) == pytest.approx(5)
    wall[0] -= jump
    passed[0] += 100
    assert heard.ago(noted) == pytest.approx(105)


def test_articles_that_a_person_should_look_at_are_named_and_the_others_are_served(store: Store) -> None:
    mistake = Problem("articles/one.yml", 3, "yaml", "not valid YAML: oh", "mend the line")
    watch = Watch(store, lambda: NOW, Served(build(), (Trouble("one", (mistake,), "abc123"),)))
    found = watch.health()
    one = {"product": "one", "why": "articles/one.yml:3: yaml: not valid YAML: oh", "serves": "abc123", "stale": False}
    assert (found["status"], found["articles"]) == ("ok", [one])
    assert watch.registry.get_sample_value("partwell_articles") == 1
    assert watch.registry.get_sample_value("partwell_alarms_total", {"name": "article"}) == 1
