"""What each sentence is to a customer who leaves. Rules over words (`language/`), the place on the page, and what stands around."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from knowledge.importing.document import Block, Document, Form
from knowledge.importing.sentences import Sentence
from knowledge.importing.structure import CHOSEN, About, Section, section_of
from knowledge.importing.words import Words


class Kind(StrEnum):
    """What a sentence is. One may be several."""

    step = "step"
    prerequisite = "prerequisite"
    consequence = "consequence"
    deadline = "deadline"
    contact = "contact"
    condition = "condition"
    offer = "offer"
    handoff = "handoff"
    nothing = "nothing_to_do"
    verify = "verify"
    resume = "resume"


@dataclass
class Told:
    """A sentence, where it stands on the page, and what it is."""

    sentence: Sentence
    block: Block
    section: Section
    kinds: set[Kind] = field(default_factory=set)

    @property
    def text(self) -> str:
        """The sentence's words."""
        return self.sentence.plain


@dataclass(frozen=True)
class Context:
    """What is known while a sentence is looked at."""

    words: Words
    chosen: frozenset[int]
    """the sections that a draft is made of"""
    steps_in_list: frozenset[int]
    """blocks of numbered lists that are rows of steps"""
    enumerated: frozenset[int]
    """blocks of lists that give conditions, examples or particulars"""


def classify(document: Document, found: list[Sentence], parts: list[Section], chosen: frozenset[int], words: Words) -> list[Told]:
    """Every sentence with what it is."""
    told = [Told(sentence, document.blocks[sentence.block], section_of(parts, sentence.block)) for sentence in found]
    context = Context(words, chosen, _rows(told, chosen), _enumerated(told, words))
    for one in told:
        one.kinds = _kinds(one, context)
    done = _with_steps(told, parts)
    for one in told:
        if one.section.about is About.leaving and one.section.number not in done:
            _located(one, words)
    return told


def _with_steps(told: list[Told], parts: list[Section]) -> set[int]:
    """The sections that have steps, and those that they stand in."""
    found: set[int] = set()
    for number in {one.section.number for one in told if Kind.step in one.kinds}:
        above: int | None = number
        while above is not None and above not in found:
            found.add(above)
            above = parts[above].above
    return found


def _located(one: Told, words: Words) -> None:
    """Where a section about leaving has no steps, the sentence that says where leaving is done is one."""
    if words.says("located", one.text) and not words.opens("pointing", one.text) and not one.text.endswith((":", "?")):
        one.kinds = (one.kinds - {Kind.consequence}) | {Kind.step}


def imperative(text: str, words: Words, *, weak: bool = False) -> bool:
    """Whether a sentence tells somebody to do something: it begins with such a verb, or does so after its circumstances.

    A weak verb is as good as a strong one where a strong one follows («locate and click …»).
    """
    if words.opens("subject", text):
        return False
    for clause in _clauses(text, words):
        if words.opens("strong", clause):
            return True
        found = words.opens("weak", clause)
        if found and (weak or _joined(clause[found.end() :], words)):
            return True
    return False


def _joined(rest: str, words: Words) -> bool:
    """Whether a strong verb goes on where a weak one began."""
    return any(
        words.opens("strong", _opened(rest[match.end() :], words))
        for match in re.finditer(r"[,;]\s+|(?<=\s)(?:and|then|e|ed|poi|quindi)\s+", rest[:300])
    )


def _clauses(text: str, words: Words) -> list[str]:
    """The sentence itself, and what comes after its circumstances («If …, click …», «In the menu select …»)."""
    text = _opened(text, words)
    found = [text]
    if words.opens("clauses", text):
        found += [_opened(text[match.end() :], words) for match in re.finditer(r"[,:;]\s+", text[:400])]
    if words.opens("places", text):
        found += [text[match.start() :] for match in re.finditer(r"(?<=\s)(?=\w)", text[:200]) if _breaks(text, match.start(), words)]
    return found


def _breaks(text: str, place: int, words: Words) -> bool:
    """Whether a verb stands there that nothing governs, behind a place without a comma («Nella scheda X selezionare …»)."""
    before = text[:place].split()
    return 2 <= len(before) <= 16 and "," not in text[:place] and not words.opens("governs", f"{before[-1]} ")


def _opened(text: str, words: Words) -> str:
    """Without «please», «then», «finally» in front."""
    text = text.lstrip(" \"'“«([*-–—")
    for _ in range(3):
        match = words.opens("openers", text)
        rest = text[match.end() :] if match else ""
        if not match or not re.match(r"[\s,:]+", rest):
            break
        text = rest.lstrip(" ,:")
    return text


def _rows(told: list[Told], chosen: frozenset[int]) -> frozenset[int]:
    """The numbered items of chosen sections."""
    return frozenset(
        one.sentence.block for one in told if one.block.form is Form.item and one.block.ordered and one.section.number in chosen
    )


def _enumerated(told: list[Told], words: Words) -> frozenset[int]:
    """The items below a line that leads to conditions, examples or particulars."""
    found: set[int] = set()
    lead, level = "", 0
    for one in told:
        item = one.block.level if one.block.form is Form.item else 0
        if lead and item > level:
            found.add(one.sentence.block)
        elif one.text.endswith(":") and words.says("enumerating", one.text):
            lead, level = one.text, item
        else:
            lead = ""
    return frozenset(found)


def _kinds(one: Told, context: Context) -> set[Kind]:
    words, text = context.words, one.text
    inside = one.section.number in context.chosen
    leaving = bool(words.says("leaving", text))
    if (
        one.section.about in {About.pointers, About.machine}
        or _points(one)
        or text.endswith("?")
        or (one.block.form is Form.cell and not leaving)
    ):
        return set()
    if words.says("nothing", text) and (inside or leaving):
        return {Kind.nothing, Kind.condition}
    step = _is_step(one, context)
    row = one.sentence.block in context.steps_in_list
    if one.section.about is About.returning or (words.says("returning", text) and not row and (step or imperative(text, words))):
        return _returning(text, words)
    kinds = {Kind.step} if step else set()
    if inside or leaving or (context.chosen and words.says("renews", text)):
        kinds |= _facts(one, context, kinds)
    if (inside or leaving) and _is_condition(text, words):
        kinds.add(Kind.condition)
    return kinds


def _returning(text: str, words: Words) -> set[Kind]:
    """What a sentence about coming back is: how, and until when."""
    if not imperative(text, words, weak=True):
        return set()
    return {Kind.resume, Kind.deadline} if term(text, words) else {Kind.resume}


def _points(one: Told) -> bool:
    """A line of a table of contents."""
    return bool(re.fullmatch(r"\[[^\]]{1,200}\]\([^)\s]{1,500}\)[.{}: \w]{0,40}|`[^`]{1,200}`_{1,2}", one.sentence.text.strip()))


def _is_condition(text: str, words: Words) -> bool:
    """Whether the sentence says for which accounts something holds."""
    circumstance = re.split(r"[,:;]\s", text, maxsplit=1)[0]
    told = words.opens("conditional", text) and words.which("qualities", circumstance) and not words.opens("left", text)
    return bool(told or (words.says("applies", text) and words.which("qualities", text)))


def _facts(one: Told, context: Context, known: set[Kind]) -> set[Kind]:
    words, text = context.words, one.text
    step = Kind.step in known
    kinds: set[Kind] = set()
    pointing = _refers(text, words) or (bool(words.opens("pointing", text)) and not words.says("brings", text))
    timed = bool(term(text, words)) and not pointing
    if words.says("instead", text) and not pointing:
        kinds.add(Kind.offer)
    if _is_contact(text, words):
        kinds.add(Kind.handoff)
    if _is_needed(text, words) and not step and not kinds and not timed:
        kinds.add(Kind.prerequisite)
    if text.endswith(":") or pointing:
        return kinds
    if not step and not kinds and _is_consequence(one, context):
        kinds.add(Kind.consequence)
    if timed:
        kinds.add(Kind.deadline)
    if words.says("verify", text) and not step:
        kinds.add(Kind.verify)
    return kinds


def _is_needed(text: str, words: Words) -> bool:
    """Whether the sentence says who may leave, or what has to be done first."""
    if words.says("refused", text):
        return False
    first = words.says("first", text)
    return bool(words.says("required", text) or (first and (imperative(text, words, weak=True) or words.says("advised", text))))


def _is_step(one: Told, context: Context) -> bool:
    words, text = context.words, one.text
    inside = one.section.number in context.chosen
    row = inside and one.sentence.block in context.steps_in_list and not one.block.follows
    opened = _opened(text, words)
    if one.block.form is Form.cell or words.opens("leads", opened) or words.says("refused", text) or _aside(text, words):
        return False
    if row and one.sentence.position == 0:
        return imperative(text, words, weak=True) or not (
            words.opens("left", text) or (words.says("brings", text) and not words.says("screens", text))
        )
    if text.endswith(":"):
        return False
    if words.opens("pointing", opened) or words.opens("minding", opened) or (_is_needed(text, words) and not row):
        return False
    if row:
        return imperative(text, words, weak=True)
    if not inside:
        return bool(words.says("leaving", text) and words.opens("clauses", text) and imperative(text, words, weak=True))
    return _does(one, words)


def _aside(text: str, words: Words) -> bool:
    """Whether what the sentence tells to do is for something else than leaving («To upgrade, click …»)."""
    purpose = words.opens("purposes", text)
    clause = re.split(r"[,:;]\s", text[purpose.end() :].lstrip(), maxsplit=1)[0][:60] if purpose else ""
    return bool(clause and not words.says("leaving", clause) and (words.opens("elsewhere", clause) or words.opens("returning", clause)))


def _refers(text: str, words: Words) -> bool:
    """Whether the sentence sends the reader to another page."""
    return any(words.opens("references", clause) for clause in _clauses(text, words))


def _does(one: Told, words: Words) -> bool:
    """Whether a sentence of a chosen section, outside numbered lists, is something to do on a screen."""
    text = one.text
    if imperative(text, words) or words.says("screens", text) or _is_led(text, words):
        return True
    if imperative(text, words, weak=True) and (one.block.form is Form.item or words.says("leaving", text)):
        return True
    by = words.says("gerunds", text)
    return bool(by and words.says("leaving", text)) or bool(re.search(r"\w[\W_]{0,4}\s(?:>|→|›|»|&gt;)\s[\W_]{0,4}\w", text))


def _is_led(text: str, words: Words) -> bool:
    """Whether the page says that the customer has to do, or is asked for, something on a screen."""
    match = words.says("obliged", text)
    return bool(match and words.opens("strong", text[match.end() :].lstrip()))


def _is_contact(text: str, words: Words) -> bool:
    if words.says("refused", text) or (words.says("returning", text) and not words.says("leaving", text)):
        return False
    reach, whom = words.says("reach", text), words.says("whom", text)
    mail = re.search(r"[\w.+-]+@[\w-]+\.\w", text)
    return bool(reach and (whom or mail))


def _is_consequence(one: Told, context: Context) -> bool:
    words, text = context.words, one.text
    if words.says("refused", text) or words.opens("vague", text) or _aside(text, words) or imperative(text, words) or len(text.split()) < 4:
        return False
    if one.sentence.block in context.enumerated:
        return False
    brings, left = words.says("brings", text), words.says("left", text)
    if words.opens("left", text) or words.says("renews", text):
        return True
    if one.section.about is About.afterwards:
        return bool(brings or left)
    if brings and (left or (words.says("leaving", text) and one.section.number in context.chosen)):
        return True
    return bool(brings) and one.section.number in context.chosen and not one.block.ordered


def term(text: str, words: Words) -> tuple[str, str] | None:
    """Amount and unit of a term that a sentence sets, as it writes them; a term without a number has no amount."""
    for unit, pattern in words.groups["units"].items():
        numbers = "|".join(words.numbers)
        amount = rf"(?<![\w.,])(\d+(?:\s*[-–]\s*\d+)?|{numbers})[\s\W]{{1,4}}(?:\w+\s+)?({pattern.pattern})"
        match = re.search(amount, text, re.IGNORECASE)
        if match and words.says("bounded", text[max(0, match.start() - 60) : match.end() + 60]):
            said = match[1].lower()
            return str(words.numbers.get(said, said)), unit
    if words.says("by", text) or (
        words.says("early", text) and (imperative(text, words, weak=True) or words.says("obliged", text) or words.opens("minding", text))
    ):
        return "", "cycles"
    return None


def chosen_by_guess(parts: list[Section]) -> frozenset[int]:
    """The sections that a draft is made of, where nobody has ticked any: none, where no heading speaks of leaving."""
    if not any(section.about is About.leaving or section.own is About.afterwards for section in parts):
        return frozenset()
    return frozenset(section.number for section in parts if section.about in CHOSEN)


def rows_of_leaving(told: list[Told], words: Words) -> frozenset[int]:
    """Sections whose numbered steps lead to leaving, though their headings do not say so."""
    return frozenset(
        one.section.number
        for one in told
        if one.block.form is Form.item
        and one.block.ordered
        and words.says("leaving", one.text)
        and words.opens("strong", _opened(one.text, words))
    )
