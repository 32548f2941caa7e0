"""What cannot be undone is said before (N9).

Lost access, deleted data, a last invoice: whoever hears of it afterwards, or only when they ask, could not weigh it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.coverage import dismissed
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.locate import Located, Sentence, Span, sentences
from knowledge.schema import Article, Lifecycle, When

HARM = re.compile(
    r"\b(?:is|are|be|been|being|gets?)\s+(?:\w+\s+){0,2}?(?:deleted|removed|erased|lost|disabled|deactivated|terminated|forfeited)\b"
    r"|\bscheduled for deletion|\b(?:un|ir)recoverable|\bcannot be (?:recovered|restored|undone)|\bwill delete\b|"
    r"\blose (?:all|your|access)|\bremoves (?:its|your|all)"
    r"|\b(?:not|no|non)[- ](?:refund|prorate)|\bnot be refunded|\bcharged your|\bis charged\b|\bwill be (?:charged|billed)\b"
    r"|\b(?:viene|vengono|verrà|verranno|sarà|saranno|è|sono)\s+(?:\w+\s+){0,2}?(?:eliminat|rimoss|"
    r"cancellat[oiae] defin|disattivat|disabilitat|pers[oiae]\b)"
    r"|\beliminazione definitiva|\bperd(?:i|e|erai|ere|erà|ono) (?:l'accesso|i dati|tutt|subito)|\bnon (?:\w+ ){0,3}rimbors",
    re.IGNORECASE,
)
"""What sounds like a loss; a deadline on a restart, or a free choice to have data deleted, does not."""

ID = "consequence-not-said"
FIX = "make it a consequence with `say: before`, or dismiss the sentence with a reason"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Consequences that are said too late, and sentences about a loss that are only an answer."""
    late = [c for c in file.article.consequences if c.say is not When.before and c.status is Lifecycle.reviewed]
    for consequence in late:
        if any(HARM.search(quote) for quote in consequence.quotes):
            position = file.article.consequences.index(consequence)
            yield file.problem(ID, f"«{consequence.id}» is a loss, and not said before", FIX, "consequences", position, "say")
    document = context.document(file)
    if document is None:
        return
    told = [*_told(file.article, document.located), *dismissed(file.article, document.located)]
    for sentence in sentences(document.text):
        if HARM.search(sentence.text) and not _meets(sentence, told):
            message = f"{document.where(sentence.start)}: a loss that is not said before: “{sentence.text}”"
            yield file.problem(ID, message, FIX, "consequences")


def _told(article: Article, document: Located) -> Iterator[Span]:
    """What is told before people act; what is said too late has been reported."""
    facts = [*article.consequences, *article.prerequisites, *article.deadlines]
    facts += [fact for path in article.paths.values() for fact in (*path.steps, *([path.because] if path.because else []))]
    facts += [fact for fact in article.answers if fact.status is Lifecycle.disputed]
    yield from (span for fact in facts for quote in fact.quotes for span in document.all(quote))


def _meets(sentence: Sentence, spans: list[Span]) -> bool:
    return any(span.start < sentence.end and sentence.start < span.end for span in spans)
