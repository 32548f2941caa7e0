"""The tables. JSON is kept as text (`JSON`, not `JSONB`): what is read back is what was written, to the byte and in its order.

`JSONB` would refuse the NUL and the lone surrogates that a customer's message can hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Index, MetaData, Text, UniqueConstraint, text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
"""Characters that a text column cannot hold: NUL on PostgreSQL, lone surrogates anywhere."""

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def keepable_text(text: str) -> str:
    """The text as any database can keep it."""
    return UNKEEPABLE.sub("\ufffd", text)


class Moment(TypeDecorator[datetime]):
    """A moment, kept in UTC and read back in UTC. A datetime without a zone is a ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """In UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value}")
        return value.astimezone(UTC)

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        """Remembers the last one: all events of a turn have the same moment, and to write it down costs more than to keep it."""
        write = super().bind_processor(dialect)
        assert write is not None  # it calls process_bind_param
        last: tuple[datetime | None, Any] = (None, None)

        def remembered(value: datetime | None) -> Any:
            nonlocal last
            moment, written = last
            if value is not moment:
                written = write(value)
                last = (value, written)
            return written

        return remembered

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """In UTC; SQLite gives it without the zone."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Words(TypeDecorator[str]):
    """A text of any characters; those that no text column can hold become U+FFFD. All our texts are: keys and ids come from outside too."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Without what cannot be kept."""
        return value if value is None else keepable_text(value)


class Json(JSON):
    """Plain data. None is NULL. Not a TypeDecorator: events are many, and each layer costs."""

    def __init__(self) -> None:
        super().__init__(none_as_null=True)


def pending(*columns: str) -> Index:
    """An index of the rows that are not done: small, however many there were."""
    undone = text("done IS NULL")
    return Index(None, *columns, sqlite_where=undone, postgresql_where=undone)


class Base(SQLModel):
    """What every table shares: metadata of our own, so that other SQLModel tables never get into our migrations."""

    metadata = METADATA


class Conversation(Base, table=True):
    """A conversation, and the snapshot of its tracker. `events` counts the events kept."""

    __tablename__ = "conversation"
    id: str = Field(primary_key=True, sa_type=Words)
    state: dict[str, Any] | None = Field(default=None, sa_type=Json)
    events: int = 0
    updated: datetime = Field(sa_type=Moment)


class TurnRow(Base, table=True):
    """What happened in a conversation in one transaction, as Rasa events in order. `seq` is the number of the first, from 1.

    One row, because there are thirty events in a turn: as rows of their own they were an eighth of its cost.
    """

    __tablename__ = "turn"
    __table_args__ = {"sqlite_with_rowid": False}
    conversation_id: str = Field(primary_key=True, sa_type=Words, foreign_key="conversation.id")
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=Moment)
    events: list[dict[str, Any]] = Field(sa_type=Json)


class Case(Base, table=True):
    """A case, as it stands."""

    __tablename__ = "cases"
    id: str = Field(primary_key=True, sa_type=Words)
    conversation_id: str = Field(sa_type=Words, foreign_key="conversation.id", index=True)
    product: str | None = Field(default=None, sa_type=Words)
    status: str = Field(sa_type=Words)
    language: str = Field(sa_type=Words)
    opened: datetime = Field(sa_type=Moment)
    updated: datetime = Field(sa_type=Moment)
    words: str = Field(sa_type=Words)


class Receipt(Base, table=True):
    """A receipt; only ever added. Its case need not be kept: a receipt can be of a case that never opened."""

    __tablename__ = "receipt"
    case_id: str = Field(primary_key=True, sa_type=Words)
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    conversation_id: str = Field(sa_type=Words, foreign_key="conversation.id", index=True)
    outcome: str = Field(sa_type=Words)
    document: dict[str, Any] = Field(sa_type=Json)
    text: str = Field(sa_type=Words)
    created: datetime = Field(sa_type=Moment)


class Handoff(Base, table=True):
    """A case that a person has to take on: `waiting`, `claimed`, `resolved` or `returned` (to the bot). `rules` are all reasons for it.

    `assignee` is the agent's `team/user`. `since` is when it came to the desk, `asked` when the customer first wrote what the agent
    has not answered yet, `warned` when the customer was last told that nobody is there. `round` counts how often the case came to
    the desk, `shown` how often its card was changed: both are in the keys of what is sent.
    """

    __tablename__ = "handoff"
    __table_args__ = (UniqueConstraint("case_id"), Index(None, "status"))
    id: int | None = Field(default=None, primary_key=True)
    case_id: str = Field(sa_type=Words)
    conversation_id: str = Field(sa_type=Words, foreign_key="conversation.id", index=True)
    rules: list[str] = Field(sa_type=Json)
    brief: dict[str, Any] = Field(sa_type=Json)
    status: str = Field(default="waiting", sa_type=Words)
    assignee: str | None = Field(default=None, sa_type=Words)
    created: datetime = Field(sa_type=Moment)
    since: datetime = Field(sa_type=Moment)
    claimed: datetime | None = Field(default=None, sa_type=Moment)
    ended: datetime | None = Field(default=None, sa_type=Moment)
    asked: datetime | None = Field(default=None, sa_type=Moment)
    warned: datetime | None = Field(default=None, sa_type=Moment)
    outcome: str | None = Field(default=None, sa_type=Words)
    note: str | None = Field(default=None, sa_type=Words)
    round: int = 1
    shown: int = 0


class Unanswered(Base, table=True):
    """What the bot had no answer to. `kind`: `not in the document`, `not understood`, `out of scope`, `unknown product`."""

    __tablename__ = "unanswered"
    id: int | None = Field(default=None, primary_key=True)
    conversation_id: str = Field(sa_type=Words, foreign_key="conversation.id", index=True)
    product: str | None = Field(default=None, sa_type=Words)
    kind: str = Field(sa_type=Words)
    topic: str | None = Field(default=None, sa_type=Words)
    words: str = Field(sa_type=Words)
    at: datetime = Field(sa_type=Moment)


class Seen(Base, table=True):
    """One row: when a bot last looked at its clock (`last`), and since when that has been going on without a jump or a long pause."""

    __tablename__ = "seen"
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    last: datetime = Field(sa_type=Moment)
    since: datetime = Field(sa_type=Moment)


class InboxRow(Base, table=True):
    """Something that happened and what became of it; a timer is a row that is due later. `body` is the rest of the Item.

    Done and `dead`: it failed each time it was tried. `error` says how, without anybody's words.
    """

    __tablename__ = "inbox"
    __table_args__ = (pending("conversation_id", "position"), pending("due"))
    key: str = Field(primary_key=True, sa_type=Words)
    conversation_id: str = Field(sa_type=Words)
    position: str = Field(sa_type=Words)
    kind: str = Field(sa_type=Words)
    body: dict[str, Any] = Field(sa_type=Json)
    due: datetime = Field(sa_type=Moment)
    received: datetime = Field(sa_type=Moment)
    done: datetime | None = Field(default=None, sa_type=Moment)
    attempts: int = 0
    dead: bool = False
    error: str | None = Field(default=None, sa_type=Words)


class OutboxRow(Base, table=True):
    """A call of Slack's Web API, and what became of it: `posted_in` and `ts` are where and when Slack has the message.

    `of_key` is the key of the row it waits for; those of one `lane` of a channel keep their order, and of two lanes the one with the
    lower `rank` goes first. Who sends it holds it (`holder`) until `lease`. `doubtful`: somebody set out to send it and never said
    whether Slack has it; `called` is when the call began that Slack never answered. Done and `failed`: a person has to decide.
    """

    __tablename__ = "outbox"
    __table_args__ = (UniqueConstraint("key"), pending("team", "channel", "lane", "id"), pending("due"), Index(None, "ts"))
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(sa_type=Words)
    conversation_id: str = Field(sa_type=Words)
    team: str = Field(sa_type=Words)
    channel: str = Field(sa_type=Words)
    method: str = Field(sa_type=Words)
    payload: dict[str, Any] = Field(sa_type=Json)
    of_key: str | None = Field(default=None, sa_type=Words)
    instead: str | None = Field(default=None, sa_type=Words)
    created: datetime = Field(sa_type=Moment)
    due: datetime = Field(sa_type=Moment)
    done: datetime | None = Field(default=None, sa_type=Moment)
    posted_in: str | None = Field(default=None, sa_type=Words)
    ts: str | None = Field(default=None, sa_type=Words)
    attempts: int = 0
    holder: str | None = Field(default=None, sa_type=Words)
    lease: datetime | None = Field(default=None, sa_type=Moment)
    doubtful: bool = False
    failed: bool = False
    error: str | None = Field(default=None, sa_type=Words)
    lane: str = Field(default="-", sa_type=Words, sa_column_kwargs={"server_default": "-"})
    rank: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    called: datetime | None = Field(default=None, sa_type=Moment)


class ArticleRevision(Base, table=True):
    """A published revision of an article, with the text that it quotes; only ever added. The newest of a product is the one that is served.

    `hash` is that of what was published, `base` that of what it was made from; `entry` is the source's in `sources.yml`. `kind` is
    `files` (as it was found, before anybody published), `published` or `rollback`.
    """

    __tablename__ = "article_revision"
    __table_args__ = (UniqueConstraint("product", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    product: str = Field(sa_type=Words)
    number: int
    kind: str = Field(sa_type=Words)
    article: str = Field(sa_type=Words)
    source: str = Field(sa_type=Words)
    entry: dict[str, Any] = Field(sa_type=Json)
    hash: str = Field(sa_type=Words)
    base: str = Field(sa_type=Words)
    author: str = Field(sa_type=Words)
    reviewer: str | None = Field(default=None, sa_type=Words)
    why: str = Field(sa_type=Words)
    at: datetime = Field(sa_type=Moment)


class ArticleDraft(Base, table=True):
    """What an editor has written of an article and not published. `base_article` is the text that it was begun from, to merge by.

    `review` says who was asked to read exactly which text, and what they said.
    """

    __tablename__ = "article_draft"
    product: str = Field(primary_key=True, sa_type=Words)
    author: str = Field(primary_key=True, sa_type=Words)
    article: str = Field(sa_type=Words)
    source: str = Field(sa_type=Words)
    entry: dict[str, Any] = Field(sa_type=Json)
    base: str = Field(sa_type=Words)
    base_article: str = Field(sa_type=Words)
    review: dict[str, Any] | None = Field(default=None, sa_type=Json)
    updated: datetime = Field(sa_type=Moment)


class ArticleAudit(Base, table=True):
    """Who did what to an article, and when; only ever added."""

    __tablename__ = "article_audit"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Moment)
    who: str = Field(sa_type=Words)
    what: str = Field(sa_type=Words)
    product: str = Field(sa_type=Words)
    detail: dict[str, Any] = Field(sa_type=Json)


class Editor(Base, table=True):
    """Somebody who may edit articles, and as what; of the key that lets them in only the hash is kept."""

    __tablename__ = "editor"
    __table_args__ = (UniqueConstraint("key_hash"),)
    name: str = Field(primary_key=True, sa_type=Words)
    role: str = Field(sa_type=Words)
    key_hash: str = Field(sa_type=Words)
    created: datetime = Field(sa_type=Moment)


CONVERSATION, TURN, CASE, RECEIPT = (METADATA.tables[name] for name in ("conversation", "turn", "cases", "receipt"))
HANDOFF, UNANSWERED, SEEN = (METADATA.tables[name] for name in ("handoff", "unanswered", "seen"))
INBOX, OUTBOX = METADATA.tables["inbox"], METADATA.tables["outbox"]
REVISION, DRAFT, AUDIT, EDITOR = (METADATA.tables[name] for name in ("article_revision", "article_draft", "article_audit", "editor"))
