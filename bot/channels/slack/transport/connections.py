"""Connections to the HTTP side: how long a request may take to arrive and to be answered, and how many there may be at once.

uvicorn has a limit for a connection that says nothing between two requests, none for one that begins a request and never ends it, and
its limit on the number of connections would turn away Slack for the sake of whoever holds them open.
"""

from __future__ import annotations

import asyncio
from enum import Enum
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_CONNECTIONS = 256
"""Open at once. For one more, the one that has kept us waiting longest is closed."""
LONGEST_HEAD = 16_384
"""Bytes of a request's first line and headers."""
READING_SECONDS = 10.0
"""For a whole request to arrive, from the connection's or the request's first moment; Slack takes milliseconds."""
ANSWERING_SECONDS = 30.0
"""For it to be answered, and for the answer to be taken."""

TOO_LATE = b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
TOO_MANY = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 1\r\nConnection: close\r\n\r\n"


class Phase(Enum):
    """What a connection is about."""

    IDLE = "between two requests: uvicorn closes it after a while"
    READING = "a request is awaited or arriving"
    ANSWERING = "a request is here and not answered yet"


SECONDS = {Phase.READING: "reading_seconds", Phase.ANSWERING: "answering_seconds"}


class Limited(H11Protocol):
    """One connection. Subclass it for other limits."""

    most_connections = MOST_CONNECTIONS
    reading_seconds = READING_SECONDS
    answering_seconds = ANSWERING_SECONDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.phase, self.since = Phase.IDLE, 0.0
        self._limit: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A new one; where there are too many, another one goes for it."""
        super().connection_made(transport)
        self._enter(Phase.READING)
        if len(self.connections) > self.most_connections:
            self._make_room()

    def data_received(self, data: bytes) -> None:
        """Something of a request, or all of it."""
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        """The answer is written; uvicorn goes on with what was sent ahead of it."""
        self._enter(Phase.IDLE)
        super().on_response_complete()
        if self.conn.trailing_data[0] or self._is_under_way():
            self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone, and with it what it waited for."""
        self._enter(Phase.IDLE)
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """Stopping: what has arrived is answered, what has not is not waited for."""
        if self.phase is Phase.ANSWERING:
            super().shutdown()
        else:
            self.transport.abort()

    def _is_under_way(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _look(self) -> None:
        if not self.transport.is_closing():
            self._enter(Phase.ANSWERING if self._is_under_way() and not self.cycle.more_body else Phase.READING)

    def _enter(self, phase: Phase) -> None:
        if phase is self.phase:
            return
        if self._limit:
            self._limit.cancel()
        self.phase, self.since = phase, self.loop.time()
        self._limit = self.loop.call_later(getattr(self, SECONDS[phase]), self._end) if phase in SECONDS else None

    def _end(self) -> None:
        """Time is up."""
        if self.phase is Phase.READING and not (self._is_under_way() and self.cycle.response_started):
            self.transport.write(TOO_LATE)
            self.transport.close()
        else:
            self.transport.abort()

    def _make_room(self) -> None:
        waiting = [each for each in self.connections if each.phase is not Phase.ANSWERING and each is not self]  # type: ignore[union-attr]
        if waiting:
            longest = min(waiting, key=lambda each: each.since)  # type: ignore[union-attr]
            self.connections.discard(longest)
            longest.transport.abort()
        else:
            self.transport.write(TOO_MANY)
            self.transport.close()
