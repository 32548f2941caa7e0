"""Facts of the account: which words tell them, and those that are not told as they stand, because they are asked about or denied."""

from __future__ import annotations

import re
from functools import cache

from bot.language.lexicon import lexicon
from bot.understanding.acts import Act
from knowledge.schema import Article
from knowledge.words import mentions, normal

DOUBTED = 0.3
"""What is left of the likelihood of a fact that stands in a question: «are you an admin?» tells nothing of the customer."""
HINTED = 0.1
"""From this share on the model hears a denial too: a «no» that only begins a correction denies nothing."""
DENIABLE = frozenset(
    {
        "role:owner",
        "role:admin",
        "role:main_admin",
        "role:permitted",
        "plan:premium",
        "plan:essentials",
        "commitment:annual",
        "seller:reseller",
    }
)
"""What people deny by the word that they would say it with: «non sono admin»."""
_LEADING = re.compile(r"^\W*\w+\s*[,.!:;]\s*")
TELLING = frozenset({"fact", "not_fact", "other_is"})


def guarded(act: Act, clause: str, language: str, denied: float, *, another: bool) -> Act:
    """The act as its clause tells it. `denied`: how likely its opposite is said, by the model; `another`: whether the model hears something
    else denied, so that a «not» is accounted for.
    """
    if act.name not in TELLING:
        return act
    if clause.rstrip(" \"'”’»)").endswith("?"):
        return Act(act.name, act.value, act.confidence * DOUBTED, words=act.words)
    if act.name == "fact" and act.value in DENIABLE and not another and denied >= HINTED and _negated(clause, language):
        return Act("not_fact", act.value, max(act.confidence, denied), words=act.words)
    return act


def phrase_of(fact: str, article: Article, text: str) -> str | None:
    """The words of a text that the article knows for a fact, `kind:value`: what a brief and a receipt quote. None where it knows none."""
    kind, _, told = fact.partition(":")
    for each in mentions(article, text):
        attribute, words = article.attributes[each.attribute], text[each.start : each.end]
        value = attribute.values[each.value]
        own = any(normal(words) in phrases for phrases in value.says.values())  # «not direct» tells the other value by denying this one
        if own and attribute.kind == kind and told in value.means:
            return words
    return None


def _negated(clause: str, language: str) -> bool:
    """Whether a clause denies; a «no» at its beginning, with a pause behind it, answers something else: «no, it is Premium»."""
    return _negations(language).search(_LEADING.sub("", clause)) is not None


@cache
def _negations(language: str) -> re.Pattern[str]:
    words = "|".join(re.escape(str(word)) for word in lexicon(language)["negations"])
    return re.compile(rf"(?:\b(?:{words})\b|n't\b)", re.IGNORECASE)
