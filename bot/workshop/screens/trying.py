"""Trying a draft out: the real dialogue, as the customer sees it."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from bot.articles import held_of
from bot.workshop.app import Here, Workshop, screen
from bot.workshop.rehearsal import Rehearsal, Untryable
from bot.workshop.screens.drafts import about
from knowledge.schema import LANGUAGES

MOST = 50
"""Conversations that are kept while somebody tries."""


def routes(shop: Workshop) -> list[Route]:
    """Their addresses."""
    return [
        Route("/article/{product}/try", screen(shop, trying)),
        Route("/article/{product}/try/say", screen(shop, say), methods=["POST"]),
        Route("/article/{product}/try/again", screen(shop, again), methods=["POST"]),
    ]


def trying(here: Here) -> Response:
    """The conversation so far."""
    shown = about(here, "try")
    found = here.shop.rehearsals.get((here.session.csrf, here.product))
    stale = bool(found) and found is not None and found.at_hash != held_of(shown["draft"]).hash
    return here.page("try.html", **shown, talk=found, stale=stale, begin=here.words.text("try_begin", name=shown["name"]))


def say(here: Here) -> Response:
    """A message, or a click."""
    kept, key = here.shop.rehearsals, (here.session.csrf, here.product)
    language = here.said("language") if here.said("language") in LANGUAGES else here.session.language
    found = kept.get(key)
    if found is None:
        try:
            found = _begun(here, language)
        except Untryable:
            return here.go(f"/article/{here.product}/try", "not_tryable")
        while len(kept) >= MOST:
            kept.pop(next(iter(kept)))
        kept[key] = found
    text = here.said("text").strip()
    if text:
        found.say(text, here.said("payload") or None)
    return here.go(f"/article/{here.product}/try#last")


def _begun(here: Here, language: str) -> Rehearsal:
    held = held_of(here.bench.draft(here.product, here.name))
    found = here.shop.stage.begin(here.bench.library(), here.product, held, language=language, at=here.shop.clock().astimezone())
    found.at_hash = held.hash
    return found


def again(here: Here) -> Response:
    """From the beginning, with the draft as it is now."""
    here.shop.rehearsals.pop((here.session.csrf, here.product), None)
    return here.go(f"/article/{here.product}/try")
