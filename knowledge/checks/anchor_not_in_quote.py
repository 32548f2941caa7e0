"""A deadline is counted from the day that the document names.

Ten days before the invoice and ten days before the renewal are two dates. And «before» is not «after».
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.locate import readable
from knowledge.schema import Anchor, Deadline

DAYS = {
    Anchor.next_invoice: r"invoice|bill(?:ed|ing)?\b|fattur",
    Anchor.next_payment: r"payment|paid|charge|pagament|addebit",
    Anchor.renewal: r"renew|rinnov",
    Anchor.term_end: r"term\b|end|expire|contract|subscription|scadenza|fine|contratto",
    Anchor.trial_end: r"trial|prova|valutazione",
    Anchor.cancellation: r"cancel|request|closure|close|mind|window|annull|disdett|disdire|richiesta|chiusura|\bthat\b",
}
_BEFORE = re.compile(r"\b(?:before|prior to|ahead of|in advance|no later than|prima|entro|in anticipo)\b", re.IGNORECASE)
_AFTER = re.compile(
    r"\b(?:after|within|window|from|following|upon|for \w+ \w+ after|dopo|entro|dalla|dal|per i \w+)\b|\d+[- ]\w+ window",
    re.IGNORECASE,
)

ID = "anchor-not-in-quote"
FIX = "take the direction and the day that the sentence names, or quote the sentence that names them (`also`)"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Deadlines whose sentence names another day, or the other direction."""
    for position, deadline in enumerate(file.article.deadlines):
        for key, mistake in _mistakes(deadline):
            yield file.problem(ID, f"deadline «{deadline.id}»: {mistake}", FIX, "deadlines", position, key)


def _mistakes(deadline: Deadline) -> Iterator[tuple[str, str]]:
    key, anchor = ("before", deadline.before) if deadline.before else ("after", deadline.after)
    quote = " ".join(readable(each) for each in deadline.quotes)
    if anchor in DAYS and not re.search(DAYS[anchor], quote, re.IGNORECASE):
        yield key, f"the sentence says nothing of «{anchor}»"
    if anchor and not (_BEFORE if key == "before" else _AFTER).search(quote):
        yield key, f"the sentence does not say «{key}»"
