"""Words that press (N8): guilt, shame, false urgency, double negatives, «are you sure».

A closed list per language, so that what may not be said is a matter of reading and not of taste. Everything the bot can
say is held to it: the articles by a check, the responses by a test. Contractions are written out («do not», «you will»);
both forms are found.
"""

from __future__ import annotations

import re
from functools import cache

PRESSURE: dict[str, dict[str, str]] = {
    "en": {
        "guilt": """
            miss you, sorry to see you, sad to see you, sad that you, hate to see you, hate to lose you
            breaks our heart, heartbroken, let us down, disappointed in you, you disappoint us, after all we, how could you
            please stay, please do not go, please do not leave, do not leave us, stay with us, leaving us, abandon us, giving up on us
        """,
        "shame": """
            shame, quitter, your loss, you will regret, you might regret, regret it, regret this, foolish, bad decision, big mistake
            i do not want to save, i do not like saving, i do not need help, not interested in saving, i hate saving
            i prefer to pay, i would rather pay, i will pay full price, throw away, throwing away, give up your progress
        """,
        "urgency": """
            act now, act fast, hurry, before it is too late, last chance, final chance, final offer, one time offer, one-time offer
            limited time, limited-time, time is running out, running out of time, today only, only today, offer ends, offer expires
            expires soon, ends soon, now or never, while it lasts, do not miss this, miss out, missing out
        """,
        "double negative": """
            do not not, can not not, will not not, never not, not want to not, not wish to not, not unlike, not uncheck, not deselect
            do not uncancel, do not unsubscribe, do not opt out, do not stop the cancellation, do not cancel the cancellation
            do not cancel my cancellation, do not cancel your cancellation
        """,
        "are you sure": """
            are you sure, are you certain, are you positive, are you absolutely, are you really, you sure you, sure you want
            do you really, really want to, really wish to, think twice, think again, think it over, reconsider
            have you thought, have you considered
        """,
    },
    "it": {
        "guilt": """
            ci mancherai, ci mancherete, ci manchi, sentiremo la tua mancanza, peccato, ci spezza il cuore
            ci dispiace vederti, ci dispiace che tu, ci dispiace che te ne, ci rattrista, siamo tristi
            ci deludi, ci hai deluso, dopo tutto quello che, come hai potuto, ci abbandoni, abbandonarci, perché ci lasci
            ti prego, resta con noi, rimani con noi, non andare via, non andartene, non lasciarci, non te ne andare
        """,
        "shame": """
            vergogna, vergognati, vergognarti, peggio per te, te ne pentirai, ti pentirai, potresti pentirti, pentirtene
            fai un errore, faresti un errore, colpa tua, non voglio risparmiare, non mi interessa risparmiare
            non ho bisogno di aiuto, preferisco pagare, pagherò di più, buttare via, buttare all'aria, perdere i tuoi progressi
        """,
        "urgency": """
            affrettati, affrettatevi, sbrigati, fai presto, agisci ora, agisci subito, prima che sia troppo tardi
            ultima occasione, ultima possibilità, ultima opportunità, ultima offerta, offerta limitata, tempo limitato
            il tempo stringe, il tempo sta per scadere, solo oggi, solo per oggi, soltanto oggi, l'offerta scade, l'offerta finisce
            scade presto, ora o mai più, adesso o mai più, fino a esaurimento, non perdere l'occasione, non perderti
            non farti sfuggire, non lasciarti sfuggire
        """,
        "double negative": """
            non non, non vuoi non, non voglio non, non vorresti non, non puoi non, non desideri non, non è che non
            non disiscrivere, non disiscrivermi, non deselezionare, non annullare l'annullamento, non annullare la disdetta
            non annullare la cancellazione, non interrompere l'annullamento, non interrompere la disdetta, non disdire la disdetta
        """,
        "are you sure": """
            sei sicuro, sei sicura, sei certo, sei certa, siete sicuri, siete sicure, proprio sicuro, proprio sicura
            davvero sicuro, davvero sicura, sicuro di voler, sicura di voler, sicuri di voler, certo di voler, certa di voler
            vuoi davvero, davvero vuoi, vuoi proprio, volete davvero, ripensaci, ripensateci, pensaci bene
            pensaci due volte, pensaci ancora, ci hai pensato, hai pensato bene
        """,
    },
}
"""Language → kind of pressure → phrases, lower case. «You lose access» is not in it: true consequences have to be said."""

HARMLESS: dict[str, tuple[str, ...]] = {
    "en": ("no hurry", "no shame"),
    "it": ("non sei sicuro", "non sei sicura", "non sei certo", "non sei certa", "non siete sicuri", "non è colpa tua"),
}
"""Kind sentences that contain a phrase of the list: «if you are not sure, say so» in Italian."""

_LONG_FORMS = {
    "can't": "can not",
    "cannot": "can not",
    "won't": "will not",
    "n't": " not",
    "'ll": " will",
    "'re": " are",
    "'ve": " have",
    "i'm": "i am",
    "it's": "it is",
    "i'd rather": "i would rather",
}


def found(text: str, language: str) -> list[str]:
    """The phrases of the list that stand in a text, in the order of the list."""
    plain = _plain(text, language)
    return [phrase for phrase, pattern in _patterns(language) if pattern.search(plain)]


def phrases(language: str) -> list[str]:
    """All phrases of a language."""
    return [phrase for kind in PRESSURE[language].values() for phrase in re.split(r",\s*|\n\s*", kind.strip())]


@cache
def _patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((phrase, re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)")) for phrase in phrases(language))


def _plain(text: str, language: str) -> str:
    """Lower case, straight apostrophes, single spaces; in English without contractions."""
    plain = " ".join(text.casefold().translate({0x2019: "'", 0x2018: "'"}).split())
    for short, long in _LONG_FORMS.items() if language == "en" else ():
        plain = plain.replace(short, long)
    for kind in HARMLESS[language]:
        plain = plain.replace(kind, "")
    return plain
