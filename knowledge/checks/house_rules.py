"""Premium, annual commitments and resellers go to a person.

That is our own rule, and it holds also where a document is silent (`house_rules` in `knowledge/kinds.yml`). So no way
to do it alone may take such an account, unless the document itself names the account and gives it that way. And where
a document speaks of such accounts, the article tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.checks.named import evidence, speaks_of, wanted
from knowledge.checks.walk import sound
from knowledge.coverage import dismissed
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.kinds import HOUSE_RULES, HouseRule, knows
from knowledge.locate import sentences
from knowledge.schema import Article, PathKind

SPOKEN_OF = {
    "premium": r"\bpremium (?:plan|subscription|account|tier)|\b(?:piano|abbonamento|account) premium",
    "annual_commitment": (
        r"\bannual commitment|\bcommit(?:ment|ted)? (?:to )?(?:an? )?(?:annual|12.month)|\b12.month commitment|"
        r"\bcommit annually|\bimpegno (?:annuale|su un piano annuale)|\bvincolo annuale"
    ),
    "reseller": (
        r"\breseller|\bresold|\bservice provider|\bthrough a partner|\brivenditor|\brivendut|\bfornitore di servizi|"
        r"\bda un partner|\btramite partner"
    ),
}

ID = "house-rules"
FIX = "lead these accounts to a contact path, quote the sentence that gives them this way, or dismiss the sentence with a reason"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Self-service paths for such accounts, and sentences about them that come to nothing."""
    if not sound(file.article):
        return
    for rule in HOUSE_RULES:
        for slug, value in _alone(file.article, rule):
            yield file.problem(ID, f"accounts with «{value}» may do it alone on «{slug}»", FIX, "paths", slug, "when")
        if not knows(file.article, rule.kind, rule.value):
            yield from _silent(file, context, rule)


def _alone(article: Article, rule: HouseRule) -> Iterator[tuple[str, str]]:
    for name, attribute in article.attributes.items():
        values = [slug for slug, value in attribute.values.items() if attribute.kind == rule.kind and rule.value in value.means]
        for slug, path in article.paths.items():
            if path.kind is not PathKind.self_service:
                continue
            taken = [value for value in values if name not in path.when or value in wanted(path.when, name)]
            yield from ((slug, value) for value in taken if not speaks_of(article, evidence(path), name, value))


def _silent(file: ArticleFile, context: Context, rule: HouseRule) -> Iterator[Problem]:
    document = context.document(file)
    if document is None:
        return
    left_out = dismissed(file.article, document.located)
    for sentence in sentences(document.text):
        if re.search(SPOKEN_OF[rule.rule], sentence.text, re.IGNORECASE) and not any(
            span.start <= sentence.start and sentence.end <= span.end for span in left_out
        ):
            message = f"{document.where(sentence.start)}: the article knows no such accounts: “{sentence.text}”"
            yield file.problem(ID, message, FIX, "paths")
            return
