"""Every rule finds what it is for, at the right line, and nothing else."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest

from knowledge import checks
from knowledge.checks import RULES, run
from knowledge.checks.contact_invented import ways
from knowledge.checks.hedge_lost import hedges
from knowledge.files import read_article
from knowledge.library import HOME, article_paths

Home = Callable[[str], Path]
BAD = Path(__file__).parent / "bad"
TODAY = date(2026, 11, 22)
IDS = [rule.ID for rule in RULES]


def broken(home: Home, article: str, today: date = TODAY) -> list[tuple[str, int]]:
    """(rule, line) of all problems."""
    return [(problem.rule, problem.line) for problem in run(home(article), today)]


def line_of(article: str, part: str) -> int:
    """The line, from 1, on which a part of the text begins."""
    assert article.count(part) == 1
    return article[: article.index(part)].count("\n") + 1


def spoilt(article: str, part: str, by: str) -> str:
    """The article with one part replaced."""
    assert part in article
    return article.replace(part, by, 1)


@pytest.mark.parametrize("rule", IDS)
def test_a_bad_article_fails_exactly_its_rule_where_it_is_wrong(rule: str, home: Home) -> None:
    article = (BAD / f"{rule}.yml").read_text(encoding="utf-8")
    here = [number for number, line in enumerate(article.splitlines(), 1) if line.endswith("# <- here")]
    problems = run(home(article), TODAY)
    assert {problem.rule for problem in problems} == {rule}
    assert [problem.line for problem in problems] == here
    assert {Path(problem.file).name for problem in problems} == {"sample.yml"}


def test_every_bad_article_is_of_a_rule() -> None:
    assert {path.stem for path in BAD.glob("*.yml")} == set(IDS)


def test_every_rule_says_why_and_how_to_mend() -> None:
    for rule in RULES:
        assert (rule.__doc__ or "").strip(), rule.ID
        assert rule.FIX.strip(), rule.ID
    assert len(set(IDS)) == len(IDS)


def test_every_rule_is_documented() -> None:
    rows = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
    assert [name for name in IDS if f"| `{name}` |" not in rows] == []


def test_every_rule_of_the_package_runs_and_is_called_like_its_file() -> None:
    modules = [import_module(f"{checks.__name__}.{found.name}") for found in pkgutil.iter_modules(checks.__path__)]
    rules = {module.ID: module.__name__.rpartition(".")[2] for module in modules if hasattr(module, "ID")}
    assert rules == {name: name.replace("-", "_") for name in IDS}


def test_the_shipped_articles_break_no_rule() -> None:
    files = [read_article(path) for path in article_paths(HOME)]
    newest = max(file.article.reviewed for file in files if not isinstance(file, list))
    assert run(HOME, newest) == []


def test_a_good_article_breaks_no_rule(home: Home, good: str) -> None:
    assert broken(home, good) == []


def test_all_problems_of_all_files_come_at_once_and_in_order(home: Home, good: str) -> None:
    article = spoilt(
        spoilt(good, "eligible: {}", "eligible: {plan: solo, role: admin}"), "Your access ends at once.", "Hurry! Access ends at once."
    )
    folder = home(article)
    (folder / "articles" / "broken.yml").write_text("product: [", encoding="utf-8")
    (folder / "articles" / "wrong.yml").write_text("product: wrong\nnmae: Wrong\n", encoding="utf-8")
    problems = run(folder, TODAY)
    assert {problem.rule for problem in problems} == {"unknown-slug", "pressure", "yaml", "schema"}
    assert problems == sorted(problems)
    assert ("wrong.yml", 2, "schema") in {(Path(problem.file).name, problem.line, problem.rule) for problem in problems}


@pytest.mark.parametrize("sources", ["", "- sample\n", "sample: {file: sample.txt}\n", "sample: [", "sample: \x01\n"])
def test_broken_sources_are_reported_and_nothing_that_follows_from_them(sources: str, home: Home, good: str) -> None:
    folder = home(good)
    (folder / "sources" / "sources.yml").write_text(sources, encoding="utf-8")
    problems = run(folder, TODAY)
    assert problems
    if sources:
        assert {Path(problem.file).name for problem in problems} == {"sources.yml"}
    else:
        assert {problem.rule for problem in problems} == {"unknown-slug"}


def test_a_document_that_is_missing_is_named_once(home: Home, good: str) -> None:
    folder = home(good)
    (folder / "sources" / "sample.txt").unlink()
    assert [(problem.rule, problem.line) for problem in run(folder, TODAY)] == [("unknown-slug", line_of(good, "source: sample"))]


def test_a_folder_without_articles_is_a_problem(tmp_path: Path) -> None:
    assert "library" in {problem.rule for problem in run(tmp_path, TODAY)}


def test_a_date_that_does_not_exist_is_shown_where_it_stands(home: Home, good: str) -> None:
    article = spoilt(good, "review_due: 2027-05-22", "review_due: 2027-06-31")
    assert broken(home, article) == [("yaml", line_of(article, "2027-06-31"))]


@pytest.mark.parametrize(
    ("part", "by", "rule"),
    [
        ("product: sample", "product: example", "unknown-slug"),
        ("source: sample", "source: nowhere", "unknown-slug"),
        ("source: sample", "source: other", "unknown-slug"),
        ("when_unknown: team", "when_unknown: nobody", "unknown-slug"),
        ("when_unknown: team", "when_unknown: team\n    special: [team, gold]", "unknown-slug"),
        ("contact: support", "contact: sales", "unknown-slug"),
        ("when: {plan: solo}", "when: {plan: sole}", "unknown-slug"),
        ("when: {plan: solo}", "when: {plan: solo, role: admin}", "unknown-slug"),
        ("unit: days", "unit: days\n    when: {plan: []}", "unknown-slug"),
        ("eligible: {}", "eligible: {plan: gold}", "unknown-slug"),
        ("    quote: Your access ends immediately.", "    quote: ' '", "quote-not-in-source"),
        ("        quote: Open the billing page and click “End plan”.", "        quote: ' '", "step-without-quote"),
        ("en: Your access ends at once.", "en: ''", "missing-translation"),
        ("it: [team, squadra]", "it: []", "missing-translation"),
        ("says: {en: [team], it: [team, squadra]}", "says: {en: [team]}", "missing-translation"),
        ("amount: 5", "amount: 0", "deadline-without-anchor"),
        ("before: next_invoice", "before: next_invoice\n    after: cancellation", "deadline-without-anchor"),
        ("reach: [help@sample.example]", "reach: [help@sample.example, '@sample']", "contact-invented"),
        ("it: Con il piano Team contatti l'assistenza.", "it: Scrivi a aiuto@sample.example.", "contact-invented"),
        ("it: Con il piano Team contatti l'assistenza.", "it: Contatta l'assistenza su help.sample.example/exit.", "contact-invented"),
        ("    rule: team_plan\n", "", "contact-path-without-contact"),
        ("it: Potrebbe esserti chiesto di confermare.", "it: Ti è chiesto di confermare.", "hedge-lost"),
        ("en: Your access ends at once.", "en: Your access ends at once. Last chance!", "pressure"),
        ("label: {en: Team, it: Team}", "label: {en: Team, it: Ci mancherai}", "pressure"),
        ("misspellings: [sampel]", "misspellings: [OTHER]", "duplicate-name"),
        ("say: before", "say: before\n    status: disputed\n    why: unclear", "consequence-too-late"),
        ("say: before", "say: before\n    when: {plan: team}", "consequence-too-late"),
    ],
)
def test_other_ways_to_break_a_rule(part: str, by: str, rule: str, home: Home, good: str) -> None:
    assert {name for name, _ in broken(home, spoilt(good, part, by))} == {rule}


def test_an_article_is_due_on_its_day_and_overdue_the_day_after(home: Home, good: str) -> None:
    assert broken(home, good, date(2027, 5, 22)) == []
    assert broken(home, good, date(2027, 5, 23)) == [("overdue-review", line_of(good, "review_due"))]
    assert broken(home, spoilt(good, "lifecycle: reviewed", "lifecycle: retired"), date(2027, 5, 23)) == []


def test_a_retired_article_gives_its_name_back(home: Home, good: str) -> None:
    article = spoilt(good, "misspellings: [sampel]", "misspellings: [other]")
    assert broken(home, spoilt(article, "lifecycle: reviewed", "lifecycle: retired")) == []


def test_a_path_with_a_misspelt_value_is_not_blamed_for_what_follows(home: Home, good: str) -> None:
    assert {rule for rule, _ in broken(home, spoilt(good, "when: {plan: team}", "when: {plan: taem}"))} == {"unknown-slug"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "You may be asked to confirm."),
        ("en", "May be found under Settings."),
        ("en", "First step.\nMay require a password."),
        ("en", "a button “Cancel” or something\nsimilar"),
        ("en", "Usually found at the top"),
        ("en", "depending on the platform's policy"),
        ("en", "use the live chat if available"),
        ("it", "A seconda del tuo piano, potremmo chiederti"),
        ("it", "Di solito è in alto"),
        ("it", "dipende dall’abbonamento"),
        ("it", "i piani in cui è disponibile"),
    ],
)
def test_hedges_are_seen(language: str, text: str) -> None:
    assert hedges(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "before 5 May"),
        ("en", "in May 2027 it ends"),
        ("en", "May 5 is the last day"),
        ("en", "It ends in March. May is too late."),
        ("en", "by May you can cancel"),
        ("en", "You can cancel on the billing page. Maybelline mayor."),
        ("it", "Puoi annullare a maggio"),
        ("it", "non si può più recuperare"),
        ("it", "la forseta"),
    ],
)
def test_the_month_and_what_one_can_do_are_no_hedges(language: str, text: str) -> None:
    assert hedges(text, language) == []


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("Write to Help@Sample.example.", "help@sample.example"),
        ("Call 1-800-555-0199 now", "18005550199"),
        ("Call (02) 5550 1234.", "0255501234"),
        ("Call 1-800-KEAP", "1800KEAP"),
        ("See https://www.sample.example/exit?a=1, please", "sample.example/exit?a=1"),
        ("See SAMPLE.EXAMPLE.", "sample.example"),
        ("On x.com", "x.com"),
    ],
)
def test_contacts_are_seen_in_one_form(text: str, way: str) -> None:
    assert list(ways(text)) == [way]


@pytest.mark.parametrize(
    "text",
    [
        "by 2026-11-22 or 22/11/2026",
        "1.000.000 contatti",
        "within 60 days, $1/month",
        "e.g. a plan, p.es. il piano",
        "export.csv",
        "It ends.Then",
        "v2.10",
    ],
)
def test_dates_amounts_and_files_are_no_contacts(text: str) -> None:
    assert list(ways(text)) == []
