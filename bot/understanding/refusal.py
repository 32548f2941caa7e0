"""A no to the alternatives before they are offered, or without the word no: «don't offer me a pause», «pausing doesn't help me»."""

from __future__ import annotations

import re

_CLAUSE = re.compile(
    r"[.;:!?,]+|\b(?:but|so|and then|then|therefore|because|since|while|ma|però|quindi|perciò|allora|perché(?! non\b)|siccome)\b"
    r"|\b(?:and|e) (?=(?:i|we|let|vorrei|voglio|vogliamo|la|lo)\b)",
    re.IGNORECASE,
)
"""Where one thought ends: a no reaches no further. «I never use it, so pause it» wishes a pause."""
_PAUSE = r"(?:paus\w*|freez\w*|frozen|suspend\w*|suspension|put(?:ting)? (?:it |this )?on hold|sospen\w*|sospes\w*|stand.?by|congel\w*)"
_OFFER = (
    r"(?:(?:retention |special |other |further |more )?(?:offers?|deals?|discounts?|alternatives?|promos?|promotions?|upsells?)"
    r"|offert[ae]|alternativ[ae]|propost[ae]|sconti|promozion[ei])"
)
_NOT = (
    r"(?:no|not|never|nor|without|n't|dont|cannot|instead of|rather than|skip|forget|spare me|enough|no more|stop"
    r"|non|niente|nessun[ao]?|né|mai|senza|invece (?:di|della|che)|anziché|piuttosto che"
    r"|(?:cancel|leave|quit|stop|go) than|(?:disdire|annullare|chiudere|lasciare) che"
    r"|al posto (?:di|della)|lascia(?:te|mo)? (?:perdere|stare)|basta)"
)
_BEFORE = re.compile(rf"(?:\b|(?<=\w)(?=n't)){_NOT}\b.{{0,40}}\b(?:{_PAUSE}|{_OFFER})\b", re.IGNORECASE)
_BEHIND = re.compile(
    rf"\b(?:{_PAUSE}|{_OFFER})\b.{{0,30}}(?:\b(?:no|not|never|useless|pointless|no use|no good|waste|won't|wouldn't|can't|isn't"
    r"|non|inutil\w*|nemmeno|neanche)\b|n't\b)",
    re.IGNORECASE,
)
_WELCOME = re.compile(
    r"\b(?:don't|do not|doesn't|wouldn't) mind\b|\bnot? (?:a )?(?:problem|objection)|\bwhy (?:don't|not)\b|\bcan't (?:i|we|you)\b"
    r"|\bnot only\b"
    r"|\bnot (?:sure|against|opposed)\b|\bnon (?:mi|ci) dispiace|\bperché non\b|\bnon (?:si )?(?:può|posso|possiamo|potrei)\b"
    r"|\bnon solo\b|\bnon so\b",
    re.IGNORECASE,
)
"""A no that refuses nothing: «I don't mind pausing», «why don't we pause it», «perché non la sospendiamo»."""
_KEEP_ME = re.compile(
    r"\b(?:(?:don't|do not|stop|no need to|please don't) (?:try(?:ing)? )?(?:to )?(?:keep|retain|convince|persuade|talk) (?:me|us)\b"
    r"|(?:nothing|no one|nobody) (?:will|can|is going to) (?:change my mind|keep me|make me stay)"
    r"|non (?:prov|cerc|tent)\w+ (?:a|di) (?:trattener|convincer|farci|farmi)\w*|non (?:mi|ci) convinc\w+"
    r"|(?:don't|do not) offer (?:me|us) (?:anything|something)|non (?:mi |ci )?(?:offr|propon)\w+ (?:niente|nulla))",
    re.IGNORECASE,
)
_NOT_STAYING = re.compile(
    r"(?:\b(?:not|never|won't|no longer|no plans? to|no intention (?:of|to))|n't) "
    r"(?:be |going to (?:be )?|gonna |want(?:ing)? to |wish to |plan(?:ning)? to |intend to |need to )?"
    r"(?:stay\w*|keep\w*|remain\w*|continu\w*|renew\w*|hold(?:ing)? on)"
    r"|\bnot (?:interested|willing|here) (?:in|to) (?:stay|keep|remain|continu)\w*"
    r"|\bnon (?:ho (?:nessuna )?intenzione di |voglio |vogliamo |vorrei |intendo |intendiamo |desidero |(?:mi|ci) interessa |penso di )?"
    r"(?:pi[uù] )?(?:rest\w+|riman\w+|teng\w+|tener\w+|mantener\w+|mantengo|continu\w+|rinnov\w+)",
    re.IGNORECASE,
)
_LOOKED_AT = 1500


def refuses_pause(words: str) -> bool:
    """Whether somebody says that they want no pause."""
    return any(_refused(clause, _PAUSE) for clause in _clauses(words))


def refuses_offers(words: str) -> bool:
    """Whether somebody says that they want no alternative: no pause, no offers, nobody to keep them."""
    return bool(_KEEP_ME.search(words[:_LOOKED_AT])) or any(_refused(clause, f"{_PAUSE}|{_OFFER}") for clause in _clauses(words))


def wants_to_leave(words: str) -> bool:
    """Whether somebody says that they do not stay, so that nothing in their message is a wish to keep."""
    return bool(_NOT_STAYING.search(words[:_LOOKED_AT]))


def _clauses(words: str) -> list[str]:
    return [clause for clause in _CLAUSE.split(words[:_LOOKED_AT]) if clause and clause.strip()]


def _refused(clause: str, what: str) -> bool:
    if _WELCOME.search(clause) or not re.search(rf"\b(?:{what})\b", clause, re.IGNORECASE):
        return False
    return any(
        re.search(rf"\b(?:{what})\b", found.group(), re.IGNORECASE) for side in (_BEFORE, _BEHIND) for found in side.finditer(clause)
    )
