"""What is published is what customers are told a moment later, and nobody in the middle of a case loses their place."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import bootstrap
from bot.articles import ROLLBACK, Articles, Moved, Publication, held_of
from bot.delivery.worker import Nothing
from bot.operations.published import Following, folder_of
from bot.settings import Settings
from bot.store.store import Store
from bot.turn import Conversations, Turn
from knowledge.folder import Held, held, newest, put
from knowledge.library import HOME
from knowledge.serving import Served
from tests.conftest import CACHE

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
OLD, NEW = "click your initials", "click your round picture"
MORE = """      - en: Close that window.
        it: Chiudi quella finestra.
        quote: a final pop-up will appear asking you to confirm the cancellation.
"""


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    for name in ("articles", "sources"):
        shutil.copytree(HOME / name, tmp_path / "knowledge" / name)
    return Settings(knowledge=tmp_path / "knowledge", data=tmp_path / "data", cache=CACHE, _env_file=None)


@pytest.fixture
def kept(store_url: str) -> Iterator[Store]:
    with Store.open(store_url) as store:
        yield store


def listkit(place: Settings) -> Held:
    found = held(place.knowledge, "listkit")
    assert found
    return found


def reworded(one: Held, old: str = OLD, new: str = NEW) -> Held:
    assert old in one.article
    return Held(one.article.replace(old, new), one.source, one.slug, one.entry)


def publish(place: Settings, kept: Store, wanted: Held, base: str | None = None, **more: str) -> int:
    found = listkit(place)
    return Articles(kept).publish("listkit", Publication(wanted, base or found.hash, "Ada", "reads better", **more), found, NOW)


def test_a_revision_is_kept_with_all_that_is_known_of_it(place: Settings, kept: Store) -> None:
    assert publish(place, kept, reworded(listkit(place)), reviewer="Bruno") == 2
    published, found = Articles(kept).history("listkit")
    assert (published.number, published.kind, published.author, published.reviewer) == (2, "published", "Ada", "Bruno")
    assert (published.why, published.at, published.base) == ("reads better", NOW, found.hash)
    assert (found.number, found.kind) == (1, "files")
    assert held_of(found) == listkit(place)
    assert [deed.what for deed in Articles(kept).audit("listkit")] == ["published"]


def test_whoever_began_from_an_older_revision_overwrites_nobody(place: Settings, kept: Store) -> None:
    base = listkit(place).hash
    publish(place, kept, reworded(listkit(place)))
    with pytest.raises(Moved):
        publish(place, kept, reworded(listkit(place), "Click “Confirm”", "Press “Confirm”"), base)
    assert len(Articles(kept).history("listkit")) == 2


def test_an_article_is_taken_back_to_an_older_revision(place: Settings, kept: Store) -> None:
    publish(place, kept, reworded(listkit(place)))
    newest_one, first = Articles(kept).history("listkit")
    publish(place, kept, held_of(first), newest_one.hash, kind=ROLLBACK)
    served = bootstrap.served(place, kept=kept).library
    assert OLD in served.article("listkit").paths["account"].steps[0].en
    assert [row.kind for row in Articles(kept).history("listkit")] == ["rollback", "published", "files"]


def test_a_file_that_somebody_changed_since_is_newer_than_what_was_published(place: Settings, kept: Store) -> None:
    publish(place, kept, reworded(listkit(place)))
    published = [held_of(row) for row in Articles(kept).history("listkit")]
    assert newest(listkit(place), published) == published[0]
    changed = reworded(listkit(place), "the bottom left corner", "the corner below on the left")
    assert newest(changed, published) == changed
    assert newest(None, published) == published[0]


def test_what_is_published_stands_in_the_files_as_it_was_written(place: Settings, kept: Store) -> None:
    wanted = reworded(listkit(place))
    put(place.knowledge, "listkit", wanted)
    assert listkit(place).hash == wanted.hash
    assert folder_of(place.knowledge, place.data / "published", Articles(kept)) == place.knowledge


def said(talk: Conversations, name: str, *words: str) -> str:
    at = NOW
    for each in words:
        at += timedelta(seconds=20)
        outcome = talk.handle(Turn(name, each, at, "en"))
    return "\n".join(reply.text for reply in outcome.replies)


def follow(place: Settings, kept: Store, take: Callable[[Served], None]) -> Following:
    published = Articles(kept).latest_id()
    return Following(kept, lambda: bootstrap.served(place, kept=kept), take, Nothing(), seen=published)


def looked(following: Following, until: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not until() and time.monotonic() < end:
        following._looked = None
        following.look(lambda: NOW)
        time.sleep(0.02)
    assert until()


def test_a_worker_serves_what_was_published_while_it_runs(place: Settings, kept: Store) -> None:
    taken: list[Served] = []
    following = follow(place, kept, taken.append)
    following.look(lambda: NOW)
    publish(place, kept, reworded(listkit(place)))
    looked(following, lambda: bool(taken))
    assert NEW in taken[0].library.article("listkit").paths["account"].steps[0].en


def test_a_revision_that_cannot_be_served_stops_nothing(place: Settings, kept: Store) -> None:
    before = bootstrap.served(place, kept=kept).library
    taken: list[Served] = []
    following = follow(place, kept, taken.append)
    found = listkit(place)
    publish(place, kept, Held("product: listkit\nname: [", found.source, found.slug, found.entry))
    looked(following, lambda: bool(taken))
    assert [trouble.product for trouble in taken[0].troubles] == ["listkit"]
    assert taken[0].library.raw["listkit"] == before.raw["listkit"]
    assert taken[0].library.products() == before.products()


def test_an_open_case_goes_on_with_the_revision_that_it_began_with(place: Settings, kept: Store) -> None:
    talk = bootstrap.conversations(place, kept)
    said(talk, "began-before", "I want to cancel ListKit")
    publish(place, kept, reworded(reworded(listkit(place)), "\nconsequences:", f"{MORE}\nconsequences:"))
    fresh = bootstrap.conversations(place, kept)
    again = said(fresh, "began-before", "/steps_now")
    assert OLD in again
    assert NEW not in again
    assert NEW in said(fresh, "began-after", "I want to cancel ListKit", "/steps_now")


def test_once_the_case_is_over_today_counts(place: Settings, kept: Store) -> None:
    talk = bootstrap.conversations(place, kept)
    said(talk, "over", "I want to cancel ListKit", "/keep")
    publish(place, kept, reworded(listkit(place)))
    fresh = bootstrap.conversations(place, kept)
    assert NEW in said(fresh, "over", "I want to cancel ListKit", "/steps_now")
