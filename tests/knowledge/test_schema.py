"""What an article's form can say, that all of it is described, and that a draft may be kept with anything missing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.__main__ import app
from knowledge.checks import run
from knowledge.conditions import holds
from knowledge.files import ArticleFile, read_article
from knowledge.migrate import migrate
from knowledge.schema import VERSION, Anchor, Deadline, Fact, Step, Unit, json_schema
from knowledge.terms import NAMES, last_safe_day
from tests.knowledge.conftest import Home

TODAY = date(2026, 11, 22)


def test_every_property_is_described() -> None:
    schema = json_schema()
    definitions = {**schema["$defs"], "Article": schema}  # type: ignore[dict-item]
    silent = [
        f"{name}.{key}" for name, each in definitions.items() for key, it in each.get("properties", {}).items() if not it.get("description")
    ]
    assert silent == []


def deadline(amount: int | None, unit: Unit = Unit.days, up_to: int | None = None, **anchor: Anchor) -> Deadline:
    return Deadline(id="d", amount=amount, unit=unit, up_to=up_to, en="-", it="-", quote="-", **anchor)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("term", "day"),
    [
        (deadline(1, Unit.months, before=Anchor.renewal), date(2027, 2, 28)),
        (deadline(2, Unit.weeks, before=Anchor.term_end), date(2027, 3, 17)),
        (deadline(24, Unit.hours, before=Anchor.trial_end), date(2027, 3, 30)),
        (deadline(25, Unit.hours, before=Anchor.trial_end), date(2027, 3, 29)),
        (deadline(1, Unit.years, after=Anchor.cancellation), date(2028, 3, 31)),
        (deadline(None, before=Anchor.next_payment), date(2027, 3, 30)),
        (deadline(30, up_to=90, after=Anchor.cancellation), date(2027, 4, 30)),
        (deadline(30, up_to=60, before=Anchor.renewal), date(2027, 1, 30)),
    ],
)
def test_a_term_is_counted_in_its_unit_and_a_range_on_the_safe_side(term: Deadline, day: date) -> None:
    assert last_safe_day(date(2027, 3, 31), term) == day


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 48), st.sampled_from([Unit.months, Unit.years, Unit.weeks, Unit.hours]))
def test_a_term_before_ends_before_and_one_after_behind(day: date, amount: int, unit: Unit) -> None:
    before, after = (last_safe_day(day, deadline(amount, unit, **{key: Anchor.cancellation})) for key in ("before", "after"))
    assert before < day < after
    assert before > day - timedelta(days=366 * amount + 7 * amount)


def test_every_anchor_has_a_name_in_each_language() -> None:
    assert set(NAMES) == set(Anchor)
    assert all(all(names.values()) for names in NAMES.values())


def test_a_step_tells_what_it_consists_of_and_whether_it_may_be_left_out() -> None:
    inner = Step(en="Click “Save”.", it="Fai clic su “Save”.", quote="click Save")
    step = Step(en="Save it.", it="Salvalo.", quote="save it", optional=True, steps=[inner])
    assert step.text("en") == "(optional) Save it.\n   – Click “Save”."
    assert step.text("it") == "(facoltativo) Salvalo.\n   – Fai clic su “Save”."
    assert step.quotes == ["save it", "click Save"]
    assert step.captions("en") == ["Save"]


def test_a_link_stands_behind_the_words() -> None:
    assert (
        Fact(en="See the page.", it="Vedi la pagina.", quote="-", link="https://a.example").text("en") == "See the page: https://a.example"
    )


def test_words_of_one_language_stand_in_for_the_other() -> None:
    assert Fact(en="Only English.", quote="-").text("it") == "Only English."


DRAFT = """\
product: sample
name: Sample
source: sample
lifecycle: draft
paths:
  account:
    kind: self_service
    steps:
      - en: Open the billing page and click “End plan”.
        quote: Open the billing page and click “End plan”.
attributes:
  plan: {}
offers:
  - {id: pause, kind: pause, fact: {en: You can pause Sample., quote: you can pause Sample}}
"""


def test_a_draft_may_be_incomplete_and_in_one_language(home: Home) -> None:
    assert run(home(DRAFT), TODAY) == []


def test_what_a_draft_says_must_be_in_its_document_all_the_same(home: Home) -> None:
    assert [problem.rule for problem in run(home(DRAFT.replace("you can pause Sample}", "you may leave}")), TODAY)] == [
        "quote-not-in-source"
    ]


def test_the_same_article_is_not_served_like_that(home: Home) -> None:
    rules = {problem.rule for problem in run(home(DRAFT.replace("lifecycle: draft", "lifecycle: reviewed")), TODAY)}
    assert {"incomplete", "missing-translation", "old-version", "uncovered-sentence"} <= rules


def test_an_article_of_an_older_form_is_written_anew_and_keeps_everything_else(home: Home, good: str) -> None:
    old = (
        good.replace("version: 2\n", "")
        .replace("    effective_quote: Your access ends immediately.\n", "")
        .replace("[access_after]", "[effective_when]\n    when: {plan: solo}")
    )
    folder = home(old)
    path = folder / "articles" / "sample.yml"
    assert {problem.rule for problem in run(folder, TODAY)} == {"old-version", "effective-without-quote"}
    assert list(migrate(folder)) == [path]
    assert run(folder, TODAY) == []
    written = path.read_text(encoding="utf-8")
    assert [line for line in old.splitlines() if line not in written.splitlines()] == []
    assert list(migrate(folder)) == []
    file = read_article(path)
    assert isinstance(file, ArticleFile)
    assert file.article.version == VERSION


def test_a_hash_is_written_by_the_tool_and_not_learnt_from_an_error(home: Home, good: str) -> None:
    folder, runner = home(good), CliRunner()
    document = folder / "sources" / "sample.txt"
    document.write_text(document.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    shown = runner.invoke(app, ["knowledge", "source", "sample", "--knowledge", str(folder)])
    assert "changed since it was read" in shown.output
    assert shown.exit_code == 1
    assert "source-hash" in {problem.rule for problem in run(folder, TODAY)}
    runner.invoke(app, ["knowledge", "source", "sample", "--read", "--knowledge", str(folder)])
    assert "source-hash" not in {problem.rule for problem in run(folder, TODAY)}


def test_a_quote_is_found_by_some_of_its_words(home: Home, good: str) -> None:
    folder = home(good)
    found = CliRunner().invoke(app, ["knowledge", "quote", "sample", "access ends", "--knowledge", str(folder)])
    assert "quote: 'Your access ends immediately.'" in found.output
    assert CliRunner().invoke(app, ["knowledge", "quote", "sample", "elephants", "--knowledge", str(folder)]).exit_code == 1


def test_several_documents_are_read_as_one(home: Home, good: str) -> None:
    folder = home(good.replace("source: sample\n", "source: sample\nmore_sources: [loss]\n"))
    problems = run(folder, TODAY)
    assert {problem.rule for problem in problems} == {"uncovered-sentence", "consequence-not-said"}
    assert all("loss.txt, line 8" in problem.message for problem in problems)


def test_what_depends_on_an_answer_waits_for_it() -> None:
    assert holds({"subscription": "annual"}, {}) is None
    assert holds({"subscription": "annual"}, {"subscription": "annual"}) is True
