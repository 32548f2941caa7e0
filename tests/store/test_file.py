"""SQLite's file: its owner's alone, one bot's alone, and never silently another one than was opened."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.delivery.inbox import Inbox
from bot.delivery.items import Item
from bot.delivery.single_instance import single_instance
from bot.store.file import Sole, make_folder, too_open
from bot.store.store import Record, Store, StoreError
from tests.store.test_faults import fails

AT = datetime(2025, 3, 1, tzinfo=UTC)


def item(key: str) -> Item:
    return Item(key, "c", "1", "message", "T1", "C1", "U1")


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "partwell.db"


def url(file: Path) -> str:
    return f"sqlite:///{file}"


# whose it is


def test_what_is_made_is_the_owners_alone(file: Path) -> None:
    with Store.open(f"sqlite:///{file.parent}/of/partwell.db") as store:
        Inbox(store).receive([item("a")], AT)
        found = {each.name: mode(each) for each in (file.parent / "of").iterdir()}
    assert found == {"partwell.db": 0o600, "partwell.db-wal": 0o600, "partwell.db-shm": 0o600}
    assert {mode(file.parent), mode(file.parent / "of")} == {0o700}


def test_a_file_that_a_link_leads_to_is_made_for_its_owner_alone_too(tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "real.db")
    Store.open(f"sqlite:///{tmp_path}/link.db").close()
    assert mode(tmp_path / "real.db") == 0o600


def test_a_folder_and_a_file_that_were_there_keep_their_mode_and_it_is_told(file: Path) -> None:
    file.parent.mkdir(mode=0o755)
    file.touch(mode=0o644)
    file.chmod(0o644)
    with Store.open(url(file)):
        assert (mode(file.parent), mode(file)) == (0o755, 0o644)
        assert too_open(file) == ["partwell.db", "partwell.db-wal", "partwell.db-shm"]
    file.chmod(0o600)
    assert too_open(file) == []


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)
    make_folder(tmp_path)
    assert mode(tmp_path) == 0o750


# one bot


def symbolic(file: Path) -> Path:
    other = file.with_name("other.db")
    other.symlink_to(file)
    return other


def hard(file: Path) -> Path:
    other = file.with_name("other.db")
    other.hardlink_to(file)
    return other


def folder(file: Path) -> Path:
    other = file.parent.with_name("other")
    other.symlink_to(file.parent)
    return other / file.name


def relative(file: Path) -> Path:
    return Path(os.path.relpath(file))


def dotted(file: Path) -> Path:
    return file.parent / ".." / file.parent.name / "." / file.name


@pytest.mark.parametrize("other", [Path, symbolic, hard, folder, relative, dotted])
def test_a_second_bot_on_the_same_file_is_refused_by_whatever_name(file: Path, other: Callable[[Path], Path]) -> None:
    with Store.open(url(file)) as store:
        with single_instance(store, AT):
            second = Sole(other(file))
            with fails("locked"), second.inside():
                pass
            second.close()
        with Sole(file).inside():
            pass


def test_a_bot_that_ended_lets_the_next_one_in_while_its_store_is_open(file: Path) -> None:
    with Store.open(url(file)) as store:
        for _ in range(2):
            with single_instance(store, AT):
                pass


# the one that was opened


def deleted(file: Path) -> None:
    file.unlink()


def moved_away(file: Path) -> None:
    file.rename(file.with_name("elsewhere.db"))


def without_its_log(file: Path) -> None:
    file.with_name(f"{file.name}-wal").unlink()


def replaced_by_an_empty_file(file: Path) -> None:
    file.unlink()
    file.touch()


def replaced_by_another_database(file: Path) -> None:
    other = file.with_name("new.db")
    Store.open(url(other)).close()
    other.replace(file)


def without_its_folder(file: Path) -> None:
    file.parent.rename(file.parent.with_name("gone"))


GONE = [deleted, moved_away, without_its_log, replaced_by_an_empty_file, replaced_by_another_database, without_its_folder]


@pytest.mark.parametrize("happens", GONE)
def test_what_would_be_written_into_a_file_that_is_gone_is_refused(file: Path, happens: Callable[[Path], None]) -> None:
    with Store.open(url(file)) as store:
        assert Inbox(store).receive([item("a")], AT) == [True]
        happens(file)
        for key in ("b", "c"):
            with fails("gone"):
                Inbox(store).receive([item(key)], AT)
        with fails("gone"):
            store.check()
        with fails("gone"), store.turn("c") as turn:
            turn.commit(Record(AT, {}, []))
        assert store.failing.error
        assert store.failing.error.code == "gone"


@pytest.mark.parametrize("happens", GONE)
def test_it_is_seen_in_the_middle_of_a_transaction(file: Path, happens: Callable[[Path], None]) -> None:
    with Store.open(url(file)) as store, fails("gone"), store.turn("c") as turn:
        happens(file)
        turn.commit(Record(AT, {}, []))


def test_no_new_file_is_begun_where_the_old_one_was(file: Path) -> None:
    with Store.open(url(file)) as store:
        Inbox(store).receive([item("a")], AT)
        file.unlink()
        store.engine.dispose()
        for _ in range(2):
            with fails("gone"):
                Inbox(store).receive([item("b")], AT)
            with fails("gone"):
                store.conversations()
        assert not file.exists()


def test_with_the_same_file_back_it_goes_on(file: Path) -> None:
    away = file.with_name("away.db")
    with Store.open(url(file)) as store:
        Inbox(store).receive([item("a")], AT)
        file.rename(away)
        with fails("gone"):
            Inbox(store).receive([item("b")], AT)
        away.rename(file)
        assert Inbox(store).receive([item("a"), item("b")], AT) == [False, True]
        assert store.failing.error is None
    with Store.open(url(file)) as store:
        assert Inbox(store).receive([item("a"), item("b")], AT) == [False, False]


def test_a_database_in_memory_has_no_file() -> None:
    with Store.open("sqlite://") as store:
        store.check()
        assert Inbox(store).receive([item("a")], AT) == [True]


# who cannot write


def test_a_failure_lasts_until_the_same_one_can_write_again(file: Path) -> None:
    alarms: list[str] = []
    with Store.open(url(file)) as store:
        store.failing.alarm = alarms.append
        for _ in range(3):
            with pytest.raises(StoreError), store.failing.noted("intake"):
                raise StoreError("full", "no space left")
        with store.failing.noted("worker"):
            pass
        assert store.failing.error
        Inbox(store).probe(AT)
        assert store.failing.error is None
        assert Inbox(store).depth(AT).waiting == 0
    assert alarms == ["store"]


def test_that_another_one_writes_for_a_moment_is_no_failure(file: Path) -> None:
    with Store.open(url(file)) as store:
        for error in (None, "locked"):
            with pytest.raises(StoreError), store.failing.noted("worker"):
                raise StoreError("locked", "another program writes")
            assert (store.failing.error.code if store.failing.error else None) == error
