"""One bad or old article never keeps the others from their customers, and its own get its last good revision, or the truth."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot import bootstrap
from bot.settings import Settings
from bot.turn import Conversations
from knowledge.checks import run
from knowledge.errors import KnowledgeError
from knowledge.library import HOME, build
from knowledge.schema import LANGUAGES
from knowledge.serving import Served, serve
from tests.conftest import CACHE, Talk

ARTICLE = Path("articles/listkit.yml")
SOURCE = Path("sources/listkit.txt")
TODAY = date(2026, 11, 28)
STEPS = {"utter_step", "utter_all_steps"}


class Folder:
    """A copy of the shipped knowledge, with what the bot keeps of it."""

    def __init__(self, place: Path) -> None:
        self.home, self.cache, self.keep = place / "knowledge", place / "cache", place / "data" / "articles"
        for part in ("articles", "sources"):
            shutil.copytree(HOME / part, self.home / part)

    def serve(self) -> Served:
        return serve(self.home, self.cache, self.keep)

    def change(self, part: Path, old: str, new: str) -> None:
        text = (self.home / part).read_text(encoding="utf-8")
        assert old in text
        (self.home / part).write_text(text.replace(old, new, 1), encoding="utf-8")

    def mend(self) -> None:
        for part in (ARTICLE, SOURCE, Path("sources/sources.yml")):
            target = self.home / part
            target.rmdir() if target.is_dir() else target.unlink(missing_ok=True)
            shutil.copy(HOME / part, target)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def quote_of(folder: Folder) -> str:
    return build(folder.home).quotes("listkit")[0]


def broken_yaml(folder: Folder) -> None:
    folder.change(ARTICLE, "paths:", "paths: [")


def no_such_key(folder: Folder) -> None:
    folder.change(ARTICLE, "owner:", "ouner:")


def quote_from_nowhere(folder: Folder) -> None:
    folder.change(ARTICLE, quote_of(folder), "we never said this")


def source_without_a_quote(folder: Folder) -> None:
    folder.change(SOURCE, quote_of(folder), "something else")


def missing_source(folder: Folder) -> None:
    (folder.home / SOURCE).unlink()


def unreadable_source(folder: Folder) -> None:
    (folder.home / SOURCE).write_bytes(b"\xff\xfe\x00")


def source_that_is_a_folder(folder: Folder) -> None:
    (folder.home / SOURCE).unlink()
    (folder.home / SOURCE).mkdir()


def article_that_is_a_folder(folder: Folder) -> None:
    (folder.home / ARTICLE).unlink()
    (folder.home / ARTICLE).mkdir()


def empty_article(folder: Folder) -> None:
    (folder.home / ARTICLE).write_text("")


def binary_article(folder: Folder) -> None:
    (folder.home / ARTICLE).write_bytes(b"\x00\xff\xfe")


def broken_entry(folder: Folder) -> None:
    folder.change(Path("sources/sources.yml"), "listkit.txt", "listkit.txt\n  colour: red")


def unknown_contact(folder: Folder) -> None:
    folder.change(ARTICLE, "kind: self_service", "kind: contact\n    contact: nobody")


def nested_too_deeply(folder: Folder) -> None:
    (folder.home / ARTICLE).write_text("[" * 600)


def part_that_holds_itself(folder: Folder) -> None:
    (folder.home / ARTICLE).write_text("&a {product: listkit, name: *a}")


def lifecycle_that_is_a_list(folder: Folder) -> None:
    folder.change(ARTICLE, "lifecycle: reviewed", "lifecycle: [reviewed]")


def name_that_is_half_a_sign(folder: Folder) -> None:
    (folder.home / ARTICLE).write_text('product: listkit\nname: "ListKit\\ud800"\n')


BREAKS: list[Callable[[Folder], None]] = [
    broken_yaml,
    no_such_key,
    quote_from_nowhere,
    source_without_a_quote,
    missing_source,
    unreadable_source,
    source_that_is_a_folder,
    article_that_is_a_folder,
    empty_article,
    binary_article,
    broken_entry,
    unknown_contact,
    nested_too_deeply,
    part_that_holds_itself,
    lifecycle_that_is_a_list,
    name_that_is_half_a_sign,
]


@pytest.fixture(params=BREAKS, ids=lambda each: each.__name__)
def broken(request: pytest.FixtureRequest, folder: Folder) -> Callable[[], None]:
    return lambda: request.param(folder)


def without_revision(served: Served, product: str) -> dict[str, object]:
    return {slug: entry for slug, entry in served.library.raw.items() if slug != product}


def test_where_all_is_well_the_whole_library_is_served(folder: Folder) -> None:
    for _ in range(2):
        served = folder.serve()
        assert served.library == build(folder.home)
        assert served.wrong(TODAY) == []


def test_of_a_bad_article_the_last_good_revision_is_served(folder: Folder, broken: Callable[[], None]) -> None:
    before = folder.serve()
    broken()
    after = folder.serve()
    [trouble] = after.wrong(TODAY)
    assert (trouble.product, trouble.serves, trouble.stale) == ("listkit", before.library.revision_of("listkit"), False)
    assert trouble.serves in str(trouble)
    assert after.library == before.library
    assert folder.serve() == after
    assert run(folder.home, TODAY), "`knowledge check` refuses it"


def test_a_bad_article_that_was_never_good_is_known_by_name(folder: Folder, broken: Callable[[], None]) -> None:
    good = build(folder.home)
    broken()
    served = folder.serve()
    [trouble] = served.wrong(TODAY)
    assert (trouble.product, trouble.serves) == ("listkit", None)
    assert served.library.aside == {"listkit"}
    assert served.library.name("listkit").lower() == "listkit"
    assert without_revision(served, "listkit") == without_revision(Served(good), "listkit")


def test_once_it_is_mended_the_new_article_is_served(folder: Folder, broken: Callable[[], None]) -> None:
    folder.serve()
    broken()
    folder.serve()
    folder.mend()
    folder.change(ARTICLE, "owner:", "owner: somebody else #")
    served = folder.serve()
    assert served.wrong(TODAY) == []
    assert served.library == build(folder.home)


def test_an_article_past_its_review_is_served_and_said(folder: Folder) -> None:
    served = folder.serve()
    wrong = served.wrong(date(2099, 1, 1))
    assert {trouble.product for trouble in wrong} == set(served.library.products())
    assert all(trouble.stale and trouble.serves for trouble in wrong)


def test_an_article_whose_document_changed_elsewhere_is_served_and_said(folder: Folder) -> None:
    folder.serve()
    (folder.home / SOURCE).write_text("A new line.\n" + (folder.home / SOURCE).read_text(encoding="utf-8"), encoding="utf-8")
    served = folder.serve()
    [trouble] = served.wrong(TODAY)
    assert (trouble.product, trouble.stale) == ("listkit", True)
    assert {"source-hash", "uncovered-sentence"} == {problem.rule for problem in trouble.why}
    text = (folder.home / SOURCE).read_text(encoding="utf-8")
    for quote in served.library.quotes("listkit"):
        assert text[served.library.offset("listkit", quote) :].startswith(quote)


def test_a_broken_list_of_sources_takes_nothing_away_that_was_served(folder: Folder) -> None:
    before = folder.serve()
    (folder.home / "sources" / "sources.yml").write_text("listkit: [")
    after = folder.serve()
    assert after.library == before.library
    assert len(after.troubles) == len(before.library.products())


def test_with_nothing_at_all_to_serve_it_does_not_start(folder: Folder) -> None:
    (folder.home / "sources" / "sources.yml").write_text("listkit: [")
    with pytest.raises(KnowledgeError, match=r"sources\.yml"):
        folder.serve()


def test_an_article_that_was_withdrawn_does_not_come_back(folder: Folder) -> None:
    folder.serve()
    folder.change(ARTICLE, "lifecycle: reviewed", "lifecycle: retired")
    assert "listkit" not in folder.serve().library
    broken_yaml(folder)
    assert "listkit" not in folder.serve().library
    assert not list(folder.keep.rglob("listkit.*"))


def test_a_newcomer_takes_no_name_from_an_article_that_is_served(folder: Folder) -> None:
    before = folder.serve()
    text = (folder.home / ARTICLE).read_text(encoding="utf-8")
    (folder.home / "articles" / "aaa.yml").write_text(text, encoding="utf-8")
    after = folder.serve()
    assert after.library == before.library
    [trouble] = after.troubles
    assert trouble.why[0].file.endswith("aaa.yml")


def test_only_one_revision_of_an_article_is_kept(folder: Folder) -> None:
    folder.serve()
    folder.change(ARTICLE, "owner:", "owner: somebody else #")
    served = folder.serve()
    [kept] = folder.keep.rglob("listkit.*")
    assert kept.name == f"listkit.{served.library.revision_of('listkit')}.json"


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"{}", b"null", b"\xff\xfe", None])
def test_a_damaged_copy_is_never_served(damage: bytes | None, folder: Folder) -> None:
    folder.serve()
    [kept] = folder.keep.rglob("listkit.*")
    kept.write_bytes(kept.read_bytes().replace(b"ListKit", b"Listkit", 1) if damage is None else damage)
    broken_yaml(folder)
    assert folder.serve().library.aside == {"listkit"}


def test_who_only_looks_writes_nothing(folder: Folder) -> None:
    serve(folder.home, folder.cache, folder.keep, remember=False)
    assert not folder.keep.exists()
    assert not folder.cache.exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_where_nothing_can_be_written_it_is_served_all_the_same(folder: Folder) -> None:
    folder.home.parent.chmod(0o500)
    try:
        assert folder.serve().wrong(TODAY) == []
    finally:
        folder.home.parent.chmod(0o700)


# as customers see it


def conversations(folder: Folder) -> Conversations:
    settings = Settings(knowledge=folder.home, cache=CACHE, data=folder.keep.parent, _env_file=None)
    return bootstrap.conversations(settings, None)  # type: ignore[arg-type]  # these tests decide and never store


@pytest.mark.parametrize("language", LANGUAGES)
def test_customers_of_the_others_are_helped_and_those_of_the_bad_one_told_the_truth(folder: Folder, language: str) -> None:
    broken_yaml(folder)
    talk = Talk(conversations(folder), language=language)
    talk.say({"en": "I want to cancel Octopus CRM", "it": "Voglio disdire Octopus CRM"}[language], "/cancel_now")
    assert STEPS & set(talk.responses())
    other = Talk(talk.conversations, "another", language)
    outcome = other.say({"en": "I want to cancel ListKit", "it": "Voglio disdire ListKit"}[language])
    assert "utter_handoff_unavailable" in other.responses()
    assert "ListKit" in other.text()
    assert outcome.handoff
    assert outcome.handoff["product"] == "listkit"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("asked", ["refund", "pause", "contact", "deadline", "cancel_trial", "resume", "verify"])
def test_a_question_about_it_is_never_answered_for_its_document(folder: Folder, asked: str, language: str) -> None:
    missing_source(folder)
    talk = Talk(conversations(folder), language=language)
    talk.say(f'/{asked}{{"product": "listkit"}}')
    assert "utter_unavailable" in talk.responses(), talk.text()
    assert not [name for name in talk.responses() if name.startswith("utter_unsaid")]
    talk.say("/human")
    assert talk.outcomes[-1].handoff


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_takes_an_offer_of_it_is_given_to_a_person(folder: Folder, language: str) -> None:
    missing_source(folder)
    talk = Talk(conversations(folder), language=language)
    outcome = talk.say('/take_offer{"product": "listkit"}')
    assert "utter_handoff_unavailable" in talk.responses()
    assert outcome.handoff


def test_the_last_good_revision_still_walks_to_the_end(folder: Folder) -> None:
    conversations(folder)
    broken_yaml(folder)
    talk = Talk(conversations(folder), language="en")
    talk.say("I want to cancel ListKit", "/cancel_now")
    assert STEPS & set(talk.responses())
