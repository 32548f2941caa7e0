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
from sqlalchemy import and_, or_, select

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
        mine = bots.c.client_id == self._kept.client_id
        with self._kept.engine.connect() as connection:
            rows = connection.execute(select(bots.c.team_id, bots.c.enterprise_id).where(mine).distinct()).all()
        found = {team: self._bot_of(team) for team in (row.team_id or row.enterprise_id for row in rows) if team}
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
        """The bot of a workspace, or of an organisation that has it as a whole; None when it is not installed there.

        Without `enterprise_id` the team's id alone decides, which may be an organisation's: no two have the same.
        """
        if enterprise_id is None:
            return await asyncio.to_thread(self._bot_of, team_id)
        return await asyncio.to_thread(
            self._kept.find_bot, enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=is_enterprise_install
        )

    def _bot_of(self, team: str | None) -> Bot | None:
        """slack_sdk looks for a workspace of an organisation only together with the organisation."""
        bots = self._kept.bots.c
        whole = and_(bots.enterprise_id == team, bots.team_id.is_(None))
        query = select(bots.enterprise_id, bots.team_id).where(bots.client_id == self._kept.client_id, or_(bots.team_id == team, whole))
        with self._kept.engine.connect() as connection:
            row = connection.execute(query.order_by(bots.installed_at.desc()).limit(1)).first()
        return self._kept.find_bot(enterprise_id=row.enterprise_id, team_id=row.team_id) if row else None

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
