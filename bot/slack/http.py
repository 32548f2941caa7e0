"""The HTTP side: health and metrics always, the installation where there is OAuth, Slack's requests where Slack comes to us."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import uvicorn
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.slack.manifest import EVENTS, INSTALL, REDIRECT

LONGEST = 1_000_000
"""Bytes of a request of Slack's; nobody's signature is looked at before all of it was read."""

Health = Callable[[], dict[str, Any]]
"""How things stand, with `status`: `ok`, or else something is wrong."""


def web(health: Health, registry: CollectorRegistry, app: AsyncApp | None = None, *, requests: bool = False) -> Starlette:
    """The web application. With `app` workspaces can install it, if it knows how; with `requests` Slack's go to it too."""

    async def healthy(_: Request) -> Response:
        found = await run_in_threadpool(health)
        return JSONResponse(found, status_code=200 if found["status"] == "ok" else 503)

    async def metrics(request: Request) -> Response:
        encode, kind = choose_encoder(request.headers.get("accept", ""))
        return Response(await run_in_threadpool(encode, registry), media_type=kind)

    routes = [Route("/health", healthy), Route("/metrics", metrics)]
    return Starlette(routes=[*routes, *(_of_slack(app, requests=requests) if app else [])])


def _of_slack(app: AsyncApp, *, requests: bool) -> Sequence[Route]:
    handler = AsyncSlackRequestHandler(app)

    async def handle(request: Request) -> Response:
        if request.method == "POST" and not 0 <= int(request.headers.get("content-length", -1)) <= LONGEST:
            return Response(status_code=413)
        return await handler.handle(request)

    installing = [Route(INSTALL, handle), Route(REDIRECT, handle)] if app.oauth_flow else []
    return [*([Route(EVENTS, handle, methods=["POST"])] if requests else []), *installing]


class _Quiet(uvicorn.Server):
    """Who runs it takes the signals."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def listening(application: Starlette, host: str, port: int) -> Any:
    """Serves while inside; gives the port, chosen freely for 0. Raises OSError when it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listener:
        server = _Quiet(uvicorn.Config(application, log_config=None, access_log=False, lifespan="off", server_header=False))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            await serving
