"""Socket Mode: up to ten connections, a payload goes to any one of them, and has to be acknowledged.

Source: https://docs.slack.dev/apis/events-api/using-socket-mode
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from aiohttp import WSMsgType, web

from bot.sandbox.delivery import ACK_SECONDS, EVENTS, NotDelivered, Retry
from bot.sandbox.workspace import Data, Workspace

MOST = 10
HOST = "sandbox"
CLOSE_SECONDS = 1.0
"""how long an app may take to say goodbye"""


@dataclass(eq=False)
class Connection:
    """One open socket. A leaving one gets no more payloads."""

    socket: web.WebSocketResponse
    transport: asyncio.Transport
    leaving: bool = False

    async def tell(self, message: Data) -> None:
        """Send a message. Raises NotDelivered when the socket is gone."""
        try:
            await self.socket.send_str(json.dumps(message))
        except ConnectionError:
            raise NotDelivered("connection_failed") from None


class Sockets:
    """All connections of the app."""

    def __init__(self, workspace: Workspace, ack_seconds: float = ACK_SECONDS) -> None:
        self.workspace, self.ack_seconds = workspace, ack_seconds
        self.open: list[Connection] = []
        self.acks: dict[str, asyncio.Future[Data]] = {}
        self._connected = asyncio.Event()
        self._turn = 0

    # --- what the app does -------------------------------------------------------------------------------------------------------

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """The route of the socket: one ticket, one connection."""
        ticket = request.query.get("ticket", "")
        if ticket not in self.workspace.apps.tickets or request.transport is None:
            return web.Response(status=401, text="not_authed")
        self.workspace.apps.tickets.discard(ticket)
        socket = web.WebSocketResponse(timeout=CLOSE_SECONDS)
        await socket.prepare(request)
        connection = Connection(socket, request.transport)
        if len(self.open) >= MOST:
            await self._goodbye(connection, "too_many_websockets")
            await socket.close()
            return socket
        await self._welcome(connection)
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._acknowledged(json.loads(message.data))
        finally:
            self._gone(connection)
        return socket

    async def deliver(self, kind: str, payload: Data, retry: Retry | None = None) -> Data:
        """Send to one of the connections, and wait for the acknowledgement. An event waits for a connection. Raises NotDelivered."""
        await self._some_connection(None if kind == EVENTS else self.ack_seconds)
        envelope_id = self.workspace.new_id("")
        self.acks[envelope_id] = asyncio.get_running_loop().create_future()
        envelope = {"envelope_id": envelope_id, "payload": payload, "type": kind, "accepts_response_payload": kind != EVENTS}
        if kind == EVENTS:
            envelope |= {"retry_attempt": retry.number if retry else 0, "retry_reason": retry.reason if retry else ""}
        try:
            await self._next().tell(envelope)
            return await asyncio.wait_for(self.acks[envelope_id], self.ack_seconds)
        except TimeoutError:
            raise NotDelivered("timeout") from None
        finally:
            del self.acks[envelope_id]

    # --- what Slack does ---------------------------------------------------------------------------------------------------------

    async def refresh(self, reason: str = "refresh_requested", grace_seconds: float = 0.1) -> None:
        """Ask the oldest connection to make place for another, then close it."""
        connection = self.open[0]
        connection.leaving = True
        await self._goodbye(connection, reason)
        await asyncio.sleep(grace_seconds)
        await connection.socket.close()

    async def warn(self) -> None:
        """Tell the oldest connection that its end is near."""
        await self._goodbye(self.open[0], "warning")

    def drop(self) -> None:
        """Cut all connections without a word."""
        for connection in list(self.open):
            connection.transport.abort()
            self._gone(connection)

    async def close(self) -> None:
        """Close all connections."""
        for connection in list(self.open):
            await connection.socket.close()

    # --- within ------------------------------------------------------------------------------------------------------------------

    async def _welcome(self, connection: Connection) -> None:
        info = {"host": HOST, "started": str(self.workspace.clock()), "build_number": 1, "approximate_connection_time": 18060}
        hello = {"type": "hello", "num_connections": len(self.open) + 1, "connection_info": {"app_id": self.workspace.apps.id}}
        await connection.tell(hello | {"debug_info": info})
        self.open.append(connection)
        self._connected.set()

    async def _goodbye(self, connection: Connection, reason: str) -> None:
        await connection.tell({"type": "disconnect", "reason": reason, "debug_info": {"host": HOST}})

    def _acknowledged(self, message: Any) -> None:
        future = self.acks.get(message.get("envelope_id", "")) if isinstance(message, dict) else None
        if future and not future.done():
            future.set_result(message.get("payload") or {})

    def _gone(self, connection: Connection) -> None:
        if connection in self.open:
            self.open.remove(connection)
        if not self.open:
            self._connected.clear()

    async def _some_connection(self, seconds: float | None) -> None:
        try:
            await asyncio.wait_for(self._connected.wait(), seconds)
        except TimeoutError:
            raise NotDelivered("no_connection") from None

    def _next(self) -> Connection:
        staying = [connection for connection in self.open if not connection.leaving] or self.open
        if not staying:
            raise NotDelivered("no_connection")
        self._turn += 1
        return staying[self._turn % len(staying)]
