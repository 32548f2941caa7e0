"""What a model learns of an example: names taken out, numbers left to the steps, the last step told from the others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.acts import parse
from bot.understanding.corpus import DESTINATION, PRODUCT, Example, Situation
from bot.understanding.model import Example as Sample
from bot.understanding.samples import ELSEWHERE, also_there, common, label, lines, neutral, opened, samples
from knowledge.library import Library


@pytest.mark.parametrize(
    ("written", "learnt"),
    [
        ("cancel", "cancel"),
        ("product=listkit", None),
        ("product=all", None),
        ("product=?Notion", "product_unknown"),
        ("moves_to=Notion", "moves_to"),
        ("done", "done"),
        ("done=4", "done_n"),
        ("at=5", "at_n"),
        ("stuck=2", "stuck_n"),
        ("choice=2", "choice"),
        ("date", "date"),
        ("fact=role:owner", "fact=role:owner"),
        ("ask=refund", "ask=refund"),
        ("language=it", "language=it"),
    ],
)
def test_values_that_recognisers_find_are_not_learnt(written: str, learnt: str | None) -> None:
    assert label(parse(written)) == learnt


@pytest.mark.parametrize(
    ("written", "learnt"), [("done", "any_done"), ("done=4", "any_done"), ("stuck", "any_stuck"), ("stuck=2", "any_stuck")]
)
def test_that_something_is_reported_is_learnt_beside_which_step_it_is(written: str, learnt: str, library: Library) -> None:
    example = Example("Did it", (parse(written),), Situation("steps"), "en", "ann")
    assert samples([example], library.names())[0].acts == (label(parse(written)), learnt)


def test_a_sample_has_its_product_taken_out_and_each_act_once(library: Library) -> None:
    acts = tuple(parse(each) for each in ("product=kustomer", "cancel", "cancel", "moves_to=ListKit"))
    example = Example("we move from Kustomer to ListKit", acts, Situation("product"), "en", "ann")
    [sample] = samples([example], library.names())
    assert sample.text == f"we move from {PRODUCT} to {DESTINATION}"
    assert sample.acts == ("cancel", "moves_to")
    assert (sample.open, sample.language) == ("product", "en")
    assert sample.writer.endswith("ann")


def test_the_last_step_is_a_situation_of_its_own() -> None:
    place = Situation("steps", frozenset(), "listkit", 8, last=True)
    assert opened(Example("done", (), place, "en", "ann")) == "last_step"


def test_lines_stay_and_what_others_wrote_goes() -> None:
    assert lines("> pause?\nNo,  I\u2019m\u200b done.\n\nWhat now?\n\nSent from my iPhone") == "No, I'm done.\nWhat now?"


@given(st.text(st.sampled_from("ab .,\n\r\t\u2028\u00a0—’\x1c\u0301>-"), max_size=80))
def test_a_line_break_is_as_long_as_a_blank(text: str) -> None:
    found = lines(text)
    assert found.replace("\n", " ").rstrip() == " ".join(found.split())


def test_several_names_are_taken_out_from_behind() -> None:
    assert neutral("nothing", []) == "nothing"


def test_a_word_is_common_when_several_texts_have_it() -> None:
    assert set(common(["keep it", "keep that", "keep keep keep", "pause"])) == {"keep"}


def test_a_yes_or_no_and_some_reports_are_learnt_as_answers_to_whether_that_is_the_step() -> None:
    def said(place: str) -> Sample:
        return Sample("yes", place, frozenset(), ("yes",), "en", "ea:ann")

    found = [*also_there([said(place) for place in ("confirm", "offer", *["steps"] * 2 * ELSEWHERE["steps"])])]
    assert [each.open for each in found] == ["there"] * 3
    assert {each.text for each in found} == {"yes"}
