"""Which step a report is about: its captions, its words, the next one where nothing tells."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.expectation import StepWords
from bot.understanding import shipped
from bot.understanding.clauses import clauses
from bot.understanding.encoder import Encoder, encoder
from bot.understanding.recognisers import progress
from bot.understanding.recognisers.progress import REPORTS, SIGNALS, Heard, Report, best, learn, signals

STEPS = (
    StepWords(("Log in and open “Settings”.", "Accedi e apri “Settings”."), ("Settings",)),
    StepWords(("Open the tab “Billing Plan”.", "Apri la scheda “Billing Plan”."), ("Billing Plan",)),
    StepWords(("Click “Cancel my subscription” on the left.", "Clicca “Cancel my subscription” a sinistra."), ("Cancel my subscription",)),
    StepWords(("Choose a reason and go on.", "Scegli un motivo e prosegui."), ()),
    StepWords(("Confirm in the pop-up.", "Conferma nella finestra."), ("Confirm",)),
)


@pytest.fixture(scope="module")
def sentences() -> Encoder:
    return encoder()


def report(text: str, sentences: Encoder, *, done: float = 0.0, at: float = 0.0) -> Report:
    parts = tuple(clauses(text))
    return Report(text, parts, sentences.encode([text, *parts]), Heard(done, 0), Heard(at, len(parts) - 1))


def about(kind: str, at: int, told: Report, sentences: Encoder) -> int:
    vectors = [sentences.encode(list(step.texts)) for step in STEPS]
    return best(signals(told, STEPS, vectors, at), shipped.load().progress[REPORTS.index(kind)])[0]


@pytest.mark.parametrize(
    ("text", "heard", "at", "step"),
    [
        ("I clicked Cancel my subscription", "done", 3, 4),
        ("ho aperto Billing Plan", "done", 2, 3),
        ("it wants a reason from me now", "at", 3, 4),
        ("mi chiede il motivo", "at", 3, 4),
        ("there's a pop-up now", "at", 4, 5),
        ("I did step 3", "done", 1, 4),
    ],
)
def test_a_report_leads_to_the_step_that_it_speaks_of(text: str, heard: str, at: int, step: int, sentences: Encoder) -> None:
    told = report(text, sentences, done=0.9 * (heard == "done"), at=0.9 * (heard == "at"))
    assert about("reached", at, told, sentences) == step


@pytest.mark.parametrize("text", ["can't find the Billing Plan tab", "non trovo la scheda Billing Plan"])
def test_whoever_is_stuck_is_stuck_at_the_step_that_they_speak_of(text: str, sentences: Encoder) -> None:
    assert about("stuck", 2, report(text, sentences), sentences) == 2


def test_there_is_a_row_a_step_and_one_for_the_end_and_a_column_a_signal(sentences: Encoder) -> None:
    vectors = [sentences.encode(list(step.texts)) for step in STEPS]
    assert signals(report("done", sentences), STEPS, vectors, 1).shape == (len(STEPS) + 1, len(SIGNALS))


def test_weights_are_learnt_from_reports_whose_step_is_known() -> None:
    rows = np.zeros((3, len(SIGNALS)), dtype=np.float32)
    rows[1, 0] = 1.0
    step, share = best(rows, learn([(rows, 2)] * 500))
    assert (step, share > 0.8) == (2, True)


@given(st.text(max_size=300), st.integers(1, 5), st.floats(0, 1), st.floats(0, 1))
def test_any_report_is_about_one_of_the_steps_or_the_end(text: str, at: int, done: float, there: float) -> None:
    told = Report(text, (text,), np.zeros((2, 512), dtype=np.float32), Heard(done, 0), Heard(there, 0))
    found = signals(told, STEPS, [np.zeros((2, 512), dtype=np.float32)] * len(STEPS), at)
    step, share = best(found, np.ones(len(SIGNALS), dtype=np.float32))
    assert 1 <= step <= len(STEPS) + 1
    assert 0 < share <= 1
    assert np.isfinite(found).all()


def test_of_a_long_report_a_bounded_part_is_looked_at() -> None:
    assert progress.LOOKED_AT <= 1000
