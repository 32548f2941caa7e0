"""A draft as one JSON object: what each way to leave is, with the words of the page."""

from __future__ import annotations

from typing import Any

from knowledge.importing.draft import Draft
from knowledge.importing.facts import Fact, Procedure


def as_form(made: Draft) -> dict[str, Any]:
    """The draft as plain data."""
    return {
        "doc": made.document.name,
        "vendor": made.vendor,
        "language": made.language,
        "effective": made.effective,
        "procedures": [_procedure(procedure) for procedure in made.procedures],
        "prerequisites": [{"kind": _kind(fact), "quote": fact.quote} for fact in made.prerequisites],
        "handoff_cases": [{"condition": fact.condition, "contact": fact.whom, "quote": fact.quote} for fact in made.handoffs],
        "retention_offers": [{"kind": fact.offer or "other", "quote": fact.quote} for fact in made.offers],
        "after_cancellation": [_after(fact) for fact in made.consequences],
        "deadlines": [_deadline(fact) for fact in made.deadlines],
        "refund_policy": [fact.quote for fact in made.consequences if fact.refund],
        "verification": [fact.quote for fact in made.verify],
        "not_stated": _not_stated(made),
    }


def _procedure(procedure: Procedure) -> dict[str, Any]:
    said = {
        "id": procedure.id,
        "title": procedure.title,
        "goal": procedure.goal,
        "applies_to": {name: procedure.applies_to.get(name) for name in ("role", "plan", "channel")},
        "step_count": len(procedure.steps),
        "steps": [step.quote for step in procedure.steps],
    }
    return said | ({"advice": procedure.advice.quote} if procedure.advice else {}) | ({"handoff": True} if procedure.contact else {})


def _kind(fact: Fact) -> str:
    return "role" if fact.role else "data" if "data" in fact.topics else "other"


def _after(fact: Fact) -> dict[str, Any]:
    return {
        "topic": fact.topics[0] if fact.topics else "other",
        "quote": fact.quote,
        "values": [f"{fact.amount} {fact.unit}"] if fact.amount else [],
    }


def _deadline(fact: Fact) -> dict[str, Any]:
    amount: int | str | None = int(fact.amount) if fact.amount.isdigit() else fact.amount or None
    return {"amount": amount, "unit": fact.unit, "relative_to": fact.condition or None, "quote": fact.quote}


def _not_stated(made: Draft) -> list[str]:
    topics = {topic for fact in made.consequences for topic in fact.topics}
    silent = {
        "refund": not any(fact.refund for fact in made.consequences),
        "data": "data" not in topics,
        "access": "access" not in topics,
        "deadline": not made.deadlines,
        "role": not any(fact.role for fact in made.prerequisites),
    }
    return [name for name, missing in silent.items() if missing]
