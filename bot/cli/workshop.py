"""`partwell workshop`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.errors import told
from bot.cli.options import Database, listening, say, settings_at


def workshop(
    host: Annotated[str, typer.Option("--host", help="Where to listen; other computers reach it only when you say so.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Port of the page; 0 takes a free one.")] = 8750,
    knowledge: Annotated[Path | None, typer.Option("--knowledge", help="Knowledge folder; the shipped one when not given.")] = None,
    browser: Annotated[bool, typer.Option(help="Open the page, where there is a display.")] = True,
    database: Database = None,
) -> None:
    """Write articles, try them out and publish them, on a page in your browser."""
    from bot.operations.stopping import stoppable

    settings = settings_at(knowledge)
    if database:
        settings = settings.model_copy(update={"database": database})
    with stoppable() as stop, told(), listening(port):
        from bot.cli import serving
        from bot.operations.running import Place

        serving.workshop(settings, Place(host, port), stop, browse=browser, say=say)
