"""A bot that says every number back, in a process of its own that can be killed at any moment.

Numbers show what a dialogue hides: what is lost, what is doubled, what is out of order.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientTimeout, web
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.transport import posting
from bot.channels.slack.transport.posting import Poster
from bot.delivery.items import Item, Outgoing
from bot.delivery.work import Work
from bot.delivery.worker import Handler, ignored
from bot.operations.service import Service
from bot.store.store import Record, Store, StoreError
from tests.delivery.clock import Shift

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.delivery.echo"])


def now() -> datetime:
    """The real time."""
    return datetime.now(UTC)


class Echo:
    """Says a number back and counts it in the state; each tenth sets a timer, which says so when it goes off."""

    def handlers(self) -> Mapping[str, Handler]:
        """By kind."""
        return {"message": self.message, "timer/tenth": self.tenth}

    def apologise(self, item: Item, work: Work, _reference: str) -> None:
        """For a number that could not be said back."""
        work.post(Outgoing(f"{item.key}/sorry", item.team, item.channel, "chat.postMessage", {"text": f"sorry {item.data['number']}"}))

    def message(self, item: Item, work: Work) -> None:
        """One number. One that is `hard` fails each time, after it did everything."""
        number, unit = item.data["number"], work.unit()
        seen = [*(unit.state or {"seen": []})["seen"], number]
        unit.write(Record(work.now, {"seen": seen}, [{"event": "number", "value": number}]))
        work.post(Outgoing(item.key, item.team, item.channel, "chat.postMessage", {"text": str(number)}))
        if number % 10 == 0:
            work.timer(f"{item.key}/tenth", work.now + timedelta(seconds=0.3), "tenth", {"number": number})
        if item.data["hard"]:
            raise ValueError(number)

    def tenth(self, item: Item, work: Work) -> None:
        """The timer of a number."""
        work.post(Outgoing(item.key, item.team, item.channel, "chat.postMessage", {"text": f"timer {item.data['number']}"}))


@dataclass(frozen=True)
class Place:
    """Where a bot finds what it needs. `url` and `token` are Slack's; `lease`, `patience` with Slack and how long that `hangs` in seconds.

    `shift` is the file that says how wrong its clock is.
    """

    database: str
    url: str
    token: str
    lease: float = 2.0
    patience: float = 5.0
    hangs: float = 10.0
    shift: Path | None = None


async def clients(stack: AsyncExitStack, place: Place) -> Callable[[str], Awaitable[AsyncWebClient]]:
    """The client of every team."""
    session = await stack.enter_async_context(ClientSession(timeout=ClientTimeout(total=place.patience)))
    client = AsyncWebClient(place.token, base_url=place.url, session=session, retry_handlers=[])

    async def client_for(_team: str) -> AsyncWebClient:
        return client

    return client_for


async def serve(place: Place, told: Callable[[int], None]) -> None:
    """Take items by HTTP, as from Slack, until SIGTERM. `told` is called with the port when it is ready."""
    async with AsyncExitStack() as stack:
        store = stack.enter_context(await opened(place.database))
        lease, clock = timedelta(seconds=place.lease), Shift(place.shift) if place.shift else now
        slack, echo = await clients(stack, place), Echo()
        service = Service(store, echo.handlers(), Poster(slack, clock, ignored), clock, echo.apologise, lease=lease, pace=timedelta(0))
        await stack.enter_async_context(service)

        async def receive(request: web.Request) -> web.Response:
            try:
                await service.intake.receive([Item.of_data(each) for each in await request.json()])
            except StoreError:
                return web.Response(status=500)
            return web.Response()

        app = web.Application()
        app.router.add_post("/", receive)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        stop = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
        told(runner.addresses[0][1])
        await stop.wait()


async def opened(url: str) -> Store:
    """The store, as soon as its database is there."""
    while True:
        try:
            return Store.open(url)
        except StoreError as error:
            if error.code not in {"unreachable", "locked"}:
                raise
            await asyncio.sleep(0.1)


def child(place: Place, pipe: Any) -> None:
    """The whole life of a process."""
    logging.disable(logging.CRITICAL)
    sys.setswitchinterval(0.001)
    posting.HANGS = timedelta(seconds=place.hangs)
    asyncio.run(serve(place, pipe.send))


class Bot:
    """One such process: started, killed, started again."""

    def __init__(self, place: Place) -> None:
        self.place, self.port, self.process = place, 0, None

    async def start(self) -> None:
        """Start it, and wait until it takes items."""
        ours, theirs = FORKS.Pipe(duplex=False)
        self.process: Any = FORKS.Process(target=child, args=(self.place, theirs), daemon=True)
        await asyncio.to_thread(self.process.start)
        theirs.close()
        self.port = await asyncio.to_thread(ours.recv)
        ours.close()

    def kill(self) -> None:
        """Kill it as the kernel does when memory is short."""
        self.port = 0
        self.process.kill()
        self.process.join()

    async def stop(self) -> None:
        """End it as a supervisor does."""
        self.process.terminate()
        await asyncio.to_thread(self.process.join, 15)
        assert self.process.exitcode == 0
