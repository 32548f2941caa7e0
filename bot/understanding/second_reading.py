"""The second witness beside the classifier, where words would end a case or take an offer: what they plainly begin with or hold (N17)."""

from __future__ import annotations

import re

_TAKEN_BACK = re.compile(
    r"\?|\b(?:not|no|never|but|almost|nearly|except|maybe|perhaps|if|non|ma|però|quasi|tranne|forse|se|mai|neanche)\b|n't\b", re.IGNORECASE
)
_YES = re.compile(r"\W*(?:yes|yeah|yep|yup|sure|ok(?:ay)?|deal|s[iì]|certo|va bene|d'accordo|volentieri)\b", re.IGNORECASE)
_BEGINS_DONE = re.compile(
    r"\W*(?:ok(?:ay)?,? |great,? |and |e |ok,? )?(?:(?:all )?done|finished|completed|(?:tutto )?fatto|finito)\b", re.IGNORECASE
)
_DONE = re.compile(r"\b(?:done|did|finished|completed|fatt[oi]|finit[oi]|completat[oi]|eseguit[oi])\b", re.IGNORECASE)
_ALL = re.compile(r"\b(?:all|everything|every|last|tutt[oie]|ogni|ultim[oa])\b", re.IGNORECASE)


def says_so(what: str, words: str) -> bool:
    """Whether the words themselves say `accept` or `done`; for anything else only a click does."""
    if _TAKEN_BACK.search(words):
        return False
    if what == "accept":
        return bool(_YES.match(words))
    return what == "done" and bool(_BEGINS_DONE.match(words) or (_DONE.search(words) and _ALL.search(words)))
