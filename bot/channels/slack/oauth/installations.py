"""Which workspaces have installed the app: slack_sdk's SQLAlchemy stores on our own database, called from threads.

slack_sdk's async stores want an async driver of the database; these are its sync ones, which write the same tables.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from copy import copy
from datetime import UTC, datetime
from typing import Any, TypeVar

from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.oauth.state_store.sqlalchemy import SQLAlchemyOAuthStateStore
from sqlalchemy import Connection, Engine, Table, and_, delete, func, inspect, or_, select, text, update

from bot.channels.slack.oauth.vault import Vault
from bot.store.schema import lock
from bot.store.store import Store

TOKENS = ("bot_token", "bot_refresh_token", "user_token", "user_refresh_token")
MOST_STATES = 1000
"""Installations under way at once: each visit of the page begins one."""
STATE = re.compile(r"[0-9a-f-]{36}")
STATE_SECONDS = 600
"""Between the click on «Add to Slack» and coming back from Slack."""


def opened(store: Store, client_id: str, keys: str = "") -> tuple[Installations, States]:
    """Both on the tables of a store, which are made when they are not there. Tokens that stand there in clear, or encrypted with an older
    key, are encrypted with the first one. Raises StoreError, and DataError for a key that is missing or wrong.
    """
    vault = Vault(keys)
    engine = store.engine.execution_options(immediate=True)
    installations = Sealed(client_id, engine, vault)
    states = SQLAlchemyOAuthStateStore(STATE_SECONDS, engine)
    with store.explained(), engine.begin() as connection:
        lock(connection)
        installations.metadata.create_all(connection)
        states.metadata.create_all(connection)
        _widen(connection, installations)
        for table in (installations.bots, installations.installations):
            _renew(connection, table, vault)
    return Installations(installations), States(states)


def _widen(connection: Connection, kept: SQLAlchemyInstallationStore) -> None:
    """Room for encrypted tokens, which slack_sdk's columns do not have. SQLite does not count."""
    if connection.dialect.name == "sqlite":
        return
    for table in (kept.bots, kept.installations):
        lengths = {column["name"]: getattr(column["type"], "length", None) for column in inspect(connection).get_columns(table.name)}
        for name in TOKENS:
            if lengths.get(name):
                connection.execute(text(f"ALTER TABLE {table.name} ALTER COLUMN {name} TYPE TEXT"))


def _renew(connection: Connection, table: Table, vault: Vault) -> None:
    columns = [table.c[name] for name in TOKENS if name in table.c]
    for row in connection.execute(select(table.c.id, *columns)).mappings().all():
        changed = {column.name: now for column in columns if (now := vault.renewed(row[column.name])) != row[column.name]}
        if changed:
            connection.execute(update(table).where(table.c.id == row["id"]).values(**changed))


Kept = TypeVar("Kept", Bot, Installation)


def _with_tokens(kept: Kept, way: Callable[[str | None], str | None]) -> Kept:
    """A copy with other tokens."""
    changed = copy(kept)
    for name in TOKENS:
        if hasattr(changed, name):
            setattr(changed, name, way(getattr(changed, name)))
    return changed


class Sealed(SQLAlchemyInstallationStore):
    """slack_sdk's store, with tokens as a vault keeps them."""

    def __init__(self, client_id: str, engine: Engine, vault: Vault) -> None:
        super().__init__(client_id, engine)
        self._vault = vault

    def save(self, installation: Installation) -> None:
        """Its tokens are closed."""
        super().save(_with_tokens(installation, self._vault.closed))

    def save_bot(self, bot: Bot) -> None:
        """Its tokens are closed."""
        super().save_bot(_with_tokens(bot, self._vault.closed))

    def find_bot(self, **whose: Any) -> Bot | None:
        """Its tokens are opened."""
        found = super().find_bot(**whose)
        return _with_tokens(found, self._vault.opened) if found else None

    def find_installation(self, **whose: Any) -> Installation | None:
        """Its tokens are opened."""
        found = super().find_installation(**whose)
        return _with_tokens(found, self._vault.opened) if found else None


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
    """The states of installations that are under way: each is good once, and gone then. Those that nobody came back with go too."""

    def __init__(self, kept: SQLAlchemyOAuthStateStore) -> None:
        self._kept = kept

    async def async_issue(self, *_: object, **__: object) -> str:
        """A new state."""
        return await asyncio.to_thread(self._issue)

    async def async_consume(self, state: str) -> bool:
        """Whether a state is one that was issued and not used yet."""
        return await asyncio.to_thread(self._consume, state)

    def _issue(self) -> str:
        kept = self._kept.oauth_states
        with self._kept.engine.begin() as connection:
            newest = connection.execute(select(func.max(kept.c.id))).scalar() or 0
            connection.execute(delete(kept).where(or_(kept.c.expire_at <= _now(), kept.c.id <= newest - MOST_STATES)))
        return self._kept.issue()

    def _consume(self, state: object) -> bool:
        if not isinstance(state, str) or not STATE.fullmatch(state):
            return False
        kept = self._kept.oauth_states
        with self._kept.engine.begin() as connection:
            return connection.execute(delete(kept).where(kept.c.state == state, kept.c.expire_at > _now())).rowcount == 1


def _now() -> datetime:
    """The moment as slack_sdk's tables hold it: in UTC, without saying so."""
    return datetime.now(UTC).replace(tzinfo=None)
