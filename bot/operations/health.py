"""How a process is: its connection to Slack, what waits, and what a person has to look at. As JSON, and as Prometheus' metrics."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from threading import Lock
from typing import Any

from prometheus_client import CollectorRegistry, Counter
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from slack_sdk.socket_mode.aiohttp import SocketModeClient

from bot.channels.slack.transport.refusals import KINDS, Kind
from bot.delivery.inbox import Depth, Inbox
from bot.delivery.outbox import Outbox, Unsent
from bot.store.store import Store, StoreError
from knowledge.serving import Served

log = logging.getLogger(__name__)

QUIET = 60.0
"""Seconds without a pong after which the socket counts as broken; the client asks every ten."""
LATE = 60.0
"""Seconds that the oldest item may wait, and that a message may wait to be sent."""
LOOK = 1.5
"""Seconds until a database that does not say how things stand counts as away."""
HANGS = 5.0
"""Seconds without an answer of Slack's to a call, after which one says so."""


class Heard:
    """How long ago something was noted by the machine's clock, which may have been put forward or back since."""

    def __init__(self, wall: Callable[[], float] = time.time, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._wall, self._monotonic = wall, monotonic
        self._noted, self._at, self._asked = math.nan, 0.0, -math.inf

    def ago(self, noted: float) -> float:
        """Seconds. Whatever is noted anew was noted after one was here last."""
        now = self._monotonic()
        if noted != self._noted:
            self._noted, self._at = noted, now - min(max(0.0, self._wall() - noted), now - self._asked)
        self._asked = now
        return now - self._at


class Depths:
    """How the inbox and the outbox stand. One look at the database at a time, however many ask: when it hangs, one thread hangs."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store, self._clock = store, clock
        self._thread, self._guard = ThreadPoolExecutor(1, "health"), Lock()
        self._looking: Future[tuple[Depth, Unsent]] | None = None

    def soon(self) -> tuple[Depth, Unsent]:
        """Within `LOOK` seconds. Raises StoreError, also when they are over."""
        with self._guard:
            if self._looking is None or self._looking.done():
                self._looking = self._thread.submit(self._look)
            looking = self._looking
        try:
            return looking.result(LOOK)
        except TimeoutError:
            raise self._store.silent() from None

    def _look(self) -> tuple[Depth, Unsent]:
        self._store.check()
        return Inbox(self._store).depth(self._clock()), Outbox(self._store).depth()


class Watch:
    """Asked by `/health` and `/metrics`. `alarm` counts and logs what a person has to look at."""

    def __init__(self, store: Store, clock: Callable[[], datetime], knowledge: Served | None = None) -> None:
        self._store, self._clock, self.knowledge = store, clock, knowledge
        self.socket: SocketModeClient | None = None
        self._depths = Depths(store, clock)
        self._lost: str | None = None
        self._heard = Heard()
        self.registry = CollectorRegistry()
        self._alarms = Counter("partwell_alarms", "What a person has to look at", ["name"], registry=self.registry)
        self.registry.register(_Gauges(self))
        for _ in knowledge.troubles if knowledge else ():
            self.alarm("article")

    def alarm(self, name: str) -> None:
        """Something went wrong that does not mend itself."""
        log.error("alarm: %s", name)
        self._alarms.labels(name).inc()

    def token_lost(self, kind: str) -> None:
        """Slack says that our one token is no good any more: only a person can mend that, and a start with another one."""
        self._lost = kind
        self.alarm("token_lost")

    def health(self) -> dict[str, Any]:
        """`status` is `ok` or says what is wrong. Ages are in seconds, None where there is nothing to be old.

        `articles` are those that a person should look at. The others are served, so the status does not hang on them.
        """
        return {**self._standing(), "articles": self._articles()}

    def _articles(self) -> list[dict[str, Any]]:
        wrong = self.knowledge.wrong(self._clock().date()) if self.knowledge else []
        return [{"product": each.product, "why": each.reason, "serves": each.serves, "stale": each.stale} for each in wrong]

    def _standing(self) -> dict[str, Any]:
        socket = self._socket_age()
        try:
            depth, unsent = self._depths.soon()
        except StoreError as error:
            return {"status": f"database {error.code}", "socket_age": socket}
        if failing := self._store.failing.error:
            return {"status": f"database {failing.code}", "socket_age": socket, **self._counts(depth, unsent)}
        counts = self._counts(depth, unsent)
        return {"status": self._status(socket, counts["oldest"]) or self._sending(unsent) or "ok", "socket_age": socket, **counts}

    def _counts(self, depth: Depth, unsent: Unsent) -> dict[str, Any]:
        inbox = {"inbox": depth.waiting, "oldest": self._age(depth.oldest), "dead": depth.dead}
        outbox = {"outbox": unsent.waiting, "oldest_unsent": self._age(unsent.oldest), "hanging": unsent.hanging, "aside": unsent.aside}
        return {**inbox, **outbox}

    def _age(self, since: datetime | None) -> float | None:
        return max(0.0, (self._clock() - since).total_seconds()) if since else None

    def _status(self, socket: float | None, oldest: float | None) -> str | None:
        if self._lost:
            return f"token {self._lost}"
        if self.socket is not None and (socket is None or socket > QUIET):
            return "socket broken"
        return "late" if oldest is not None and oldest > LATE else None

    def _sending(self, unsent: Unsent) -> str | None:
        """What keeps Slack from having what is to be said. Customers who cannot be written to are no trouble of ours."""
        kinds = [(KINDS.get(each.error or ""), each) for each in unsent.stuck]
        for kind, each in kinds:
            if kind is Kind.BARRED:
                return f"Slack refuses the app: {each.error}"
            if kind is Kind.CLOSED and each.at_desk:
                return f"agents' channel closed: {each.error}"
        if any((self._age(each.called) or 0.0) > HANGS for each in unsent.stuck):
            return "Slack hangs"
        waits = [self._age(each.oldest) or 0.0 for kind, each in kinds if kind is not Kind.CLOSED]
        return "sends late" if max(waits, default=0.0) > LATE else None

    def _socket_age(self) -> float | None:
        """Seconds since the socket last answered; None without one, or while it is away."""
        if self.socket is None or self.socket.current_session is None or self.socket.current_session.closed:
            return None
        heard = self.socket.last_ping_pong_time
        return self._heard.ago(heard) if heard else 0.0


class _Gauges(Collector):
    """The numbers of `health` at the moment they are asked for."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def collect(self) -> Iterator[GaugeMetricFamily]:
        found = self._watch.health()
        yield GaugeMetricFamily("partwell_ok", "1 while status of /health is ok", float(found["status"] == "ok"))
        yield GaugeMetricFamily("partwell_articles", "Articles that a person should look at", float(len(found["articles"])))
        for name, value in found.items():
            if isinstance(value, int | float):
                yield GaugeMetricFamily(f"partwell_{name}", f"{name} of /health", value)
