"""An article's facts and its help page: changed, added, taken out, left out."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from bot.workshop import cards
from bot.workshop.app import Here, Workshop, screen
from bot.workshop.article_text import address_of, plain, read
from bot.workshop.cards import ADDABLE, SECTIONS, New
from bot.workshop.source import told
from knowledge.schema import LANGUAGES, Effective
from knowledge.topics import TOPICS

MOST_NAMES = 30


def routes(shop: Workshop) -> list[Route]:
    """Their addresses."""
    found = [
        Route("/article/{product}", screen(shop, lambda here: here.go(f"/article/{here.product}/facts"))),
        Route("/article/{product}/facts", screen(shop, facts)),
        Route("/article/{product}/source", screen(shop, source)),
        Route("/article/{product}/discard", screen(shop, discard), methods=["POST"]),
    ]
    return found + [
        Route(f"/article/{{product}}/{name}", screen(shop, deed), methods=["POST"])
        for name, deed in (
            ("change", change), ("accept", accept), ("remove", remove), ("move", move), ("add", add), ("names", names), ("way", way),
            ("leave-out", leave_out), ("take-back", take_back),
        )
    ]  # fmt: skip


def about(here: Here, tab: str) -> dict[str, Any]:
    """What every screen of an article shows above itself."""
    draft = here.bench.draft(here.product, here.name)
    tree = read(draft.article)
    mine = here.bench.articles.draft(here.product, here.name) is not None
    others = [each.author for each in here.bench.articles.drafts(here.product) if each.author != here.name]
    found = here.bench.findings(draft)
    stops = {screen: [each for each in found if each.stops and each.screen == screen] for screen in ("facts", "source")}
    shown = {"draft": draft, "tree": tree, "mine": mine, "others": others, "tab": tab, "findings": found, "stops": stops}
    return {**shown, "product": here.product, "name": str(tree.get("name") or here.product), "behind": here.bench.behind(draft)}


def facts(here: Here) -> Response:
    """Every fact, its two languages side by side."""
    shown = about(here, "facts")
    every = cards.cards(shown["tree"])
    by_card: dict[str, list[Any]] = {}
    for finding in shown["findings"]:
        if finding.card and finding.stops and finding.rule != "not-read-yet":
            by_card.setdefault(finding.card.where, []).append(finding)
    loose = [each for each in shown["stops"]["facts"] if each.card is None]
    paths = plain(shown["tree"].get("paths") or {})
    ways = [(slug, _title(each, here.session.language) or slug, each) for slug, each in paths.items()]
    pages = [sentence.text for sentence in told(shown["tree"], shown["draft"].source) if sentence.use != "heading"]
    return here.page(
        "facts.html",
        **shown,
        every=every,
        sections=SECTIONS,
        by_card=by_card,
        loose=loose,
        ways=ways,
        pages=pages,
        effects=[str(each) for each in Effective],
        addable=ADDABLE,
        open=here.request.query_params.get("open", ""),
        quote=here.request.query_params.get("quote", "")[:4000],
        aliases=", ".join(map(str, shown["tree"].get("aliases") or [])),
        left=sum(card.unread for card in every),
    )


def _title(way: Any, language: str) -> str:
    title = way.get("title") if isinstance(way, dict) else None
    return str(title.get(language) or next(iter(title.values()), "")) if isinstance(title, dict) else ""


def source(here: Here) -> Response:
    """The help page, each sentence coloured by what becomes of it."""
    shown = about(here, "source")
    sentences = told(shown["tree"], shown["draft"].source)
    counts = {use: sum(sentence.use == use for sentence in sentences) for use in ("used", "left_out", "open")}
    return here.page("source.html", **shown, sentences=sentences, counts=counts)


# what is done


def _do(here: Here, deed: Callable[[Any], object], what: str, to: str, note: str = "") -> Response:
    here.bench.edit(here.product, here.name, deed, what)
    return here.go(f"/article/{here.product}/{to}", note)


def _words(here: Here) -> dict[str, str]:
    return {language: here.said(language) for language in LANGUAGES}


def _back(where: str) -> str:
    return f"facts#fact-{where.replace('/', '-')}"


def change(here: Here) -> Response:
    """Other words for a fact."""
    where, key = here.said("where"), here.said("key")
    return _do(
        here,
        lambda tree: cards.change(tree, address_of(where), key, _words(here), here.said("quote")),
        "changed",
        _back(where),
        "saved",
    )


def accept(here: Here) -> Response:
    """A proposed fact is right."""
    where = here.said("where")
    every = here.bench.cards(here.bench.draft(here.product, here.name))
    place = next((number for number, card in enumerate(every) if card.where == where), 0)
    to = next((card for card in [*every[place + 1 :], *every[:place]] if card.unread), None)
    return _do(
        here,
        lambda tree: cards.accept(tree, address_of(where), here.said("key")),
        "accepted",
        _back(to.where if to else where),
    )


def remove(here: Here) -> Response:
    """A fact is taken out; its sentence is open again, or left out with a reason."""
    where, why = here.said("where"), here.said("why")

    def deed(tree: Any) -> None:
        quote = cards.remove(tree, address_of(where), here.said("key"))
        if why and quote:
            cards.dismiss(tree, quote, why)

    return _do(here, deed, "removed", "facts#" + where.split("/", maxsplit=1)[0], "fact_removed")


def move(here: Here) -> Response:
    """A step up or down."""
    where = here.said("where")
    by = -1 if here.said("by") == "up" else 1
    return _do(here, lambda tree: cards.move(tree, address_of(where), here.said("key"), by), "moved", _back(where))


def add(here: Here) -> Response:
    """One more fact."""
    kind, topics = here.said("kind"), [str(topic) for topic in here.form.getlist("topics") if topic in TOPICS]
    way = here.said("way")
    kind, way = ("step", kind.partition(":")[2]) if kind.startswith("step:") else (kind, way)
    if kind not in ADDABLE or not here.said("quote").strip():
        return here.go(f"/article/{here.product}/facts?open=add#add", "quote_missing")
    new = New(kind, way, _words(here), here.said("quote"), topics)
    placed: list[Any] = []
    here.bench.edit(here.product, here.name, lambda tree: placed.append(cards.add(tree, new)), "added")
    return here.go(f"/article/{here.product}/{_back('/'.join(map(str, placed[0])))}", "added")


def names(here: Here) -> Response:
    """What the product is called."""
    name = " ".join(here.said("name").split())[:80]
    others = [each for part in re.split(r"[,;\n]", here.said("aliases")) if (each := " ".join(part.split())[:80])][:MOST_NAMES]

    def deed(tree: Any) -> None:
        tree["name"] = name or tree["name"]
        tree["aliases"] = others

    return _do(here, deed, "named", "facts", "saved")


def way(here: Here) -> Response:
    """When a way takes effect; a way taken out, or joined with the one above."""
    name, what = here.said("way"), here.said("what")

    def deed(tree: Any) -> None:
        if what == "out":
            cards.remove_way(tree, name, here.words.text("not_needed_usual"))
        elif what == "join":
            cards.join_ways(tree, name)
        elif here.said("effective") in set(Effective):
            cards.take_effect(tree, name, here.said("effective"), here.said("quote"))

    return _do(here, deed, "way", "facts#paths", "saved")


def leave_out(here: Here) -> Response:
    """A sentence of the page is not needed."""
    quote, why = here.said("quote"), here.said("why").strip()
    if not why:
        return here.go(f"/article/{here.product}/source", "why_missing")
    return _do(here, lambda tree: cards.dismiss(tree, quote, why), "left out", "source")


def take_back(here: Here) -> Response:
    """It is needed after all."""
    return _do(here, lambda tree: cards.take_back(tree, here.said("quote")), "taken back", "source")


def discard(here: Here) -> Response:
    """The draft is thrown away."""
    here.bench.articles.discard(here.product, here.name, here.shop.clock())
    return here.go("/", "discarded")
