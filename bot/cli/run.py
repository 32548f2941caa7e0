"""`partwell run`."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.errors import MISUSED, fail, told
from bot.cli.options import Database, listening, settings_of


def run(
    http: Annotated[bool, typer.Option("--http", help="Take Slack's requests over HTTP instead of Socket Mode.")] = False,
    host: Annotated[
        str, typer.Option("--host", help="Where to listen: for /health, /ready and /metrics, and with --http for Slack.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Port to listen on; 0 takes a free one.")] = 3000,
    workers: Annotated[int, typer.Option("--workers", min=1, help="Processes; more than one needs PostgreSQL.")] = 1,
    database: Database = None,
) -> None:
    """Run Partwell in Slack, until SIGTERM or Ctrl-C; what is in hand is finished."""
    from bot.operations.stopping import stoppable

    with stoppable() as stop:
        from bot.cli import serving
        from bot.operations.running import Place

        settings = settings_of(database)
        for missing in serving.missing(settings, http=http, workers=workers):
            fail(missing, MISUSED)
        try:
            with told(), listening(port):
                serving.run(settings, Place(host, port, requests=http), workers, stop)
        except serving.Refused as error:
            fail(str(error))
