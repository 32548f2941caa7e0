"""The Web API of each workspace: one client a token, all on one connection pool, with limits that hold."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

SOON = 120
"""Minutes before a token expires in which it is renewed, where an app has its tokens rotated."""
LIMITS = ClientTimeout(total=20, sock_connect=5)
"""Longest waits for Slack, in seconds. A client that is given a session heeds the session's alone: its own `timeout` has no effect."""


def pool(most: int = 0) -> ClientSession:
    """Connections to Slack; at most so many at once, 0 for any number. What is asked beside sending has a pool of its own."""
    return ClientSession(timeout=LIMITS, connector=TCPConnector(limit=most))


@dataclass
class Clients:
    """The client of a team: with the one bot token, or with that of the team's installation.

    They never try again by themselves: who sends decides that.
    """

    url: str
    session: ClientSession
    token: str | None = None
    installations: AsyncInstallationStore | None = None
    rotator: AsyncTokenRotator | None = None
    _known: dict[str, AsyncWebClient] = field(default_factory=dict)

    async def of(self, team: str) -> AsyncWebClient:
        """The client of a team. Raises SlackApiError (`not_authed`) when the app is not installed there."""
        if self.token:
            return self._client(self.token)
        if self.installations:
            # a line in our own database, looked up each time: another process may have seen the app go or come back
            bot = await self.installations.async_find_bot(enterprise_id=None, team_id=team)  # an organisation's id does, too
            if bot and bot.bot_token:
                return self._client(await self._rotated(bot, self.installations))
        raise SlackApiError("the app is not installed there", self._refused())  # type: ignore[no-untyped-call]

    async def works(self) -> bool:
        """Whether Slack takes our one token. False too when it does not say so within a second."""
        try:
            async with asyncio.timeout(1.0):
                await self.plain(self.token).auth_test()
        except (SlackClientError, ClientError, OSError, TimeoutError):
            return False
        return True

    async def _rotated(self, bot: Bot, installations: AsyncInstallationStore) -> str:
        """The bot's token, a new one when it expires soon. Tokens that do not expire stay."""
        if self.rotator and bot.bot_refresh_token:
            renewed = await self.rotator.perform_bot_token_rotation(bot=bot, minutes_before_expiration=SOON)
            if renewed:
                await installations.async_save_bot(renewed)
                bot = renewed
        return bot.bot_token

    def plain(self, token: str | None = None) -> AsyncWebClient:
        """A client with this token, or with none."""
        return AsyncWebClient(token, base_url=self.url, session=self.session, retry_handlers=[])

    def _client(self, token: str) -> AsyncWebClient:
        if token not in self._known:
            self._known[token] = self.plain(token)
        return self._known[token]

    def _refused(self) -> AsyncSlackResponse:
        """As Slack itself would say it."""
        said = {"ok": False, "error": "not_authed"}
        return AsyncSlackResponse(
            client=self.plain(), http_verb="POST", api_url=self.url, req_args={}, data=said, headers={}, status_code=200
        )
