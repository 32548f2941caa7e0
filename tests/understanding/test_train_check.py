"""Whether a kept model is what training makes is seen by what it decides."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.understanding.acts import Act
from bot.understanding.corpus import Example, Situation
from bot.understanding.encoder import NoEncoder
from bot.understanding.model import Model
from bot.understanding.reader import Reader
from bot.understanding.reading import Reading
from knowledge.library import Library
from tests.train_check import decided_otherwise, differences
from tests.understanding.small import trained

MESSAGES = [Example(text, (), Situation("nothing"), "en", "ann") for text in ("cancel my plan", "many thanks", "keep the account")]


@pytest.fixture(scope="module")
def model() -> Model:
    return trained()


def found(kept: Model, made: Model, library: Library) -> list[str]:
    return list(differences(lambda model: Reader(model, NoEncoder(), library), kept, made, library, MESSAGES))


def test_the_same_model_differs_in_nothing(model: Model, library: Library) -> None:
    assert found(model, trained(), library) == []


def test_a_model_of_other_examples_is_said(model: Model, library: Library) -> None:
    assert found(replace(model, made_from="x"), replace(model, made_from="y"), library) == ["it was made of other examples: x, not y"]


def test_a_model_that_decides_otherwise_is_said_with_the_message(model: Model, library: Library) -> None:
    another = replace(model, labels=[model.labels[1], model.labels[2], model.labels[0]])
    assert any("cancel my plan" in line for line in found(model, another, library))


def test_a_decision_that_hangs_on_a_hair_is_the_same() -> None:
    taken = Reading("", "en", (Act("cancel", "", 0.51),))
    nearly = Reading("", "en", (), (Act("cancel", "", 0.49),))
    hardly = Reading("", "en", (), (Act("cancel", "", 0.2),))
    assert decided_otherwise(taken, nearly) == set()
    assert decided_otherwise(taken, hardly) == decided_otherwise(taken, Reading("", "en")) == {"cancel"}
