"""Finding a quote in a document, whatever its line breaks and markup; and what a customer may read of it.

Documents are stored as they were found: Markdown, reStructuredText, HTML or plain text. A quote is found by its words and
signs in their order, because nobody who copies from a page copies its line breaks, list markers and link addresses too.
"""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_SKIPPED = r"""
    (?:\A|(?<=\n))---\n[\w.-]+:.*?\n---(?=\n|\Z)                                         # what stands above a page: its title, its authors
  | <!--.*?--> | <![A-Za-z][^>]*>
  | <(?P<whole>script|style|head|noscript|svg|template)\b.*?</(?P=whole)\s*>
  | \{\{.*?\}\} | \{%.*?%\}                                          # a template's own words
  | </?[a-zA-Z][^<>@]*(?<!/)>(?!`_) | <[a-zA-Z][\w-]*(?:\s[^<>]*)?/>
  | <mailto: | (?<=[\w/])>(?=[\s.,;]|\Z)                             # <mailto:somebody@a.place>
  | \s*<[^<>\s]+>(?=`_)                                              # `a link <address>`_
  | !?\[(?=[^\[\]\n]*(?:\]\(|\Z)) | \]\([^()\s]*(?:\([^()]*\)[^()\s]*)*(?:\s"[^"]*")?\)
  | :[a-z][a-z:+-]*:(?=`) | `+_* | \*+ | (?<!\w)__?(?=\w) | (?<=\w)__?(?!\w) | ~~+ | \\(?=[^\w\s])
  | ^[ \t]*(?:[-*•+>]|\d{1,2}[.)]|\#{1,6}|\.\.[ ][\w-]+::[^\n]*|!!![^\n]*)(?=[ \t]|$)
  | ^[ \t]*[=~^"'\#.-]{3,}[ \t]*$
"""
_READ = re.compile(
    rf"(?P<skipped>{_SKIPPED})|(?P<sign>&(?:\#\d+|\#x[0-9a-fA-F]+|[a-zA-Z]+);|\w+|[^\w\s])", re.DOTALL | re.MULTILINE | re.VERBOSE
)
_ALIKE = str.maketrans(dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‘’‛ʼ′`", "'") | dict.fromkeys("‐‑–—−", "-") | {"…": "."})
_MARKER = re.compile(r"^[ \t]*(?:[-*•+>]|\d{1,2}[.)]|#{1,6})(?=[ \t]|$)", re.MULTILINE)
_LISTED = re.compile(r"^[ \t]*(?:[-*•+]|\d{1,2}[.)])(?=[ \t]|$)")
_BLOCK = re.compile(
    r"</?(?:p|li|ul|ol|h\d|div|td|th|tr|table|br|section|article|nav|header|footer|dt|dd|pre|option|button|main|aside)\b", re.IGNORECASE
)
_ENDS = re.compile(r"[.!?][\"”’')*_`\]]*(?=\s+[\"“‘'(*_`\[<]*[A-ZÀ-Ý\d])")
_ABBREVIATED = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|no|p\.es|ad es|es|[A-Za-z]))\.$")
_FINISHED = re.compile(r"[.!?:][\"”’')*_`]*$")
SOFT = 60
"""A line this long that does not end a sentence goes on in the next one."""


SHORT, SMALL = 3, frozenset({"into", "with", "from", "over", "than", "upon"})
"""Words of so many letters, and these, are small in titles too."""


class Sign(NamedTuple):
    """One word or sign of a text, as it is compared, and where it stands."""

    text: str
    start: int
    end: int


class Span(NamedTuple):
    """A piece of a text."""

    start: int
    end: int


class Sentence(NamedTuple):
    """A sentence of a document, or what stands in it like one: a heading, an item of a list."""

    start: int
    end: int
    text: str
    """as a customer may read it"""
    line: int
    heading: bool
    """it only names what follows: marked as a heading, or written like a title"""


@lru_cache(maxsize=4096)
def signs(text: str) -> tuple[Sign, ...]:
    """The words and signs of a text, in order, without its markup."""
    found = []
    for match in _READ.finditer(text):
        if match["sign"] is not None:
            found += [Sign(part, *match.span()) for part in _plain(match["sign"])]
    return tuple(found)


def _plain(sign: str) -> list[str]:
    plain = html.unescape(sign) if sign.startswith("&") else sign
    return re.findall(r"\w+|[^\w\s]", plain.translate(_ALIKE))


class Located:
    """A document in which quotes are looked up."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._signs = signs(text)
        self._first: dict[str, list[int]] = {}
        for position, sign in enumerate(self._signs):
            self._first.setdefault(sign.text, []).append(position)

    def all(self, quote: str) -> list[Span]:
        """Every place where a quote stands; none for a blank one."""
        wanted = [sign.text for sign in signs(quote)]
        if not wanted:
            return []
        found = []
        for position in self._first.get(wanted[0], ()):
            here = self._signs[position : position + len(wanted)]
            if [sign.text for sign in here] == wanted:
                found.append(Span(here[0].start, here[-1].end))
        return found

    def find(self, quote: str) -> Span | None:
        """Where a quote stands first. The very letters come before what only reads the same."""
        if quote.strip() and (start := self.text.find(quote)) >= 0:
            return Span(start, start + len(quote))
        return next(iter(self.all(quote)), None)


@lru_cache(maxsize=64)
def located(text: str) -> Located:
    """The document of a text, made once."""
    return Located(text)


def holds(text: str, part: str) -> bool:
    """Whether words stand in a text in their order, whatever its markup."""
    whole, wanted = [sign.text.casefold() for sign in signs(text)], [sign.text.casefold() for sign in signs(part)]
    return bool(wanted) and any(whole[at : at + len(wanted)] == wanted for at in range(len(whole) - len(wanted) + 1))


def readable(text: str) -> str:
    """A piece of a document as a customer may read it: no markup, no addresses of links, one line each paragraph or item."""
    pieces, at = [], 0
    marked = {match.start(): match.end() for match in _MARKER.finditer(text) if _LISTED.match(match.group())}
    for match in _READ.finditer(text):
        if match["skipped"] is not None:
            pieces.append(text[at : match.start()])
            pieces.append("\n• " if match.start() in marked else "\n" if _BLOCK.match(match.group()) else "")
            at = match.end()
        elif match["sign"].startswith("&"):
            pieces += [text[at : match.start()], html.unescape(match["sign"])]
            at = match.end()
    lines = [" ".join(line.split()) for line in "".join([*pieces, text[at:]]).split("\n")]
    return _joined(lines)


def _joined(lines: list[str]) -> str:
    """Lines that were only wrapped become one; the markers of empty items go."""
    kept: list[str] = []
    for line in lines:
        if line in ("", "•"):
            continue
        if kept and not line.startswith("•") and _goes_on(kept[-1], line):
            kept[-1] = f"{kept[-1]} {line}"
        else:
            kept.append(line)
    return "\n".join(kept)


def _goes_on(line: str, following: str) -> bool:
    """Whether a line break is only where the line was full."""
    if _FINISHED.search(line):
        return False
    first = following.lstrip("*_`[(\"“'")[:1]
    return first.islower() or line.endswith((",", ";")) or len(line) >= SOFT


@lru_cache(maxsize=64)
def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a document. What is only markup is none."""
    return tuple(_sentences(text))


def _sentences(text: str) -> Iterator[Sentence]:
    every = signs(text)
    at = 0
    for start, end in _split(text):
        while at < len(every) and every[at].start < start:
            at += 1
        last = at
        while last < len(every) and every[last].start < end:
            last += 1
        words = every[at:last]
        if any(len(word.text) > 1 and any(c.isalpha() for c in word.text) for word in words):
            span = Span(words[0].start, words[-1].end)
            plain = readable(text[slice(*span)])
            yield Sentence(*span, plain, text.count("\n", 0, span.start) + 1, _heading(text, span, plain))
        at = last


_HEADED = re.compile(r"[ \t]*(?:#{1,6}[ \t]|<h\d\b)", re.IGNORECASE)
_UNDERLINED = re.compile(r"\n[ \t]*[=~^\"'#-]{3,}[ \t]*(?:\n|\Z)")
_COUNTED = re.compile(r"^\w+ \d+:")
_TITLE_WORD = re.compile(r"[A-ZÀ-Ý\d(“\"&]")


def _heading(text: str, span: Span, plain: str) -> bool:
    """Whether a line only names what follows. What has an item's marker does so only above running text: «1. Billing Stops»."""
    start, end = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end)
    line, below = text[start : end if end >= 0 else len(text)], text[end:] if end >= 0 else ""
    if _HEADED.match(line) or _UNDERLINED.match(below):
        return True
    if not _titled(plain) or text[start : span.start].strip(" \t#*-•+>0123456789.)") or text[span.end : end].strip(" \t*_?:"):
        return False
    following = below.lstrip("\n")
    return not _LISTED.match(line) or bool(following and not _LISTED.match(following) and not below.startswith("\n\n"))


def _titled(plain: str) -> bool:
    """Whether a line is written like a title: Every Long Word With a Capital."""
    if re.search(r":\s", _COUNTED.sub("", plain)) or plain[-1] in ".!;":
        return False
    words = [word for word in plain.split() if len(word.strip("().:?,")) > SHORT and word not in SMALL]
    return len(words) > 1 and all(_TITLE_WORD.match(word) for word in words)


def _split(text: str) -> Iterator[Span]:
    for start, end in _blocks(text):
        block, at = text[start:end], 0
        for match in _ENDS.finditer(block):
            if not _ABBREVIATED.search(block[at : match.start() + 1]):
                yield Span(start + at, start + match.end())
                at = match.end()
        yield Span(start + at, end)


def _blocks(text: str) -> Iterator[Span]:
    """Paragraphs, headings and items of lists."""
    cuts = {0, len(text)} | {match.start() for match in _BLOCK.finditer(text)}
    position, before = 0, ""
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        if not bare or not before or _MARKER.match(line) or not _goes_on(before, bare):
            cuts.add(position)
        before = bare
        position += len(line)
    ordered = sorted(cuts)
    yield from (Span(start, end) for start, end in itertools.pairwise(ordered))
