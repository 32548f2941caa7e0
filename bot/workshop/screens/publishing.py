"""Publishing: what is in the way, what becomes different for customers, who reviews it; and the versions that were published."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from bot.articles import held_of
from bot.store.tables import ArticleDraft
from bot.workshop.app import Here, Workshop, screen
from bot.workshop.article_text import read
from bot.workshop.bench import APPROVED, ASKED, REFUSED
from bot.workshop.cards import Card, cards
from bot.workshop.people import MAY
from bot.workshop.rehearsal import Difference, Untryable, differences
from bot.workshop.screens.drafts import about

MOST = 40
"""Differences that are shown."""


def routes(shop: Workshop) -> list[Route]:
    """Their addresses."""
    return [
        Route("/article/{product}/publish", screen(shop, publishing)),
        Route("/article/{product}/publish/walk", screen(shop, walk), methods=["GET", "POST"]),
        Route("/article/{product}/publish/ask", screen(shop, ask), methods=["POST"]),
        Route("/article/{product}/publish/now", screen(shop, publish), methods=["POST"]),
        Route("/article/{product}/merge", screen(shop, take_in), methods=["GET", "POST"]),
        Route("/article/{product}/review/{author}", screen(shop, review, "review"), methods=["GET", "POST"]),
        Route("/article/{product}/history", screen(shop, history)),
        Route("/article/{product}/history/{number:int}", screen(shop, version)),
        Route("/article/{product}/history/{number:int}/back", screen(shop, go_back, "go_back"), methods=["POST"]),
    ]


def publishing(here: Here) -> Response:
    """All that stands between a draft and its customers."""
    shown = about(here, "publish")
    draft: ArticleDraft = shown["draft"]
    editors = [each for each in here.bench.articles.editors() if each.name != here.name and each.role in MAY["review"]]
    stops = [each for each in shown["findings"] if each.stops]
    return here.page(
        "publish.html",
        **shown,
        stopping=stops,
        editors=editors,
        walked=_walked(here, draft),
        found=_differences(here, draft) if not stops else [],
        approved=here.bench.approved_by(draft),
        alone=here.bench.may_publish_alone(),
        review=draft.review,
    )


def _walked(here: Here, draft: ArticleDraft) -> dict[str, Any]:
    """How the walk through the conversations stands."""
    future = here.shop.norms.of(here.bench.as_published(draft))
    if future is None:
        return {"state": "none"}
    if not future.done():
        return {"state": "running"}
    if future.exception():
        return {"state": "failed"}
    return {"state": "broken" if future.result().breaches else "fine", "result": future.result()}


def walk(here: Here) -> Response:
    """Begins the walk; asked again, says how it stands."""
    draft = here.bench.draft(here.product, here.name)
    if here.request.method == "POST":
        here.shop.norms.start(here.product, here.bench.as_published(draft))
        if not here.request.headers.get("hx-request"):
            return here.go(f"/article/{here.product}/publish#walk")
    return here.page("walk.html", product=here.product, walked=_walked(here, draft))


def _differences(here: Here, draft: ArticleDraft) -> list[Difference] | None:
    """In the customer's words; None where there is nothing to compare, or the draft cannot be talked with."""
    library, now = here.bench.library(), here.bench.current(here.product)
    try:
        new = here.shop.stage.clicked(library, here.product, here.bench.as_published(draft))
        known = now is not None and here.product in library and here.product not in library.aside
        old = here.shop.stage.clicked(library, here.product, now) if known and now else None
    except Untryable:
        return None
    return list(differences(old, new, here.product, here.shop.clock().astimezone()))[:MOST]


def ask(here: Here) -> Response:
    """Asks somebody to review it."""
    names = {each.name for each in here.bench.articles.editors() if each.role in MAY["review"]} - {here.name}
    reviewer, deputy = here.said("reviewer"), here.said("deputy")
    if reviewer not in names or (deputy and deputy not in names):
        return here.go(f"/article/{here.product}/publish", "reviewer_missing")
    here.bench.ask(here.bench.draft(here.product, here.name), reviewer, deputy, here.said("why"))
    return here.go(f"/article/{here.product}/publish", "asked", name=reviewer)


def publish(here: Here) -> Response:
    """Publishes it, once the walk has found nothing."""
    draft = here.bench.draft(here.product, here.name)
    if _walked(here, draft)["state"] != "fine":
        return here.go(f"/article/{here.product}/publish#walk", "not_ready_walk")
    why = here.said("why").strip() or str((draft.review or {}).get("why") or "")
    if not why:
        return here.go(f"/article/{here.product}/publish", "why_missing")
    number = here.bench.publish(draft, why)
    return here.go(f"/article/{here.product}/history", "published", number=str(number))


def take_in(here: Here) -> Response:
    """What somebody else has published meanwhile, taken into the draft."""
    chosen = {name.removeprefix("choose:"): str(value) for name, value in here.form.items() if name.startswith("choose:")}
    draft = here.bench.draft(here.product, here.name)
    conflicts = here.bench.take_in(draft, chosen) if here.request.method == "POST" or not here.bench.behind(draft) else None
    if conflicts is None or conflicts:
        return here.page("merge.html", **about(here, "facts"), conflicts=conflicts or [])
    return here.go(f"/article/{here.product}/facts", "taken_in")


def review(here: Here) -> Response:
    """What a reviewer reads, and says."""
    author = str(here.request.path_params["author"])
    draft = here.bench.articles.draft(here.product, author)
    if draft is None or not draft.review:
        raise LookupError(author)
    if here.request.method == "POST":
        state, note = here.said("state"), here.said("note").strip()
        if state not in (APPROVED, REFUSED):
            raise LookupError(state)
        if state == REFUSED and not note:
            return here.go(here.request.url.path, "note_missing")
        here.bench.answer(draft, here.name, here.said("key"), state, note)
        return here.go("/", f"review_{state}", name=author)
    now = here.bench.current(here.product)
    return here.page(
        "review.html",
        draft=draft,
        product=here.product,
        name=str(read(draft.article).get("name") or here.product),
        changes=changes(now.article if now else "", draft.article),
        found=_differences(here, draft),
        key=held_of(draft).hash,
        asked=draft.review["state"] == ASKED and here.name in (draft.review["reviewer"], draft.review["deputy"]),
    )


def changes(before: str, now: str) -> list[tuple[Card | None, Card | None]]:
    """The facts that are others: before and now; None where there is none."""
    old, new = ([*cards(read(text))] if text else [] for text in (before, now))
    known, fresh = ({(card.section, card.quote or card.where): card for card in each} for each in (old, new))
    found: list[tuple[Card | None, Card | None]] = []
    for key, card in fresh.items():
        was = known.get(key)
        if was is None or (was.words, was.quote) != (card.words, card.quote):
            found.append((was, card))
    return found + [(card, None) for key, card in known.items() if key not in fresh]


def history(here: Here) -> Response:
    """Who published what, when and why."""
    rows = here.bench.articles.history(here.product)
    deeds = [deed for deed in here.bench.articles.audit(here.product) if deed.what in (ASKED, APPROVED, REFUSED)]
    now = here.bench.current(here.product)
    serving = next((row.number for row in rows if now and row.hash == now.hash), None)
    return here.page("history.html", **about(here, "history"), rows=rows, deeds=deeds, serving=serving)


def version(here: Here) -> Response:
    """One version, beside the one before it."""
    number = int(here.request.path_params["number"])
    row, before = (here.bench.articles.revision(here.product, each) for each in (number, number - 1))
    if row is None:
        raise LookupError(number)
    found = changes(before.article if before else "", row.article)
    return here.page("version.html", **about(here, "history"), row=row, changes=found)


def go_back(here: Here) -> Response:
    """An earlier version is published once more."""
    why = here.said("why").strip()
    if not why:
        return here.go(f"/article/{here.product}/history", "why_missing")
    number = here.bench.back_to(here.product, int(here.request.path_params["number"]), here.name, why)
    return here.go(f"/article/{here.product}/history", "gone_back", number=str(number))
