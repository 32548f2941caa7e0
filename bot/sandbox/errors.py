"""What Slack answers when it refuses."""

from __future__ import annotations

from typing import Any


class SlackError(Exception):
    """A refusal, as `{"ok": false, "error": code, **details}`."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code, self.details = code, details

    def answer(self) -> dict[str, Any]:
        """The answer's body."""
        return {"ok": False, "error": self.code, **self.details}


def invalid(code: str, *messages: str) -> SlackError:
    """A refusal that says where the fault is, as Slack does in `response_metadata`."""
    return SlackError(code, response_metadata={"messages": [f"[ERROR] {message}" for message in messages]})


def ratelimited(seconds: int) -> SlackError:
    """Too much at once; the server makes it a 429 with `Retry-After` in whole seconds."""
    return SlackError("ratelimited", retry_after=max(1, seconds))
