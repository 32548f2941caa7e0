"""When a bot last ran here, and since when its clock can be believed: it neither jumped nor was nobody there to see it go on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, text, update

from bot.store.tables import SEEN, Moment

if TYPE_CHECKING:
    from bot.store.store import Store

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
BEGIN = text("INSERT INTO seen (id, last, since) VALUES (1, :last, :since) ON CONFLICT DO NOTHING").bindparams(
    bindparam("last", type_=Moment), bindparam("since", type_=Moment)
)
ALONE = timedelta(hours=1)
"""How long nobody may have looked; after more than that the clock has to prove itself again."""
BACK = timedelta(minutes=5)
"""What clocks of several machines may differ."""


def note(store: Store, now: datetime, *, jumped: bool = False) -> datetime:
    """Notes that it is now. Since when the clock can be believed; a database that nobody has noted anything in knows nothing against it.

    Raises StoreError.
    """
    with store.writing() as connection, store.explained():
        begun = connection.execute(BEGIN, {"last": now, "since": ALWAYS}).rowcount == 1
        row = connection.execute(select(SEEN.c.last, SEEN.c.since).with_for_update()).one()
        gap = now - row.last
        doubtful = not begun and (jumped or gap > ALONE or gap < -BACK)
        since: datetime = now if doubtful else row.since
        connection.execute(update(SEEN).values(last=now, since=since))
        connection.commit()
    return since
