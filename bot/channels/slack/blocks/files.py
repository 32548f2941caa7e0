"""The files of a turn: the last safe day for the customer's own calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.channels.reminder import calendar_file, file_name
from bot.dialogue.replies import Reply, Responses
from knowledge.library import Library


def files(replies: Sequence[Reply], responses: Responses, library: Library, now: datetime) -> list[dict[str, Any]]:
    """The payloads of `files.upload` of one turn, without their channel. `content` is text (iCalendar)."""
    wanted = [reply.custom["file"] for reply in replies if "file" in reply.custom]
    return [
        {
            "filename": file_name(file),
            "title": responses.text("slack_calendar_title", day=file["day"]),
            "content": calendar_file(file, responses.language, library, now).decode(),
            "initial_comment": responses.text("slack_calendar"),
        }
        for file in wanted
    ]
