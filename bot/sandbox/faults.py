"""Faults on demand: what a Slack does on a bad day, so that a test can have one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Data = dict[str, Any]
ALWAYS = 1_000_000_000


@dataclass
class Fault:
    """What befalls calls of a method, in a channel or anywhere."""

    method: str
    times: int = 1
    channel: str | None = None
    error: str | None = None
    """the code of the refusal"""
    status: int | None = None
    """an HTTP status instead of an answer"""
    retry_after: int | str | None = None
    """as it stands in the header, empty for none: Slack says seconds, what stands before Slack may say anything"""
    page: str | None = None
    """what is answered instead of JSON"""
    truncated: bool = False
    """the answer breaks off in its middle"""
    reset: str | None = None
    """`before`: cut off before anything happens; `after`: the call counts, but its answer is lost"""
    slow_ms: int = 0
    taken: bool = False
    """the call counts all the same: a slow one is slow afterwards, and a refusal is a lie"""

    @property
    def kind(self) -> str:
        """What people call it."""
        what = self.error or (f"status {self.status}" if self.status else None) or ("reset" if self.reset else None)
        what = what or ("no JSON" if self.page is not None else "truncated" if self.truncated else "slow")
        return f"{what}, taken" if self.comes_after else what

    @property
    def comes_after(self) -> bool:
        """Whether the call counts first."""
        return self.taken or self.truncated or self.reset == "after"

    def hits(self, method: str, args: Data) -> bool:
        """Whether it befalls this call."""
        return self.times > 0 and self.method in {method, "*"} and self.channel in {None, args.get("channel")}


@dataclass
class Faults:
    """The faults to come."""

    waiting: list[Fault] = field(default_factory=list)
    struck: Counter[str] = field(default_factory=Counter)
    """How many calls were befallen by each kind."""

    def error(self, method: str, code: str, times: int = 1, channel: str | None = None) -> None:
        """The next calls are refused, with any code that Slack knows."""
        self.waiting.append(Fault(method, times, channel, error=code))

    def ratelimited(self, method: str, seconds: int | str = 1, times: int = 1, channel: str | None = None) -> None:
        """The next calls get 429 and `Retry-After`."""
        self.waiting.append(Fault(method, times, channel, status=429, retry_after=seconds, error="ratelimited"))

    def broken(self, method: str, status: int = 500, times: int = 1, channel: str | None = None) -> None:
        """The next calls get a page with this status."""
        self.waiting.append(Fault(method, times, channel, status=status))

    def reset(self, method: str, when: str = "after", times: int = 1, channel: str | None = None) -> None:
        """The next calls lose their connection: `before` they count, or `after`."""
        self.waiting.append(Fault(method, times, channel, reset=when))

    def slow(self, method: str, milliseconds: int, times: int = ALWAYS, channel: str | None = None) -> None:
        """The next calls take longer."""
        self.waiting.append(Fault(method, times, channel, slow_ms=milliseconds))

    def hang(self, method: str, milliseconds: int, times: int = 1, channel: str | None = None, *, taken: bool = False) -> None:
        """The next calls are answered that late, and count before the wait or, for whoever still waits, after it."""
        self.waiting.append(Fault(method, times, channel, slow_ms=milliseconds, taken=taken))

    def add(self, wanted: Data) -> None:
        """A fault by its fields. Raises TypeError for a field that is none."""
        self.waiting.append(Fault(**wanted))

    def clear(self) -> None:
        """No more faults."""
        self.waiting.clear()

    def take(self, method: str, args: Data) -> Iterator[Fault]:
        """The faults that befall this call: those that slow it, and the first of the others."""
        struck = False
        for fault in list(self.waiting):
            if not fault.hits(method, args) or (struck and not fault.slow_ms):
                continue
            struck = struck or not fault.slow_ms
            fault.times -= 1
            self.struck[fault.kind] += 1
            if fault.times <= 0:
                self.waiting.remove(fault)
            yield fault
