"""Who writes formally is told from who writes «tu», and from who talks of others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.lexicon import lexicon
from bot.understanding.recognisers.formality import formal
from knowledge.schema import LANGUAGES

FORMAL = (
    "Non ho capito, può ripetere?",
    "per cortesia mi mandi i passaggi",
    "lei è umano?",
    "Come posso contattarLa?",
    "Spett.le Partwell, con la presente Vi comunico la disdetta",
    "Gentile assistenza, vorrei disdire",
    "Gentili Signori, desidero disdire ListKit",
    "Buongiorno, Le chiedo di indicarmi come disdire",
    "Buongiorno, le chiedo cortesemente come si disdice",
    "Mi dica come si fa",
    "per favore mi dica come si fa",
    "Scusi, come si disdice?",
    "Senta, io non ci capisco niente",
    "mi scusi ma non ho capito",
    "La ringrazio",
    "la ringrazio molto",
    "vorrei disdire. Distinti saluti, Mario",
    "Cordiali saluti",
    "Può aiutarmi a disdire?",
    "buongiorno mi può aiutare?",
    "mi potrebbe dire come si fa",
    "e Lei cosa mi consiglia?",
    "vorrei avere un Suo parere",
    "resto in attesa di un Vostro riscontro",
    "Egregio Dottore, disdico",
    "RingraziandoLa anticipatamente, saluti",
    "volevo ringraziarLa",
    "e poi mi faccia sapere",
    "Lei mi può aiutare con ListKit?",
    "lei è un robot?",
    "non si preoccupi, ho capito",
    "Saprebbe dirmi quando scade?",
    "mi dia i passaggi",
    "Può gentilmente indicarmi la procedura",
    "Vorrei chiederLe una cosa",
    "Scusi se La disturbo",
    "attendo una Sua cortese risposta",
    "Potrebbe spiegarmi il passaggio 3?",
    "Gentile assistenza,\nLe scrivo per conto della mia azienda",
    "No guardi, non ho tempo",
    "Attendo Vostre notizie",
    "con la presente si prega di confermare",
)
FAMILIAR = (
    "puoi aiutarmi?",
    "dimmi come si fa",
    "tu cosa faresti",
    "ti ringrazio",
    "scusa, non ho capito",
    "il tuo nome?",
    "sei un bot?",
    "mi dici come disdire",
    "senti, basta",
    "hai capito?",
    "aiutami tu che io nun ce capisco niente",
    "mostrami i passaggi",
)
NEITHER = (
    "lei però mi ha detto ieri che posso disdire",
    "scusate, come si fa?",
    "mi potete aiutare?",
    "lei è la titolare, non io",
    "Lei ha lasciato l'azienda",
    "la fattura arriva a dicembre",
    "il suo account è scaduto",
    "ho chiesto al mio capo e il suo account non va",
    "La fattura",
    "Salve, La mia fattura è sbagliata",
    "Le fatture arrivano il 3",
    "ho le fatture, le invio domani",
    "l'admin è Anna, lei può disdire",
    "ne parlo con lei",
    "il mio collega può aiutarmi",
    "chi può aiutarmi?",
    "qualcuno mi può aiutare?",
    "vorrei che qualcuno mi dica come fare",
    "potete aiutarmi?",
    "vi scrivo per disdire",
    "vi ringrazio",
    "voglio disdire ListKit",
    "sono sei mesi che non lo uso",
    "il mio capo è la sua referente, le scrivo domani",
    'C\'è scritto "Scegli il tuo piano"',
    "VORREI DISDIRE LA PROVA, LE FATTURE E IL SUO ACCOUNT",
    "Vorrei Disdire La Prova Di ListKit",
    "fatto",
    "va bene",
    "non lo so",
    "mi aiuti?",
    "chiedo scusa",
    "la disdetta è arrivata, le email no",
    "Anna ha detto che lei mi manda la fattura",
    "come si disdice?",
    "può arrivarmi un'altra fattura?",
    "mi può arrivare altro?",
    "Può aiutarmi qualcuno?",
    "mi può aiutare una persona?",
    "ho scritto a mia sorella e le ho detto tutto",
    "la prova è finita, le fatture continuano",
    "ce l'hanno lei e suo marito",
    "volimo annullà tutto quanto",
)
WORDS = (
    "Le",
    "le",
    "La",
    "la",
    "Lei",
    "lei",
    "Suo",
    "mi",
    "può",
    "scusi",
    "chiedo",
    "tu",
    "ti",
    "\n",
    ",",
    ".",
    "“",
    "”",
    "`",
    "*",
    "aiutarmi",
    "ringraziarLa",
)


@pytest.mark.parametrize("text", FORMAL)
def test_a_formal_writer_is_heard(text: str) -> None:
    assert formal(text, "it") is True


@pytest.mark.parametrize("text", FAMILIAR)
def test_whoever_says_tu_is_heard(text: str) -> None:
    assert formal(text, "it") is False


@pytest.mark.parametrize("text", NEITHER)
def test_words_that_only_look_like_it_tell_nothing(text: str) -> None:
    assert formal(text, "it") is None


@pytest.mark.parametrize("text", ["Salve, Lei può dirmi di più?", "Puoi aiutarmi?"])
def test_a_language_without_the_lists_makes_no_difference(text: str) -> None:
    assert [la for la in LANGUAGES if formal(text, la) is not None] == [la for la in LANGUAGES if "address" in lexicon(la)]


@given(st.text(max_size=400) | st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join))
def test_any_text_is_taken(text: str) -> None:
    assert {formal(text, language) for language in LANGUAGES} <= {True, False, None}
