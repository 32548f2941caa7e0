"""The workshop as a web application: one place that lets requests in, one that answers what goes wrong."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.articles import Moved
from bot.data_files import DataError
from bot.settings import Settings
from bot.store.store import Store, StoreError
from bot.workshop.bench import Bench, NotReady
from bot.workshop.cards import Changed
from bot.workshop.norms import Norms
from bot.workshop.people import Door, Session
from bot.workshop.rehearsal import Rehearsal, Stage
from bot.workshop.wording import Wording, environment, worded
from knowledge.errors import KnowledgeError
from knowledge.importing.document import Document
from knowledge.schema import LANGUAGES

log = logging.getLogger(__name__)
HERE = Path(__file__).parent
COOKIE = "partwell_workshop"
LARGEST = 12_000_000
"""Bytes of a request: a help page may have ten million."""
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


@dataclass
class Workshop:
    """All that the screens need."""

    settings: Settings
    store: Store
    clock: Callable[[], datetime]
    demo: str | None = None
    """where the running demo is, for a link"""
    secure: bool = False
    """whether the cookie goes over https alone"""
    rehearsals: dict[tuple[str, str], Rehearsal] = field(default_factory=dict)
    """conversations with drafts, by session and product"""
    waiting: dict[str, tuple[str, str, str, Document]] = field(default_factory=dict)
    """help pages that wait for their ticks: whose, the product's name, the language, the page"""

    def __post_init__(self) -> None:
        self.bench = Bench(self.settings, self.store, self.clock)
        self.door = Door(self.bench.articles, self.clock)
        self.stage = Stage(self.settings, self.store)
        self.norms = Norms(self.settings, self.bench.work)
        self.pages = environment(HERE / "templates")

    def link(self, url: str) -> str:
        """The address that lets whoever started the workshop in."""
        return f"{url}/sign-in?key={self.door.key}"


@dataclass(frozen=True)
class Here:
    """One request, whose browser sent it, and the answers that a screen can give."""

    shop: Workshop
    request: Request
    session: Session
    form: FormData

    @property
    def bench(self) -> Bench:
        """What is done to articles."""
        return self.shop.bench

    @property
    def name(self) -> str:
        """Who it is."""
        return self.session.name

    @property
    def words(self) -> Wording:
        """The page's words in their language."""
        return worded(self.session.language)

    @property
    def product(self) -> str:
        """The product of the address."""
        return str(self.request.path_params["product"])

    def said(self, name: str) -> str:
        """A field of the form; empty where there is none."""
        value = self.form.get(name)
        return value.replace("\r\n", "\n") if isinstance(value, str) else ""

    def page(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page."""
        note, self.session.note = self.session.note, None
        about = {"session": self.session, "shop": self.shop, "note": note, "path": self.request.url.path, "languages": LANGUAGES}
        text = self.shop.pages.get_template(template).render(t=self.words.text, words=self.words, **about, **values)
        return HTMLResponse(text, status)

    def go(self, to: str, note: str = "", **values: str) -> RedirectResponse:
        """On to another page, with a note on top of it."""
        if note:
            self.session.note = (note, values)
        return RedirectResponse(to, 303)


Screen = Callable[[Here], Response]


class Refused(Exception):
    """A request that is not let in; `args` are the status and the text that says why."""


def screen(shop: Workshop, draw: Screen, needs: str = "", *, named: bool = True) -> Callable[[Request], Awaitable[Response]]:
    """A screen behind the door. `needs` is what one must be allowed to; not `named` it is for who has not said their name yet."""

    async def answer(request: Request) -> Response:
        session = shop.door.session(request.cookies.get(COOKIE))
        if session is None:
            return RedirectResponse("/sign-in", 303)
        if named and not session.name:
            return RedirectResponse("/name", 303)
        form = await request.form(max_fields=2000, max_part_size=LARGEST) if request.method == "POST" else FormData()
        here = Here(shop, request, session, form)
        try:
            if request.method == "POST":
                _let_in(request, session, form)
            return await run_in_threadpool(_drawn, here, draw, needs, named=named)
        except Refused as error:
            return here.page("sorry.html", error.args[0], why=error.args[1])
        finally:
            await form.close()

    return answer


def _let_in(request: Request, session: Session, form: FormData) -> None:
    """Only a form of ours, sent from a page of ours. Raises Refused."""
    origin = request.headers.get("origin")
    foreign = origin not in (None, "null") and urlsplit(str(origin)).netloc != request.headers.get("host")
    sent = form.get("csrf")
    if foreign or not isinstance(sent, str) or not secrets.compare_digest(sent.encode(), session.csrf.encode()):
        raise Refused(403, "sorry_form")


def _drawn(here: Here, draw: Screen, needs: str, *, named: bool) -> Response:
    try:
        if named and not here.shop.door.is_known(here.session):
            raise Refused(403, "sorry_not_in")
        if not here.session.may(needs):
            raise Refused(403, "sorry_role")
        return draw(here)
    except (Moved, Changed):
        return here.go(here.request.headers.get("referer") or "/", "changed_meanwhile")
    except NotReady as error:
        return here.go(here.request.headers.get("referer") or "/", f"not_ready_{error.args[0]}")
    except LookupError:
        log.info("nothing there: %s", here.request.url.path)
        return here.page("sorry.html", 404, why="sorry_not_there")
    except StoreError as error:
        log.error("the store is away: %s", error)
        return here.page("sorry.html", 503, why="sorry_store")
    except (KnowledgeError, DataError) as error:
        return here.page("sorry.html", 422, why="sorry_text", detail=str(error))
    except Refused:
        raise
    except Exception:
        reference = secrets.token_hex(4)
        log.exception("reference %s: a page of the workshop failed", reference)
        return here.page("sorry.html", 500, why="sorry_fault", detail=reference)


class Guarded:
    """Every answer with the headers that keep strangers' pages out; no request larger than a help page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        length = dict(scope["headers"]).get(b"content-length", b"0")
        if not length.isdigit() or int(length) > LARGEST:
            await Response("too large", 413, headers=HEADERS)(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *((k.lower().encode(), v.encode()) for k, v in HEADERS.items())]
            await send(message)

        await self.app(scope, receive, guarded)


def application(shop: Workshop, host: str = "127.0.0.1") -> Starlette:
    """The application. On the loopback address it answers to no other name."""
    from bot.workshop.screens import drafts, entry, home, newcomer, publishing, trying

    routes: list[Route | Mount] = [Mount("/static", StaticFiles(directory=HERE / "static"))]
    for module in (entry, home, drafts, trying, publishing, newcomer):
        routes += module.routes(shop)
    guards = [Middleware(Guarded)]
    if host in ("127.0.0.1", "localhost", "::1"):
        guards.append(Middleware(TrustedHostMiddleware, allowed_hosts=list(LOOPBACK)))
    return Starlette(routes=routes, middleware=guards)
