"""The app is removed, or its token revoked: said, settled, and never a request that Slack sends again for nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from slack_bolt.async_app import AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from sqlalchemy import select

from bot.delivery import outbox
from bot.delivery.items import Outgoing
from bot.operations.running import Bot
from bot.sandbox.population import OTHER_TEAM, TEAM
from bot.store.tables import OUTBOX
from tests.channels.slack.bodies import event
from tests.channels.slack.conftest import Slack
from tests.channels.slack.test_oauth import install, installable

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # slack_sdk still uses it

REMOVED: dict[str, dict[str, Any]] = {"app_uninstalled": {}, "tokens_revoked": {"tokens": {"bot": ["UAPP"], "oauth": []}}}


async def heard(bot: Bot, name: str, at: float, **fields: Any) -> int:
    """What the bot answers to such an event."""
    body = {**event(name, **fields), "team_id": TEAM, "event_time": int(at), "authorizations": [{"team_id": TEAM, "user_id": "UAPP"}]}
    return (await bot.app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=body))).status


def later() -> float:
    return datetime.now(UTC).timestamp() + 5


@pytest.mark.parametrize("name", REMOVED)
async def test_a_token_that_is_no_good_is_said_by_health_and_alarm(slack: Slack, name: str, caplog: pytest.LogCaptureFixture) -> None:
    async with slack.running() as bot:
        slack.sandbox.faults.error("auth.test", "token_revoked")
        assert await heard(bot, name, later(), **REMOVED[name]) == 200
        kind = {"app_uninstalled": "uninstalled", "tokens_revoked": "revoked"}[name]
        assert bot.watch.health()["status"] == f"token {kind}"
        assert "alarm: token_lost" in caplog.text
        await slack.settled()


async def test_an_event_that_comes_late_alarms_nobody(slack: Slack) -> None:
    async with slack.running() as bot:
        assert await heard(bot, "app_uninstalled", later()) == 200
        assert bot.watch.health()["status"] == "ok"


async def test_a_person_who_takes_back_their_own_token_changes_nothing(slack: Slack) -> None:
    slack.sandbox.faults.error("auth.test", "token_revoked")
    async with slack.running() as bot:
        assert await heard(bot, "tokens_revoked", later(), tokens={"oauth": ["U1"]}) == 200
        assert bot.watch.health()["status"] == "ok"


@pytest.mark.parametrize("name", REMOVED)
async def test_an_installation_goes_with_what_waits_for_it_and_no_other(slack: Slack, name: str) -> None:
    parts, place = installable(slack)
    async with slack.running(parts, place) as bot:
        assert [await install(bot), await install(bot, OTHER_TEAM)] == [200, 200]
        bot.service.sender.stop()
        with slack.store.writing() as connection:
            for team in (TEAM, OTHER_TEAM):
                waiting = Outgoing(team, team, "C1", "chat.postMessage", {"text": "later"})
                outbox.add(connection, f"{team}/dm/-/U1", waiting, datetime.now(UTC))
            connection.commit()
        assert await heard(bot, name, later(), **REMOVED[name]) == 200
        assert await heard(bot, name, later(), **REMOVED[name]) == 200
        with pytest.raises(SlackApiError, match="not installed"):
            await bot.door.clients.of(TEAM)
        assert (await bot.door.clients.of(OTHER_TEAM)).token
        await slack.sandbox.wait_for(lambda: "revoked" in ended(slack)[TEAM] or "uninstalled" in ended(slack)[TEAM], 20)
        assert ended(slack)[OTHER_TEAM] == ""


def ended(slack: Slack) -> dict[str, str]:
    """Why what waited for a team was given up; empty while it waits."""
    with slack.store.engine.connect() as connection:
        return {row.team: row.error or "" for row in connection.execute(select(OUTBOX.c.team, OUTBOX.c.error))}


async def test_an_installation_that_is_newer_than_the_event_stays(slack: Slack) -> None:
    parts, place = installable(slack)
    async with slack.running(parts, place) as bot:
        await install(bot)
        assert await heard(bot, "app_uninstalled", later() - 3600) == 200
        assert (await bot.door.clients.of(TEAM)).token
