"""Replies: what the customer reads, neutral of any channel; made from bot events and the responses of a language.

The response files are in Rasa's format. In texts, `{name}` is a value; `{items:bullets}`, `{items:list}`, `{day:date}`
and `{days:count day|days}` say how a value is written in the language.
"""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.lists import format_list

from bot.data_files import DataError, read
from bot.dialogue.tracker import Event

FOLDER = Path(__file__).parent / "responses"
WITH_US = "_with_us"
"""Ends the name of a text that is said instead where our team has the case already: nobody is offered it then."""
PERSON = "button_person"


@dataclass(frozen=True)
class Button:
    """One thing to click; `payload` is what it says to the bot."""

    title: str
    payload: str


@dataclass(frozen=True)
class Reply:
    """One message to the customer."""

    text: str
    buttons: tuple[Button, ...] = ()
    response: str = ""
    custom: dict[str, Any] = field(default_factory=dict)
    """what a richer channel may show: `step`, `facts`, `why`, `offer`, `receipt`, `file`"""


@cache
def _texts(path: Path) -> dict[str, dict[str, Any]]:
    """A file of texts, read once: it is long."""
    return {name: variants[0] for name, variants in read(path)["responses"].items()}


class Responses:
    """All texts of one language. A text that is missing is said in the language `beside` rather than not at all (N13)."""

    def __init__(self, language: str, folder: Path = FOLDER) -> None:
        self.language = language
        self.beside: Responses | None = None
        self.texts = _texts(folder / f"{language}.yml")
        self._writer = Writer(language)

    def __contains__(self, name: object) -> bool:
        return name in self.texts

    def names(self) -> set[str]:
        """The names of all responses."""
        return set(self.texts)

    def raw(self, name: str) -> str:
        """A text as it stands in the file."""
        if name in self.texts:
            return str(self.texts[name]["text"])
        if self.beside and name in self.beside:
            return self.beside.raw(name)
        raise DataError(f"no response «{name}» in {self.language}")

    def without(self, prefix: str) -> Responses:
        """The same, with all texts missing whose names begin so."""
        fewer = copy(self)
        fewer.texts = {name: text for name, text in self.texts.items() if not name.startswith(prefix)}
        return fewer

    def text(self, response: str, /, **values: Any) -> str:
        """A text with its values. Raises DataError for a response that does not exist or lacks a value."""
        text = self.raw(response)
        if "{" not in text:  # most titles: nothing to write
            return text.strip()
        try:
            return self._writer.format(text, values).strip()
        except KeyError as missing:
            raise DataError(f"{response}: no value for {missing}") from missing

    def reply(self, event: Event) -> Reply:
        """The message of a bot event."""
        said = event["metadata"]
        name, custom = said["response"], dict(said.get("custom") or {})
        values = {key: value for key, value in said.items() if key not in _OF_RASA}
        if name == "utter_receipt":
            return Reply(self.receipt(custom["receipt"]), (), name, custom)
        offered = [*(said.get("buttons") or []), *self._buttons(name)]
        shown = name
        if said.get("with_us"):
            offered = [each for each in offered if each["title"] != PERSON]
            shown = f"{name}{WITH_US}" if f"{name}{WITH_US}" in self else name
        buttons = tuple(Button(self._title(b["title"]), b["payload"]) for b in offered)
        return Reply(self.text(shown, **values), buttons, name, custom)

    def receipt(self, document: dict[str, Any]) -> str:
        """A receipt document as text: the same document gives the same bytes."""
        lines = [self.text("receipt_head", **document)]
        lines += [self.text("receipt_product", **document)] if document["name"] else []
        lines.append(self.text("receipt_words", **document))
        reach = [entry["words"] for entry in document.get("reach") or []]
        lines += [self.text("receipt_reach", words=reach)] if reach else []
        lines.append(self.text(f"receipt_outcome_{document['outcome']}"))
        lines += [self.text(f"receipt_house_{document['house_rule']}")] if document.get("house_rule") else []
        lines += [self.text("receipt_given", **document)] if document["given"] else []
        lines += [self.text("receipt_reason", words=document["reason"]["words"])] if (document["reason"] or {}).get("words") else []
        if document["offer"]:
            lines.append(self.text(f"receipt_offer_{document['offer']['answer'] or 'open'}"))
        lines += [self.text(f"receipt_effective_{document['effective']}")] if document["effective"] else []
        lines += [self.text("receipt_revision", **document)] if document["revision"] else []
        lines.append(self.text("receipt_foot"))
        return "\n".join(lines)

    def replies(self, events: Sequence[Event]) -> list[Reply]:
        """The messages of a turn, a note on translated facts behind the last of them that states one."""
        found = _once([self.reply(event) for event in events if event["event"] == "bot"])
        for position in reversed(range(len(found))):
            languages = {fact["language"] for fact in found[position].custom.get("facts", [])} - {self.language}
            if languages:
                note = self.text(f"translated_{min(languages)}")
                found[position] = _noted(found[position], note)
                break
        return found

    def _buttons(self, name: str) -> list[dict[str, str]]:
        """The buttons that stand with a text."""
        texts = self.texts if name in self.texts or not self.beside else self.beside.texts
        buttons: list[dict[str, str]] = texts.get(name, {}).get("buttons", [])
        return buttons

    def _title(self, title: str) -> str:
        return self.text(title) if title.startswith("button_") else title


_OF_RASA = {"text", "buttons", "elements", "custom", "template", "response", "image", "attachment"}


def _once(replies: Sequence[Reply]) -> list[Reply]:
    """Without what stands in the same turn already: a last safe day that is asked for, and comes with the steps too."""
    return [reply for at, reply in enumerate(replies) if reply.buttons or reply not in replies[:at]]


def _noted(reply: Reply, note: str) -> Reply:
    return Reply(f"{reply.text}\n{note}", reply.buttons, reply.response, {**reply.custom, "translated": True})


@lru_cache(maxsize=4096)
def _parts(text: str) -> list[tuple[str, str | None, str | None, str | None]]:
    """Words and values in turn, as `str.format` takes a text apart."""
    return list(string.Formatter().parse(text))


class Writer:
    """Writes values as a language does."""

    def __init__(self, language: str) -> None:
        self._locale = Locale.parse(language)

    def format(self, text: str, values: Mapping[str, Any]) -> str:
        """A text with its values. Raises KeyError for one that is missing."""
        return "".join(words if name is None else words + self.written(values[name], how or "") for words, name, how, _ in _parts(text))

    def written(self, value: Any, how: str) -> str:
        """One value. Unknown ways of writing raise ValueError, as Python's own do."""
        kind, _, rest = how.partition(" ")
        match kind:
            case "bullets":
                return "\n".join(f"• {item}" for item in value)
            case "numbers":
                return "\n".join(f"{number}. {item}" for number, item in enumerate(value, 1))
            case "list":
                return format_list([str(item) for item in value], locale=self._locale) if value else ""
            case "or":
                return format_list([str(item) for item in value], style="or", locale=self._locale) if value else ""
            case "date":
                return format_date(date.fromisoformat(value), "full", locale=self._locale)
            case "moment":
                return format_datetime(datetime.fromisoformat(value), "d MMMM, HH:mm", locale=self._locale)
            case "time":
                return format_datetime(datetime.fromisoformat(value), "yyyy-MM-dd HH:mm:ss ZZZZZ", locale=self._locale)
            case "count":
                one, other = rest.split("|")
                return f"{value} {one if self._locale.plural_form(value) == 'one' else other}"
        return format(value, how)
