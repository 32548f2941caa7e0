"""From a customer's words to an Understanding: language → products and attributes → intent and confidence."""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

from bot.data_files import read
from bot.understanding import dates
from bot.understanding.charged import charged_after_leaving
from bot.understanding.choice import is_choice
from bot.understanding.classifier import OTHER, Model
from bot.understanding.corpus import stand_in
from bot.understanding.courtesy import COURTEOUS, without_courtesy
from bot.understanding.encoder import Encoder
from bot.understanding.features import clean
from bot.understanding.fillers import is_filler
from bot.understanding.own_words import own_words
from bot.understanding.products import Found, ProductIndex, is_common
from bot.understanding.refusal import refuses_pause, wants_to_leave
from bot.understanding.speller import Speller
from knowledge.library import Library
from knowledge.words import mentions, straight

_HERE = Path(__file__).parent
SURE_OF_LANGUAGE = 0.85
"""A conversation changes its language only for a message of several words that is this surely in the other one."""
LIKELY_LANGUAGE = 0.65
"""Below this a first message leaves the language at its default."""
FOREIGN = 0.65
"""From this share on a message of several words is in neither of our languages."""
WORDS_TO_SWITCH = 3
SHORT_WORD = 4
"""Letters of words like «it», «them», «this»."""
NOTHING_KNOWN = 0.6
"""Most confidence in a message of which no word is known."""
DATED = frozenset({"inform_date", "deadline", "remind", "resume"})
"""Intents that a date belongs to. Elsewhere a number is no date, and looking for one takes longest of all."""
LIKELY = 2
KEPT = 512
"""Scored texts that are kept: people and buttons say «yes» and «done» often."""
RANKED = 5

WISHES = frozenset({"cancel", "ask_steps", "cancel_now"})
GRANTED = frozenset({"human", "keep", "complaint_legal"})
"""Wishes that count before everything else a message says."""
HEARD_FIRST = {"human": 0.5, "complaint_legal": 0.8}
"""Wishes that are granted before what a message says of charges, each from this confidence on."""
SURE_OF_CHARGES = 0.95
STATING = frozenset({"inform", "reason", "greet", "thanks", "goodbye", "complaint", "affirm", "deny"})
"""What surrounds a wish, and needs no answer of its own."""
SHORT_ANSWERS = frozenset({"step_done", "step_stuck", "skip", "back"})
"""Nobody needs a letter to say these."""
SURE = 0.8
LONG_MESSAGE = 7
FIRST_SENTENCES, LAST_SENTENCES = 3, 6
LONGEST_SENTENCE = 160
"""Characters of one sentence that are read by themselves."""
_SENTENCE = re.compile(r"[.!?;:\n]+|,? (?:and also|but also|e anche|ma anche|and then|e poi) |, ", re.IGNORECASE)
_NO_WISH = re.compile(
    r"\b(don'?t|do not|didn'?t|not|never) (really |actually )?(want|need|wish|mean|going|trying|plan(ning)?)?( to)? ?(cancel|leave|quit)"
    r"|\b(if|when|once|after) (i|we) (only |just |do )?(cancel|leave|quit)"
    r"|\b(se|quando|dopo che|una volta che) (disdic|annull|cancell|lasci|chiud)"
    r"|\bnon (voglio|vogliamo|vorrei|intendo|dobbiamo|devo|mi va di)?( più| mica| ancora)? ?(disdi|annull|lasciar|cancell|chiud|abbandon)",
    re.IGNORECASE,
)
"""«I don't want to leave» and «if I leave» want something, but not that."""
_INVOICE = re.compile(
    r"\b(invoice|bill(ed|ing)?|renew\w*|payment|charged?|fattur\w+|rinnov\w+|pagament\w+|addebit\w+|scad\w+)\b", re.IGNORECASE
)
_UNDO = re.compile(
    r"\b(undo|revoke|reverse|withdraw|take back|annull\w*|revoc\w+|ritir\w+)\b.{0,14}\b(cancell?ation|disdetta|cancellazione)\b",
    re.IGNORECASE,
)
"""«annulla la disdetta»: the one wish to keep that may open a conversation."""
_WAS = re.compile(r"\b(was|were|last (month|week|year|invoice|bill)|ago|era|erano|è stat[ao]|scors[ao]|fa)\b", re.IGNORECASE)
"""An invoice that was is no deadline to come."""
_PAYLOAD = re.compile(r"/(?P<intent>\w+)(?P<entities>\{.*\})?\s*", re.DOTALL)


Reading = tuple[str, float, list[tuple[str, float]]]
"""(intent, confidence, the likeliest intents with their shares)"""


@dataclass(frozen=True)
class Context:
    """What the conversation brings to a message."""

    language: str | None = None
    product: str | None = None
    today: date = date.min
    allowed: frozenset[str] | None = None
    """intents that the dialogue can take now; None for all"""
    locale: str | None = None
    """the language that a person has set for themselves: it counts as long as what they write does not tell"""


@dataclass(frozen=True)
class Entity:
    """Something named in a message. `start`/`end` are positions in the text; a button names without a position."""

    entity: str
    value: str
    name: str | None = None
    """for an attribute: which one"""
    role: str | None = None
    start: int | None = None
    end: int | None = None

    def as_data(self) -> dict[str, Any]:
        """As JSON carries it."""
        return {name: value for name, value in vars(self).items() if value is not None}


@dataclass(frozen=True)
class Understanding:
    """What a message wants."""

    text: str
    """what the customer wrote, as they wrote it, without what they quote from others: to be shown and kept"""
    language: str
    language_sure: bool
    intent: str
    confidence: float
    ranked: list[tuple[str, float]] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    from_button: bool = False
    foreign: bool = False
    also: str | None = None
    """the intent of another sentence of the message"""
    exact: bool = False
    """whether the message is word for word an example of its intent"""
    choice: bool = False
    """whether it is a choice by number, of something that is not on the screen"""
    charged: bool = False
    """whether it says that money is taken although they have left already"""
    whole: str | None = None
    """the message with what it quotes, where it quotes something"""

    @cached_property
    def words(self) -> str:
        """The customer's words for reading: quotes, apostrophes and dashes are straight. Positions are those of `text`."""
        return straight(self.text)

    @property
    def says_nothing(self) -> bool:
        """Whether nothing in the message is the customer's own."""
        return not self.text and not self.from_button

    def named(self, entity: str, role: str | None = None) -> list[Entity]:
        """The entities of a kind, in the order of the text."""
        return [e for e in self.entities if e.entity == entity and e.role == role]

    def as_data(self) -> dict[str, Any]:
        """As JSON carries it."""
        return {
            "language": self.language,
            "intent": self.intent,
            "confidence": round(self.confidence, 4),
            "ranked": [{"intent": intent, "confidence": round(share, 4)} for intent, share in self.ranked],
            "entities": [entity.as_data() for entity in self.entities],
        }


class Pipeline:
    """Understands one message at a time. Holds nothing of any conversation."""

    def __init__(self, model: Model, encoder: Encoder, library: Library, intents: list[str], default_language: str = "en") -> None:
        self._model, self._encoder, self._library = model, encoder, library
        self._products = ProductIndex(library.names(), model.term_block.columns)
        self._speller = Speller(model.term_block.columns)
        self._intents, self._default = frozenset(intents), default_language
        self._scored: OrderedDict[str, tuple[Any, Any]] = OrderedDict()

    def understand(self, text: str, context: Context = Context()) -> Understanding:
        """What `text` wants. Any text is taken; what cannot be understood has a low confidence."""
        if button := self._button(clean(text), context):
            return button
        written = clean(own_words(text))
        text = straight(written)
        if not re.search(r"\w", text) and text not in self._model.exact:
            return Understanding(written, self._spoken(context), False, "out_of_scope", 0.0)
        products = self._products.find(text)
        neutral = _neutral(text, products)
        sentences = _sentences(neutral)
        self._score([neutral, *sentences])
        language, sure, foreign = self._language(text, self._scores(neutral)[0][len(self._model.intents) :], context)
        if is_choice(without_courtesy(text)):
            return Understanding(written, language, sure, "out_of_scope", 0.0, choice=True)
        whole = self._whole(neutral, context.allowed)
        parts = self._parts(sentences, context.allowed) if whole[0] not in GRANTED else []
        (intent, confidence, ranked), also = _weighed(whole, parts)
        charged = confidence < HEARD_FIRST.get(intent, 2.0) and charged_after_leaving(text)
        if charged:
            intent, confidence, ranked, also = "refund", SURE_OF_CHARGES, [("refund", SURE_OF_CHARGES), *ranked], None
        entities = self._entities(text, products, language, [intent, *(name for name, _ in ranked if name != intent)], context)
        said = Understanding(written, language, sure, intent, confidence, ranked, entities, foreign=foreign, also=also, charged=charged)
        return replace(said, exact=confidence >= 1.0)

    def _whole(self, neutral: str, allowed: frozenset[str] | None) -> Reading:
        """The surest reading of a message: as it stands, with slips righted, and without the courtesy around it."""
        best = self._read(neutral, allowed)
        if (spelt := self._spelt(neutral)) != neutral:
            best = max(best, self._read(spelt, allowed), key=lambda reading: reading[1])
        if (plain := without_courtesy(neutral)) != neutral:
            meant = self._read(plain, allowed)
            best = meant if best[0] in COURTEOUS and meant[1] >= NOTHING_KNOWN else max(best, meant, key=lambda reading: reading[1])
        return best

    def _read(self, neutral: str, allowed: frozenset[str] | None) -> Reading:
        """The intent of a text."""
        scores, vector = self._scores(neutral)
        return self._intent(neutral, scores[: len(self._model.intents)], vector, allowed)

    def _spoken(self, context: Context) -> str:
        """The language where the message itself does not tell."""
        return context.language or context.locale or self._default

    def _spelt(self, neutral: str) -> str:
        """The text with words that nobody knows turned into the known ones they are a slip of the finger away from."""
        return " ".join(self._speller.right(word) for word in neutral.split())

    def _parts(self, sentences: list[str], allowed: frozenset[str] | None) -> list[Reading]:
        """What each sentence of a longer message wants: a wish may stand at the end of a letter."""
        return [self._read(sentence, allowed) for sentence in sentences]

    def _button(self, text: str, context: Context) -> Understanding | None:
        """A button's payload, if that is what the text is."""
        said = pressed(text, self._spoken(context))
        return said if said and said.intent in self._intents else None

    def _scores(self, neutral: str) -> tuple[Any, Any]:
        """(scores, vector) of a text."""
        self._score([neutral])
        return self._scored[neutral]

    def _score(self, texts: list[str]) -> None:
        """Scores texts together: the encoder reads its tables once for all of them, which is most of what it costs."""
        new = [text for text in dict.fromkeys(texts) if text not in self._scored]
        vectors: Any = self._encoder.encode(new) if new else []
        for text, vector in zip(new, vectors, strict=True):
            self._scored[text] = (self._model.logits(text, vector), vector)
        while len(self._scored) > KEPT:
            self._scored.popitem(last=False)

    def _language(self, text: str, scores: Any, context: Context) -> tuple[str, bool, bool]:
        """(language, whether that was clear, whether it is neither of ours). Sticky within a conversation."""
        shares = dict(zip(self._model.languages, np.exp(scores - np.logaddexp.reduce(scores)).tolist(), strict=True))
        several = len(text.split()) >= WORDS_TO_SWITCH
        other = shares.pop(OTHER)
        spoken = max(shares, key=lambda language: shares[language])
        share = shares[spoken] / sum(shares.values())
        if other >= FOREIGN and several:
            return self._spoken(context), False, True
        if not self._model.knows_a_word(text) or (share < LIKELY_LANGUAGE and not context.language):
            return self._spoken(context), False, False
        sure = share >= SURE_OF_LANGUAGE
        if context.language and spoken != context.language and not (several and sure):
            return context.language, False, False
        return spoken, sure, False

    def _intent(self, neutral: str, scores: Any, vector: Any, allowed: frozenset[str] | None) -> tuple[str, float, list[tuple[str, float]]]:
        """The best intent that the dialogue can take now, its confidence, and the runners-up."""
        names = self._model.intents
        if _NO_WISH.search(neutral) or _UNDO.search(neutral):
            allowed = (frozenset(names) if allowed is None else allowed) - WISHES
        if _UNDO.search(neutral) and allowed is not None:
            allowed |= {"keep"}
        if wants_to_leave(neutral):
            allowed = (frozenset(names) if allowed is None else allowed) - {"keep"}
        usable = np.array([allowed is None or name in allowed for name in names])
        scores = np.where(usable, scores, -1e4).astype(np.float32)
        shares = np.exp(scores - np.logaddexp.reduce(scores))
        order = [int(i) for i in np.argsort(-shares, kind="stable")[:RANKED]]
        exact = self._model.exact.get(" ".join(neutral.lower().split()))
        best = exact if exact is not None and usable[exact] else order[0]
        confidence = 1.0 if best == exact else self._model.confidence(scores, best, vector)
        if best != exact and not self._model.knows_a_word(neutral):
            confidence = min(confidence, NOTHING_KNOWN)
        ranked = [(names[i], float(shares[i])) for i in order if usable[i]]
        return names[best], confidence, ranked

    def _entities(self, text: str, products: list[Found], language: str, ranked: list[str], context: Context) -> list[Entity]:
        entities = [Entity("product", f.product, role=f.role, start=f.start, end=f.end) for f in products]
        named = [f.product for f in products if not f.role]
        about = named[0] if named else context.product
        if about is not None and about in self._library:
            article = self._library.article(about)
            found = mentions(article, text)
            entities += [Entity("attribute", m.value, name=m.attribute, start=m.start, end=m.end) for m in found]
        if not named and (unknown := _unknown_product(text, language, ranked[0])):
            entities.append(unknown)
        moves_on = any(f.role == "destination" for f in products)
        kind = "competitor" if moves_on else reason_kind(text, language)
        if kind and not (kind == "taking_a_break" and refuses_pause(text)):
            entities.append(Entity("reason", kind))
        dated = context.today > date.min and (not DATED.isdisjoint(ranked[:LIKELY]) or _INVOICE.search(text))
        dated = dated and (ranked[0] == "resume" or not _WAS.search(text))
        if dated and (day := dates.find(text, language, context.today, past=ranked[0] == "resume")):
            entities.append(Entity("date", day.isoformat()))
        return entities


def pressed(text: str, language: str) -> Understanding | None:
    """`/intent{"entity": "value"}`, as Rasa's buttons send it; None for anything else that begins with a slash."""
    match = _PAYLOAD.fullmatch(text)
    if not match:
        return None
    try:
        values: dict[str, Any] = json.loads(match["entities"] or "{}")
    except (ValueError, RecursionError):
        return None
    if not all(isinstance(value, str) for value in values.values()):
        return None
    plain = ("product", "reason")
    entities = [Entity(k, v) if k in plain else Entity("attribute", v, name=k) for k, v in values.items()]
    return Understanding(text, language, False, match["intent"], 1.0, [(match["intent"], 1.0)], entities, from_button=True)


def _sentences(neutral: str) -> list[str]:
    """The sentences of a longer message, the first and the last of a very long one; none of a short one."""
    sentences = [part.strip()[:LONGEST_SENTENCE] for part in _SENTENCE.split(neutral) if len(part.split()) > 1]
    if len(sentences) < 2 or len(neutral.split()) < LONG_MESSAGE:
        return []
    return [*sentences[:FIRST_SENTENCES], *sentences[FIRST_SENTENCES:][-LAST_SENTENCES:]]


def _weighed(whole: Reading, parts: list[Reading]) -> tuple[Reading, str | None]:
    """The reading to act on, and the intent of another sentence: a wish for a person or to cancel in one sentence
    counts before what surrounds it.
    """
    letter = len(parts) > FIRST_SENTENCES
    aside = STATING | SHORT_ANSWERS if letter else STATING
    telling = [reading for reading in parts if reading[0] not in aside]
    sure = [reading for reading in (whole, *telling) if reading[1] >= SURE and reading[0] not in aside]
    for wanted in (GRANTED, WISHES):
        if wishes := [reading for reading in sure if reading[0] in wanted]:
            others = [reading[0] for reading in telling if reading[1] >= SURE and reading[0] not in GRANTED | WISHES]
            return wishes[0], next(iter(others), None)
    if sure:
        # people put the question last, after what leads up to it
        return (whole if whole in sure else sure[-1]), None
    return max((letter and telling) or [whole, *parts], key=lambda reading: reading[1]), None


def _neutral(text: str, products: list[Found]) -> str:
    """The text with product names taken out, as in the training phrases."""
    for found in sorted(products, key=lambda f: -f.start):
        text = text[: found.start] + stand_in(found.role) + text[found.end :]
    return text


@cache
def _reasons() -> dict[str, dict[str, list[re.Pattern[str]]]]:
    """Kind → language → patterns."""
    kinds = read(_HERE / "reasons.yml").items()
    return {kind: {lang: [re.compile(p, re.IGNORECASE) for p in rows] for lang, rows in by.items()} for kind, by in kinds}


@cache
def _name_places() -> dict[str, list[re.Pattern[str]]]:
    """Language → patterns. Case counts only in the name itself: «Acme Cloud» is one name, «acme please» is not."""
    data = read(_HERE / "unknown_products.yml")
    return {lang: [re.compile(re.sub(r"\[A-Z\]", r"(?-i:[A-Z])", p), re.IGNORECASE) for p in rows] for lang, rows in data.items()}


def reason_kind(text: str, language: str) -> str | None:
    """Why somebody leaves, by the words they use; None when no kind fits."""
    for kind, by_language in _reasons().items():
        if any(pattern.search(text) for pattern in by_language[language]):
            return str(kind)
    return None


def _unknown_product(text: str, language: str, intent: str) -> Entity | None:
    """A name where a product's name stands, when it is no ordinary word."""
    if intent not in WISHES | {"cancel_trial"}:
        return None
    for pattern in _name_places()[language]:
        for found in pattern.finditer(text):
            name = found["name"].strip(".-")
            if _is_name(name, text):
                return Entity("unknown_product", name, start=found.start("name"), end=found.start("name") + len(name))
    return None


def _is_name(name: str, text: str) -> bool:
    """Capitals make a name of an ordinary word, unless it is a very short one or everything is in capitals."""
    if len(name) < 2:
        return False
    if all(is_filler(word) for word in name.split()):
        return False
    written_as_name = name[0].isupper() and not text.isupper() and len(name) > SHORT_WORD
    return written_as_name or not is_common(name.split(maxsplit=1)[0])
