"""A stretch of a page without its markup: what a customer reads."""

from __future__ import annotations

import re
from collections.abc import Iterable

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
_AUTOLINK = re.compile(r"<(?:mailto:)?([^<>\s]{1,200}[@:/][^<>\s]{1,200})>")
_IMAGE = re.compile(r"!\[([^\]\n]{0,300})\]\([^()\s]{0,1000}[^()\n]{0,200}\)(?:\{[^{}\n]{0,100}\})?")
_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]{0,100}\]){0,500}?)\]\((?:[^()]|\([^()]{0,200}\)){0,1000}\)(?:\{[^{}\n]{0,100}\})?")
_REFERENCE = re.compile(r"\[([^\[\]]{1,300})\]\[[^\[\]]{0,100}\]")
_ROLE = re.compile(r":[\w+:-]{1,40}:`([^`<]{1,300}?)(?:\s*<[^<>`]{1,500}>)?`")
_RST_LINK = re.compile(r"`([^`<]{1,300}?)\s*(?:<[^<>`]{1,500}>)?`_{1,2}")
_TEMPLATE = re.compile(
    r"\{\{[<%]?.{0,300}?[>%]?\}\}|\{%.{0,300}?%\}|\{![^!\n]{0,100}!\}|\[!INCLUDE\s?\[[^\]]{0,80}\]\([^)]{0,120}\)\]|\|\w+\|"
)
_CAPTION = re.compile(
    r"\*\*(?=\S)(.{1,120}?\S?)\*\*|__(?=\S)(.{1,120}?\S?)__|(?<![`\w])`{1,2}(?=[^`\s])([^`]{1,120})`{1,2}(?!`)", re.DOTALL
)
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]{1,200}?)\*(?!\*)|(?<![\w_])_(?=[^\s_])([^_]{1,200}?)_(?!\w)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!<>~|-])")
_BLANK = re.compile(r"\s+")
_QUOTED = re.compile(r"[\"“”]([^\"“”]{1,60})[\"“”]")
_KEPT = re.compile("\x00([^\x00]*)\x00")


def plain(text: str) -> str:
    """The words alone, with straight apostrophes: what patterns are held against."""
    return _BLANK.sub(" ", _KEPT.sub(r"\1", _bare(text))).replace("’", "'").strip()


def readable(text: str, captions: Iterable[str] = ()) -> str:
    """The words with what stands on the screen in “quotes”: how an article says it.

    What stands on the screen is what the text marks, and `captions`, which its page marked.
    """
    for caption in sorted(captions, key=len, reverse=True):
        text = re.sub(rf"(?<![\w“\"\x00]){re.escape(caption)}(?![\w”\"\x00])", f"\x01{caption}\x01".replace("\\", r"\\"), text)
    text = re.sub("\x01([^\x01]*)\x01", r"**\1**", text)
    said = _KEPT.sub(
        lambda match: f"“{match[1].strip(' .:')}”{'.' if match[1].endswith('.') else ''}" if match[1].strip(" .:") else "", _bare(text)
    )
    said = _QUOTED.sub(r"“\1”", said)
    return _BLANK.sub(" ", said).replace("““", "“").replace("””", "”").strip()


def addresses(text: str) -> list[str]:
    """The places that a stretch links to."""
    found = re.findall(
        r"\]\(\s*<?([^()\s<>]{1,1000})|href=[\"']([^\"'<>]{1,1000})|`[^`<]{1,300}<([^<>`\s]{1,500})>`|<(https?:[^<>\s]{1,500})>", text
    )
    return [address for group in found for address in group if address]


def _bare(text: str) -> str:
    """Without markup; captions between marks of their own."""
    text = _COMMENT.sub(" ", text.replace("\x00", " "))
    text = _IMAGE.sub(" ", text)
    text = re.sub(r"<(?:strong|b|kbd)\b[^<>]{0,200}>(.{1,120}?)</(?:strong|b|kbd)>", "\x00\\1\x00", text, flags=re.DOTALL | re.IGNORECASE)
    text = _RST_LINK.sub(r"\1", _ROLE.sub("\x00\\1\x00", text))
    text = _TAG.sub("", _AUTOLINK.sub(r"\1", text))
    for link in (_LINK, _REFERENCE):
        text = link.sub(r"\1", text)
    text = _TEMPLATE.sub(" ", text)
    text = _CAPTION.sub(_as_caption, text)
    text = _EMPHASIS.sub(lambda match: match[1] or match[2], text)
    return re.sub(r"(?m)^\s{0,3}>\s?", " ", _ESCAPE.sub(r"\1", text)).replace("**", "")


def _as_caption(match: re.Match[str]) -> str:
    inner = next(group for group in match.groups() if group)
    return inner if "\x00" in inner else f"\x00{inner}\x00"
