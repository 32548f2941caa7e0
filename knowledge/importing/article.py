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
from knowledge.schema import VERSION, Unit

REVIEW = timedelta(days=182)
"""How long after its import an article is to be looked at again."""
UNITS = frozenset(unit.value for unit in Unit)
_TOPICS = {"data": "data_kept", "billing": "charges_after", "access": "access_after", "confirmation": "confirmation_mail"}
_ADDRESS = re.compile(r"https?://\S+$")
_RANGE = re.compile(r"(\d+)\s*[-–]\s*(\d+)")


def as_article(made: Draft, product: str, today: date) -> str:
    """The text of the article's file."""
    ways = _ways(made)
    attributes, conditions = _attributes(ways, made)
    dated = [fact for fact in made.deadlines if _counted(fact) is not None]
    data: dict[str, Any] = {
        "version": VERSION,
        "product": product,
        "name": made.vendor,
        "source": product,
        "lifecycle": "draft",
        "owner": "knowledge-editors",
        "reviewed": today,
        "review_due": today + REVIEW,
        "attributes": attributes,
        "prerequisites": [_said(fact, made, ["who_may"] if fact.role else ["save_before"]) for fact in made.prerequisites],
        "paths": {slug: _path(way, conditions.get(slug), made) for slug, way in ways.items()},
        "consequences": [_consequence(fact, place, made) for place, fact in enumerate(made.consequences, 1)],
        "offers": [_offer(fact, place, made) for place, fact in enumerate(made.offers, 1)],
        "deadlines": [_deadline(fact, place, made) for place, fact in enumerate(dated, 1)],
        "verify": [_said(fact, made, ["worked"]) for fact in made.verify],
        "resume": [_said(fact, made, ["resume_how"]) for fact in made.resume],
        "answers": [_said(fact, made, ["deadline"]) for fact in made.deadlines if fact not in dated],
        "contacts": _contacts(made),
    }
    return _yaml({name: value for name, value in data.items() if value not in ([], {}) or name == "paths"})


def slug(name: str) -> str:
    """A short name as articles have them."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"^[^a-z]+", "", re.sub(r"[^a-z0-9]+", "_", plain)).strip("_")[:60].strip("_") or "product"


def _said(fact: Fact, made: Draft, topics: list[str]) -> dict[str, Any]:
    return _words(fact, made) | {"topics": topics, "quote": fact.quote}


def _words(fact: Fact, made: Draft) -> dict[str, Any]:
    """What a fact says, with the address that it sends to, where it is one."""
    links = {address for address in fact.reach if _ADDRESS.match(address)}
    return {made.language: readable(fact.quote, made.document.captions)} | ({"link": links.pop()} if len(links) == 1 else {})


def _ways(made: Draft) -> dict[str, Procedure]:
    """The procedures, and the ways on which the page only sends to somebody: for some accounts, or because it tells no other way."""
    told = {step.quote for procedure in made.procedures for step in procedure.steps}
    sent = [fact for fact in made.handoffs if fact.quote not in told and (fact.condition or not made.procedures) and not fact.helps]
    found = {slug(procedure.id): procedure for procedure in made.procedures}
    for place, fact in enumerate(sent, 1):
        name = f"contact_{place}"
        applies = {fact.quality: fact.condition} if fact.quality else {}
        found[name] = Procedure(
            name, fact.condition or fact.whom, "", applies_to=applies, condition=fact if applies else None, contact=fact
        )
    return found


def _attributes(ways: dict[str, Procedure], made: Draft) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    """What of an account decides between the ways, where several say for whom they are; and the condition of each."""
    told: dict[str, dict[str, Procedure]] = {}
    for name, way in ways.items():
        for quality in way.applies_to:
            told.setdefault(quality, {})[name] = way
    told = {quality: chosen for quality, chosen in told.items() if len(chosen) > 1}
    attributes = {
        quality: {
            "quote": next(way.condition.quote for way in chosen.values() if way.condition),
            "values": {name: {"label": {made.language: way.applies_to[quality]}} for name, way in chosen.items()},
            "when_unknown": next(iter(chosen)),
        }
        for quality, chosen in told.items()
        if any(way.condition for way in chosen.values())
    }
    return attributes, {name: {quality: name} for quality in attributes for name in told[quality]}


def _path(way: Procedure, condition: dict[str, str] | None, made: Draft) -> dict[str, Any]:
    kind = "nothing_to_do" if way.advice and not way.steps else "contact" if way.contact else "self_service"
    path: dict[str, Any] = {"kind": kind} | ({"when": condition} if condition else {})
    if way.condition and kind != "contact":
        path["when_quote"] = way.condition.quote
    path |= {"title": {made.language: next(iter(way.applies_to.values()), "") or way.title}}
    if kind == "self_service":
        path |= {"effective": made.effective} | ({"effective_quote": made.effective_quote} if made.effective_quote else {})
    if kind == "contact" and way.contact:
        path |= {"contact": slug(way.contact.whom), "because": _said(way.contact, made, ["contact_how"])}
    steps = [*way.steps, *([way.advice] if way.advice else [])]
    said = [_words(step, made) | {"quote": step.quote} for step in steps]
    if said and kind == "self_service":
        said[-1]["confirms"] = True
    return path | ({"steps": said} if said else {})


def _consequence(fact: Fact, place: int, made: Draft) -> dict[str, Any]:
    topics = [_TOPICS[topic] for topic in fact.topics if topic in _TOPICS] + (["refund"] if fact.refund else [])
    return {"id": f"{fact.topics[0] if fact.topics else 'consequence'}_{place}", "say": "before"} | _said(fact, made, topics)


def _offer(fact: Fact, place: int, made: Draft) -> dict[str, Any]:
    kind = fact.offer or "other"
    return {"id": f"{kind}_{place}", "kind": kind, "fact": _said(fact, made, ["offers"]), "answers": ["other"], "how": []}


def _counted(fact: Fact) -> dict[str, Any] | None:
    """The amount and the unit of a term that an article can reckon with."""
    if fact.unit not in UNITS:
        return None
    if ranged := _RANGE.fullmatch(fact.amount):
        return {"amount": int(ranged[1]), "up_to": int(ranged[2]), "unit": fact.unit}
    return {"amount": int(fact.amount), "unit": fact.unit} if fact.amount.isdigit() and len(fact.amount) < 6 else None


def _deadline(fact: Fact, place: int, made: Draft) -> dict[str, Any]:
    anchor = {"before": "next_invoice"} if fact.early else {"after": "cancellation"}
    return {"id": f"deadline_{place}"} | (_counted(fact) or {}) | anchor | _said(fact, made, ["deadline"])


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
