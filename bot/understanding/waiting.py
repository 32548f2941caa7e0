"""Who waits for a person asks after them: «anybody there?», «how long will it take?», «ci sono novità?»."""

from __future__ import annotations

import re

_SOMEBODY = r"(?:i |we )?(?:some(?:one|body)|any(?:one|body)|you|a person|they|your team|hear|get)"
_ASKS = re.compile(
    r"^\W*(?:still |ancora )?(?:no (?:reply|answer|response)|nothing yet|niente|nessuna risposta)\W*$"
    r"|\b(?:any(?:body|one) (?:there|here|home)|are you (?:still )?there|still (?:waiting|there)|how much longer"
    r"|any (?:news|update|progress)"
    r"|how long (?:do|must|should|will|have) (?:i|we) (?:have )?(?:to )?wait"
    r"|how long (?:will (?:it|this) take |does (?:it|this) take |will it be )?(?:until|before|for|till) "
    r"(?:i|we|some|any|you|a |your)[\w ]{0,20}(?:answer|repl|respon|hear|contact|get back|call|write|wait)"
    r"|when (?:will|does|can|do|is|are) " + _SOMEBODY + r"[\w ]{0,12} (?:answer|repl|respon|hear|contact|get back|call|write|come|coming)"
    r"|(?:still )?waiting for (?:a |an |your )?(?:reply|answer|person|response)"
    r"|c'è (?:qualcuno|nessuno)|ci siete|ci sei"
    r"|quanto (?:tempo )?(?:devo|dobbiamo|c'è da|bisogna|si deve) (?:ancora )?(?:aspett|attend)"
    r"|(?:quanto|tra quanto|fra quanto)[\w ]{0,20} (?:mi|ci) (?:rispond|contatt|chiam)|quanto ci (?:vuole|mett)\w* (?:a|per) risp"
    r"|quando (?:mi |ci )?(?:rispond|contatt|chiam|sent|richiam)|(?:ci sono|avete|qualche) (?:novità|notizie|aggiornament)|novità"
    r"|(?:sto|stiamo) (?:ancora )?aspettando)",
    re.IGNORECASE,
)


def asks_after_us(words: str) -> bool:
    """Whether somebody asks where the person is that they wait for."""
    return bool(_ASKS.search(words))
