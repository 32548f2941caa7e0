"""OAuth's tokens and states in the database."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from slack_sdk.oauth.installation_store import Installation
from sqlalchemy import text

from bot.channels.slack.oauth import installations
from bot.channels.slack.oauth.installations import opened
from bot.channels.slack.oauth.vault import MARK, Vault
from bot.data_files import DataError
from bot.store.store import Store

ONE, TWO = (base64.urlsafe_b64encode(bytes([number]) * 32).decode() for number in (1, 2))
TOKEN = "xoxe.xoxb-" + "1" * 170
MINE: dict[str, Any] = {"enterprise_id": None, "team_id": "T1"}
TABLES = ("slack_bots", "slack_installations")


def stored(store: Store) -> list[str]:
    with store.engine.connect() as connection:
        return [str(row[0]) for name in TABLES for row in connection.execute(text(f"SELECT bot_token FROM {name}"))]


async def test_tokens_in_clear_are_taken_over_by_a_key_and_by_the_next_one(store: Store) -> None:
    plain, _ = opened(store, "1.2")
    await plain.async_save(Installation(app_id="A1", team_id="T1", user_id="U1", bot_token=TOKEN, bot_id="B1", bot_user_id="U2"))
    assert stored(store) == [TOKEN, TOKEN]
    for keys in (ONE, f"{TWO}, {ONE}", TWO):
        kept, _ = opened(store, "1.2", keys)
        assert all(each.startswith(MARK) for each in stored(store))
        found = await kept.async_find_bot(**MINE)
        assert found
        assert (found.bot_token, kept.tokens()) == (TOKEN, {"T1": TOKEN})
        await kept.async_save_bot(found)
        assert not any("xoxe" in each for each in stored(store))
    for wrong, why in ((ONE, "another key"), ("", "set PARTWELL_KEY")):
        with pytest.raises(DataError, match=why):
            opened(store, "1.2", wrong)


@pytest.mark.parametrize("keys", ["x", "é", ONE[:-2], f"{ONE},secret"], ids=["short", "not ASCII", "cut off", "the second"])
def test_what_is_no_key_is_said_without_repeating_it(keys: str) -> None:
    with pytest.raises(DataError) as error:
        Vault(keys)
    assert keys not in str(error.value).split()
    assert ONE not in str(error.value)


async def test_a_state_is_good_once_and_none_stays(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def rows() -> int:
        with store.engine.connect() as connection:
            return int(connection.execute(text("SELECT count(*) FROM slack_oauth_states")).scalar() or 0)

    _, states = opened(store, "1.2")
    state = await states.async_issue()
    assert [await states.async_consume(state), await states.async_consume(state), rows()] == [True, False, 0]
    for odd in ("", "x", "\0" * 36, "-" * 36, None):
        assert not await states.async_consume(odd)  # type: ignore[arg-type]
    states._kept.expiration_seconds = -1
    assert not await states.async_consume(await states.async_issue())
    states._kept.expiration_seconds = 600
    monkeypatch.setattr(installations, "MOST_STATES", 3)
    for _ in range(9):
        await states.async_issue()
    assert rows() <= 4
