"""Installing the app in a workspace, by OAuth on our own tables."""

from __future__ import annotations

import html
import re
import socket
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from pydantic import SecretStr
from slack_sdk.errors import SlackApiError

from bot import bootstrap
from bot.operations.running import Bot, Parts, Place
from bot.sandbox.population import CUSTOMER, OTHER_TEAM, TEAM
from bot.store.store import Store
from tests.channels.slack.conftest import Slack, texts

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # slack_sdk still uses it


def free_port() -> int:
    """A port that nobody listens on: the address to come back to has to be known before."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def installable(slack: Slack) -> tuple[Parts, Place]:
    """The bot's parts with OAuth instead of a token, and where it listens."""
    apps, port = slack.sandbox.workspace.apps, free_port()
    public = {"slack_bot_token": None, "public_url": f"http://127.0.0.1:{port}"}
    secret = SecretStr(apps.client_secret)
    parts = slack.parts(slack_client_id=apps.client_id, slack_client_secret=secret, **public)
    return bootstrap.installable(parts, apps.client_id, apps.client_secret), Place(port=port, requests=True)


async def install(bot: Bot, team: str = TEAM, **changed: str) -> int:
    """Goes the way of somebody who installs the app; the status of the last page."""
    base = f"http://127.0.0.1:{bot.port}"
    async with aiohttp.ClientSession() as browser:
        async with browser.get(f"{base}/slack/install") as page:
            cookie = page.headers["Set-Cookie"].split(";")[0]
            link = html.unescape(re.findall(r'href="([^"]+authorize[^"]+)"', await page.text())[0])
        async with browser.get(f"{link}&team={team}&user={CUSTOMER}", allow_redirects=False) as page:
            back = {name: values[0] for name, values in parse_qs(urlsplit(page.headers["Location"]).query).items()}
        async with browser.get(f"{base}/slack/oauth_redirect", params=back | changed, headers={"Cookie": cookie}) as page:
            return page.status


async def test_the_app_is_installed_and_answers_in_that_workspace(slack: Slack) -> None:
    parts, place = installable(slack)
    async with slack.running(parts, place) as bot:
        with pytest.raises(SlackApiError, match="not installed"):
            await bot.door.clients.of(TEAM)
        assert await install(bot) == 200
        assert await slack.sandbox.deliver_to(f"http://127.0.0.1:{bot.port}/slack/events")
        assert "Step 1 of 5" in texts(await slack.ask("cancel octopus crm"))


async def test_it_is_installed_the_same_where_events_come_through_a_socket(slack: Slack) -> None:
    parts, place = installable(slack)
    async with slack.running(parts, Place(port=place.port)) as bot, aiohttp.ClientSession() as http:
        assert await install(bot) == 200
        assert "Step 1 of 5" in texts(await slack.ask("cancel octopus crm"))
        async with http.post(f"http://127.0.0.1:{bot.port}/slack/events", data={"command": "/partwell"}) as answer:
            assert answer.status == 404


async def test_each_workspace_has_its_own_token(slack: Slack) -> None:
    parts, place = installable(slack)
    async with slack.running(parts, place) as bot:
        assert [await install(bot), await install(bot, OTHER_TEAM)] == [200, 200]
        tokens = {(await bot.door.clients.of(team)).token for team in (TEAM, OTHER_TEAM)}
    assert tokens == {slack.sandbox.workspace.apps.installed[team].token for team in (TEAM, OTHER_TEAM)}
    kept = bootstrap.installed(parts.settings, slack.store)
    assert (set(kept), set(kept.values())) == ({TEAM, OTHER_TEAM}, tokens)


@pytest.mark.parametrize("changed", [{"state": "guessed"}, {"code": "guessed"}, {"error": "access_denied"}])
async def test_an_installation_that_was_not_begun_here_or_was_refused_is_none(slack: Slack, changed: dict[str, str]) -> None:
    parts, place = installable(slack)
    async with slack.running(parts, place) as bot:
        await install(bot, **changed)
        with pytest.raises(SlackApiError, match="not installed"):
            await bot.door.clients.of(TEAM)


async def test_a_token_that_expires_soon_is_renewed(slack: Slack) -> None:
    slack.sandbox.workspace.apps.rotation = True
    parts, place = installable(slack)
    async with slack.running(parts, place) as bot:
        await install(bot)
        assert parts.installations
        mine: dict[str, Any] = {"enterprise_id": None, "team_id": TEAM}
        kept = await parts.installations.async_find_bot(**mine)
        assert kept
        assert (await bot.door.clients.of(TEAM)).token == kept.bot_token
        kept.bot_token_expires_at = datetime.now(UTC).timestamp() + 60
        await parts.installations.async_save_bot(kept)
        renewed = await bot.door.clients.of(TEAM)
        assert renewed.token != kept.bot_token
        assert (await renewed.auth_test())["team_id"] == TEAM


@pytest.mark.parametrize("team", ["T1&redirect_uri=https://evil.example", 'T1"><script>', "", "T1\r\nX: y"])
async def test_nobody_adds_anything_to_the_address_of_the_installation(slack: Slack, team: str) -> None:
    parts, place = installable(slack)
    async with slack.running(parts, place) as bot, aiohttp.ClientSession() as browser:
        async with browser.get(f"http://127.0.0.1:{bot.port}/slack/install", params={"team": team}) as page:
            assert page.status == 400
        async with browser.get(f"http://127.0.0.1:{bot.port}/slack/install", params={"team": TEAM}) as page:
            assert f"team={TEAM}" in await page.text()


def test_the_tables_of_installations_are_made_once_by_whoever_comes_first(store_url: str) -> None:
    from bot.channels.slack.oauth.installations import opened

    with Store.open(store_url) as one, Store.open(store_url) as other:
        for kept in (one, other, one):
            opened(kept, "1.2")
