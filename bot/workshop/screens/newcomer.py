"""A new article: a help page, pasted or uploaded; which of its sections are about cancelling; a draft of proposed facts."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from starlette.datastructures import UploadFile
from starlette.responses import Response
from starlette.routing import Route

from bot.articles import Moved
from bot.workshop.app import Here, Workshop, screen
from bot.workshop.article_text import read, written
from bot.workshop.cards import UNREAD, cards, dismiss
from knowledge.folder import Held
from knowledge.importing.article import as_article, slug
from knowledge.importing.draft import draft
from knowledge.importing.errors import Unreadable
from knowledge.importing.reading import read as read_document
from knowledge.schema import LANGUAGES

MOST = 20
"""Help pages that wait for their ticks."""


def routes(shop: Workshop) -> list[Route]:
    """Their addresses."""
    return [
        Route("/new", screen(shop, new), methods=["GET", "POST"]),
        Route("/new/{token}", screen(shop, sections), methods=["GET", "POST"]),
    ]


def new(here: Here) -> Response:
    """The page to begin from."""
    fields: dict[str, Any] = {name: here.said(name).strip() for name in ("name", "text", "language")}
    if here.request.method == "GET":
        return here.page("new.html", error="", **fields)
    upload = here.form.get("file")
    data, file = fields["text"].encode(), ""
    if isinstance(upload, UploadFile) and upload.filename:
        data, file = upload.file.read(), upload.filename
    if not data or not fields["name"]:
        return here.page("new.html", 422, error=here.words.text("new_incomplete"), **fields)
    try:
        document = read_document(data, file)
    except Unreadable as error:
        return here.page("new.html", 422, error=str(error), **fields)
    language = fields["language"] if fields["language"] in LANGUAGES else ""
    token, waiting = secrets.token_urlsafe(12), here.shop.waiting
    waiting[token] = (here.name, fields["name"], language, document)
    while len(waiting) > MOST:
        waiting.pop(next(iter(waiting)))
    return here.go(f"/new/{token}")


def sections(here: Here) -> Response:
    """Ticks; then the draft."""
    token = str(here.request.path_params["token"])
    who, name, language, document = here.shop.waiting[token]
    if who != here.name:
        raise LookupError(token)
    try:
        everything = draft(document, language or None)
    except Unreadable:
        everything = None
    if here.request.method == "GET":
        found = everything or draft(document, language or None, [0])
        blocks = found.document.blocks
        rows = [
            (section, document.text[blocks[section.first].start : blocks[section.last - 1].end][:160])
            for section in found.sections
            if section.first < section.last
        ]
        return here.page("sections.html", name=name, rows=rows, chosen=found.chosen if everything else frozenset(), token=token)
    return _proposed(here, token)


def _proposed(here: Here, token: str) -> Response:
    """A draft of the sections that are ticked, every fact of it to be read."""
    _, name, language, document = here.shop.waiting[token]
    ticked = [int(str(each)) for each in here.form.getlist("section") if str(each).isdigit()]
    try:
        made = replace(draft(document, language or None, ticked), vendor=name)
    except Unreadable as error:
        return here.go(f"/new/{token}", "unreadable", why=str(error))
    product, today = slug(name), here.shop.clock().date()
    tree = read(as_article(made, product, today))
    for card in cards(tree):
        if card.quoted:
            _unread(tree, card.address)
    for one in made.sentences:
        if one.section.number not in made.chosen:
            dismiss(tree, one.sentence.text, here.words.text("not_needed_usual"))
    entry = {"file": f"{product}.txt", "language": made.language, "product": product, "retrieved": today.isoformat()}
    try:
        here.bench.begin(product, here.name, Held(written(tree), made.document.text, product, entry))
    except Moved:
        return here.go(f"/new/{token}", "name_taken", name=name)
    here.shop.waiting.pop(token, None)
    return here.go(f"/article/{product}/facts", "imported")


def _unread(tree: object, address: tuple[str | int, ...]) -> None:
    """A proposed fact that an editor has to read; a person to reach is read with the facts that name them."""
    node = tree
    for key in address:
        node = node[key]  # type: ignore[index]
    if address[0] not in ("contacts", "attributes") and isinstance(node, dict):
        node["status"] = UNREAD
