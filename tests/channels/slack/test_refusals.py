"""What Slack's refusals mean, and how long it asks to wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.channels.slack.transport.refusals import CODES, KINDS, LEAST, MOST, Kind, asked_to_wait, code_of, kind_of, retry_after

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def refused(data: object, status: int = 200, **headers: str) -> SlackApiError:
    """As slack_sdk raises it."""
    response = AsyncSlackResponse(
        client=AsyncWebClient(), http_verb="POST", api_url="", req_args={}, data=data, headers=headers, status_code=status  # type: ignore[arg-type]
    )  # fmt: skip
    return SlackApiError("no", response)  # type: ignore[no-untyped-call]


def test_every_code_is_of_one_kind() -> None:
    assert len(KINDS) == sum(len(codes) for codes in CODES.values())


@pytest.mark.parametrize(
    ("code", "method", "kind"),
    [
        ("invalid_auth", "chat.postMessage", Kind.BARRED),
        ("is_archived", "chat.postMessage", Kind.CLOSED),
        ("invalid_blocks", "chat.update", Kind.FORM),
        ("message_not_found", "chat.update", Kind.GONE),
        ("message_not_found", "chat.postMessage", Kind.FINAL),
        ("not_found", "views.update", Kind.GONE),
        ("ratelimited", "chat.postMessage", Kind.RATE),
        ("internal_error", "chat.postMessage", Kind.DOUBT),
        ("a_code_of_next_year", "chat.postMessage", Kind.UNKNOWN),
    ],
)
def test_a_code_says_what_is_to_be_done(code: str, method: str, kind: Kind) -> None:
    assert kind_of(refused({"ok": False, "error": code}), method) is kind


@pytest.mark.parametrize("data", [{}, None, [], "ok", {"error": None}, {"error": 7}, {"error": ["a"]}, {"error": {"code": "x"}}])
def test_a_refusal_that_says_nothing_leaves_us_in_doubt(data: object) -> None:
    assert (code_of(refused(data)), kind_of(refused(data))) == (None, Kind.DOUBT)


def test_the_status_counts_whatever_the_body_says() -> None:
    assert kind_of(refused({}, 429)) is Kind.RATE
    assert kind_of(refused({"error": "no_text"}, 503)) is Kind.DOUBT


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("30", 30.0),
        (" 2.5 ", 2.5),
        ("0", LEAST),
        ("-5", LEAST),
        ("inf", MOST),
        ("1" * 400, MOST),
        ("nan", None),
        ("", None),
        ("soon", None),
        (format_datetime(NOW + timedelta(seconds=40), usegmt=True), 40.0),
        (format_datetime(NOW - timedelta(days=40), usegmt=True), LEAST),
        ("Sun, 22 Nov 9999 10:00:00 GMT", MOST),
        ("Sun, 99 Nov 2026 10:00:00 GMT", None),
    ],
)
def test_slack_asks_to_wait(said: str, seconds: float | None) -> None:
    assert retry_after(said, None, NOW) == seconds


def test_a_date_counts_from_the_date_of_the_answer() -> None:
    dates = {"retry-after": "Sun, 22 Nov 2026 12:00:20 GMT", "date": "Sun, 22 Nov 2026 12:00:00 GMT"}
    assert asked_to_wait(refused({}, 503, **dates), NOW) == 20.0


@given(st.text(), st.none() | st.text())
def test_whatever_is_asked_it_is_within_bounds(said: str, date: str | None) -> None:
    seconds = retry_after(said, date, NOW)
    assert seconds is None or LEAST <= seconds <= MOST
