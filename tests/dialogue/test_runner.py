"""The two runners are twins: in process, and `python -m rasa_sdk` on this machine's loopback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.data_files import DataError
from bot.dialogue.engine import ActionFailed
from bot.dialogue.runner import Remote
from bot.turn import Conversations
from tests.conftest import Talk

SECONDS = 40
TALK = ("I want out of Kustomer", "essentials", "what happens to my data?", "I'm stuck", "done", "/human", "receipt")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(port)]
    environment = {**os.environ, "SANIC_HOST": "127.0.0.1"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        address = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"{address}/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.2)
        yield f"{address}/webhook"
        child.terminate()


def test_an_action_server_gives_the_same_replies_and_state(shared_conversations: Conversations, server: str) -> None:
    here, there = Talk(shared_conversations), Talk(replace(shared_conversations, run=Remote(server)))
    for text in TALK:
        assert here.say(text).replies == there.say(text).replies, text
        assert here.tracker == there.tracker, text


def test_a_server_that_is_away_fails_the_action_and_the_customer_hears_of_it_with_a_reference(shared_conversations: Conversations) -> None:
    talk = Talk(replace(shared_conversations, run=Remote(f"http://127.0.0.1:{free_port()}/webhook")))
    outcome = talk.say("cancel listkit")
    assert "reference" in outcome.replies[-1].text
    with pytest.raises(ActionFailed):
        talk.conversations.run("action_decide", talk.tracker)


def test_an_address_that_is_no_http_address_is_refused() -> None:
    with pytest.raises(DataError, match="http"):
        Remote("file:///etc/passwd")


def test_a_token_that_was_put_there_by_mistake_is_not_repeated() -> None:
    with pytest.raises(DataError) as told:
        Remote("xoxb-1-swordfish")
    assert "swordfish" not in str(told.value)


@pytest.mark.parametrize(
    ("url", "warned"),
    [
        ("http://other-host:5055/webhook", True),
        ("http://10.0.0.7/webhook", True),
        ("http://me:swordfish@other-host/webhook", True),
        ("http://127.0.0.1.example.com/webhook", True),
        ("https://other-host/webhook", False),
        ("http://127.0.0.1:5055/webhook", False),
        ("http://127.8.0.1/webhook", False),
        ("http://[::1]:5055/webhook", False),
        ("http://localhost:5055/webhook", False),
    ],
)
def test_whoever_sends_customers_words_over_a_network_in_clear_is_told(url: str, warned: bool, caplog: pytest.LogCaptureFixture) -> None:
    Remote(url)
    assert ("unencrypted" in caplog.text) is warned
    assert "swordfish" not in caplog.text
