"""What the dialogue waits for, as data: all that understanding knows of where a message was said. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.dialogue.flows import Flows
from bot.dialogue.tracker import Tracker
from knowledge.library import Library
from knowledge.schema import LANGUAGES, Article, Step


class Open(StrEnum):
    """What the customer has in front of them."""

    nothing = "nothing"
    product = "product"
    """which product?"""
    account = "account"
    """a question about the account: `asked` says which kinds"""
    reason = "reason"
    offer = "offer"
    """an alternative, or the question whether one may be named"""
    steps = "steps"
    """one step at a time"""
    all_steps = "all_steps"
    waiting = "waiting"
    """a person was promised"""
    finished = "finished"
    """the steps are done, or the case is closed"""
    kept = "kept"
    """the subscription stays: kept, or paused"""
    confirm = "confirm"
    """whether the case is to end"""
    there = "there"
    """whether they have come to another step"""


@dataclass(frozen=True)
class StepWords:
    """A step as people may speak of it."""

    texts: tuple[str, ...]
    """what it says, in each language"""
    captions: tuple[str, ...]
    """what stands on the screen, word for word"""

    @classmethod
    def of(cls, step: Step) -> StepWords:
        """The words of an article's step."""
        captions = dict.fromkeys(caption for language in LANGUAGES for caption in step.captions(language))
        return cls(tuple(step.text(language) for language in LANGUAGES), tuple(captions))


@dataclass(frozen=True)
class Expectation:
    """Where a message was said."""

    open: Open = Open.nothing
    asked: frozenset[str] = frozenset()
    """the kinds of account facts that are asked for"""
    shown: tuple[tuple[str, str], ...] = ()
    """the buttons on the screen: title and payload"""
    steps: tuple[StepWords, ...] = ()
    at: int | None = None
    """the number of the step at hand"""
    product: str | None = None
    case: bool = False
    """whether there is a case to be kept or gone on with"""


def expectation(tracker: Tracker, flows: Flows, library: Library) -> Expectation:
    """What a conversation waits for."""
    slots = tracker.slots
    article = library.article(slots["product"]) if slots["product"] in library else None
    return Expectation(
        open=_open(tracker, tracker.collecting(flows)),
        asked=_asked(slots["question"] if tracker.collecting(flows) == "answer" else [], article),
        shown=tuple((title, payload) for title, payload in slots["buttons"]),
        steps=_steps(article, slots["path"]) if slots["step"] else (),
        at=_at(slots["step"], slots["confirming"]),
        product=slots["product"],
        case=bool(slots["case"]),
    )


def _at(step: int | None, confirming: str | None) -> int | None:
    """The step at hand; while it is asked whether somebody has come to another one, what they say is about that one."""
    asked = (confirming or "").partition(":")[2]
    return int(asked or step) if step else None


_COLLECTING = {
    "product": Open.product,
    "answer": Open.account,
    "reason": Open.reason,
    "offer_answer": Open.offer,
    "permission": Open.offer,
}
_STATUS = {
    "handed_off": Open.waiting,
    "steps_given": Open.finished,
    "nothing_to_do": Open.finished,
    "resolved": Open.finished,
    "kept": Open.kept,
    "offer_accepted": Open.kept,
}


def _open(tracker: Tracker, collecting: str | None) -> Open:
    if tracker.slots["confirming"]:
        return Open.there if ":" in tracker.slots["confirming"] else Open.confirm
    if collecting == "walk":
        return Open.all_steps if tracker.slots["all_shown"] else Open.steps
    if collecting:
        return _COLLECTING[collecting]
    return _STATUS.get(tracker.slots["status"] or "", Open.nothing)


def _asked(names: list[str], article: Article | None) -> frozenset[str]:
    """The kinds behind the attributes that are asked for; an attribute without a kind stands for itself."""
    if article is None:
        return frozenset()
    return frozenset(article.attributes[name].kind or name for name in names)


def _steps(article: Article | None, path: str | None) -> tuple[StepWords, ...]:
    if article is None or path not in article.paths:
        return ()
    return tuple(StepWords.of(step) for step in article.paths[path].steps)
