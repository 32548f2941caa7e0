"""What Slack's answer means when it is not yes: each error code of the Web API methods that we call, by what is to be done about it. Pure.

The codes are those of https://docs.slack.dev/reference/methods. One that stands nowhere here is waited out: Slack adds codes,
and an answer that is thrown away because of a word that we do not know is gone for ever.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse


class Kind(Enum):
    """What is to be done about a refusal."""

    BARRED = "wait until a person has let the app in"
    RATE = "wait as long as Slack says"
    DOUBT = "look whether Slack has it, then try again"
    CLOSED = "go elsewhere, or wait until it can be written to"
    FORM = "send it as plain text"
    GONE = "nothing is left to do"
    FINAL = "put it aside"
    UNKNOWN = "wait, and try again"


CODES: dict[Kind, frozenset[str]] = {
    Kind.BARRED: frozenset({
        "access_denied", "accesslimited", "account_inactive", "app_not_installed", "bad_client_secret", "cannot_auth_user",
        "ekm_access_denied", "enterprise_is_restricted", "invalid_auth", "invalid_client_id", "invalid_refresh_token", "missing_scope",
        "no_permission", "not_allowed_token_type", "not_authed", "org_login_required", "team_access_not_granted", "team_not_found",
        "token_expired", "token_revoked", "two_factor_setup_required",
    }),
    Kind.RATE: frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"}),
    Kind.DOUBT: frozenset({
        "fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org", "update_failed",
    }),
    Kind.CLOSED: frozenset({
        "cannot_dm_bot", "cannot_reply_to_message", "channel_is_archived", "channel_not_found", "channel_type_not_supported",
        "external_channel_migrating", "invalid_channel", "is_archived", "messages_tab_disabled",
        "method_not_supported_for_channel_type", "not_in_channel", "posting_to_channel_denied", "restricted_action",
        "restricted_action_non_threadable_channel", "restricted_action_read_only_channel", "restricted_action_thread_locked",
        "restricted_action_thread_only_channel", "thread_not_found", "user_disabled", "user_not_found", "user_not_in_channel",
        "user_not_visible",
    }),
    Kind.FORM: frozenset({
        "attachment_payload_limit_exceeded", "block_mismatch", "invalid_attachments", "invalid_blocks", "invalid_blocks_format",
        "msg_blocks_too_long", "msg_too_long", "too_many_attachments",
    }),
    Kind.GONE: frozenset({"already_reacted", "message_not_found", "no_reaction", "not_found"}),
    Kind.FINAL: frozenset({
        "as_user_not_supported", "blocked_file_type", "cannot_update_message", "cant_broadcast_message", "cant_delete_message",
        "cant_update_message", "compliance_exports_prevent_deletion", "deprecated_endpoint", "duplicate_channel_not_found",
        "duplicate_external_id", "duplicate_message_not_found", "edit_window_closed", "exchanged_trigger_id", "expired_trigger_id",
        "file_not_found", "file_share_limit_reached", "file_update_failed", "file_upload_size_restricted",
        "file_uploads_disabled", "file_uploads_except_images_disabled", "hash_conflict", "invalid_arg_name", "invalid_arguments",
        "invalid_array_arg", "invalid_charset", "invalid_cursor", "invalid_form_data", "invalid_json", "invalid_metadata_format",
        "invalid_metadata_schema", "invalid_post_type", "invalid_trigger_id", "invalid_ts_latest", "invalid_ts_oldest",
        "invalid_user_combination", "json_not_object", "malware_detected", "markdown_text_conflict", "metadata_must_be_sent_from_app",
        "metadata_too_large", "method_deprecated", "method_not_supported", "missing_argument", "missing_post_type", "no_text",
        "not_enabled", "not_enough_users", "push_limit_reached", "slack_connect_blocked_file_type",
        "slack_connect_canvas_sharing_blocked", "slack_connect_clip_sharing_blocked", "slack_connect_file_link_sharing_blocked",
        "slack_connect_file_sharing_blocked", "slack_connect_file_upload_sharing_blocked", "slack_connect_lists_sharing_blocked",
        "storage_limit_reached", "too_many_contact_cards", "too_many_users", "trigger_exchanged", "unknown_method", "unknown_subtype",
        "upgrade_required", "users_list_not_supplied", "view_too_large",
    }),
}  # fmt: skip
KINDS: dict[str, Kind] = {code: kind for kind, codes in CODES.items() for code in codes}
GONE_WITH = {"message_not_found": ("chat.update", "chat.delete"), "not_found": ("views.update", "views.push")}
"""For other methods these two are no good news."""
LEAST, MOST = 0.5, 600.0
"""Seconds of a `Retry-After`: never less, never more."""


def kind_of(error: SlackApiError, method: str = "") -> Kind:
    """What is to be done about a refusal of this method."""
    status, said = status_of(error), code_of(error)
    if status == 429 or (said and KINDS.get(said) is Kind.RATE):
        return Kind.RATE
    if said is None or status >= 500:
        return Kind.DOUBT
    kind = KINDS.get(said, Kind.UNKNOWN)
    if kind is Kind.GONE and method not in GONE_WITH.get(said, (method,)):
        return Kind.FINAL
    return kind


def code_of(error: SlackApiError) -> str | None:
    """What Slack says is wrong; None when it did not come to say anything that can be understood."""
    response: Any = error.response
    data = response.data if isinstance(response, AsyncSlackResponse) else response if isinstance(response, dict) else None
    said = data.get("error") if isinstance(data, dict) else None
    return said[:80] if isinstance(said, str) and said else None


def status_of(error: SlackApiError) -> int:
    """The HTTP status. slack_sdk's error holds its own response, or aiohttp's when it could not read that."""
    response: Any = error.response
    return int(getattr(response, "status_code", 0) or getattr(response, "status", 0) or 0)


def asked_to_wait(error: SlackApiError, now: datetime) -> float | None:
    """Seconds that Slack asks to wait; None when it asks nothing, or nothing that can be read."""
    headers: Any = getattr(error.response, "headers", None)
    if not isinstance(headers, Mapping):
        return None
    said = {str(name).lower(): str(value) for name, value in headers.items()}
    return retry_after(said.get("retry-after"), said.get("date"), now)


def retry_after(said: str | None, date: str | None, now: datetime) -> float | None:
    """A `Retry-After`, seconds or an HTTP date, within bounds. A date counts from the answer's own `Date`, if it has one: clocks differ."""
    if said is None:
        return None
    seconds = _seconds(said)
    if seconds is None:
        until = _moment(said)
        seconds = (until - (_moment(date) or now)).total_seconds() if until else None
    return None if seconds is None else min(MOST, max(LEAST, seconds))


def _seconds(said: str) -> float | None:
    try:
        seconds = float(said)
    except ValueError:
        return None
    return None if math.isnan(seconds) else seconds


def _moment(said: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(said or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
