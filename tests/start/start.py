"""`make start`: a stranger's first hour. A clean clone, an empty home, the runtime's pins alone: every command of the README starts.

It installs once, so the tests stand in the order of a first hour and run in one process.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import async_playwright, expect

from bot.sandbox.population import AGENT_GROUP, AGENTS
from bot.sandbox.server import Sandbox
from tests.delivery.until import until
from tests.sandbox.browser import PATIENCE, answered, answers, chromium, press
from tests.start.stranger import ROOT, Stranger, line_with

README = (ROOT / "README.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (`partwell [^|]*)\|", README, re.MULTILINE)
COMMANDS = sorted({command for row in ROWS for command in re.findall(r"`partwell ((?:knowledge )?[a-z]+)", row)})

pytestmark = pytest.mark.filterwarnings("default::ResourceWarning")


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Stranger:
    """Just after `git clone`."""
    folder, home = tmp_path_factory.mktemp("clone"), tmp_path_factory.mktemp("home")
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    return Stranger(folder, home)


@pytest.fixture(scope="session")
def installed(stranger: Stranger) -> Stranger:
    """After the installation that each `make` of the README begins with."""
    began = time.monotonic()
    done = stranger.run("make", ".venv/run.stamp")
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"Installing what Partwell needs .*once", done.stdout)
    assert re.search(r"\d+ of \d+ packages", done.stdout)
    print(f"\ninstalled in {time.monotonic() - began:.0f} s")  # noqa: T201
    return Stranger(stranger.folder, stranger.home, stranger.folder / ".venv" / "bin")


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(app="Partwell", rate_limits=False) as sandbox:
        yield sandbox


def settings(sandbox: Sandbox) -> dict[str, str]:
    """What `.env` holds of a Slack."""
    desk = {"PARTWELL_DESK_CHANNEL": AGENTS, "PARTWELL_DESK_AGENTS": AGENT_GROUP}
    tokens = {"PARTWELL_SLACK_BOT_TOKEN": sandbox.bot_token, "PARTWELL_SLACK_APP_TOKEN": sandbox.app_token}
    return {**tokens, **desk, "PARTWELL_SLACK_URL": sandbox.api_url}


# the two commands


async def test_make_demo_opens_a_page_on_which_a_case_is_clicked_to_its_first_step(installed: Stranger, tmp_path: Path) -> None:
    began, log = time.monotonic(), tmp_path / "log"
    with installed.running("make", "demo", "ARGS=--port 0 --no-browser", log=log) as process:
        url = re.findall(r"http://\S+", line_with("Partwell is at", log, process))[0]
        print(f"\nthe page is there after {time.monotonic() - began:.0f} s")  # noqa: T201
        assert time.monotonic() - began <= 15, "nothing is trained on first use"
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            page = await browser.new_page(locale="en-GB")
            page.set_default_timeout(PATIENCE)
            await page.goto(url)
            async with answered(page):
                await page.locator("#examples button").first.click()
            await press(page, "ListKit", "No thanks, show me the steps")
            await expect(answers(page).last).to_contain_text("Step 1")
            await browser.close()


def test_make_chat_answers(installed: Stranger) -> None:
    done = installed.run("make", "chat", text="cancel octopus crm\n")
    assert done.returncode == 0, done.stderr
    assert "Step 1 of 5" in done.stdout


# all the others


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(installed: Stranger, command: str) -> None:
    done = installed.run("partwell", *command.split(), "--help")
    assert done.returncode == 0, done.stderr
    assert "Usage" in done.stdout


def test_the_version_is_told(installed: Stranger) -> None:
    told = installed.run("partwell", "--version").stdout
    assert re.fullmatch(r"partwell \d+\.\d+\.\d+\n", told)


LINES = {
    "chat": (["--script", "talk.yml", "--json"], "", 0, '"user": "cancel listkit"'),
    "understand": (["--json"], '{"text": "cancel listkit"}\n', 0, '"value": "listkit"'),
    "manifest": ([], "", 0, '"display_information"'),
    "desk": ([], "", 0, ""),
    "unanswered": ([], "", 0, ""),
    "report": (["--by", "week"], "", 0, "cases that customers opened"),
    "receipt": (["PW-AAAAAAAAAA"], "", 1, "no receipt"),
    "export": (["nobody"], "", 1, "nothing is kept"),
    "forget": (["nobody", "--yes"], "", 1, "nothing is kept"),
    "purge": ([], "", 0, "deleted"),
    "outbox": ([], "", 0, "Everything is sent."),
    "retry": (["--all"], "", 1, "nothing there"),
    "drop": (["--all"], "", 1, "nothing there"),
    "verify": (["--product", "listkit", "--norm", "N4", "--most", "50"], "", 0, "no means no"),
    "knowledge check": ([], "", 0, "No problems."),
    "knowledge schema": ([], "", 0, '"properties"'),
    "knowledge import": (["page.md", "--json"], "", 0, "Click “Cancel plan”."),
    "knowledge revise": (["listkit", "page.md"], "", 0, "Read again"),
    "knowledge quote": (["listkit", "click on your initials"], "", 0, "initials"),
    "knowledge source": ([], "", 0, "as it was read"),
    "knowledge migrate": ([], "", 0, "Every article has the present form."),
    "doctor": ([], "", 1, "PARTWELL_SLACK_BOT_TOKEN"),
    "run": ([], "", 2, "PARTWELL_SLACK_BOT_TOKEN is not set"),
}
"""What each command is given, how it ends, and what it says; the others are tested by themselves."""
PAGE = "# Cancel your plan\n\n1. Open the “Billing” page.\n2. Click “Cancel plan”.\n"
BY_THEMSELVES = {"demo", "train", "workshop"}
"""`train` takes minutes and makes the model anew: `make train-check` does it."""


def test_every_command_of_the_readme_is_started_here() -> None:
    assert set(COMMANDS) == LINES.keys() | BY_THEMSELVES


@pytest.mark.parametrize("command", LINES)
def test_each_command_does_its_work(installed: Stranger, command: str, tmp_path: Path) -> None:
    words, text, code, says = LINES[command]
    (tmp_path / "talk.yml").write_text('[{"id": "leaving", "turns": ["cancel listkit"]}]', encoding="utf-8")
    (tmp_path / "page.md").write_text(PAGE, encoding="utf-8")
    done = installed.at(tmp_path).run("partwell", *command.split(), *words, text=text)
    assert done.returncode == code, done.stdout + done.stderr
    assert says in done.stdout + done.stderr


def test_make_workshop_lets_whoever_has_its_address_in(installed: Stranger, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with installed.running("make", "workshop", "ARGS=--port 0 --no-browser", log=log) as process:
        url = re.findall(r"http://\S+", line_with("The workshop is at", log, process))[0]
        assert b"Who are you?" in fetched(url, process)


def test_the_actions_run_on_their_own(installed: Stranger, tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "log"
    words = ("python", "-m", "rasa_sdk", "--actions", "actions", "--port", str(port))
    # killed: its server takes long to stop, and says so with tracebacks of its own
    with installed.running(*words, log=log, how=signal.SIGKILL, SANIC_HOST="127.0.0.1") as process:
        answer = fetched(f"http://127.0.0.1:{port}/health", process)
    assert json.loads(answer) == {"status": "ok"}


# in somebody's Slack


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of each kind."""
    return f"sqlite:///{tmp_path}/partwell.db" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


async def test_partwell_run_answers_in_a_slack(installed: Stranger, database: str, sandbox: Sandbox, tmp_path: Path) -> None:
    log, known = tmp_path / "log", settings(sandbox)
    examined = await asyncio.to_thread(installed.run, "partwell", "doctor", "--database", database, **known)
    assert examined.returncode == 0, examined.stdout
    with installed.running("partwell", "run", "--port", "0", "--database", database, log=log, **known):
        await until(lambda: sandbox.sockets.open, 60)
        await sandbox.say("cancel octopus crm")
        await until(lambda: any("Step 1 of 5" in json.dumps(message) for message in sandbox.said()), 60)


async def test_make_run_says_in_words_what_is_wrong_with_the_tokens(installed: Stranger, sandbox: Sandbox) -> None:
    wrong = {**settings(sandbox), "PARTWELL_SLACK_BOT_TOKEN": "xoxb-wrong", "PARTWELL_SLACK_APP_TOKEN": "xapp-wrong"}
    done = await asyncio.to_thread(installed.run, "make", "run", "ARGS=--port 0", **wrong)
    assert done.returncode != 0
    assert "invalid_auth; `partwell doctor` says how to mend it" in done.stderr


# in a container, and as a package


def test_what_the_image_holds_runs_with_what_it_installs(installed: Stranger, tmp_path: Path) -> None:
    """Everything of the Dockerfile but the container: its folders, its pins, its entry."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert "pip install --no-cache-dir --require-hashes --requirement requirements.txt" in text
    for name in re.findall(r"^COPY (\w+) \./\w+$", text, re.MULTILINE):
        shutil.copytree(installed.folder / name, tmp_path / name)
    entry = json.loads(re.findall(r"^ENTRYPOINT (.*)$", text, re.MULTILINE)[0])
    command = json.loads(re.findall(r"^CMD (.*)$", text, re.MULTILINE)[-1])
    alone = Stranger(tmp_path, installed.home, bare_environment(installed, tmp_path / "bare"))
    assert alone.run(*entry, "--version").returncode == 0
    assert alone.run("python", "-c", "import bot.operations.running").returncode == 0
    assert "PARTWELL_SLACK_BOT_TOKEN is not set" in alone.run(*entry, *command).stderr


def bare_environment(installed: Stranger, folder: Path) -> Path:
    """The installed packages without the clone beside them."""
    subprocess.run([str(installed.folder / ".venv/bin/python"), "-m", "venv", "--without-pip", str(folder)], check=True)
    library = Path("lib") / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    (folder / library / "pinned.pth").write_text(f"{installed.folder / '.venv' / library}\n", encoding="utf-8")
    return folder / "bin"


@pytest.fixture
def wheel(installed: Stranger, tmp_path: Path) -> Stranger:
    """Somebody who installed the package with its extra, and has nothing of the source."""
    uv = shutil.which("uv", path=Path(sys.executable).parent) or "uv"
    environment, elsewhere = tmp_path / "environment", tmp_path / "elsewhere"
    elsewhere.mkdir()
    source = shutil.copytree(installed.folder, tmp_path / "source", ignore=shutil.ignore_patterns(".venv"))
    subprocess.run([uv, "build", "--quiet", "--wheel", "--out-dir", str(tmp_path), str(source)], check=True)
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(environment)], check=True)
    [built] = tmp_path.glob("partwell-*.whl")
    pins = ["--constraint", str(installed.folder / "requirements.txt")]
    python = ["--python", str(environment / "bin" / "python")]
    subprocess.run([uv, "pip", "install", "--quiet", *python, *pins, f"{built}[postgres]"], check=True)
    return Stranger(elsewhere, installed.home, environment / "bin")


def test_the_wheel_has_all_it_needs(wheel: Stranger, postgres_url: str, tmp_path: Path) -> None:
    assert wheel.run("partwell", "--version").returncode == 0
    assert "Step 1 of 5" in wheel.run("partwell", "chat", "--database", postgres_url, text="cancel octopus crm\n").stdout
    assert wheel.run("partwell", "knowledge", "check").returncode == 0
    log = tmp_path / "log"
    with wheel.running("partwell", "demo", "--port", "0", "--no-browser", log=log) as process:
        url = re.findall(r"http://\S+", line_with("Partwell is at", log, process))[0]
        assert b"<title>Sandbox</title>" in fetched(url, process)  # the page itself tells whose, once it runs


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def fetched(url: str, process: Any, seconds: float = 60) -> bytes:
    """What stands at an address, once something does; like a browser, it keeps the cookies of a redirect."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            with browser.open(url, timeout=5) as answer:
                return bytes(answer.read())
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise AssertionError(f"nothing answers at {url}")
