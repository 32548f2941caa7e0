"""`partwell demo`."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.errors import told
from bot.cli.options import listening, say, settings_of


def demo(
    port: Annotated[int, typer.Option("--port", help="Port of the page; 0 takes a free one.")] = 8700,
    browser: Annotated[bool, typer.Option(help="Open the page, where there is a display.")] = True,
) -> None:
    """Try Partwell out in a Slack of its own on this machine: no account is needed, and nothing is left behind."""
    from bot.operations.stopping import stoppable

    with stoppable() as stop, told(), listening(port):
        from bot.cli import serving

        serving.demo(settings_of(None), port, stop, browse=browser, say=lambda url: say(f"Partwell is at {url} (Ctrl-C ends it)"), tell=say)
