"""The command line as people and scripts use it: the real program in a process of its own."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CACHE

SECONDS = 60


class Shell:
    """Runs `partwell` with data of its own."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.environment = {**os.environ, "PARTWELL_DATA": str(self.data), "PARTWELL_CACHE": str(CACHE.resolve())}
        self.environment.pop("PARTWELL_DATABASE", None)
        self.environment.pop("PYTHONDONTWRITEBYTECODE", None)
        self.environment["PYTHONPYCACHEPREFIX"] = str(CACHE.resolve() / "bytecode")

    def run(self, *words: str, text: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot", *words],
            input=text,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            env={**self.environment, **environment},
            check=False,
        )

    def script(self, folder: Path, conversations: list[dict[str, Any]]) -> list[dict[str, Any]]:
        path = folder / "script.yml"
        path.write_text(json.dumps(conversations, ensure_ascii=False), encoding="utf-8")
        done = self.run("chat", "--script", str(path), "--json")
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_a_chat_from_a_pipe_answers_and_ends_with_the_input(shell: Shell) -> None:
    done = shell.run("chat", text="cancel octopus crm\n")
    assert done.returncode == 0
    assert "Step 1 of 5" in done.stdout
    assert "you>" not in done.stdout
    assert done.stderr == ""


def test_a_button_is_chosen_by_its_number(shell: Shell) -> None:
    done = shell.run("chat", text="cancel kustomer\n1\n")
    assert "Customer Success Manager" in done.stdout


def test_a_restart_in_the_middle_goes_on_where_it_was(shell: Shell) -> None:
    shell.run("chat", text="cancel octopus crm\ndone\ndone\n")
    done = shell.run("chat", text="done\n")
    assert "Step 3 of 5" in done.stdout.split("Step 4 of 5")[0]
    assert "Step 4 of 5" in done.stdout


def test_coming_back_again_and_again_shows_what_is_open_and_uses_up_nothing(shell: Shell) -> None:
    shell.run("chat", text="cancel kustomer\n")
    for _ in range(4):
        assert "depends on your account" in shell.run("chat").stdout
    assert "Customer Success Manager" in shell.run("chat", text="1\n").stdout


def test_the_language_can_be_chosen_and_is_kept(shell: Shell) -> None:
    assert "assistente automatico" in shell.run("chat", "--language", "it", text="Kustomer\n").stdout


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_ends_it_without_a_word_of_python(shell: Shell) -> None:
    command = [sys.executable, "-m", "bot", "chat"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=shell.environment
    ) as child:
        assert child.stdin
        assert child.stdout
        child.stdin.write("hello\n")
        child.stdin.flush()
        child.stdout.readline()
        time.sleep(0.2)
        child.send_signal(signal.SIGINT)
        _, errors = child.communicate(timeout=SECONDS)
    assert child.returncode == 130
    assert "Traceback" not in errors


def test_a_script_prints_one_json_line_a_turn_with_all_that_came_of_it(shell: Shell, tmp_path: Path) -> None:
    lines = shell.script(
        tmp_path,
        [
            {"id": "premium", "language": "en", "turns": ["I want out of Kustomer", "premium"]},
            {"id": "pausa", "language": None, "turns": ["voglio disdire ListKit", "costa troppo", "asdfgh"]},
        ],
    )
    assert [(line["conversation"], line["turn"]) for line in lines] == [
        ("premium", 1),
        ("premium", 2),
        ("pausa", 1),
        ("pausa", 2),
        ("pausa", 3),
    ]
    first, second, third, fourth, last = lines
    assert set(first) == {"conversation", "turn", "user", "replies", "understanding", "acts", "case", "offer", "handoff"}
    assert [line["acts"] for line in lines[:2]] == [["product=kustomer", "cancel"], []]
    assert set(first["understanding"]) == {"intent", "confidence", "commands"}
    assert first["case"] == {"product": "kustomer", "attributes": {}, "path": None, "status": "deciding"}
    assert first["handoff"] is None
    assert {"title": "Premium", "payload": '/inform{"plan": "premium"}'} in first["replies"][-1]["buttons"]
    assert second["case"] == {"product": "kustomer", "attributes": {"plan": "premium"}, "path": "premium", "status": "handed_off"}
    assert second["handoff"]["reason"] == "premium"
    assert second["handoff"]["contact"] == "your Kustomer Customer Success Manager"
    assert second["handoff"]["brief"]["attributes"]["plan"]["origin"] == "said"
    assert third["case"]["product"] == "listkit"
    assert fourth["offer"] == {"kind": "pause"}
    assert last["case"]["status"] == "stepping"


def test_each_conversation_of_a_script_has_a_fresh_store(shell: Shell, tmp_path: Path) -> None:
    same = {"id": "same", "language": "en", "turns": ["where were we?"]}
    lines = shell.script(tmp_path, [{"id": "same", "language": "en", "turns": ["cancel octopus"]}, same])
    assert lines[1]["case"]["product"] is None
    assert not shell.data.exists()


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("- id: [", "script.yml"),
        ("just words", "a list of conversations is needed"),
        ("- id: a\n  language: fr\n  turns: []", "language"),
        ("- turns: [hello]", "`id`"),
        ("- id: a\n  turns: hello", "turns"),
    ],
)
def test_a_broken_script_is_named_with_its_fault(shell: Shell, tmp_path: Path, written: str, message: str) -> None:
    path = tmp_path / "script.yml"
    path.write_text(written, encoding="utf-8")
    done = shell.run("chat", "--script", str(path))
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_script_that_is_not_there_is_named(shell: Shell) -> None:
    done = shell.run("chat", "--script", "nowhere.yml")
    assert done.returncode == 1
    assert "nowhere.yml" in done.stderr


def test_messages_become_understandings_line_by_line(shell: Shell) -> None:
    done = shell.run("understand", text="cancel ListKit please\nvoglio parlare con una persona\n\n")
    first, second, third = (json.loads(line) for line in done.stdout.splitlines())
    assert {"language", "intent", "confidence", "ranked", "entities", "commands"} <= set(first)
    assert (first["language"], first["intent"], second["language"], second["intent"]) == ("en", "cancel", "it", "human")
    assert {"entity": "product", "value": "listkit", "start": 7, "end": 14} in first["entities"]
    assert [act["act"] for act in first["acts"]] == ["product=listkit", "cancel"]
    assert {"command": "start flow", "flow": "cancel"} in first["commands"]
    assert third["confidence"] == 0.0


def test_json_lines_are_read_too_and_a_line_that_is_none_is_refused_by_its_number(shell: Shell) -> None:
    done = shell.run("understand", "--json", text='{"text": "ciao", "language": "it"}\nnonsense\n')
    assert json.loads(done.stdout.splitlines()[0])["intent"] == "greet"
    assert done.returncode == 2
    assert "line 2" in done.stderr


def test_handoffs_are_listed_and_shown_and_a_receipt_has_the_same_bytes_each_time(shell: Shell) -> None:
    shell.run("chat", text="we are on premium, cancel kustomer\n")
    listed = shell.run("desk")
    case = listed.stdout.split()[0]
    assert "premium" in listed.stdout
    shown = shell.run("desk", case)
    assert "Why a person: premium" in shown.stdout
    assert "State: waiting" in shown.stdout
    assert "plan: premium, said" in shown.stdout
    assert "How to Cancel Kustomer" in shown.stdout
    assert "Suggested next step" in shown.stdout
    assert json.loads(shell.run("desk", case, "--json").stdout)["rule"] == "premium"
    receipts = {shell.run("receipt", case).stdout for _ in range(3)}
    assert len(receipts) == 1
    assert case in receipts.pop()


def test_a_report_shows_the_same_figures_as_a_table_as_json_and_for_a_spreadsheet(shell: Shell) -> None:
    shell.run("chat", text="we are on premium, cancel kustomer\n")
    everybody, kustomer = (json.loads(line) for line in shell.run("report", "--by", "product", "--json").stdout.splitlines())
    assert (everybody["group"], kustomer["group"]) == (None, "kustomer")
    assert everybody["figures"]["handed_off"] == 1
    assert everybody["tallies"]["rules"] == {"premium": 1}
    assert "handed_off                1   cases that came to the desk" in shell.run("report").stdout
    rows = list(csv.DictReader(shell.run("report", "--csv").stdout.splitlines()))
    assert {row["figure"]: row["value"] for row in rows if not row["kind"]} == {
        name: "" if value is None else str(value) for name, value in everybody["figures"].items()
    }
    assert json.loads(shell.run("report", "--since", "2999-01-01", "--json").stdout)["figures"]["cases"] == 0


def test_a_report_that_is_asked_for_wrongly_says_how(shell: Shell) -> None:
    for wrong in (("--since", "yesterday"), ("--by", "mood"), ("--json", "--csv")):
        done = shell.run("report", *wrong)
        assert done.returncode == 2
        assert done.stderr
        assert done.stdout == ""


def test_a_case_that_does_not_exist_is_said_so(shell: Shell) -> None:
    for command in ("desk", "receipt"):
        done = shell.run(command, "PW-NOWHERE")
        assert done.returncode == 1
        assert "PW-NOWHERE" in done.stderr
        assert done.stdout == ""


@pytest.mark.parametrize("command", [("chat",), ("desk",), ("receipt", "PW-X")])
def test_a_database_that_cannot_be_used_is_a_message_and_no_traceback(shell: Shell, tmp_path: Path, command: tuple[str, ...]) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"this is no database at all, whatever its name says" * 100)
    for url, message in (("nonsense", "address"), (f"sqlite:///{broken}", "damaged"), (f"sqlite:///{tmp_path}", "database")):
        done = shell.run(*command, "--database", url, text="hello\n")
        assert done.returncode == 1, done.stdout
        assert message in done.stderr
        assert "Traceback" not in done.stderr


def test_a_password_in_the_address_is_never_printed(shell: Shell) -> None:
    done = shell.run("desk", "--database", "postgresql://me:s3cr3t@127.0.0.1:9/nothing")
    assert done.returncode == 1
    assert "s3cr3t" not in done.stderr + done.stdout


def test_a_folder_of_articles_is_checked_and_its_faults_are_counted(shell: Shell, tmp_path: Path) -> None:
    assert shell.run("knowledge", "check").returncode == 0
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "bad.yml").write_text("product: Bad Name\n", encoding="utf-8")
    done = shell.run("knowledge", "check", str(tmp_path))
    assert done.returncode == 1
    assert "bad.yml:1" in done.stdout
    assert "Traceback" not in done.stderr


def test_articles_that_cannot_be_built_stop_the_chat_with_file_and_line(shell: Shell, tmp_path: Path) -> None:
    done = shell.run("chat", PARTWELL_KNOWLEDGE=str(tmp_path), text="hello\n")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "command", ["", "chat", "understand", "desk", "receipt", "train", "knowledge", "knowledge check", "knowledge schema"]
)
def test_every_command_explains_itself(shell: Shell, command: str) -> None:
    done = shell.run(*command.split(), "--help")
    assert done.returncode == 0
    assert "Usage" in done.stdout


def test_a_wrong_option_is_refused_with_exit_code_two(shell: Shell) -> None:
    assert shell.run("chat", "--nonsense").returncode == 2
    assert shell.run("chat", "--language", "fr").returncode == 2
