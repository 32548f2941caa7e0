"""How much of what help pages say the importer finds: `python -m tests.importing.measure`. To read, never a test that fails.

The pages in `documents/` were labelled before the importer was tuned. Half of those that were found for it are kept from tuning: which
ones, a hash of their names says (`kept_out`).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from knowledge.importing.draft import draft
from knowledge.importing.form import as_form
from knowledge.importing.reading import read
from knowledge.importing.wording import plain
from tests.importing.kinds import rendered

HOME = Path(__file__).parent / "documents"
GIVEN = ("en_readthedocs", "en_influxdb", "en_privacy_pro", "it_microsoft_365", "it_azure")
"""labelled by others; the importer was tuned on them"""
LATER = ("en_bitrise_account", "en_codacy_faq", "en_expensify", "en_pypi", "it_partner", "it_suspend")
"""labelled when the importer had been tuned on them"""
FORMS = ("html", "docx", "pdf", "text")
"""formats that pages are laid out in to be measured"""
ALIKE = 85
"""How alike two sentences must be, of 100, to be the same one."""
PART = 40
"""Letters of a sentence that are enough for its part to stand for it."""
Quotes = Callable[[dict[str, Any]], list[str]]

KINDS: dict[str, Quotes] = {
    "steps": lambda said: [step for procedure in said["procedures"] for step in procedure["steps"]],
    "prerequisites": lambda said: [entry["quote"] for entry in said["prerequisites"]],
    "consequences": lambda said: [entry["quote"] for entry in said["after_cancellation"]],
    "deadlines": lambda said: [entry["quote"] for entry in said["deadlines"]],
    "contacts": lambda said: [entry["quote"] for entry in said["handoff_cases"]],
    "offers": lambda said: [entry["quote"] for entry in said["retention_offers"]],
    "conditions": lambda said: said.get("conditions", []),
}


@dataclass
class Count:
    """What was found of what there is."""

    wanted: int = 0
    found: int = 0
    said: int = 0
    right: int = 0

    def add(self, other: Count) -> None:
        """Counts another page in."""
        self.wanted, self.found = self.wanted + other.wanted, self.found + other.found
        self.said, self.right = self.said + other.said, self.right + other.right

    @property
    def recall(self) -> float:
        """How much of what there is was found."""
        return self.found / self.wanted if self.wanted else 1.0

    @property
    def precision(self) -> float:
        """How much of what was found is right."""
        return self.right / self.said if self.said else 1.0


@dataclass
class Result:
    """What came of some pages."""

    counts: dict[str, Count] = field(default_factory=lambda: {kind: Count() for kind in KINDS})
    traps: int = 0
    led_in: int = 0
    ungrounded: int = 0
    quotes: int = 0
    notes: list[str] = field(default_factory=list)


def labelled() -> list[str]:
    """The names of all labelled pages."""
    return sorted(path.stem for path in (HOME / "labels").glob("*.json"))


def kept_out() -> list[str]:
    """The names of the pages that the importer was not tuned on: of those that were found for it, the first half by hash."""
    found = sorted(
        (name for name in labelled() if name not in GIVEN + LATER),
        key=lambda name: hashlib.sha256(name.encode()).hexdigest(),
    )
    return found[: (len(found) + 1) // 2]


def imported(name: str, form: str | None = None) -> tuple[dict[str, Any], str]:
    """What the importer says of a page, and the text that it quotes; of the page in another format when one is named."""
    path = next(path for path in HOME.glob(f"{name}.*"))
    document = read(path.read_bytes(), path.name)
    if form:
        document = read(*rendered(document, form))
    made = draft(document)
    return as_form(made) | {"conditions": [fact.quote for fact in made.conditions]}, document.text


def measure(names: Iterable[str], form: str | None = None, *, aloud: bool = False) -> Result:
    """What the importer finds of these pages."""
    result = Result()
    for name in names:
        gold = json.loads((HOME / "labels" / f"{name}.json").read_text(encoding="utf-8"))
        said, text = imported(name, form)
        for kind, quotes in KINDS.items():
            if kind == "conditions" and "conditions" not in gold:
                continue
            count, notes = compare(quotes(gold), quotes(said), _allowed(gold, kind))
            result.counts[kind].add(count)
            result.notes += [f"{name}: {kind}: {note}" for note in notes] if aloud else []
        every = [quote for kind, quotes in KINDS.items() for quote in quotes(said)]
        result.quotes += len(every)
        result.ungrounded += sum(quote not in text for quote in every)
        led = led_in(gold, said)
        result.traps += len(gold.get("traps", []))
        result.led_in += len(led)
        result.notes += [f"{name}: trap: {trap}" for trap in led] if aloud else []
    return result


def compare(wanted: list[str], said: list[str], allowed: list[str]) -> tuple[Count, list[str]]:
    """Pairs what is wanted with what was said, each once. What only helps understanding (`allowed`) counts for nothing."""
    count, notes, left = Count(wanted=len(wanted)), [], list(said)
    for quote in wanted:
        match = next((other for other in left if same(quote, other)), None)
        if match is None:
            notes.append(f"missed: {plain(quote)}")
        else:
            left.remove(match)
            count.found += 1
    wrong = [other for other in left if not any(same(other, quote) for quote in allowed)]
    count.right, count.said = count.found, count.found + len(wrong)
    return count, notes + [f"wrong: {plain(other)}" for other in wrong]


def same(one: str, other: str) -> bool:
    """Whether two quotes are the same sentence, or one is a part of the other."""
    left, right = (re.sub(r"[\W_]+", " ", plain(text)).strip().lower() for text in (one, other))
    if not left or not right:
        return False
    shorter, longer = sorted((left, right), key=len)
    return fuzz.ratio(left, right) >= ALIKE or (shorter in longer and len(shorter) >= min(PART, 0.5 * len(longer)))


def led_in(gold: dict[str, Any], said: dict[str, Any]) -> list[str]:
    """The traps that are said to be something which they are not."""
    found = []
    for trap in gold.get("traps", []):
        for quotes in KINDS.values():
            if any(same(trap["text"], quote) for quote in quotes(gold)):
                break
        else:
            if any(same(trap["text"], quote) for kind in ("steps", "offers", "deadlines", "contacts") for quote in KINDS[kind](said)):
                found.append(trap["text"])
    return found


def _allowed(gold: dict[str, Any], kind: str) -> list[str]:
    if kind == "steps":
        return [quote for procedure in gold["procedures"] for quote in procedure.get("supporting", [])]
    return [*gold.get("verification", []), *gold.get("refund_policy", [])] if kind == "consequences" else []


def table(title: str, result: Result) -> list[str]:
    """The figures as lines."""
    rows = [title]
    for kind, count in result.counts.items():
        found, right = f"({count.found}/{count.wanted})", f"({count.right}/{count.said})"
        rows.append(f"  {kind:14} recall {count.recall:4.2f} {found:9} precision {count.precision:4.2f} {right}")
    rows.append(f"  traps led in {result.led_in}/{result.traps}   ungrounded {result.ungrounded}/{result.quotes}")
    return rows


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--aloud", choices=("given", "tuned"), help="say what was missed or wrong, of the pages that may be looked at")
    parser.add_argument("--format", choices=FORMS, help="lay the pages out in another format first")
    asked = parser.parse_args()
    kept = kept_out()
    tuned = [name for name in labelled() if name not in kept and name not in GIVEN]
    groups = {"given": ("given, tuned on", list(GIVEN)), "tuned": ("found, tuned on", tuned), "kept": ("found, kept from tuning", kept)}
    for group, (title, names) in groups.items():
        result = measure(names, asked.format, aloud=asked.aloud == group)
        print("\n".join([*table(f"{title} ({len(names)})", result), *result.notes]))
    for suffix, names in by_ending(labelled()).items():
        print("\n".join(table(f"all {suffix} ({len(names)})", measure(names, asked.format))[:2]))


def by_ending(names: list[str]) -> dict[str, list[str]]:
    """The pages by the format that they were found in."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(next(HOME.glob(f"{name}.*")).suffix, []).append(name)
    return found


if __name__ == "__main__":
    main()
