"""Of a message that holds others' words only its writer's are read, whichever program sent it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.own_words import own_words
from tests.conftest import Talk

QUOTED = "> Premium? Say stuck, or talk to a person.\n> We can pause your account."
BELOW = {
    "gmail en": f"On Tue, Nov 3, 2026 at 9:14 AM Support <s@example.com> wrote:\n\n{QUOTED}",
    "gmail en wrapped": f"On Tue, Nov 3, 2026 at 9:14 AM Support team of the product <\ns@example.com> wrote:\n{QUOTED}",
    "gmail it": f"Il giorno mar 3 nov 2026 alle ore 09:14 Assistenza <s@example.com>\nha scritto:\n\n{QUOTED}",
    "apple mail en": f"On Nov 3, 2026, at 9:14 AM, Support <s@example.com> wrote:\n{QUOTED}",
    "apple mail it": f"Il giorno 3 nov 2026, alle ore 09:14, Assistenza <s@example.com> ha scritto:\n{QUOTED}",
    "apple mail without marks": "On 3 Nov 2026, at 09:14, Support <s@example.com> wrote:\n\nWould you rather pause, or talk to a person?",
    "thunderbird en": f"On 03/11/2026 09:14, Support wrote:\n{QUOTED}",
    "thunderbird it": f"Il 03/11/2026 09:14, Assistenza ha scritto:\n{QUOTED}",
    "yahoo it": f"Il martedì 3 novembre 2026 alle ore 09:14:00 CET, Assistenza <s@example.com> ha scritto:\n{QUOTED}",
    "kmail it": f"In data martedì 3 novembre 2026 09:14:00 CET, Assistenza ha scritto:\n{QUOTED}",
    "outlook en": "From: Support <s@example.com>\nSent: Tuesday, November 3, 2026 9:14 AM\nTo: Anna\nSubject: Re: plan\n\nPause it?",
    "outlook it": "________________________________\nDa: Assistenza <s@example.com>\nInviato: oggi\nA: Anna\nOggetto: x\n\nPausa?",
    "outlook en old": "-----Original Message-----\nFrom: Support\nSent: today\nTo: Anna\nSubject: x\n\nTalk to a person?",
    "outlook it old": "-----Messaggio originale-----\nDa: Assistenza\nInviato: oggi\nA: Anna\nOggetto: x\n\nVuole una pausa?",
    "forwarded en": "---------- Forwarded message ---------\nFrom: Support\nDate: today\nSubject: x\n\nPause?",
    "forwarded it": "Inizio messaggio inoltrato:\n\nDa: Assistenza\nOggetto: x\nData: oggi\n\nVuole una pausa?",
    "zoho": f"---- On Tue, 03 Nov 2026 09:14:00 +0100 Support <s@example.com> wrote ----\n{QUOTED}",
    "iphone en": "Sent from my iPhone",
    "iphone it": "Inviato da iPhone",
    "galaxy it": "Inviato dal mio dispositivo Galaxy",
    "outlook phone en": "Get Outlook for iOS<https://aka.ms/o0ukef>",
    "outlook phone it": "Scarica Outlook per Android",
    "mail for windows": "Sent from Mail for Windows",
    "signature": "-- \nAnna Verdi\nPremium Support, Acme\n+39 02 1234567",
    "sign-off en": "Kind regards,\nAnna Verdi\nHead of Premium",
    "sign-off it": "Cordiali saluti\n\nAnna Verdi\nResponsabile Premium",
    "thanks and name": "Thanks,\nAnna",
    "disclaimer en": "This e-mail and any attachments are confidential. If you are not the person addressed, do not pause to read it.",
    "disclaimer it": "Questo messaggio e i suoi allegati sono riservati e destinati esclusivamente alla persona indicata.",
    "privacy it": "Ai sensi del Regolamento UE 2016/679 (GDPR) la persona che riceve questo messaggio per errore non lo legga.",
    "phone and mail": f"Sent from my iPhone\n\nOn Nov 3, 2026, at 9:14 AM, Support <s@example.com> wrote:\n{QUOTED}",
}


@pytest.mark.parametrize("said", ["done", "No grazie, solo i passaggi."])
@pytest.mark.parametrize("below", BELOW.values(), ids=BELOW)
@pytest.mark.parametrize("line", ["\n", "\r\n"], ids=["unix", "windows"])
def test_what_stands_below_the_answer_is_cut(said: str, below: str, line: str) -> None:
    assert own_words(f"{said}\n\n{below}".replace("\n", line)) == said


@pytest.mark.parametrize("mark", ["> ", ">", ">> ", "&gt; "])
def test_a_quote_above_the_answer_is_cut(mark: str) -> None:
    assert own_words(f"{mark}I can hand you to a person, or you can pause\nno thanks") == "no thanks"


def test_an_answer_below_a_quoted_mail_counts() -> None:
    assert own_words(f"On 03/11/2026 09:14, Support wrote:\n{QUOTED}\n\nessentials") == "essentials"


def test_answers_between_quotes_count() -> None:
    assert own_words("> which plan?\nessentials\n> monthly?\nyes, monthly") == "essentials\nyes, monthly"


def test_slack_quotes_everything_behind_three_signs() -> None:
    assert own_words("essentials\n>>> Premium?\nor a person?") == "essentials"


def test_a_banner_of_the_mail_server_is_cut() -> None:
    assert own_words("CAUTION: This email originated from outside of the organization.\n\ndone") == "done"


def test_a_postscript_is_the_customers() -> None:
    assert own_words("all done\n\nBest regards,\nAnna\nPS: what happens to my data?") == "all done\n\nPS: what happens to my data?"


@pytest.mark.parametrize("text", [QUOTED, f"On 03/11/2026 09:14, Support wrote:\n{QUOTED}", BELOW["forwarded en"], ">>> all\nof it"])
def test_nothing_is_left_of_others_words_alone(text: str) -> None:
    assert own_words(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "cancel listkit",
        "- premium\n- monthly plan",
        "On Monday your colleague wrote: you can pause.\nI don't want to.",
        "From: the start I wanted to cancel\nwhat now?",
        "I was sent from one page to the next",
        "it says 5 > 3, what does that mean?",
        "grazie\nvorrei disdire listkit",
        "Vorrei disdire.\nGrazie\nQuando scade?",
        "-- cancel it",
        "Il 3 novembre ho scritto a voi e nessuno ha scritto\ndisdite",
        "we pay from: our card\nto: their bank",
        "",
    ],
)
def test_a_customers_own_message_stays_as_it_is(text: str) -> None:
    assert own_words(text) == text


@given(st.text(alphabet=st.sampled_from("> \n\r-_:ab.,@<On wroteIlhascritoFm1"), max_size=400))
def test_the_own_words_are_part_of_the_message_and_are_cut_once(text: str) -> None:
    own = own_words(text)
    assert set(own.split()) <= set(text.split()) | {""}
    assert own_words(f"cancel listkit\n{text}").startswith("cancel listkit")


LINES = [
    "On 1:00 x wrote",
    "Il 1:00 y ha scritto",
    ">>>",
    "> x",
    "From: x",
    "Da: y",
    "Disclaimer",
    "cordiali cordiali",
    "this email x",
    "",
    "a?",
]
FRAGMENTS = ["On ", "Il giorno ", "sent from ", "<a@b ", "cordiali ", "> ", "wrote: ", "> >", "thanks ", "-- ", "this email "]


@pytest.mark.parametrize("text", [*(line + "\n" for line in LINES), *FRAGMENTS])
def test_time_grows_with_the_length_alone(text: str) -> None:
    def spent(length: int) -> float:
        whole = (text * length)[:length]
        began = time.process_time()
        own_words(whole)
        return time.process_time() - began

    assert min(spent(40_000) for _ in range(3)) < 0.5


def test_what_is_quoted_decides_nothing_and_the_transcript_keeps_it(talk: Talk) -> None:
    talk.say("cancel kustomer")
    talk.say("> Is one of these true for you? Premium, Essentials, I’m not an admin\nessentials")
    said = next(event for event in talk.events if event["event"] == "user")
    assert said["text"] == "> Is one of these true for you? Premium, Essentials, I’m not an admin essentials"
    assert talk.slots["attributes"]["plan"]["value"] == "essentials"  # type: ignore[index]


def test_a_receipt_holds_the_customers_own_words(talk: Talk) -> None:
    talk.say("I don’t need it. Cancel octopus crm now\n\nOn 03/11/2026 09:14, Support wrote:\n> pause?")
    assert talk.slots["case"]["words"] == "I don’t need it. Cancel octopus crm now"  # type: ignore[index]
