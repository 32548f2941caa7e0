"""What `partwell retry` and `partwell drop` share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.errors import fail, told
from bot.cli.options import say, settings_of

if TYPE_CHECKING:
    from bot.store.store import Store


Keys = Annotated[list[str] | None, typer.Argument(help="Keys, as `partwell outbox` shows them.")]
Everything = Annotated[bool, typer.Option("--all", help="All that was put aside.")]


def decide(
    act: Callable[[Store, list[str] | None, datetime], int], said: str, keys: list[str] | None, database: str | None, *, everything: bool
) -> None:
    """Does it to the messages with these keys, or to all."""
    from bot import bootstrap

    if bool(keys) == everything:
        raise typer.BadParameter("name keys, or say --all")
    with told(), bootstrap.store(settings_of(database)) as kept:
        number = act(kept, None if everything else keys, datetime.now(UTC))
        if not number:
            fail("nothing there that could be; `partwell outbox` lists what is")
        say(f"{said}: {number}")
