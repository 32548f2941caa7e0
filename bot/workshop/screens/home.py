"""Home: the articles, how they are, and what waits for whoever looks."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from bot.workshop.app import Here, Workshop, screen
from bot.workshop.bench import ASKED


def routes(shop: Workshop) -> list[Route]:
    """Its address."""
    return [Route("/", screen(shop, home))]


def home(here: Here) -> Response:
    """The articles, and the reviews that somebody is asked for."""
    shelf = here.bench.shelf()
    waiting = [
        (health, draft)
        for health in shelf
        for draft in health.drafts
        if draft.review and draft.review["state"] == ASKED and here.name in (draft.review["reviewer"], draft.review["deputy"])
    ]
    return here.page("home.html", shelf=shelf, waiting=waiting)
