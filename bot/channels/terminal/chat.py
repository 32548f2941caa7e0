"""`partwell chat`: a customer at a keyboard. Buttons are numbers; a conversation goes on where it was left."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.dialogue.replies import Reply
from bot.dialogue.tracker import Tracker
from bot.harmless import harmless
from bot.store.file import make_folder
from bot.turn import Conversations, Outcome, Turn

WHERE_WERE_WE = "/current_step"
PROMPT = {"en": "you> ", "it": "tu> "}
HINT = {
    "en": "Type a message, or the number of a button. Ctrl-D or “bye” leaves; what was said stays.",
    "it": "Scrivi un messaggio, o il numero di un pulsante. Con Ctrl-D o “ciao” esci; quello che è stato detto resta.",
}
SAVED = {"en": "saved to {path}", "it": "salvato in {path}"}


class Terminal:
    """One customer's conversation on a terminal."""

    def __init__(self, conversations: Conversations, conversation: str, language: str | None, reminders: Path) -> None:
        from rich.console import Console

        self._conversations, self._conversation = conversations, conversation
        self._language, self._reminders = language, reminders
        self._console = Console(highlight=False, soft_wrap=True)
        self._watched = sys.stdin.isatty()

    def run(self, read: Callable[[str], str] = input) -> None:
        """Until the customer leaves."""
        self._welcome()
        while True:
            try:
                text = read(PROMPT[self._spoken()] if self._watched else "")
            except EOFError:
                break
            outcome = self._say(text)
            if outcome.reading.says("bye") and outcome.reading.exact:
                break
        if self._watched:
            self._console.print()

    def _spoken(self) -> str:
        return self._language or self._conversations.default_language

    def _welcome(self) -> None:
        """Where we were, when a case is open."""
        if self._watched:
            self._console.print(HINT[self._spoken()], style="dim")
        if self._open().stack:
            self._say(WHERE_WERE_WE)

    def _open(self) -> Tracker:
        assert self._conversations.store
        with self._conversations.store.turn(self._conversation) as unit:
            return self._conversations.tracker(self._conversation, unit.state)

    def _say(self, text: str) -> Outcome:
        now = datetime.now().astimezone()
        outcome = self._conversations.handle(Turn(self._conversation, text, now, self._language))
        self._language = outcome.slots["language"] or self._language
        number = 1
        for reply in outcome.replies:
            number = self._show(reply, number)
        return outcome

    def _show(self, reply: Reply, number: int) -> int:
        """Print a reply; the number of its first button goes in, that of the next reply's comes out."""
        self._console.print(printable(reply.text), markup=False)
        if reply.buttons:
            titles = [f"[{at}] {button.title}" for at, button in enumerate(reply.buttons, number)]
            self._console.print("  " + "  ".join(titles), style="cyan", markup=False)
        if "file" in reply.custom:
            self._save(reply.custom["file"])
        self._console.print()
        return number + len(reply.buttons)

    def _save(self, wanted: dict[str, Any]) -> None:
        from bot.channels.reminder import calendar_file, file_name

        path = self._reminders / file_name(wanted)
        try:
            make_folder(path.parent)
            path.write_bytes(calendar_file(wanted, self._spoken(), self._conversations.policy.library, datetime.now().astimezone()))
        except OSError as error:
            self._console.print(f"({error})", style="dim", markup=False)
            return
        self._console.print(SAVED[self._spoken()].format(path=path), style="dim", markup=False)


def printable(text: str) -> str:
    """Without unseen characters: a customer's words never steer a terminal."""
    return harmless(text)
