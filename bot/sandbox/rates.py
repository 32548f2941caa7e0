"""How much Slack takes at a time.

Source: https://docs.slack.dev/apis/web-api/rate-limits: about one message a second and channel, short bursts allowed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from bot.sandbox.errors import ratelimited

POSTING = {"chat.postMessage", "chat.postEphemeral"}
READING = {"conversations.history", "conversations.replies"}
BURST = 4.0
HISTORY_SECONDS = 60


@dataclass
class Rates:
    """What was used already. Both limits can be switched off."""

    posts: bool = True
    history: bool = False
    """once a minute, as for apps outside the marketplace"""
    buckets: dict[str, tuple[float, float]] = field(default_factory=dict)
    """by team and channel: (posts that may still come at once, when that was so)"""
    read: dict[str, float] = field(default_factory=dict)

    def check(self, method: str, team: str, channel: str, now: float) -> None:
        """Raises `ratelimited` for what comes too soon."""
        if self.posts and method in POSTING:
            self._pour(f"{team}/{channel}", now)
        if self.history and method in READING:
            self._once(f"{team}/{method}", now)

    def _pour(self, key: str, now: float) -> None:
        left, at = self.buckets.get(key, (BURST, now))
        left = min(BURST, left + now - at)
        if left < 1:
            self.buckets[key] = (left, now)
            raise ratelimited(math.ceil(1 - left))
        self.buckets[key] = (left - 1, now)

    def _once(self, key: str, now: float) -> None:
        since = now - self.read.get(key, -math.inf)
        if since < HISTORY_SECONDS:
            raise ratelimited(math.ceil(HISTORY_SECONDS - since))
        self.read[key] = now
