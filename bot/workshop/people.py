"""Who is at the workshop, as what, and what they may; sessions that end with the process."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.articles import Articles

ROLES = ("writer", "reviewer", "owner", "admin")
MAY: dict[str, frozenset[str]] = {
    "review": frozenset({"reviewer", "owner", "admin"}),
    "go_back": frozenset({"reviewer", "owner", "admin"}),
    "people": frozenset({"admin"}),
}
"""What not everybody may."""
LASTING = 12 * 3600.0
"""Seconds without a click after which somebody has to sign in again."""
TRIES = 10
"""Wrong keys in `TRIES_IN` seconds after which nobody is let in for as long."""
TRIES_IN = 60.0


@dataclass
class Session:
    """Somebody's browser. `name` is empty until they have said who they are."""

    name: str
    role: str
    language: str = "en"
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    seen: float = 0.0
    note: tuple[str, dict[str, str]] | None = None
    """what is said on top of the next page"""
    shown: dict[str, str] = field(default_factory=dict)
    """what only the next page shows: somebody's new key"""

    def may(self, what: str) -> bool:
        """Whether their role lets them."""
        return what not in MAY or self.role in MAY[what]


@dataclass
class Door:
    """Lets people in: by the key that was printed at the start, or by their own."""

    articles: Articles
    clock: Callable[[], datetime]
    key: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    """of whoever started the workshop"""
    monotonic: Callable[[], float] = time.monotonic
    _sessions: dict[str, Session] = field(default_factory=dict)
    _wrong: list[float] = field(default_factory=list)

    def sign_in(self, key: str) -> str | None:
        """A new session for a key; None for a wrong one, and for all while too many wrong ones are tried."""
        now = self.monotonic()
        self._wrong = [at for at in self._wrong if now - at < TRIES_IN]
        if len(self._wrong) >= TRIES or not key:
            return None
        if hmac.compare_digest(key.encode(), self.key.encode()):
            return self._begin(Session("", "admin"))
        if editor := self.articles.editor(key):
            return self._begin(Session(editor.name, editor.role))
        self._wrong.append(now)
        return None

    def _begin(self, session: Session) -> str:
        token = secrets.token_urlsafe(32)
        session.seen = self.monotonic()
        self._sessions[token] = session
        return token

    def session(self, token: str | None) -> Session | None:
        """Whose browser it is."""
        found = self._sessions.get(token or "")
        if found is None or self.monotonic() - found.seen > LASTING:
            self._sessions.pop(token or "", None)
            return None
        found.seen = self.monotonic()
        return found

    def is_known(self, session: Session) -> bool:
        """Whether they may still be here; their role is that of now."""
        editor = next((each for each in self.articles.editors() if each.name == session.name), None)
        if editor:
            session.role = editor.role
        return editor is not None

    def sign_out(self, token: str | None) -> None:
        """Ends a session."""
        self._sessions.pop(token or "", None)
