"""The HTTP side: health, readiness and metrics always, the installation where there is OAuth, Slack's requests where Slack comes to us."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
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

from bot.channels.slack.manifest import EVENTS, INSTALL, REDIRECT
from bot.channels.slack.transport.connections import LONGEST_HEAD, Limited
from bot.channels.slack.transport.gate import Gate
from bot.store.errors import StoreError

TEAM = re.compile(r"[A-Z0-9]{1,20}")
STOP_SECONDS = 2
"""For what is being answered when we stop."""

Health = Callable[[], dict[str, Any]]
"""How things stand, with `status`: `ok`, or else something is wrong."""
Prove = Callable[[], Awaitable[None]]
"""Tries whether something that arrives could be kept. Raises StoreError."""
READY_SECONDS = 2.0
"""For that: who asks whether we are ready does not ask for long."""


def web(health: Health, prove: Prove, registry: CollectorRegistry, app: AsyncApp | None = None, gate: Gate | None = None) -> Starlette:
    """The web application. With `app` workspaces can install it, if it knows how; with a `gate` Slack's requests come in too.

    `/health` is for people: whatever one of them should look at is no `ok`. `/ready` is for load balancers, and asks for one thing only.
    """

    async def healthy(_: Request) -> Response:
        found = await run_in_threadpool(health)
        return JSONResponse(found, status_code=200 if found["status"] == "ok" else 503)

    async def ready(_: Request) -> Response:
        try:
            async with asyncio.timeout(READY_SECONDS):
                await prove()
        except StoreError as error:
            return JSONResponse({"status": f"database {error.code}"}, status_code=503)
        except TimeoutError:
            return JSONResponse({"status": "database silent"}, status_code=503)
        return JSONResponse({"status": "ok"})

    async def metrics(request: Request) -> Response:
        encode, kind = choose_encoder(request.headers.get("accept", ""))
        return Response(await run_in_threadpool(encode, registry), media_type=kind)

    routes = [Route("/health", healthy), Route("/ready", ready), Route("/metrics", metrics)]
    events = [Route(EVENTS, gate, methods=["POST"])] if gate else []
    return Starlette(routes=[*routes, *events, *(_installing(app) if app and app.oauth_flow else [])])


def _installing(app: AsyncApp) -> Sequence[Route]:
    handler = AsyncSlackRequestHandler(app)

    async def handle(request: Request) -> Response:
        named = request.query_params.getlist("team")
        if request.method != "GET" or not all(map(TEAM.fullmatch, named)):  # slack_sdk puts it into Slack's address as it is
            return Response(status_code=400)
        return await handler.handle(request)

    return [Route(INSTALL, handle), Route(REDIRECT, handle)]


class _Quiet(uvicorn.Server):
    """Who runs it takes the signals."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def config(application: Starlette, protocol: type[Limited]) -> uvicorn.Config:
    """What uvicorn is told. It speaks no WebSocket: a connection that changes its protocol would leave its limits behind."""
    quiet: dict[str, Any] = {"log_config": None, "log_level": "error", "access_log": False, "server_header": False}
    limits: dict[str, Any] = {"h11_max_incomplete_event_size": LONGEST_HEAD, "timeout_graceful_shutdown": STOP_SECONDS}
    return uvicorn.Config(application, http=protocol, ws="none", lifespan="off", **quiet, **limits)


@contextlib.asynccontextmanager
async def listening(application: Starlette, host: str, port: int, protocol: type[Limited] = Limited) -> Any:
    """Serves while inside; gives the port, chosen freely for 0. Raises OSError when it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listener:
        server = _Quiet(config(application, protocol))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            await serving
