"""`partwell run` and `partwell demo` as people start them: in processes of their own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.cli import serving
from bot.settings import Settings
from tests.channels.slack.conftest import Slack, texts
from tests.conftest import CACHE

SECONDS = 60.0


@asynccontextmanager
async def started(folder: Path, *words: str, until: str, **settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A command of `partwell`, once it has said `until`; at the end it is stopped, if it still runs."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PARTWELL_")}
    environment |= {"PARTWELL_CACHE": str(CACHE), "PARTWELL_DATA": str(folder / "data"), "PYTHONUNBUFFERED": "1", **settings}
    out = asyncio.subprocess.PIPE
    command = [sys.executable, "-m", "bot", *words]
    process = await asyncio.create_subprocess_exec(*command, stdout=out, stderr=asyncio.subprocess.STDOUT, env=environment)
    try:
        process.said = await asyncio.wait_for(_until(process, until), SECONDS)  # type: ignore[attr-defined]
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            await asyncio.wait_for(process.communicate(), SECONDS)


async def _until(process: asyncio.subprocess.Process, words: str) -> str:
    assert process.stdout
    said = ""
    while words not in said:
        line = (await process.stdout.readline()).decode()
        assert line, said
        said += line
    return said


def keys(slack: Slack) -> dict[str, str]:
    """The settings with which the bot finds the sandbox."""
    sandbox = slack.sandbox
    return {
        "PARTWELL_SLACK_BOT_TOKEN": sandbox.bot_token,
        "PARTWELL_SLACK_APP_TOKEN": sandbox.app_token,
        "PARTWELL_SLACK_URL": sandbox.api_url,
    }


async def test_04_killed_and_started_again_it_answers_everything_once(slack: Slack, tmp_path: Path) -> None:
    async with started(tmp_path, "run", "--port", "0", until="running;", **keys(slack)) as first:
        assert "Step 1 of 5" in texts(await slack.ask("cancel octopus crm"))
        slack.sandbox.faults.slow("chat.postMessage", 300, times=1)
        await slack.sandbox.say("done")
        await slack.sandbox.courier.quiet()
        first.send_signal(signal.SIGKILL)
        await first.wait()
    slack.sandbox.faults.clear()
    async with started(tmp_path, "run", "--port", "0", until="running;", **keys(slack)) as second:
        assert "Step 2 of 5" in texts((await slack.said(2))[-1])
        assert "Step 3 of 5" in texts(await slack.ask("done"))
        second.send_signal(signal.SIGTERM)
        output, _ = await asyncio.wait_for(second.communicate(), SECONDS)
        assert second.returncode == 0
        assert "Traceback" not in output.decode()
    assert len(slack.sandbox.said()) == 3


async def test_several_processes_work_on_one_postgresql(slack: Slack, tmp_path: Path, postgres_url: str) -> None:
    words = ("run", "--port", "0", "--workers", "2", "--database", postgres_url)
    async with started(tmp_path, *words, until="running;", **keys(slack)) as process:
        for number, text in enumerate(["cancel octopus crm", "done", "done"], 1):
            assert f"Step {number} of 5" in texts(await slack.ask(text))
        await asyncio.wait_for(_until(process, "running;"), SECONDS)  # the second one too
        assert "Step 4 of 5" in texts(await slack.ask("done"))
        process.send_signal(signal.SIGINT)
        await asyncio.wait_for(process.communicate(), SECONDS)
        assert process.returncode == 0
    assert len(slack.sandbox.said()) == 4


async def test_the_demo_needs_no_account_and_says_where_it_is(tmp_path: Path) -> None:
    async with started(tmp_path, "demo", "--port", "0", "--no-browser", until="http://") as process, aiohttp.ClientSession() as http:
        url = process.said.split("http://")[1].split()[0]  # type: ignore[attr-defined]
        async with http.get(f"http://{url}/") as page:
            assert page.status == 200
        state = {"user": "U0CUSTOMER"}
        async with http.get(f"http://{url}/sandbox/state", params=state) as answer:
            direct = next(channel["id"] for channel in (await answer.json())["channels"] if channel["is_im"])
        await http.post(f"http://{url}/sandbox/say", json={**state, "channel": direct, "text": "cancel octopus crm"})
        found: Any = None
        async with asyncio.timeout(SECONDS):
            while not found:
                async with http.get(f"http://{url}/sandbox/inspect", params={**state, "channel": direct}) as answer:
                    found = await answer.json()
        assert found["understanding"]["intent"] == "cancel"
        assert found["stack"][-1] == {"flow": "walk", "step": "show"}
        assert found["facts"][0]["document"] == "Steps to Cancel Your Octopus CRM Subscription"
        assert found["case"].startswith("PW-")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("changes", "http", "workers", "missing"),
    [
        ({}, False, 1, ["PARTWELL_SLACK_BOT_TOKEN", "PARTWELL_SLACK_APP_TOKEN"]),
        ({"slack_bot_token": "xoxb-1"}, True, 1, ["PARTWELL_SLACK_SIGNING_SECRET"]),
        ({"slack_bot_token": "xoxb-1", "slack_app_token": "xapp-1"}, False, 2, ["SQLite"]),
        ({"slack_client_id": "1.2", "slack_client_secret": "x", "slack_signing_secret": "y"}, True, 1, []),
        ({"slack_bot_token": "xoxb-1", "slack_app_token": "xapp-1", "database": "postgresql://x"}, False, 2, []),
    ],
)
def test_what_keeps_it_from_running_is_said_before_anything_begins(
    changes: dict[str, Any], http: bool, workers: int, missing: list[str]
) -> None:
    found = list(serving.missing(Settings(_env_file=None, **changes), http=http, workers=workers))
    assert [line.split()[0] for line in found] == missing


async def test_run_without_tokens_says_what_is_missing(tmp_path: Path) -> None:
    async with started(tmp_path, "run", until="PARTWELL_SLACK_BOT_TOKEN") as process:
        assert await process.wait() == 2


async def test_a_token_that_slack_refuses_is_a_message_and_no_traceback(slack: Slack, tmp_path: Path) -> None:
    wrong = {**keys(slack), "PARTWELL_SLACK_APP_TOKEN": "xapp-1-guessed"}
    async with started(tmp_path, "run", "--port", "0", until="partwell: Slack says", **wrong) as process:
        assert await process.wait() == 1
        assert "Traceback" not in process.said  # type: ignore[attr-defined]
        assert "guessed" not in process.said  # type: ignore[attr-defined]


async def test_the_doctor_exits_with_one_when_something_is_broken(tmp_path: Path) -> None:
    async with started(tmp_path, "doctor", until="PARTWELL_SLACK_APP_TOKEN") as process:
        await process.communicate()
        assert process.returncode == 1


OAUTH = {
    "PARTWELL_SLACK_CLIENT_ID": "1.2",
    "PARTWELL_SLACK_CLIENT_SECRET": "swordfish-client",
    "PARTWELL_SLACK_SIGNING_SECRET": "swordfish-sign",
}
NO_SLACK = {"PARTWELL_SLACK_URL": "http://127.0.0.1:1/api/"}


@pytest.mark.parametrize("command", ["run --http --port 0", "doctor"])
async def test_a_key_that_is_none_is_a_sentence(tmp_path: Path, command: str) -> None:
    settings = {**OAUTH, **NO_SLACK, "PARTWELL_KEY": "swordfish-key"}
    async with started(tmp_path, *command.split(), until="PARTWELL_KEY holds something that is no key", **settings) as process:
        rest, _ = await asyncio.wait_for(process.communicate(), SECONDS)
        assert process.returncode == 1
    said = process.said + rest.decode()  # type: ignore[attr-defined]
    assert "Traceback" not in said
    assert "swordfish" not in said


async def test_without_a_key_the_doctor_says_that_tokens_stand_in_clear(tmp_path: Path) -> None:
    async with started(tmp_path, "doctor", until="token key: is not set", **OAUTH, **NO_SLACK) as process:
        await asyncio.wait_for(process.communicate(), SECONDS)


MISPLACED = [
    ("doctor", {"RETENTION_DAYS": "xoxb-swordfish"}),
    ("doctor --json", {"LOG": "xoxb-swordfish"}),
    ("doctor", {"DATABASE": "xoxb-swordfish"}),
    ("doctor --json", {"DATABASE": "postgresql://me:swordfish@127.0.0.1:1/d"}),
    ("export U1", {"DATABASE": "postgresql://me:swordfish%40@127.0.0.1:1/d"}),
    ("run --port 0", {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "KNOWLEDGE": "xoxb-swordfish"}),
    ("chat", {"ACTION_SERVER": "xoxb-swordfish"}),
    ("doctor", {"SLACK_BOT_TOKEN": "xapp-swordfish", "SLACK_APP_TOKEN": "xoxb-swordfish"}),
    ("doctor", {"SLACK_BOT_TOKEN": "xoxb-swordfish\nx", "SLACK_APP_TOKEN": "xapp-swordfish\nx"}),
    ("run --port 0", {"SLACK_BOT_TOKEN": "xoxb-swordfish\nx", "SLACK_APP_TOKEN": "xapp-swordfish\nx"}),
]


@pytest.mark.parametrize(("command", "settings"), MISPLACED)
async def test_a_secret_in_the_wrong_place_is_repeated_nowhere(tmp_path: Path, command: str, settings: dict[str, str]) -> None:
    named = {**NO_SLACK, **{f"PARTWELL_{name}": value for name, value in settings.items()}}
    async with started(tmp_path, *command.split(), until="", **named) as process:
        rest, _ = await asyncio.wait_for(process.communicate(), SECONDS)
    assert process.returncode in {1, 2}
    logged = "".join(path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.log"))  # noqa: ASYNC240
    assert "swordfish" not in rest.decode() + logged
    assert "Traceback" not in rest.decode()
