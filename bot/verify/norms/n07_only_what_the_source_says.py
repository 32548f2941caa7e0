"""Every step, offer, fee, date and contact is a fact of the article for this account, with its quote in the document, word for word."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from bot.verify.edge import STEPS, Edge
from bot.verify.norms.norm import Found, Norm, Text
from bot.verify.places import article, response
from knowledge.conditions import holds
from knowledge.locate import located
from knowledge.schema import Deadline, Fact, Lifecycle, Unit
from knowledge.topics import GROUPS
from knowledge.topics import TOPICS as LISTED

STATED = ("texts", "fact")
"""Values of a response that state facts, in the customer's language."""
LISTS = ("names", "contacts", "texts", "quotes", "ways")
"""Values of a response that are written as a list."""
NO_FACTS = frozenset({"utter_unsaid", "utter_unsaid_otherwise", "utter_question"})
"""Their texts are our own words: what the document does not say, and questions."""
ANSWERS = frozenset(
    {"utter_answer", "utter_answer_ways", "utter_ours", "utter_contacts", "utter_last_day", "utter_last_day_passed", "utter_last_day_after"}
    | {
        "utter_last_day_after_passed",
        "utter_in_time",
        "utter_no_more_time",
        "utter_not_late",
        "utter_too_late",
        "utter_term_right",
        "utter_term_passed",
        "utter_if",
        "utter_if_passed",
    }
)
TOPICS = (*LISTED, *GROUPS)
_CONCRETE = re.compile(r"\d|https?:|www\.|\S@\S|[€$£]")
_NUMBER = re.compile(r"\d+")
_OF_A_STEP = re.compile(r"\b(?:steps?|passaggi?o?|passo) \d+", re.IGNORECASE)
"""Our own count of the document's steps."""
_VALUE = re.compile(r"\{[^}]*\}")


def text(text: Text) -> Iterator[Found]:
    """Our own words state nothing concrete; a fact's numbers stand in its quote, and its quote in the document."""
    if text.ours:
        if _CONCRETE.search(_VALUE.sub("", text.text)):
            yield Found(f"our own words state something concrete: “{text.text}”", text.where)
        return
    if text.quote is None or text.document is None:
        return
    quotes = [text.quote, *text.also]
    for quote in quotes:
        if not located(text.document).find(quote):
            yield Found(f"not in the document: “{quote}”", text.where)
    if invented := set(_NUMBER.findall(_OF_A_STEP.sub("", text.text))) - set(_NUMBER.findall(" ".join(quotes))):
        yield Found(f"{', '.join(sorted(invented))} is not in the quote of “{text.text}”", text.where)


def edge(edge: Edge) -> Iterator[Found]:
    """Everything stated in a reply, and whether a question was answered at all."""
    for said, known in edge.spoken:
        if said["response"] not in NO_FACTS:
            yield from _stated(edge, said, known)
        if said["response"] in STEPS:
            yield from _of_the_path(edge, said)
        if said["response"] == "utter_offer":
            yield from _for_this_account(edge)
        if "day" in said:
            yield from _day(edge, said)
    asked = edge.means(*TOPICS) and edge.runs("action_answer")
    if asked and not any(name in ANSWERS or name.startswith("utter_unsaid") for name in edge.responses):
        yield Found("a question was neither answered nor was it said that the document does not say")


def _stated(edge: Edge, said: dict[str, Any], known: dict[str, str]) -> Iterator[Found]:
    """Every sentence of a reply is the wording of a fact that the reply refers to."""
    facts = (said.get("custom") or {}).get("facts", [])
    for fact in facts:
        yield from _verbatim(edge, fact)
    meant = [each for fact in facts for each in edge.world.facts.get(fact["quote"], [])]
    wordings = {fact.text(edge.language): fact for fact in meant if not _wrong(edge, fact, known)}
    if empty := [name for name in LISTS if said.get(name) == []]:
        yield Found(f"a list of no {', '.join(empty)} is said", response(said["response"], edge.language))
    for value in _values(said):
        if value not in wordings:
            where = article(edge.world.home, edge.world.product, value)
            yield Found(f"stated, and no fact of the article for this account: “{value}”", where)


def _values(said: dict[str, Any]) -> list[str]:
    """The sentences of a reply."""
    found = [said.get(name) or [] for name in STATED]
    return [value for each in found for value in (each if isinstance(each, list) else [each])]


def _verbatim(edge: Edge, fact: dict[str, Any]) -> Iterator[Found]:
    document = edge.world.documents[fact["source"]]
    if not located(document[fact["offset"] : fact["end"]]).find(fact["quote"]):
        yield Found(f"the quote is not in the document: “{fact['quote']}”", article(edge.world.home, fact["product"], fact["quote"]))


def _wrong(edge: Edge, fact: Fact, known: dict[str, str]) -> bool:
    """Whether a fact may not be told to this account."""
    about_other = edge.after.slots["product"] != edge.world.product
    return fact.status is not Lifecycle.reviewed or (not about_other and holds(fact.when, known) is False)


def _of_the_path(edge: Edge, said: dict[str, Any]) -> Iterator[Found]:
    """Steps are those of the path that fits the account."""
    if edge.after.slots["product"] != edge.world.product:
        return
    fitting = [path for path in edge.world.article.paths.values() if holds(path.when, edge.known) is not False]
    quotes = {quote for path in fitting for step in path.steps for quote in step.quotes}
    if strange := [fact["quote"] for fact in said["custom"]["facts"] if fact["quote"] not in quotes]:
        yield Found(f"a step of another account's path: “{strange[0]}”", article(edge.world.home, edge.world.product, strange[0]))


def _for_this_account(edge: Edge) -> Iterator[Found]:
    if edge.after.slots["product"] != edge.world.product:
        return
    offers = {offer.id: offer for offer in edge.world.article.offers}
    offer = offers.get(edge.after.slots["offer"] or "")
    if offer is None or offer.eligible is None or holds(offer.eligible, edge.known) is not True:
        yield Found("an offer that this account is not known to be eligible for")


def _day(edge: Edge, said: dict[str, Any]) -> Iterator[Found]:
    """A day that is told is the article's term, counted here once more."""
    quotes = {fact["quote"] for fact in said["custom"]["facts"]}
    deadlines = [deadline for deadline in edge.world.article.deadlines if deadline.quote in quotes]
    anchor = date.fromisoformat(said["anchor"])
    if deadlines and date.fromisoformat(said["day"]) not in {_counted(anchor, deadline) for deadline in deadlines}:
        yield Found(f"{said['day']} is not the document's term from {anchor}", response(said["response"], edge.language))


def _counted(anchor: date, deadline: Deadline) -> date:
    """Day by day: of months and years, as many as have gone by."""
    step = timedelta(days=-1 if deadline.before else 1)
    if deadline.unit in (Unit.months, Unit.years):
        return _same_day(anchor, deadline.counted * (12 if deadline.unit is Unit.years else 1) * step.days)
    left = deadline.counted * {Unit.weeks: 7}.get(deadline.unit, 1)
    day, left = anchor, -(-left // 24) if deadline.unit is Unit.hours else left
    while left:
        day += step
        left -= deadline.unit is not Unit.business_days or day.isoweekday() <= 5
    return day


def _same_day(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in range(day.day, 27, -1):
        with suppress(ValueError):
            return date(year, month + 1, number)
    return date(year, month + 1, day.day)


CHECKED = "every sentence, step, offer, day and contact, against the document"
NORM = Norm("N7", "only what the source says", CHECKED, edge, text=text, worded=True)
