"""`partwell forget`, `export` and `purge`, on what `partwell chat` has kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.store.store import Record, Store
from tests.cli.test_command_line import Shell

PREMIUM = "we are on premium, cancel kustomer\nè troppo caro\n"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def kept(shell: Shell, *conversations: str, at: datetime | None = None) -> None:
    """A turn in each of these."""
    with Store.open(f"sqlite:///{shell.data}/partwell.db") as store:
        for conversation in conversations:
            with store.turn(conversation) as turn:
                turn.commit(Record(at or datetime.now(UTC), {"slots": {}}, [{"event": "user", "text": "half a pair: \ud800"}]))


def test_a_person_of_the_terminal_is_exported_and_forgotten(shell: Shell) -> None:
    shell.run("chat", "--as", "ada", text=PREMIUM)
    shell.run("chat", "--as", "bea", text="cancel octopus crm\n")
    exported = json.loads(shell.run("export", "ada").stdout)
    [conversation] = exported["conversations"]
    assert exported["user"] == conversation["conversation"] == "ada"
    assert {name: len(conversation[name]) for name in ("cases", "receipts", "handoffs")} == {"cases": 1, "receipts": 1, "handoffs": 1}
    said = [event["text"] for turn in conversation["turns"] for event in turn["events"] if event["event"] == "user"]
    assert said == PREMIUM.splitlines()

    done = shell.run("forget", "ada", "--yes")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("deleted: 1 conversation, ")
    assert "1 case, 1 receipt, 1 handoff" in done.stdout
    assert shell.run("desk").stdout == ""
    assert len(json.loads(shell.run("export", "bea").stdout)["conversations"]) == 1


def test_a_person_in_slack_is_found_by_their_id_wherever_they_wrote(shell: Shell) -> None:
    kept(shell, "T1/dm/-/U1", "T1/C1/1.5/U1", "T1/dm/-/U2")
    names = [each["conversation"] for each in json.loads(shell.run("export", "U1").stdout)["conversations"]]
    assert names == ["T1/C1/1.5/U1", "T1/dm/-/U1"]
    assert "2 conversations, 2 turns" in shell.run("forget", "U1", "--team", "T1", "--yes").stdout
    assert shell.run("export", "U2").returncode == 0


def test_nobody_is_deleted_whom_the_words_do_not_tell_apart(shell: Shell) -> None:
    kept(shell, "T1/dm/-/U1", "T2/dm/-/U1")
    for command in (("forget", "U1", "--yes"), ("export", "U1")):
        done = shell.run(*command)
        assert done.returncode == 2
        assert "T1, T2" in done.stderr
    assert shell.run("forget", "U1", "--team", "T2", "--yes").returncode == 0
    assert shell.run("export", "U1").returncode == 0


@pytest.mark.parametrize("words", [("forget", "U9", "--yes"), ("export", "U9"), ("export", "U1", "--team", "T9")])
def test_somebody_of_whom_nothing_is_kept_is_said_so(shell: Shell, words: tuple[str, ...]) -> None:
    kept(shell, "T1/dm/-/U1")
    done = shell.run(*words)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"nothing is kept of {words[1]}" in done.stderr


def test_without_anybody_to_ask_nothing_is_deleted(shell: Shell) -> None:
    kept(shell, "T1/dm/-/U1")
    done = shell.run("forget", "U1", text="y\n")
    assert done.returncode == 2
    assert "--yes" in done.stderr
    assert shell.run("export", "U1").returncode == 0


@pytest.mark.parametrize(("answer", "code"), [("n", 1), ("y", 0)])
def test_at_a_terminal_it_asks_first(shell: Shell, answer: str, code: int) -> None:
    """A terminal of its own, as a person has one."""
    import os
    import pty
    import subprocess
    import sys

    kept(shell, "T1/dm/-/U1")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "bot", "forget", "U1"]
    with subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=shell.environment) as process:
        os.write(ours, f"{answer}\n".encode())
        process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert process.returncode == code
    assert shell.run("export", "U1").returncode == 1 - code


def test_purging_deletes_what_was_quiet_for_longer_than_the_setting(shell: Shell) -> None:
    now = datetime.now(UTC)
    kept(shell, "old", at=now - timedelta(days=10))
    kept(shell, "young", at=now - timedelta(days=5))
    assert shell.run("purge").stdout.startswith("deleted: 0 conversations")
    assert shell.run("purge", PARTWELL_RETENTION_DAYS="7").stdout.startswith("deleted: 1 conversation, 1 turn")
    assert shell.run("export", "old").returncode == 1
    assert shell.run("export", "young").returncode == 0


def test_purging_many_wants_a_word(shell: Shell) -> None:
    for number in range(8):
        kept(shell, f"old{number}", at=datetime.now(UTC) - timedelta(days=100))
    refused = shell.run("purge")
    assert refused.returncode == 2
    assert "8 of 8 conversations" in refused.stderr
    assert shell.run("purge", "--all").stdout.startswith("deleted: 8 conversations")


def test_a_setting_that_would_delete_all_is_refused(shell: Shell) -> None:
    done = shell.run("purge", PARTWELL_RETENTION_DAYS="0")
    assert done.returncode == 2
    assert "PARTWELL_RETENTION_DAYS" in done.stderr


def test_what_no_file_can_hold_is_valid_json_still(shell: Shell) -> None:
    kept(shell, "T1/dm/-/U1")
    found: Any = json.loads(shell.run("export", "U1").stdout)
    assert found["conversations"][0]["turns"][0]["events"][0]["text"] == "half a pair: \ud800"
