"""Installing: OAuth with Slack's own flow, rotation of tokens, and coming again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from slack_sdk.oauth import AuthorizeUrlGenerator
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator

from bot.sandbox.population import GUEST, OTHER_TEAM
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import Clock, client_of, refusal

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # slack_sdk still uses it
BACK = "https://app.example.com/slack/oauth_redirect"


async def authorized(sandbox: Sandbox, **more: str) -> dict[str, list[str]]:
    """What OAuth's page sends back to the app."""
    url = AuthorizeUrlGenerator(
        client_id=sandbox.workspace.apps.client_id,
        redirect_uri=BACK,
        scopes=["chat:write", "im:history"],
        authorization_url=sandbox.authorize_url,
    ).generate("state-1", team=OTHER_TEAM)
    address = url + "".join(f"&{key}={value}" for key, value in more.items())
    async with aiohttp.ClientSession() as session, session.get(address, allow_redirects=False) as response:
        assert response.headers["Location"].startswith(BACK)
        return parse_qs(urlsplit(response.headers["Location"]).query)


async def test_a_code_is_exchanged_once_for_a_token_of_its_team(sandbox: Sandbox) -> None:
    back = await authorized(sandbox, user=GUEST)
    nobody, apps = client_of(sandbox, ""), sandbox.workspace.apps

    granted = await nobody.oauth_v2_access(
        client_id=apps.client_id, client_secret=apps.client_secret, code=back["code"][0], redirect_uri=BACK
    )

    assert back["state"] == ["state-1"]
    assert (granted["team"]["id"], granted["scope"], granted["authed_user"]["id"]) == (OTHER_TEAM, "chat:write,im:history", GUEST)
    assert (await client_of(sandbox, granted["access_token"]).auth_test())["team_id"] == OTHER_TEAM
    again = nobody.oauth_v2_access(client_id=apps.client_id, client_secret=apps.client_secret, code=back["code"][0])
    assert await refusal(again) == "code_already_used"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"code": "unknown"}, "invalid_code"),
        ({"client_id": "9.9"}, "invalid_client_id"),
        ({"client_secret": "guess"}, "bad_client_secret"),
        ({"redirect_uri": "https://elsewhere.example.com"}, "bad_redirect_uri"),
    ],
)
async def test_what_does_not_belong_together_is_not_exchanged(sandbox: Sandbox, change: dict[str, str], code: str) -> None:
    apps = sandbox.workspace.apps
    good = {"client_id": apps.client_id, "client_secret": apps.client_secret, "code": (await authorized(sandbox))["code"][0]}

    assert await refusal(client_of(sandbox, "").oauth_v2_access(**(good | change))) == code


async def test_who_says_no_sends_no_code(sandbox: Sandbox) -> None:
    assert await authorized(sandbox, deny="1") == {"error": ["access_denied"], "state": ["state-1"]}


async def test_a_team_that_comes_again_gets_a_fresh_token_and_the_same_bot(sandbox: Sandbox) -> None:
    first = await client_of(sandbox).auth_test()
    old = sandbox.bot_token

    second = await client_of(sandbox, sandbox.install("T0HOME")).auth_test()

    assert (first["user_id"], first["bot_id"]) == (second["user_id"], second["bot_id"])
    assert await refusal(client_of(sandbox, old).auth_test()) == "token_revoked"


@pytest.fixture
async def rotating(clock: Clock) -> AsyncIterator[Sandbox]:
    async with Sandbox(app="Partwell", clock=clock) as sandbox:
        sandbox.workspace.apps.rotation = True
        sandbox.install("T0HOME")
        yield sandbox


async def test_a_token_runs_out_and_is_refreshed_by_slack_s_own_rotator(rotating: Sandbox, clock: Clock) -> None:
    apps = rotating.workspace.apps
    bot = apps.installed["T0HOME"]
    rotator = AsyncTokenRotator(client=client_of(rotating, ""), client_id=apps.client_id, client_secret=apps.client_secret)
    installation = Installation(
        user_id=GUEST, bot_id=bot.bot, bot_token=bot.token, bot_refresh_token=bot.refresh, bot_token_expires_in=1, team_id=bot.team
    )
    clock.now += 13 * 60 * 60

    expired = await refusal(client_of(rotating).auth_test())
    fresh = await rotator.perform_token_rotation(installation=installation, minutes_before_expiration=10_000_000)

    assert expired == "token_expired"
    assert fresh is not None
    assert fresh.bot_token not in {None, bot.token}
    assert (await client_of(rotating, fresh.bot_token).auth_test())["ok"]


async def test_apps_may_leave_by_themselves(sandbox: Sandbox) -> None:
    client, apps = client_of(sandbox), sandbox.workspace.apps
    only_tested = await client.auth_revoke(test=True)
    left = await client.apps_uninstall(client_id=apps.client_id, client_secret=apps.client_secret)

    assert only_tested["revoked"] is False
    assert left["ok"]
    assert await refusal(client.auth_test()) == "account_inactive"
