"""`partwell manifest`."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from bot.cli.options import say


def manifest(
    url: Annotated[str | None, typer.Option("--url", help="Public address, for `run --http`; for Socket Mode when not given.")] = None,
) -> None:
    """Print the manifest to create the Slack app from."""
    from bot.channels.slack.manifest import shipped

    say(json.dumps(shipped(url), indent=2, ensure_ascii=False))
