"""The outbox: what is to be said to Slack, in order within each lane of a channel, and what became of it.

A sender holds the rows that it sends for a while (its lease) and says so again while it does; when it never comes back, another one
takes them as doubtful. A channel has one lane; the agents' has one a case, and there what is urgent goes first.
All with Core statements. Several processes may send from one outbox on PostgreSQL; on SQLite one process does.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, Text, and_, bindparam, cast, delete, func, or_, select, text, update

from bot.delivery import inbox
from bot.delivery.items import REPORT, REPORTED, Data, Item, Outgoing, position_of, report_key
from bot.store.tables import CONVERSATION, OUTBOX, Json, Moment, Words

if TYPE_CHECKING:
    from bot.store.store import Store

OF = OUTBOX.alias("of")
BEFORE = OUTBOX.alias("before")
POSTS = frozenset({"chat.postMessage", "files.upload"})
"""Methods that put something into a channel, which Slack allows about once a second."""

LONGEST_PAUSE, LONGEST_LEASE = timedelta(minutes=15), timedelta(seconds=90)
"""Longer than Slack is ever waited for, and than a row is ever held without anybody saying so again."""
WHOLE = "-"
"""The lane of what keeps its order with all else in its channel."""

ADD = text(
    "INSERT INTO outbox (key, conversation_id, team, channel, lane, rank, method, payload, of_key, instead, created, due, done,"
    " posted_in, ts, attempts, doubtful, failed) VALUES (:key, :conversation_id, :team, :channel, :lane, :rank, :method, :payload,"
    " :of_key, :instead, :created, :created, :done, :posted_in, :ts, 0, :no, :no) ON CONFLICT DO NOTHING"
).bindparams(
    *(
        bindparam(name, type_=Words)
        for name in ("key", "conversation_id", "team", "channel", "lane", "method", "of_key", "instead", "posted_in", "ts")
    ),
    bindparam("payload", type_=Json()),
    bindparam("created", type_=Moment),
    bindparam("done", type_=Moment),
    bindparam("no", False),
)
LEASE = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("row"))
    .values(holder=bindparam("by"), lease=bindparam("until"), attempts=OUTBOX.c.attempts + 1, doubtful=True)
)
END = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("row"), OUTBOX.c.done.is_(None))
    .values(
        {name: bindparam(name) for name in ("done", "posted_in", "ts", "failed", "error")}
        | {"lease": None, "doubtful": False, "called": None}
    )
)
AGAIN = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("row"), OUTBOX.c.holder == bindparam("by"), OUTBOX.c.done.is_(None))
    .values(due=bindparam("at"), doubtful=bindparam("unsure"), error=bindparam("why"), called=bindparam("since"), lease=None)
)
STILL = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("row"), OUTBOX.c.holder == bindparam("by"), OUTBOX.c.done.is_(None))
    .values(lease=bindparam("until"), called=func.coalesce(bindparam("since", type_=Moment), OUTBOX.c.called))
)
POSTED = or_(*(OUTBOX.c.method == method for method in sorted(POSTS)))  # an IN takes one set of parameters only
SAME_CHANNEL = and_(OUTBOX.c.team == bindparam("of_team"), OUTBOX.c.channel == bindparam("of_channel"), OUTBOX.c.done.is_(None))
NEXT = select(func.min(OUTBOX.c.id)).where(SAME_CHANNEL).scalar_subquery()
LATER = OUTBOX.c.due < bindparam("at")
PACE = update(OUTBOX).where(OUTBOX.c.id == NEXT, POSTED, LATER).values(due=bindparam("at"))
PACE_LANES = update(OUTBOX).where(SAME_CHANNEL, OUTBOX.c.lane != WHOLE, POSTED, LATER).values(due=bindparam("at"))

NOW = bindparam("now", type_=Moment)
BESIDE = and_(BEFORE.c.team == OUTBOX.c.team, BEFORE.c.channel == OUTBOX.c.channel, BEFORE.c.done.is_(None))
FIRST = ~select(BEFORE.c.id).where(BESIDE, BEFORE.c.lane == OUTBOX.c.lane, BEFORE.c.id < OUTBOX.c.id).exists()
ALONE = ~select(BEFORE.c.id).where(BESIDE, BEFORE.c.lease > NOW, BEFORE.c.called.is_(None)).exists()
"""Nothing is under way in its channel, but for calls that Slack hangs on: those hold up their own lane only."""
FREE = or_(OUTBOX.c.lease.is_(None), OUTBOX.c.lease <= NOW)
READY = or_(OUTBOX.c.of_key.is_(None), OF.c.id.is_(None), OF.c.done.is_not(None))
WAITING = (
    select(OUTBOX, OF.c.posted_in.label("of_channel"), OF.c.ts.label("of_ts"))
    .select_from(OUTBOX.outerjoin(OF, OF.c.key == OUTBOX.c.of_key))
    .where(OUTBOX.c.done.is_(None), or_(OUTBOX.c.due <= NOW, OUTBOX.c.due == OUTBOX.c.created), FREE, FIRST, READY)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=OUTBOX)
)
"""What nobody holds, with nothing before it in its lane and nothing that it has to wait for."""
TAKE = WAITING.where(OUTBOX.c.lane == WHOLE).order_by(OUTBOX.c.id)
TAKE_LANES = WAITING.where(OUTBOX.c.lane != WHOLE, ALONE).order_by(OUTBOX.c.rank, OUTBOX.c.id)
MOST_LANES = 200
"""Lanes that are looked at to find the one whose turn it is."""
DEPTH = select(func.count(), func.min(OUTBOX.c.created)).where(OUTBOX.c.done.is_(None))
ASIDE = select(func.count()).where(OUTBOX.c.failed, OUTBOX.c.done.is_not(None))
AT_DESK = OUTBOX.c.lane != WHOLE
STUCK = (
    select(OUTBOX.c.error, AT_DESK, func.count(), func.min(OUTBOX.c.created), func.min(OUTBOX.c.called))
    .select_from(OUTBOX.outerjoin(OF, OF.c.key == OUTBOX.c.of_key))
    .where(OUTBOX.c.done.is_(None), FIRST, READY)
    .group_by(OUTBOX.c.error, AT_DESK)
)
IN_LANE = select(func.count()).where(
    OUTBOX.c.team == bindparam("team"),
    OUTBOX.c.channel == bindparam("channel"),
    OUTBOX.c.lane == bindparam("lane"),
    OUTBOX.c.done.is_(None),
)


def give_up(connection: Connection, team: str, why: str, now: datetime) -> int:
    """Ends what waits to be sent to a team that nothing can be sent to any more; how many rows that were."""
    waiting = and_(OUTBOX.c.team == team, OUTBOX.c.done.is_(None))
    ended = {"done": now, "failed": True, "error": why, "lease": None, "doubtful": False}
    return connection.execute(update(OUTBOX).where(waiting).values(**ended)).rowcount


class Terms(NamedTuple):
    """Who sends, how long a row is theirs, and the time between two posts to a channel in which several wait."""

    holder: str
    lease: timedelta
    pace: timedelta


class Stuck(NamedTuple):
    """What is next in its lane and not sent yet, by what Slack said of it so far (`error`), and whether it is for the agents' channel.

    `oldest` is since when they wait, `called` when the first call began that Slack hangs on.
    """

    error: str | None
    at_desk: bool
    number: int
    oldest: datetime
    called: datetime | None


class Unsent(NamedTuple):
    """How the outbox stands: how many are not sent yet, since when the oldest of them, what was put aside, what the rest waits for."""

    waiting: int
    oldest: datetime | None
    aside: int = 0
    stuck: tuple[Stuck, ...] = ()

    @property
    def hanging(self) -> int:
        """In how many lanes Slack hangs."""
        return sum(1 for each in self.stuck if each.called)


class Message(NamedTuple):
    """Where Slack has a message."""

    channel: str
    ts: str


@dataclass(frozen=True)
class Held:
    """A row that a sender holds until `lease`. `of` is the message it belongs to; `attempts` counts this one."""

    id: int
    outgoing: Outgoing
    of: Message | None
    orphan: bool
    """the message it belongs to never came to be"""
    doubtful: bool
    attempts: int
    created: datetime
    lease: datetime
    called: datetime | None = None
    """when a call began that Slack never answered: it may be at it still"""
    lapsed: bool = False
    """who held it before never said what became of it: by some clock its lease is over, but it may be at it still"""


@dataclass(frozen=True)
class Sent:
    """Slack has it. Calls that make no message have neither channel nor ts."""

    held: Held
    channel: str | None = None
    ts: str | None = None


@dataclass(frozen=True)
class Again:
    """Slack does not have it yet, or (`doubtful`) nobody knows."""

    held: Held
    due: datetime
    error: str
    doubtful: bool = False
    called: datetime | None = None


@dataclass(frozen=True)
class Still:
    """It is being sent, longer than usual: the lease begins anew. `called` is when the call began that Slack hangs on."""

    held: Held
    called: datetime | None = None


@dataclass(frozen=True)
class Failed:
    """Slack does not take it; it is put aside until a person says what is to become of it."""

    held: Held
    error: str


Result = Sent | Again | Still | Failed


class Outbox:
    """The outbox of a store. Every method raises StoreError for what its user can cause; threads may share it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def exchange(self, terms: Terms, now: datetime, most: int, results: Sequence[Result] = (), mine: Collection[int] = ()) -> list[Held]:
        """Keeps what became of rows, and takes the next ones: of each lane the oldest when it is due, one of each channel.

        `mine` are the rows that the sender is at; they stay its own, whatever the clock says of their leases.
        """
        with self._store.failing.noted("sender"), self._store.writing() as connection, self._store.explained():
            _keep(connection, terms, now, results)
            _report(connection, now, results)
            until = now + terms.lease
            rows = _next(connection, now, most) if most else []
            found = [row for row in rows if row["id"] not in mine]
            if found:
                connection.execute(LEASE, [{"row": row["id"], "by": terms.holder, "until": until} for row in found])
            if len(found) < len(rows):
                ours = [{"row": row["id"], "by": terms.holder, "until": until, "since": None} for row in rows if row["id"] in mine]
                connection.execute(STILL, ours)
            connection.commit()
        return [_held(row, until) for row in found]

    def free(self, holder: str | None, now: datetime, hanging: Mapping[int, datetime] | None = None) -> None:
        """Ends the leases of a holder, or of every one; what they held is doubtful. `hanging`: calls that Slack may be at still."""
        held = and_(OUTBOX.c.done.is_(None), OUTBOX.c.lease.is_not(None))
        mine = held if holder is None else and_(held, OUTBOX.c.holder == holder)
        with self._store.writing() as connection, self._store.explained():
            if hanging:
                connection.execute(STILL, [{"row": row, "by": holder, "until": now, "since": at} for row, at in hanging.items()])
            connection.execute(update(OUTBOX).where(mine).values(lease=None))
            connection.commit()

    def wait_anew(self, now: datetime) -> int:
        """What waits longer than anything does was put off by a clock that was ahead: it waits no longer. How many.

        Leases of that clock end as soon as others do; who holds such a row says so again.
        """
        undone = OUTBOX.c.done.is_(None)
        statements = (
            update(OUTBOX).where(undone, OUTBOX.c.due > now + LONGEST_PAUSE).values(due=now),
            update(OUTBOX).where(undone, OUTBOX.c.lease > now + LONGEST_LEASE).values(lease=now + LONGEST_LEASE),
        )
        with self._store.writing() as connection, self._store.explained():
            changed = sum(connection.execute(statement).rowcount for statement in statements)
            connection.commit()
        return changed

    def tidy(self, before: datetime, most: int) -> int:
        """Empties some of what was sent before; how many. Where Slack has the messages stays known, for their updates and threads."""
        full = cast(OUTBOX.c.payload, Text) != "{}"
        old = select(OUTBOX.c.id).where(OUTBOX.c.done < before, full).limit(most)
        with self._store.writing() as connection, self._store.explained():
            emptied = connection.execute(update(OUTBOX).where(OUTBOX.c.id.in_(old)).values(payload={})).rowcount
            connection.commit()
        return emptied

    def clear(self, before: datetime, most: int) -> int:
        """Deletes some of what was sent before, of conversations that are not kept (any more); how many."""
        alone = ~select(CONVERSATION.c.id).where(CONVERSATION.c.id == OUTBOX.c.conversation_id).exists()
        old = select(OUTBOX.c.id).where(OUTBOX.c.done < before, alone).limit(most)
        with self._store.writing() as connection, self._store.explained():
            gone = connection.execute(delete(OUTBOX).where(OUTBOX.c.id.in_(old))).rowcount
            connection.commit()
        return gone

    def waiting(self) -> int:
        """How many are not sent yet."""
        return self.depth().waiting

    def depth(self) -> Unsent:
        """How it stands."""
        with self._store.explained(), self._store.engine.connect() as connection:
            waiting, oldest = connection.execute(DEPTH).one()
            aside = connection.execute(ASIDE).scalar_one()
            return Unsent(waiting, oldest, aside, tuple(Stuck(*row) for row in connection.execute(STUCK)) if waiting else ())


def add(connection: Connection, conversation: str, outgoing: Outgoing, now: datetime, told: Message | None = None) -> None:
    """Puts it in, in the open transaction, unless its key is there. `told`: Slack has it already, here."""
    row = {name: getattr(outgoing, name) for name in ("key", "team", "channel", "lane", "method", "payload", "instead")}
    row["rank"] = 0 if outgoing.urgent else 1 + connection.execute(IN_LANE, row).scalar_one()  # so that lanes take turns
    ended = {"done": now if told else None, "posted_in": told.channel if told else None, "ts": told.ts if told else None}
    connection.execute(ADD, {**row, **ended, "conversation_id": conversation, "of_key": outgoing.of, "created": now})


def message(connection: Connection, key: str) -> Message | None:
    """Where Slack has the message with this key; None while it is not sent."""
    row = connection.execute(select(OUTBOX.c.posted_in, OUTBOX.c.ts).where(OUTBOX.c.key == key, OUTBOX.c.ts.is_not(None))).first()
    return Message(row.posted_in, row.ts) if row else None


def last_of(connection: Connection, key: str) -> Data | None:
    """What was last to be said under a key: the message, or the newest of its changes. None when nothing was."""
    mine = or_(OUTBOX.c.key == key, OUTBOX.c.of_key == key)
    found: Data | None = connection.execute(select(OUTBOX.c.payload).where(mine).order_by(OUTBOX.c.id.desc()).limit(1)).scalar()
    return found


def key_of(connection: Connection, team: str, message: Message) -> str | None:
    """The key of a message that Slack has. None when it is not one of ours."""
    same = and_(OUTBOX.c.ts == message.ts, OUTBOX.c.team == team, OUTBOX.c.posted_in == message.channel)
    made = OUTBOX.c.method.in_(("chat.postMessage", "chat.postEphemeral"))
    return connection.execute(select(OUTBOX.c.key).where(same, made).order_by(OUTBOX.c.id)).scalars().first()


def _held(row: Any, until: datetime) -> Held:
    same = {name: row[name] for name in ("key", "team", "channel", "lane", "method", "payload", "instead")}
    outgoing = Outgoing(**same, of=row["of_key"], urgent=row["rank"] == 0)
    of = Message(row["of_channel"], row["of_ts"]) if row["of_ts"] else None
    orphan = outgoing.of is not None and of is None
    lapsed = row["lease"] is not None  # who is done with a row, or lets go of it, ends its lease
    return Held(row["id"], outgoing, of, orphan, row["doubtful"], row["attempts"] + 1, row["created"], until, row["called"], lapsed)


def _next(connection: Connection, now: datetime, most: int) -> list[Any]:
    """The next rows. Of a channel with several lanes the one whose turn it is; those go first, they are few and agents wait for them."""
    laned: dict[tuple[str, str], Any] = {}
    for row in connection.execute(TAKE_LANES, {"now": now, "most": MOST_LANES}).mappings():
        laned.setdefault((row["team"], row["channel"]), row)
    found = [*laned.values()][:most]
    rest = most - len(found)
    return found + list(connection.execute(TAKE, {"now": now, "most": rest}).mappings()) if rest else found


def _keep(connection: Connection, terms: Terms, now: datetime, results: Sequence[Result]) -> None:
    """What became of rows, in as few statements as there are kinds of it."""
    ended = [_ended(result, now) for result in results if isinstance(result, Sent | Failed)]
    posted = [sent.held.outgoing for sent in results if isinstance(sent, Sent) and sent.held.outgoing.method in POSTS]
    # the next post that waits in a channel waits until then
    channels = sorted({(out.lane == WHOLE, out.team, out.channel) for out in posted})
    paced = [(whole, {"of_team": team, "of_channel": channel, "at": now + terms.pace}) for whole, team, channel in channels]
    again = [
        {"row": each.held.id, "by": terms.holder, "at": each.due, "unsure": each.doubtful, "why": each.error, "since": each.called}
        for each in results
        if isinstance(each, Again)
    ]
    still = [
        {"row": each.held.id, "by": terms.holder, "until": now + terms.lease, "since": each.called}
        for each in results
        if isinstance(each, Still)
    ]
    whole, lanes = [row for whole, row in paced if whole], [row for whole, row in paced if not whole]
    for statement, rows in ((STILL, still), (END, ended), (PACE, whole), (PACE_LANES, lanes), (AGAIN, again)):
        if rows:
            connection.execute(statement, rows)


def _report(connection: Connection, now: datetime, results: Sequence[Result]) -> None:
    """What became of a message that somebody waits to hear of is something that happened, for the worker: each outcome once."""
    for result in results:
        out = result.held.outgoing
        if isinstance(result, Still) or not out.key.startswith(REPORTED) or out.method not in POSTS:
            continue
        error = None if isinstance(result, Sent) else result.error
        conversation = connection.execute(select(OUTBOX.c.conversation_id).where(OUTBOX.c.id == result.held.id)).scalar()
        if conversation is not None:
            data: Data = {"of": out.key, "error": error}
            key = report_key(out.key, error or "sent")
            inbox.add(connection, Item(key, conversation, position_of(now), REPORT, out.team, out.channel, "", None, data), now, now)


def _ended(result: Sent | Failed, now: datetime) -> Data:
    row: Data = {"row": result.held.id, "done": now, "posted_in": None, "ts": None, "failed": False, "error": None}
    match result:
        case Sent(_, channel, ts):
            return {**row, "posted_in": channel, "ts": ts}
        case Failed(_, error):
            return {**row, "failed": True, "error": error}
