"""A draft as an article's file: what the page says, in the page's language, for an editor to go through."""

from __future__ import annotations

import io
import re
import unicodedata
from datetime import date, timedelta
from typing import Any

from ruamel.yaml import YAML

from knowledge.importing.draft import Draft
from knowledge.importing.facts import Fact, Procedure
from knowledge.importing.wording import readable

REVIEW = timedelta(days=182)
"""How long after its import an article is to be looked at again."""
_UNITS = {"days": "days", "business_days": "business_days"}
_TOPICS = {"data": "data_kept", "billing": "charges_after", "access": "access_after", "confirmation": "confirmation_mail"}


def as_article(made: Draft, product: str, today: date) -> str:
    """The text of the article's file."""
    data = {
        "product": product,
        "name": made.vendor,
        "source": product,
        "lifecycle": "draft",
        "owner": "knowledge-editors",
        "reviewed": today,
        "review_due": today + REVIEW,
        "prerequisites": [_said(fact, made, ["who_may"] if fact.role else ["save_before"]) for fact in made.prerequisites],
        "paths": {procedure.id: _path(procedure, made) for procedure in made.procedures} | _others(made),
        "consequences": [_consequence(fact, place, made) for place, fact in enumerate(made.consequences, 1)],
        "offers": [_offer(fact, place, made) for place, fact in enumerate(made.offers, 1)],
        "deadlines": [_deadline(fact, place, made) for place, fact in enumerate(_dated(made), 1)],
        "verify": [_said(fact, made, ["worked"]) for fact in made.verify],
        "resume": [_said(fact, made, ["resume_how"]) for fact in made.resume],
        "answers": [_said(fact, made, ["deadline"]) for fact in made.deadlines if fact not in _dated(made)],
        "contacts": _contacts(made),
    }
    kept = {name: value for name, value in data.items() if value not in ([], {}) or name == "paths"}
    return _yaml(kept)


def slug(name: str) -> str:
    """A product's short name."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"^[^a-z]+", "", re.sub(r"[^a-z0-9]+", "_", plain)).strip("_") or "product"


def _said(fact: Fact, made: Draft, topics: list[str]) -> dict[str, Any]:
    return {made.language: readable(fact.quote, made.document.captions), "topics": topics, "quote": fact.quote}


def _path(procedure: Procedure, made: Draft) -> dict[str, Any]:
    title = next(iter(procedure.applies_to.values()), "") or procedure.title
    steps = [*procedure.steps, *([procedure.advice] if procedure.advice else [])]
    kind = "nothing_to_do" if procedure.advice and not procedure.steps else "contact" if procedure.contact else "self_service"
    path: dict[str, Any] = {"kind": kind, "title": {made.language: title}, "effective": made.effective}
    if kind == "contact" and procedure.contact:
        path |= {"contact": slug(procedure.contact.whom), "because": _said(procedure.contact, made, ["contact_how"])}
    return path | {"steps": [{made.language: readable(step.quote, made.document.captions), "quote": step.quote} for step in steps]}


def _others(made: Draft) -> dict[str, Any]:
    """The ways on which the page only sends to somebody: with a condition, or because it tells no other way."""
    told = {step.quote for procedure in made.procedures for step in procedure.steps}
    found = [fact for fact in made.handoffs if fact.quote not in told and (fact.condition or not made.procedures) and not fact.helps]
    return {
        f"contact_{place}": {
            "kind": "contact",
            "title": {made.language: fact.condition or fact.whom},
            "contact": slug(fact.whom),
            "because": _said(fact, made, ["contact_how"]),
        }
        for place, fact in enumerate(found, 1)
    }


def _consequence(fact: Fact, place: int, made: Draft) -> dict[str, Any]:
    topics = [_TOPICS[topic] for topic in fact.topics if topic in _TOPICS] + (["refund"] if fact.refund else [])
    return {"id": f"{fact.topics[0] if fact.topics else 'consequence'}_{place}", "say": "before"} | _said(fact, made, topics)


def _offer(fact: Fact, place: int, made: Draft) -> dict[str, Any]:
    kind = fact.offer or "other"
    return {"id": f"{kind}_{place}", "kind": kind, "fact": _said(fact, made, ["offers"]), "answers": ["other"], "how": []}


def _dated(made: Draft) -> list[Fact]:
    """The terms that an article can reckon with."""
    return [fact for fact in made.deadlines if fact.unit in _UNITS and fact.amount.isdigit()]


def _deadline(fact: Fact, place: int, made: Draft) -> dict[str, Any]:
    anchor = {"before": "next_invoice"} if fact.early else {"after": "cancellation"}
    return {"id": f"deadline_{place}", "amount": int(fact.amount), "unit": _UNITS[fact.unit], **anchor} | _said(fact, made, ["deadline"])


def _contacts(made: Draft) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for fact in made.handoffs:
        entry = {"name": {made.language: fact.whom}, "quote": fact.quote} | ({"reach": list(fact.reach)} if fact.reach else {})
        found.setdefault(slug(fact.whom), entry)
    return found


def _yaml(data: dict[str, Any]) -> str:
    writer = YAML()
    writer.width = 4096
    writer.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    writer.dump(data, stream)
    return stream.getvalue()
