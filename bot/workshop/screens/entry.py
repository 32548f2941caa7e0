"""Signing in and out, the page's language, and who else is here."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.workshop.app import COOKIE, Here, Workshop, screen
from bot.workshop.people import LASTING, ROLES
from bot.workshop.wording import worded
from knowledge.schema import LANGUAGES

LONGEST_NAME = 60


def routes(shop: Workshop) -> list[Route]:
    """Their addresses."""

    async def sign_in(request: Request) -> Response:
        key = request.query_params.get("key", "")
        if request.method == "POST":
            sent = (await request.form()).get("key")
            key = sent.strip() if isinstance(sent, str) else ""
        key = key.rpartition("key=")[2]  # somebody pastes the whole address
        token = await run_in_threadpool(shop.door.sign_in, key) if key else None
        language = _preferred(request)
        if token is None:
            page = shop.pages.get_template("sign_in.html")
            text = page.render(t=worded(language).text, wrong=bool(key), session=None, note=None, path="", language=language)
            return HTMLResponse(text, 403 if key else 200)
        found = shop.door.session(token)
        assert found
        found.language = language
        answer = RedirectResponse("/", 303)
        answer.set_cookie(COOKIE, token, max_age=int(LASTING), httponly=True, samesite="lax", secure=shop.secure)
        return answer

    async def sign_out(request: Request) -> Response:
        answer = await screen(shop, lambda here: here.go("/sign-in"), named=False)(request)
        if answer.status_code == 303:
            shop.door.sign_out(request.cookies.get(COOKIE))
            answer.delete_cookie(COOKIE)
        return answer

    return [
        Route("/sign-in", sign_in, methods=["GET", "POST"]),
        Route("/sign-out", sign_out, methods=["POST"]),
        Route("/name", screen(shop, ask_name, named=False), methods=["GET", "POST"]),
        Route("/language", screen(shop, language, named=False), methods=["POST"]),
        Route("/people", screen(shop, people, "people"), methods=["GET", "POST"]),
        Route("/people/remove", screen(shop, remove, "people"), methods=["POST"]),
    ]


def _preferred(request: Request) -> str:
    """The language of the browser."""
    first = request.headers.get("accept-language", "")[:2].lower()
    return first if first in LANGUAGES else LANGUAGES[0]


def ask_name(here: Here) -> Response:
    """Whoever comes with the key of the start says who they are."""
    if here.session.name:
        return here.go("/")
    name = " ".join(here.said("name").split())[:LONGEST_NAME]
    if here.request.method == "GET" or not name:
        admins = [editor.name for editor in here.bench.articles.editors() if editor.role == "admin"]
        return here.page("name.html", suggested=admins[0] if len(admins) == 1 else "", empty=here.request.method == "POST")
    if name not in {editor.name for editor in here.bench.articles.editors()}:
        here.bench.articles.admit(name, "admin", here.shop.clock())
    here.session.name = name
    return here.go("/")


def language(here: Here) -> Response:
    """The page in another language."""
    if here.said("language") in LANGUAGES:
        here.session.language = here.said("language")
    return here.go(here.said("back") if here.said("back").startswith("/") and not here.said("back").startswith("//") else "/")


def people(here: Here) -> Response:
    """Who is here; one more."""
    editors = here.bench.articles.editors()
    if here.request.method == "GET":
        key = here.session.shown.pop("key", None)
        link = f"{here.request.url.scheme}://{here.request.url.netloc}/sign-in?key={key}" if key else None
        return here.page("people.html", editors=editors, roles=ROLES, link=link, invited=here.session.shown.pop("invited", ""))
    name, role = " ".join(here.said("name").split())[:LONGEST_NAME], here.said("role")
    if not name or role not in ROLES:
        return here.go("/people", "name_missing")
    here.session.shown |= {"key": here.bench.articles.admit(name, role, here.shop.clock()), "invited": name}
    return here.go("/people")


def remove(here: Here) -> Response:
    """Somebody is let in no more."""
    if here.said("name") == here.name:
        return here.go("/people", "not_yourself")
    here.bench.articles.dismiss(here.said("name"))
    return here.go("/people", "removed", name=here.said("name"))
