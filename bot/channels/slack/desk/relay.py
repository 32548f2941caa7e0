"""What a customer writes while an agent has their case: it goes into the thread of its card.

Edits and deletions change the copy that was relayed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bot.cases import handoffs
from bot.cases.desk import Relayed
from bot.channels.slack import wording
from bot.channels.slack.blocks.richtext import parts, shortened
from bot.channels.slack.desk import rich
from bot.channels.slack.desk.card import card_key, message
from bot.channels.slack.desk.rich import Block
from bot.delivery.items import Item
from bot.delivery.work import Work
from bot.harmless import line
from bot.store.tables import Handoff

if TYPE_CHECKING:
    from bot.channels.slack.desk.desk import Desk

LONGEST_NAME = 200
LONGEST = 2900
"""Characters of one element; longer words are relayed in several."""
FORWARDED = 1200
"""… of each message that was forwarded."""
MOST = 5000
"""… of all of them: a message has no room for more."""


def relay(desk: Desk, item: Item, work: Work, handoff: Handoff, words: str) -> Relayed:
    """The customer's words into the card's thread, marked as theirs."""
    files = item.data.get("files") or []
    words = _seen(item, "shown", "text") if words == item.data.get("text") else words
    forwarded = item.data.get("forwarded") or []
    desk.note(work, handoff, copy_key(item.key), copy(desk, "relayed", words, files=files), *_forwarded(desk, forwarded))
    _copy_files(desk, item, work, handoff)
    names = [file_name(file) for file in files]
    said = wording.with_forwarded(item.data) if forwarded else words
    return Relayed(said, names)


def _copy_files(desk: Desk, item: Item, work: Work, handoff: Handoff) -> None:
    """The customer's files, where agents can open them: the customer's own they cannot."""
    for number, file in enumerate(item.data.get("files") or [], 1):
        if file.get("url_private"):
            name = file_name(file)
            payload = {"filename": f"{number}-{name[-LONGEST_NAME:]}", "title": name, "source": file["url_private"]}
            desk.post(work, handoff, f"file/{item.key}/{number}", payload, "files.upload", of=card_key(handoff))


def reworded(desk: Desk, item: Item, work: Work) -> bool:
    """A customer's edit (kind `edited`): the relayed copy changes. Whether there was one."""
    return _changed(desk, item, work, "reworded", copy(desk, "relayed", _seen(item, "shown", "text"), note="edited"))


def unsaid(desk: Desk, item: Item, work: Work) -> bool:
    """A customer's deletion (kind `deleted`): nothing of it stays legible in the copy. Whether there was one."""
    return _changed(desk, item, work, "unsaid", copy(desk, "relayed", "", note="deleted"))


def _seen(item: Item, shown: str, words: str) -> str:
    """A message as people should see it, where that is known."""
    return str(item.data.get(shown) or item.data[words])


def _changed(desk: Desk, item: Item, work: Work, event: str, shown: Block) -> bool:
    original = item.data["of"]
    handoff = handoffs.with_copy(work.connection, item.conversation, copy_key(original))
    if handoff is None:
        return False
    of = copy_key(original)
    desk.post(work, handoff, f"{of}/{item.key}", message(shown), "chat.update", of=of)
    kept: dict[str, Any] = {"event": event, "key": original, "timestamp": work.now.timestamp()}
    words = {"text": _seen(item, "shown", "text")} if event == "reworded" else {}
    desk.write(work, desk.tracker(work, handoff), [{**kept, **words}])
    return True


def copy(desk: Desk, label: str, words: str, note: str = "", files: Sequence[dict[str, Any]] = ()) -> Block:
    """A customer's message as agents read it: literal, with its files. `note` says that it was `edited`, or `deleted`."""
    texts = desk.texts
    remark = [rich.text(f" {texts.text(f'desk_relayed_{note}')}")] if note else []
    head = rich.line(rich.text(texts.text(f"desk_{label}"), bold=True), *remark)
    said = [_quote(part) for part in parts(shortened(words, MOST), LONGEST)] if words else []
    links = [rich.line(rich.text(f"{texts.text('desk_relayed_file')}: "), file_link(file)) for file in files]
    return rich.block(head, *said, *links)


def _quote(words: str) -> Block:
    """A customer's words; what they struck out stands struck out."""
    pieces = [(piece, is_struck) for piece, is_struck in wording.struck(words) if piece]
    return {"type": "rich_text_quote", "elements": [rich.text(piece, strike=True) if out else rich.text(piece) for piece, out in pieces]}


def _forwarded(desk: Desk, forwarded: Sequence[dict[str, Any]]) -> list[Block]:
    """What a customer forwarded: whose words, then the words."""
    blocks = []
    for each in forwarded:
        name = "desk_relayed_forwarded" if each["author"] else "desk_relayed_forwarded_unknown"
        head = rich.line(rich.text(desk.texts.text(name, author=line(each["author"])), bold=True))
        said = [_quote(part) for part in parts(shortened(each["shown"], FORWARDED), LONGEST)]
        files = [rich.line(rich.text(f"{desk.texts.text('desk_relayed_file')}: {line(file)}")) for file in each["files"]]
        blocks.append(rich.block(head, *said, *files))
    return blocks


def file_link(file: dict[str, Any]) -> Block:
    """A file that stays with Slack: who may see it there follows the link."""
    name = file_name(file)
    return {"type": "link", "url": file["permalink"], "text": name} if file.get("permalink") else rich.text(name)


def file_name(file: dict[str, Any]) -> str:
    """How a file is called."""
    return line(str(file.get("name") or file.get("id")))


def copy_key(item: str) -> str:
    """The key of a relayed message in the card's thread."""
    return f"relay/{item}"
