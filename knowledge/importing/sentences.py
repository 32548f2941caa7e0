"""The sentences of a document: each a slice of its text, none rewritten."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from knowledge.importing.document import Block, Document, Form
from knowledge.importing.wording import plain
from knowledge.importing.words import Words

LONGEST = 2_000
"""Characters of a sentence that are looked at. What is longer is no sentence."""
_END = re.compile(r"([.!?…]+)(?:(?:[)\]}\"”»'’*_`~]|</\w{1,10}>)*(?=\s|$)|(?=\]\())")
_PROTECTED = re.compile(
    r"!?\[(?:[^\[\]]|\[[^\[\]]{0,100}\]){0,500}\]\((?:[^()]|\([^()]{0,200}\)){0,1000}\)|`+[^`]{1,500}`+_{0,2}|<[^<>]{1,2000}>"
    r"|\{\{.{0,300}?\}\}|\{%.{0,300}?%\}",
    re.DOTALL,
)
_BEGIN = re.compile(r"[\s>]*(?:[\"“«‘'(\[*_`:<¿¡{\\|-]|\s)*[A-ZÀ-ÖØ-Þ0-9]")
_LABEL = re.compile(r"(\*\*|__|\*|_)(?!\s)([^*_\n]{1,60}?)(?::\s*\1|\1\s*:)\s*")
_TITLE = re.compile(r"([A-ZÀ-Þ]\w+(?: [\w'’-]+){0,3}): +(?=[A-ZÀ-Þ“\"*\[])")
_MARK = re.compile(r"(?:\s|[>|]|&nbsp;)+")


@dataclass(frozen=True)
class Sentence:
    """One sentence, where it stands."""

    start: int
    end: int
    block: int
    """which block of the document it belongs to"""
    position: int
    """its place in the block"""
    text: str
    label: str = ""
    """what is written before it as a title: «Refund:»"""

    @cached_property
    def plain(self) -> str:
        """Its words without markup."""
        return plain(self.text[:LONGEST])


def sentences(document: Document, words: Words) -> list[Sentence]:
    """All sentences, in the order of the page. Headings are none."""
    found: list[Sentence] = []
    for number, block in enumerate(document.blocks):
        if block.form in {Form.heading, Form.rule}:
            continue
        for position, (start, end) in enumerate(spans(document.text, block, words)):
            label, begin = _labelled(document.text, start, end, words)
            text = document.text[begin:end]
            sentence = Sentence(begin, end, number, position, text, label)
            if any(character.isalnum() for character in sentence.plain):
                found.append(sentence)
    return found


def spans(text: str, block: Block, words: Words) -> Iterator[tuple[int, int]]:
    """Where the sentences of a block begin and end."""
    start = block.start
    for end in [*_ends(text, block, words), block.end]:
        left, right = _stripped(text, start, end)
        if right > left:
            yield left, right
        start = end


def _ends(text: str, block: Block, words: Words) -> Iterator[int]:
    body = text[block.start : block.end]
    shielded = [(match.start(), match.end()) for match in _PROTECTED.finditer(body)]
    for match in _END.finditer(body):
        inside = next((end for begin, end in shielded if begin <= match.start() < end), None)
        if inside is not None and not _closes_link(body, match, inside):
            continue
        end = inside or match.end()
        if end < len(body) and _BEGIN.match(body, end) and body[end : end + 1].isspace() and not _abbreviated(body, match, words):
            yield block.start + end


def _closes_link(body: str, match: re.Match[str], end: int) -> bool:
    """Whether the full stop is the last thing that a link says: `[see there.](…)`."""
    return body[match.end(1) : match.end(1) + 2] == "](" and body[end : end + 1].isspace()


def _abbreviated(body: str, match: re.Match[str], words: Words) -> bool:
    if match[1] != ".":
        return False
    before = re.search(r"[\w.]{1,12}$", body[max(0, match.start() - 12) : match.start()])
    word = before[0].lower() if before else ""
    return word in words.abbreviations or (len(word) == 1 and word.isalpha()) or bool(re.fullmatch(r"(?:\w\.)+\w", word))


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] == "\ufeff"):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _labelled(text: str, start: int, end: int, words: Words) -> tuple[str, int]:
    """A title that stands before the sentence, and where the sentence itself begins."""
    if mark := _MARK.match(text, start, end):
        start = mark.end()
    marked = _LABEL.match(text, start, end)
    if marked and marked.end() < end:
        return plain(marked[2]), marked.end()
    if (titled := _TITLE.match(text, start, end)) and titled.end() < end:
        return titled[1], titled.end()
    bare = words.opens("labels", text[start : min(end, start + 60)])
    if bare:
        colon = re.compile(r"\s*:\s+").match(text, start + bare.end(), end)
        if colon and colon.end() < end:
            return text[start : start + bare.end()], colon.end()
    return "", start
