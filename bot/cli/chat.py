"""`partwell chat`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.errors import log_quietly, told
from bot.cli.options import Database, JsonOption, LanguageOption, say, settings_of
from bot.settings import Settings


def chat(
    database: Database = None,
    language: LanguageOption = None,
    name: Annotated[str, typer.Option("--as", help="Name of the conversation; the same name goes on where it was left.")] = "terminal",
    script: Annotated[Path | None, typer.Option("--script", help="Play the conversations of a YAML file, each in a fresh store.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Talk to Partwell in the terminal, or play conversations from a file."""
    settings = settings_of(database)
    with told(language or settings.language):
        if script:
            _play(settings, script, as_json=as_json)
        else:
            _talk(settings, name, language)


def _talk(settings: Settings, name: str, language: str | None) -> None:
    from bot import bootstrap
    from bot.channels.terminal.chat import Terminal

    log_quietly(settings.data / "partwell.log")
    conversations = bootstrap.conversations(settings, bootstrap.store(settings))
    Terminal(conversations, name, language, settings.data / "reminders").run()


def _play(settings: Settings, path: Path, *, as_json: bool) -> None:
    from bot import bootstrap
    from bot.channels.terminal import script as scripts
    from bot.channels.terminal.chat import printable

    wanted = scripts.read(path)
    knowledge = bootstrap.served(settings, remember=False).library
    conversations = bootstrap.conversations(settings, bootstrap.fresh_store(), knowledge)
    began = datetime.now().astimezone()
    for each in wanted:
        for number, (user, outcome) in enumerate(scripts.play(each, conversations, bootstrap.fresh_store, began), 1):
            if as_json:
                say(scripts.line(each, number, user, outcome))
                continue
            say(f"{each.id} {number}> {printable(user)}")
            for reply in outcome.replies:
                say(printable(reply.text) + "".join(f" [{button.title}]" for button in reply.buttons))
