"""Which workspaces have installed the app: slack_sdk's SQLAlchemy stores on our own database, called from threads.

slack_sdk's async stores want an async driver of the database; these are its sync ones, which write the same tables.
"""

from __future__ import annotations

import asyncio

from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.oauth.state_store.sqlalchemy import SQLAlchemyOAuthStateStore
from sqlalchemy import select

from bot.store.schema import lock
from bot.store.store import Store

STATE_SECONDS = 600
"""Between the click on «Add to Slack» and coming back from Slack."""


def opened(store: Store, client_id: str) -> tuple[Installations, States]:
    """Both on the tables of a store, which are made when they are not there. Raises StoreError."""
    engine = store.engine.execution_options(immediate=True)
    installations = SQLAlchemyInstallationStore(client_id, engine)
    states = SQLAlchemyOAuthStateStore(STATE_SECONDS, engine)
    with store.explained(), engine.begin() as connection:
        lock(connection)
        installations.metadata.create_all(connection)
        states.metadata.create_all(connection)
    return Installations(installations), States(states)


class Installations(AsyncInstallationStore):
    """Installations and their tokens."""

    def __init__(self, kept: SQLAlchemyInstallationStore) -> None:
        self._kept = kept

    def tokens(self) -> dict[str, str]:
        """The bot tokens of all workspaces, by the team's id. Blocks."""
        bots = self._kept.bots
        with self._kept.engine.connect() as connection:
            teams = connection.execute(select(bots.c.team_id).where(bots.c.client_id == self._kept.client_id).distinct()).scalars().all()
        found = {team: self._kept.find_bot(enterprise_id=None, team_id=team) for team in teams if team}
        return {team: bot.bot_token for team, bot in found.items() if bot}

    async def async_save(self, installation: Installation) -> None:
        """Keeps a new or renewed installation."""
        await asyncio.to_thread(self._kept.save, installation)

    async def async_save_bot(self, bot: Bot) -> None:
        """Keeps a renewed bot token."""
        await asyncio.to_thread(self._kept.save_bot, bot)

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """The bot of a workspace, None when it is not installed there."""
        return await asyncio.to_thread(
            self._kept.find_bot, enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=is_enterprise_install
        )

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """The installation of a workspace, None when there is none."""
        return await asyncio.to_thread(
            self._kept.find_installation,
            enterprise_id=enterprise_id,
            team_id=team_id,
            user_id=user_id,
            is_enterprise_install=is_enterprise_install,
        )

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Forgets the bot's token of a workspace."""
        await asyncio.to_thread(self._kept.delete_bot, enterprise_id=enterprise_id, team_id=team_id)

    async def async_delete_installation(self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None) -> None:
        """Forgets an installation."""
        await asyncio.to_thread(self._kept.delete_installation, enterprise_id=enterprise_id, team_id=team_id, user_id=user_id)


class States(AsyncOAuthStateStore):
    """The states of installations that are under way: each is good once."""

    def __init__(self, kept: SQLAlchemyOAuthStateStore) -> None:
        self._kept = kept

    async def async_issue(self, *_: object, **__: object) -> str:
        """A new state."""
        return await asyncio.to_thread(self._kept.issue)

    async def async_consume(self, state: str) -> bool:
        """Whether a state is one that was issued and not used yet."""
        return await asyncio.to_thread(self._kept.consume, state)
