"""Replies: what the customer reads, neutral of any channel; made from bot events and the responses of a language.

The response files are in Rasa's format. In texts, `{name}` is a value; `{items:bullets}`, `{items:list}`, `{day:date}`
and `{days:count day|days}` say how a value is written in the language.
"""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
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
ONCE_MORE = "_once_more"
"""Ends the name of a text that is said instead where the other one stands on the screen already; quotes are at its disposal."""
PERSON = "button_person"
NOTHING: Mapping[str, Any] = {}
TO_A_PERSON = "/human"
MOMENTS = {"short": "d MMM", "moment": "d MMMM, HH:mm", "weekday": "EEEE d MMMM", "clock": "HH:mm", "time": "yyyy-MM-dd HH:mm:ss ZZZZZ"}
"""Ways of writing a moment, or a part of it."""
SENTENCES = ("texts", "contacts", "ways")
"""Values of a message that are lists of whole sentences."""
LISTS = frozenset(
    {"utter_answer", "utter_contacts", "utter_before_steps", "utter_before_contact", "utter_verify", "utter_after", "utter_kept_resume"}
    | {"utter_answer_ways"}
)
"""Messages that are nothing but sentences below a heading: of these, what stands in the same turn already is left out."""


ANSWERS = frozenset({"utter_answer", "utter_answer_ways"})
"""Messages that answer a question with facts: said a second time, in the document's own words, where those are others."""
WHOLE = ANSWERS | {"utter_ways_instead", "utter_contacts", "utter_before_steps", "utter_verify", "utter_after"}
"""Messages of which no sentence is left out that stands on the screen in another one: whoever asks is answered, and what is said before
the steps and after them is whole.
"""
NOTHING_MORE, NOTHING_ELSE = "utter_nothing_more", "utter_nothing_else"
POINTERS = frozenset(
    {"utter_still_step", "utter_still_all_steps", "utter_still_only_step", "utter_next_of_all", "utter_tell_date"}
    | {"utter_meanwhile_contact", "utter_meanwhile_steps"}
)
"""Messages that lead on from others: beside one, they are left out where they stand on the screen already."""


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
    """what a richer channel may show: `step`, `facts`, `why`, `offer`, `receipt`, `file`
    and how it is said: `verbatim`, `quiet`, `translated`"""


Condition = tuple[tuple[str, Any], ...]
"""Slots and the values that they have to hold."""
Texts = dict[str, dict[str, Any]]


@cache
def _variations(path: Path) -> dict[Condition, Texts]:
    """A file of texts by the conditions that they are said under, those without one first; read once: it is long."""
    found: dict[Condition, Texts] = {(): {}}
    for name, variations in read(path)["responses"].items():
        for each in variations:
            condition = tuple((slot["name"], slot["value"]) for slot in each.get("condition", ()))
            found.setdefault(condition, {})[name] = each
    return found


class Responses:
    """All texts of one language. A text that is missing is said in the language `beside` rather than not at all (N13)."""

    def __init__(self, language: str, folder: Path = FOLDER) -> None:
        self.language = language
        self.beside: Responses | None = None
        self.variations = _variations(folder / f"{language}.yml")
        self.texts = self.variations[()]
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

    def ways(self, name: str) -> list[str]:
        """All the ways in which a text is said, as they stand in the file."""
        return [str(texts[name]["text"]) for texts in self.variations.values() if name in texts]

    def where(self, slots: Mapping[str, Any]) -> Responses:
        """The texts as they are said where the slots are these: one with a condition that holds stands for the one without."""
        met = [
            texts
            for condition, texts in self.variations.items()
            if condition and all(slots.get(name) == value for name, value in condition)
        ]
        if not met:
            return self
        other = copy(self)
        other.texts = {name: next((texts[name] for texts in met if name in texts), text) for name, text in self.texts.items()}
        return other

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
        values = {key: value for key, value in said.items() if key not in OF_RASA}
        if name == "utter_receipt":
            return Reply(self.receipt(custom["receipt"]), (), name, custom)
        offered = [*(said.get("buttons") or []), *self._buttons(name)]
        shown = name
        if said.get("with_us"):
            offered = [each for each in offered if each["title"] != PERSON]
            shown = f"{name}{WITH_US}" if f"{name}{WITH_US}" in self else name
        if said.get("once_more") and f"{shown}{ONCE_MORE}" in self:
            shown, values = self._in_other_words(name, shown, values, custom)
        if values.get("quotes"):
            custom["verbatim"] = True
        buttons = tuple(Button(self._title(b["title"]), b["payload"]) for b in offered)
        return Reply(self.text(shown, **values), buttons, name, custom)

    def _in_other_words(self, name: str, shown: str, values: dict[str, Any], custom: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """What is said where a text stands on the screen already: facts in the document's own words, where those are others."""
        texts: list[str] = values.get("texts") or []
        facts = [fact["words"] for fact in custom.get("facts", []) if fact["language"] == self.language]
        quotes = [quote for quote in facts if quote not in texts]
        if name in ANSWERS and not quotes:
            return (NOTHING_ELSE, {"fact": texts[0]}) if len(texts) == 1 else (NOTHING_MORE, {})
        return f"{shown}{ONCE_MORE}", {"quotes": quotes, **values}

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

    def replies(self, events: Sequence[Event], slots: Mapping[str, Any] = NOTHING) -> list[Reply]:
        """The messages of a turn: nothing stands there twice, and the first one that translates says so, once a conversation."""
        found: list[Reply] = []
        told: set[str] = set()
        for event in events:
            if event["event"] == "bot":
                self._say(event, found, told)
        found = _one_person(found)
        noted: list[str] = slots.get("translated") or []
        for position in reversed(range(len(found))):
            languages = _translated(found[position]) - {self.language, *noted}
            if languages:
                language = min(languages)
                found[position] = _noted(found[position], language, self.text(f"translated_{language}"))
                break
        return found

    def _say(self, event: Event, found: list[Reply], told: set[str]) -> None:
        """Add a message to those before it, without the sentences that they told."""
        fresh, nothing_new = _fresh(event, told | {*(event["metadata"].get("on_screen") or ())})
        told |= _sentences(event)
        in_other_words = event["metadata"].get("once_more") and f"{event['metadata']['response']}{ONCE_MORE}" in self
        quiet = (nothing_new and not in_other_words) or (event["metadata"].get("custom") or {}).get("quiet")
        quiet = quiet or (event["metadata"].get("once_more") and event["metadata"]["response"] in POINTERS)
        reply = self.reply(event if nothing_new else fresh)
        if found and quiet:
            found[-1] = _with_buttons(found[-1], reply)
        elif reply in found and not reply.buttons:
            return  # a last safe day that is asked for, and comes with the steps too
        else:
            found.append(reply)

    def _buttons(self, name: str) -> list[dict[str, str]]:
        """The buttons that stand with a text."""
        texts = self.texts if name in self.texts or not self.beside else self.beside.texts
        buttons: list[dict[str, str]] = texts.get(name, {}).get("buttons", [])
        return buttons

    def _title(self, title: str) -> str:
        return self.text(title) if title.startswith("button_") else title


OF_RASA = {"text", "buttons", "elements", "custom", "template", "response", "image", "attachment", "with_us", "once_more", "on_screen"}


def _fresh(event: Event, told: set[str]) -> tuple[Event, bool]:
    """A message without the sentences that were told before it, and whether it has nothing else to say."""
    said = event["metadata"]
    if said["response"] not in LISTS:
        return event, False
    lists = {name: [text for text in said[name] if text not in told] for name in SENTENCES if said.get(name)}
    return {**event, "metadata": {**said, **lists}}, bool(lists) and not any(lists.values())


def sentences(event: Event) -> list[str]:
    """The sentences that a message lists."""
    return [text for name in SENTENCES for text in event["metadata"].get(name) or ()]


def _sentences(event: Event) -> set[str]:
    """The sentences that a message states."""
    said = event["metadata"]
    return {*(text for name in SENTENCES for text in said.get(name) or ()), *([said["fact"]] if said.get("fact") else [])}


def _with_buttons(reply: Reply, other: Reply) -> Reply:
    """A message with the facts and the buttons of another one that says nothing of its own."""
    have = {button.payload for button in reply.buttons}
    buttons = [*reply.buttons, *(button for button in other.buttons if button.payload not in have)]
    facts = [*reply.custom.get("facts", []), *other.custom.get("facts", [])]
    custom = {**other.custom, **reply.custom, **({"facts": facts} if facts else {})}
    return Reply(
        reply.text, tuple(sorted(buttons, key=lambda button: button.payload == TO_A_PERSON)), reply.response, {**custom, "quiet": False}
    )


def _one_person(found: list[Reply]) -> list[Reply]:
    """The replies with the way to a person in the last of them that has it: it is offered once."""
    having = [position for position, reply in enumerate(found) if any(button.payload == TO_A_PERSON for button in reply.buttons)]
    for position in having[:-1]:
        reply = found[position]
        found[position] = replace(reply, buttons=tuple(button for button in reply.buttons if button.payload != TO_A_PERSON))
    return found


def _translated(reply: Reply) -> set[str]:
    """The languages that a message puts into other words; quotes stand in their own."""
    return set() if reply.custom.get("verbatim") else {fact["language"] for fact in reply.custom.get("facts", [])}


def _noted(reply: Reply, language: str, note: str) -> Reply:
    return Reply(f"{reply.text}\n{note}", reply.buttons, reply.response, {**reply.custom, "translated": language})


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
        if kind in MOMENTS:
            return format_datetime(datetime.fromisoformat(value), MOMENTS[kind], locale=self._locale)
        match kind:
            case "bullets":
                return "\n".join(f"• {item}" for item in value)
            case "below":
                return "".join(f"\n{item}" for item in value)
            case "numbers":
                return "\n".join(f"{number}. {item}" for number, item in enumerate(value, 1))
            case "list":
                return format_list([str(item) for item in value], locale=self._locale) if value else ""
            case "or":
                return format_list([str(item) for item in value], style="or", locale=self._locale) if value else ""
            case "date":
                return format_date(date.fromisoformat(value), "full", locale=self._locale)
            case "aside":
                return "".join(f", “{item}”" for item in value)
            case "count":
                one, other = rest.split("|")
                return f"{value} {one if self._locale.plural_form(value) == 'one' else other}"
        return format(value, how)
