"""A progress bar on stderr for what takes longer than a second; nothing where nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[[str, float], None]
"""Called with what is being done and the share that is done, 0 to 1."""


@contextmanager
def bar(title: str) -> Iterator[Progress]:
    """A callable that moves the bar. The bar appears with its first movement."""
    if not sys.stderr.isatty():
        yield _lines(title)
        return
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as shown:
        task = None

        def move(what: str, share: float) -> None:
            nonlocal task
            if task is None:
                task = shown.add_task(title, total=1.0)
            shown.update(task, description=f"{title}: {what}", completed=share)

        yield move


def _lines(title: str) -> Progress:
    """Without a terminal: one line when it begins, one when it is done."""

    def move(what: str, share: float) -> None:
        if share >= 1.0 or what == "encoding":
            print(f"{title}: {what}", file=sys.stderr, flush=True)  # noqa: T201 - stderr is where progress belongs

    return move
