"""Why a person has to do it, the document says.

«A Premium plan …» under a sentence about many licences is false, and sends the wrong people to a person. A rule
stands on a sentence that says it, and the contact is the one that the sentence names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.locate import holds, readable
from knowledge.schema import Article, Path, Rule

WORDS = {
    Rule.premium: r"\bpremium\b",
    Rule.annual_commitment: r"\b(?:annual|annually|yearly|12.month|commit|annuale|impegno|vincolo)",
    Rule.reseller: r"\b(?:resell|resold|provider|partner|marketplace|rivend|fornitor)",
    Rule.missing_role: r"\b(?:admin|administrator|owner|permission|role|billing manager|amministrat|proprietar|titolar|permess|ruolo)",
}

ID = "rule-not-in-quote"
FIX = "take the rule and the contact that the sentence under `because` names, or quote the sentence that names them (`also`)"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Contact paths whose sentence says another rule, or names another contact."""
    for slug, path in file.article.paths.items():
        for key, mistake in _mistakes(file.article, path):
            yield file.problem(ID, mistake, FIX, "paths", slug, key)


def _mistakes(article: Article, path: Path) -> Iterator[tuple[str, str]]:
    if path.because is None:
        return
    said = " ".join(readable(quote) for quote in path.because.quotes)
    if path.rule and path.rule in {*Rule} and not re.search(WORDS[Rule(path.rule)], said, re.IGNORECASE):
        yield "rule", f"the sentence says nothing of «{path.rule}»"
    contact = article.contacts.get(path.contact or "")
    if contact and not any(holds(quote, contact.quote) or holds(contact.quote, quote) for quote in path.because.quotes):
        yield "contact", f"the sentence does not name «{path.contact}»"
