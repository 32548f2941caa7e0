"""`partwell unanswered`."""

from __future__ import annotations

import json

from bot.cli.errors import told
from bot.cli.options import Database, JsonOption, say, settings_of


def unanswered(database: Database = None, as_json: JsonOption = False) -> None:
    """List what could not be answered or understood, for editors: what customers ask and the documents do not say."""
    from bot import bootstrap

    with told():
        for row in bootstrap.store(settings_of(database)).unanswered():
            data = {"at": row.at.isoformat(), "kind": row.kind, "product": row.product, "topic": row.topic, "words": row.words}
            say(json.dumps(data, ensure_ascii=False) if as_json else "  ".join(str(value or "-") for value in data.values()))
