"""Tokens as they stand in the database: encrypted where there is a key, in clear where there is none.

Several keys may be given: the first encrypts, all of them decrypt. So a key is changed by putting the new one in front.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.data_files import DataError

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

MARK = "fernet:"
"""How a token begins that is encrypted; Slack's own begin with `xo`."""


class Vault:
    """With the keys of PARTWELL_KEY, separated by commas; empty for none. Raises DataError for one that is no key."""

    def __init__(self, keys: str = "") -> None:
        self._first, self._all = _opened(keys)

    def closed(self, token: str | None) -> str | None:
        """A token as it is kept."""
        if self._all is None or not token or token.startswith(MARK):
            return token
        return MARK + self._all.encrypt(token.encode()).decode()

    def opened(self, kept: str | None) -> str | None:
        """The token. Raises DataError, which names neither the token nor a key."""
        if not kept or not kept.startswith(MARK):
            return kept
        if self._all is None:
            raise DataError("the tokens in the database are encrypted: set PARTWELL_KEY to the key that they were encrypted with")
        from cryptography.fernet import InvalidToken

        try:
            return self._all.decrypt(kept.removeprefix(MARK)).decode()
        except InvalidToken:
            raise DataError("the tokens in the database were encrypted with another key than those in PARTWELL_KEY") from None

    def renewed(self, kept: str | None) -> str | None:
        """As it is kept from now on: encrypted with the first key. Raises DataError."""
        token = self.opened(kept)
        return kept if self._first is None or not token or self._is_newest(str(kept)) else self.closed(token)

    def _is_newest(self, kept: str) -> bool:
        from cryptography.fernet import InvalidToken

        try:
            assert self._first
            self._first.decrypt(kept.removeprefix(MARK))
        except InvalidToken:
            return False
        return kept.startswith(MARK)


def _opened(keys: str) -> tuple[MultiFernet | None, MultiFernet | None]:
    """The first key, and all of them."""
    named = [key.strip() for key in keys.split(",") if key.strip()]
    if not named:
        return None, None
    from cryptography.fernet import Fernet, MultiFernet

    try:
        every = [Fernet(key) for key in named]
    except ValueError:
        raise DataError("PARTWELL_KEY holds something that is no key: 32 bytes, url-safe base64; see docs/operations.md") from None
    return MultiFernet(every[:1]), MultiFernet(every)
