"""What a message holds: the words to read, the same as people should see them, and what was forwarded with them.

Slack hands words on in its own markup (https://docs.slack.dev/messaging/formatting-message-text), and forwarded messages as
attachments with `is_share`. Two things come of it. `text` is what the customer said: a link's label, no signs of formatting,
nothing that was struck out. `shown` is what was written, for people: with addresses, struck words in `~`, files, forwarded words.

Pure. Each step looks at each character a bounded number of times, whatever is written: no pattern here runs over a sign that
could begin the same pattern again.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from bot.channels.slack.emoji import sign
from bot.harmless import line
from bot.understanding.signs import is_decoration

Data = dict[str, Any]

LONGEST = 12_000
"""Characters of a message that go into the inbox; understanding reads far fewer."""
_RAW = 3 * LONGEST
"""Characters that are looked at: markup takes room, `&` comes as `&amp;`."""
MOST_FORWARDED = 5
"""Forwarded messages of one message that are kept."""
DEEPEST = 8
"""Indents of a list; Slack has no more."""
LONGEST_FORWARDED = 4_000
EMPTY = frozenset({"", "This content can't be displayed.", "This message contains interactive elements."})
"""What Slack writes into `text` when only the blocks say something."""

_HELD = 0xF0000
"""From here on, characters that stand for the code, links, names and emoji of a text while its marks are read. No script uses them."""
_HOLDS = re.compile("[\U000f0000-\U000fffff]")
_CODE = re.compile(r"```(?P<block>(?:[^`]|`(?!``))*)```|`(?P<code>[^`\n]+)`")
_LINK = re.compile(r"<(?P<address>[a-zA-Z][a-zA-Z+.-]*:[^|<>]*)(?:\|(?P<label>[^<>]*))?>")
_NAME = re.compile(r"<(?P<kind>[@#!])(?P<id>[^|<>]*)(?:\|(?P<label>[^<>]*))?>")
_TOKEN = re.compile(r"<[^<>]*>")
_EMOJI = re.compile(r"(?<!\w):(?P<name>[\w+'-]+):(?::skin-tone-\d:)*")
_STRUCK = re.compile(r"(?<![\w~])~(?=[^\s~])[^~\n]*(?<=\S)~(?![\w~])")
_BOLD = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]*)(?<=\S)\*(?![\w*])")
_ITALIC = re.compile(r"(?<!\w)_(?=[^\s_])([^_\n]*)(?<=\S)_(?!\w)")


def of_message(message: Data, app: str | None = None) -> Data:
    """`text`, `shown`, `forwarded` and `mentions` of a message. `app` is the bot's own id: calling it says nothing."""
    written = _written(message)
    said = read(written, app)
    return {
        "text": "" if is_decoration(said) else said,
        "shown": shown(written, app),
        "forwarded": [_forwarded(each) for each in islice(_shared(message), MOST_FORWARDED)],
        "mentions": mentions(written, app),
    }


def read(written: str, app: str | None = None) -> str:
    """What a customer says with it."""
    text, held = _held(written, app, _as_read)
    text = _STRUCK.sub(" ", _ITALIC.sub(r"\1", _BOLD.sub(r"\1", text)))
    return html.unescape(text).translate(held).strip()[:LONGEST]


def shown(written: str, app: str | None = None) -> str:
    """What was written, as people read it: nothing is left out."""
    text, held = _held(written, app, _as_shown)
    return html.unescape(text).translate(held).strip()[:LONGEST]


def mentions(written: str, app: str | None = None) -> list[str]:
    """The ids of the people whom it calls, without the app."""
    found = (token["id"] for token in _NAME.finditer(written[:_RAW]) if token["kind"] == "@")
    return [user for user in dict.fromkeys(found) if user != app]


def calls(message: Data, app: str | None) -> bool:
    """Whether it calls the app by its name."""
    return app is not None and f"<@{app}" in _written(message)


def changed(message: Data, before: Data) -> bool:
    """Whether two versions of a message say something else; a link that unfolds says nothing new."""
    return _written(message) != _written(before)


def _written(message: Data) -> str:
    """The markup of a message: its `text`, or that of its blocks where Slack only says it there."""
    text = str(message.get("text") or "")
    return text if text.strip() not in EMPTY else of_blocks(message.get("blocks") or []) or _on_files(message) or text


def _on_files(message: Data) -> str:
    """What was written on the files themselves."""
    comments = ((file.get("initial_comment") or {}).get("comment") for file in message.get("files") or [])
    return "\n".join(str(comment) for comment in comments if comment)


def _shared(message: Data, deep: int = 0) -> Iterator[Data]:
    """What was forwarded with a message, and what had been forwarded with that."""
    for each in message.get("attachments") or []:
        if isinstance(each, dict) and each.get("is_share"):
            yield each
            if deep < MOST_FORWARDED:
                yield from _shared(each, deep + 1)


def _forwarded(attachment: Data) -> Data:
    """A forwarded message: whose it is, what it says, what it came with."""
    words = _written({"text": attachment.get("text"), "blocks": list(_inner_blocks(attachment))}) or str(attachment.get("fallback") or "")
    files = [line(str(file.get("name") or file.get("id"))) for file in attachment.get("files") or []]
    author = attachment.get("author_name") or attachment.get("author_subname") or attachment.get("author_id")
    said = {"text": read(words)[:LONGEST_FORWARDED], "shown": shown(words)[:LONGEST_FORWARDED]}
    return {"author": line(html.unescape(str(author or ""))), **said, "files": files}


def _inner_blocks(attachment: Data) -> Iterator[Data]:
    """The blocks of a forwarded message, which Slack nests."""
    yield from attachment.get("blocks") or []
    for each in attachment.get("message_blocks") or []:
        yield from (each.get("message") or {}).get("blocks") or []


def with_forwarded(data: Data) -> str:
    """A message as people see it, with what was forwarded: whose it is, and what it says."""
    forwarded = [f"↪ {': '.join(filter(None, (each['author'], each['shown'])))}" for each in data.get("forwarded") or []]
    files = [f"[{name}]" for each in data.get("forwarded") or [] for name in each["files"]]
    return "\n".join(filter(None, [data.get("shown") or data["text"], *forwarded, *files]))


def struck(words: str) -> Iterator[tuple[str, bool]]:
    """The pieces of a message as people see it, each with whether it was struck out."""
    end = 0
    for found in _STRUCK.finditer(words):
        yield words[end : found.start()], False
        yield found.group()[1:-1], True
        end = found.end()
    yield words[end:], False


# links, names, emoji and code


def _held(written: str, app: str | None, spoken: Any) -> tuple[str, dict[int, str]]:
    """The markup with one character for each thing in it, and what `spoken` makes of each."""
    held: dict[int, str] = {}

    def hold(found: re.Match[str]) -> str:
        held[_HELD + len(held)] = " " if app and found.groupdict().get("id") == app else spoken(found)
        return chr(_HELD + len(held) - 1)

    text = _HOLDS.sub("", written[:_RAW])
    for pattern in (_CODE, _LINK, _NAME, _EMOJI):
        text = pattern.sub(hold, text)
    # what stands in code was held first, and may hold nothing of its own
    return text, held


def _as_read(found: re.Match[str]) -> str:
    """The label of a link, the name of somebody, the sign of an emoji that says something."""
    if found.re is _LINK:
        return html.unescape(found["label"] or _address(found["address"]))
    if found.re is _NAME:
        return _label(found) or _called(found)
    if found.re is _EMOJI:
        return sign(found["name"]) or " "
    return f" {_in_code(found['block'] or found['code'] or '', _as_read)} "


def _as_shown(found: re.Match[str]) -> str:
    """The same with addresses and marks."""
    if found.re is _LINK:
        label, address = html.unescape(found["label"] or ""), html.unescape(_address(found["address"]))
        return f"{label} ({address})" if label and label not in (address, found["address"]) else address
    if found.re is _NAME:
        label = _label(found)
        return f"{'#' if found['kind'] == '#' else '@'}{label}" if label and found["kind"] != "!" else label or _called(found)
    if found.re is _EMOJI:
        return sign(found["name"]) or found.group()
    return _in_code(found.group(), _as_shown)


def _in_code(code: str, spoken: Any) -> str:
    """Code as it was typed: Slack marks addresses and names in it too, and nothing else."""
    said, end = "", 0
    for token in _TOKEN.finditer(code):
        found = _LINK.fullmatch(token.group()) or _NAME.fullmatch(token.group())
        if found:
            said, end = said + html.unescape(code[end : token.start()]) + spoken(found), token.end()
    return said + html.unescape(code[end:])


def _label(found: re.Match[str]) -> str:
    return html.unescape(found["label"] or "")


def _called(found: re.Match[str]) -> str:
    """Somebody, a channel or a group whose name is not known: a gap would say something else."""
    name = html.unescape(found["id"]).removeprefix("subteam^").partition("^")[0]
    return f"{'#' if found['kind'] == '#' else '@'}{name}"


def _address(address: str) -> str:
    return address.removeprefix("mailto:").removeprefix("tel:")


# rich text


def of_blocks(blocks: list[Data]) -> str:
    """The markup of the `rich_text` among these blocks, and of the text of sections."""
    return "\n".join(filter(None, (_of_block(block) for block in blocks)))


def _of_block(block: Data) -> str:
    match block.get("type"):
        case "rich_text":
            return "\n".join(filter(None, (_of_part(part) for part in block.get("elements") or [])))
        case "section" | "header":
            return str((block.get("text") or {}).get("text") or "")
    return ""


def _of_part(part: Data) -> str:
    """A paragraph, a list, a quote or code."""
    elements = part.get("elements") or []
    match part.get("type"):
        case "rich_text_list":
            indent, first = "    " * min(int(part.get("indent") or 0), DEEPEST), int(part.get("offset") or 0) + 1
            marks = (f"{first + at}. " if part.get("style") == "ordered" else "• " for at in range(len(elements)))
            return "\n".join(f"{indent}{mark}{_of_part(element)}" for mark, element in zip(marks, elements, strict=True))
        case "rich_text_quote":
            return "\n".join(f"&gt; {line}" for line in _of_elements(elements).split("\n"))
        case "rich_text_preformatted":
            return f"```{_of_elements(elements)}```"
    return _of_elements(elements)


def _of_elements(elements: list[Data]) -> str:
    return "".join(_styled(_of_element(element), element.get("style") or {}) for element in elements)


def _styled(text: str, style: Data) -> str:
    """With the marks of code or of what was struck; other styles say nothing."""
    words = text.strip()
    mark = "`" if style.get("code") else "~" if style.get("strike") else ""
    return text.replace(words, f"{mark}{words}{mark}", 1) if words and mark else text


def _of_element(element: Data) -> str:
    match element.get("type"):
        case "text":
            return html.escape(str(element.get("text") or ""), quote=False)
        case "link":
            label = element.get("text")
            return f"<{element.get('url')}|{html.escape(str(label), quote=False)}>" if label else f"<{element.get('url')}>"
        case "user" | "usergroup" | "channel" as kind:
            begin = {"user": "@", "usergroup": "!subteam^", "channel": "#"}[kind]
            return f"<{begin}{element.get(f'{kind}_id')}>"
        case "broadcast":
            return f"<!{element.get('range')}>"
        case "emoji":
            return f":{element.get('name')}:"
        case "date":
            return html.escape(str(element.get("fallback") or ""), quote=False)
    return ""
