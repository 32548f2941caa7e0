"""Which step a report is about: its captions, its words, the next one where nothing tells."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.expectation import StepWords
from bot.understanding import shipped
from bot.understanding.encoder import Encoder, encoder
from bot.understanding.recognisers import progress
from bot.understanding.recognisers.progress import REPORTS, SIGNALS, Report, best, learn, signals
from bot.understanding.shipped import report_of

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


def about(text: str, act: str, at: int, sentences: Encoder, *, moved: bool = False) -> int:
    vectors = [sentences.encode(list(step.texts)) for step in STEPS]
    found = signals(report_of(text, sentences), STEPS, vectors, at, moved=moved)
    return best(found, shipped.load().progress[REPORTS.index(act)])[0]


@pytest.mark.parametrize(
    ("text", "act", "at", "step"),
    [
        ("I clicked Cancel my subscription", "done", 3, 3),
        ("ho aperto Billing Plan", "done", 2, 2),
        ("it wants a reason from me now", "at", 3, 4),
        ("mi chiede il motivo", "at", 3, 4),
        ("there's a pop-up now", "at", 4, 5),
        ("can't find the Billing Plan tab", "stuck", 2, 2),
        ("non trovo la scheda Billing Plan", "stuck", 2, 2),
    ],
)
def test_a_report_is_about_the_step_that_it_speaks_of(text: str, act: str, at: int, step: int, sentences: Encoder) -> None:
    assert about(text, act, at, sentences, moved=act == "done") == step


def test_there_is_a_row_a_step_and_a_column_a_signal(sentences: Encoder) -> None:
    vectors = [sentences.encode(list(step.texts)) for step in STEPS]
    assert signals(report_of("done", sentences), STEPS, vectors, 1, moved=True).shape == (len(STEPS), len(SIGNALS))


def test_weights_are_learnt_from_reports_whose_step_is_known() -> None:
    rows = np.zeros((3, len(SIGNALS)), dtype=np.float32)
    rows[1, 0] = 1.0
    step, share = best(rows, learn([(rows, 2)] * 5))
    assert (step, share > 0.8) == (2, True)


@given(st.text(max_size=300), st.integers(1, 5), st.booleans())
def test_any_report_is_about_one_of_the_steps(text: str, at: int, moved: bool) -> None:
    report = Report(text, (text,), np.zeros((2, 512), dtype=np.float32))
    found = signals(report, STEPS, [np.zeros((2, 512), dtype=np.float32)] * len(STEPS), at, moved=moved)
    step, share = best(found, np.ones(len(SIGNALS), dtype=np.float32))
    assert 1 <= step <= len(STEPS)
    assert 0 < share <= 1
    assert np.isfinite(found).all()


def test_of_a_long_report_a_bounded_part_is_looked_at() -> None:
    assert progress.LOOKED_AT <= 1000
