"""A path has to lead somewhere.

A handoff without a contact is a gate (N12), without a rule it is routed to nobody, and without the sentence that says
so it is our opinion. A way to do it alone, without steps, is no way. Where there is nothing to do, one step says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.schema import Path, PathKind

ID = "contact-path-without-contact"
FIX = "give a contact path `rule`, `contact` and `because`, a self-service path its steps, and one with nothing to do the one that says so"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Paths that lack what their kind needs."""
    for slug, path in file.article.paths.items():
        if missing := _missing(path):
            yield file.problem(ID, f"the {path.kind} path «{slug}» has no {', no '.join(missing)}", FIX, "paths", slug)


def _missing(path: Path) -> list[str]:
    if path.kind is PathKind.self_service:
        return [] if path.steps else ["steps"]
    if path.kind is PathKind.nothing_to_do:
        return [] if len(path.steps) == 1 else ["single step that says so"]
    needed = {"rule": path.rule, "contact": path.contact, "because": path.because}
    return [name for name, value in needed.items() if not value]
