"""Cases on a terminal: the desk as lines of text, and what `partwell desk` lists for agents and operators."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.cases.desk import Desk, Relayed, Trackers
from bot.delivery.items import Item
from bot.delivery.unsent import Unsent
from bot.delivery.work import Work
from bot.dialogue.replies import Reply, Responses
from bot.dialogue.tracker import Tracker
from bot.harmless import line
from bot.store.tables import Handoff
from knowledge.library import Library

PLAIN = {"rules", "status", "assignee", "since", "claimed", "ended", "outcome", "note"}
"""What the desk knows of a handoff, beside its brief."""


@dataclass(frozen=True)
class Console(Desk):
    """The desk where everything is a line: what agents see goes to `agents`, what the customer reads to `customer`.

    A line is written once the work is committed: what did not happen was never seen.
    """

    trackers: Trackers
    responses: Mapping[str, Responses]
    library: Library
    agents: Callable[[str], object]
    customer: Callable[[str], object]
    language: str = "en"
    minutes: int = 15

    def publish(self, work: Work, handoff: Handoff) -> None:
        """The case in one line."""
        said = listed(handoff, {})
        work.then.append(lambda: self.agents(said))

    def relay(self, item: Item, work: Work, handoff: Handoff, words: str) -> Relayed:
        """The customer's words and the names of their files, behind the name of their case."""
        files = [line(str(file.get("name") or file.get("id"))) for file in item.data.get("files") or []]
        said = " ".join([f"{handoff.case_id}>", line(words), *(f"[{name}]" for name in files)])
        work.then.append(lambda: self.agents(said))
        return Relayed(words, files)

    def clicked(self, _item: Item, work: Work, handoff: Handoff, title: str) -> None:
        """The title of it."""
        work.then.append(lambda: self.agents(f"{handoff.case_id}> [{line(title)}]"))

    def remind(self, work: Work, handoff: Handoff, _key: str, what: str) -> None:
        """In a word."""
        work.then.append(lambda: self.agents(f"{handoff.case_id}: {what}"))

    def deliver(self, work: Work, _handoff: Handoff, _key: str, replies: Sequence[Reply], _after: Tracker) -> None:
        """What the bot says, as in a chat."""
        for reply in replies:
            work.then.append(lambda said=reply.text: self.customer(said))  # type: ignore[misc]

    def look(self, work: Work, handoff: Handoff) -> None:
        """Who reads the terminal has seen it."""


def listed(handoff: Handoff, unposted: Mapping[str, str]) -> str:
    """One handoff in one line. `unposted`: by case, why its card is not in the agents' channel."""
    brief = in_lines(handoff.brief)
    about = f"{brief['case']}  {brief['handed_off'][:16]}  {brief['language']}  {brief['name'] or '-'}  {', '.join(handoff.rules)}"
    why = f"  (card not posted: {unposted[handoff.case_id]})" if handoff.case_id in unposted else ""
    return f"{about}  {state(handoff)}{why}"


def unposted(rows: Iterable[Unsent]) -> dict[str, str]:
    """By case, why its card is not in the agents' channel."""
    cards = (row for row in rows if row.key.startswith("card/") and row.method == "chat.postMessage" and row.at_desk)
    return {row.key.split("/")[1]: row.error or "waits" for row in cards}


def state(handoff: Handoff) -> str:
    """Its status, who has it, and how it ended."""
    return ", ".join(part for part in (handoff.status, handoff.assignee, handoff.outcome) if part)


def data(handoff: Handoff, unposted: Mapping[str, str]) -> dict[str, Any]:
    """All of a handoff, for programs. `unposted` is why its card is not in the agents' channel, None when it is."""
    return {**handoff.brief, **handoff.model_dump(mode="json", include=PLAIN), "unposted": unposted.get(handoff.case_id)}


def in_lines(value: Any) -> Any:
    """A brief with every text in one line: what a customer wrote never looks like a line of ours."""
    match value:
        case str():
            return line(value)
        case list():
            return [in_lines(each) for each in value]
        case dict():
            return {name: in_lines(each) for name, each in value.items()}
    return value


def shown(handoff: Handoff, responses: Responses, unposted: Mapping[str, str]) -> Iterator[str]:
    """All of a handoff, line by line."""
    brief = in_lines(handoff.brief)
    yield f"Case: {brief['case']}"
    yield f"State: {state(handoff)}"
    if handoff.case_id in unposted:
        yield f"Its card is not in the agents' channel: {unposted[handoff.case_id]}"
    if handoff.note:
        yield f"Note: {line(handoff.note)}"
    yield f"Customer: {brief['who']} ({brief['language']})"
    yield f"Product: {brief['name'] or '-'}"
    for name, entry in brief["attributes"].items():
        words = f" (“{entry['words']}”)" if entry["words"] else ""
        yield f"  {name}: {entry['value']}, {entry['origin']}{words}"
    for name, entry in brief.get("account", {}).items():
        words = f" (“{entry['words']}”)" if entry["words"] else ""
        yield f"  {name}: {entry['value']}, said{words}"
    yield f"Why a person: {', '.join(handoff.rules)}"
    if brief["quote"]:
        yield f"  “{line(brief['quote'].get('words', brief['quote']['quote']))}” ({brief['quote']['document']})"
    if brief["reason"]:
        yield f"Reason: {brief['reason']['kind']} (“{brief['reason']['words']}”)"
    yield from (f"Reach the customer: {entry['words']}" for entry in brief.get("reach", []))
    if brief["contact"]:
        yield f"Contact of the article: {', '.join([brief['contact']['name'][responses.language], *brief['contact']['reach']])}"
    if brief["offer"]:
        yield f"Offered: {brief['offer']['id']}, {brief['offer']['answer'] or 'not answered'}"
    for deadline in brief["deadlines"]:
        yield f"Deadline: {deadline['id']}, last safe day {deadline['last_day'] or 'not known'}"
    yield f"First words: “{brief['first_words']}”"
    yield f"Last words: “{brief['last_words']}”"
    yield f"Suggested next step: {responses.text(brief['next_step'])}"
