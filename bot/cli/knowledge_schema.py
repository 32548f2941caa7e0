"""`partwell knowledge schema`."""

from __future__ import annotations

import json

from bot.cli.options import say


def schema() -> None:
    """Print the JSON schema of an article, for editors' completion."""
    from knowledge.schema import json_schema

    say(json.dumps(json_schema(), indent=2, ensure_ascii=False))
