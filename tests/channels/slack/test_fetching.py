"""Copies of files: the token goes to Slack alone."""

from __future__ import annotations

import pytest

from bot.channels.slack.transport.fetching import is_slacks

API = "https://slack.com/api/"


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("https://files.slack.com/files-pri/T1-F1/x.pdf", True),
        ("https://slack.com/x", True),
        ("http://files.slack.com/x", False),
        ("https://files.slack.com.evil.example/x", False),
        ("https://evil.example/files.slack.com", False),
        ("https://notslack.com/x", False),
        ("https://files.slack.com:8443/x", False),
        ("https://user@evil.example/x", False),
        ("file:///etc/passwd", False),
        ("https://[", False),
        ("https://files.slack.com:99999/x", False),
        ("https://u:p@files.slack.com/x", False),
        ("", False),
    ],
)
def test_a_file_is_fetched_from_slack_alone(address: str, *, known: bool) -> None:
    assert is_slacks(address, API) is known
