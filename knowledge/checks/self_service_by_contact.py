"""Who has to reach somebody is not sent to a button.

Where the sentence says that these accounts contact a person, a way to do it alone ends in front of a button that they
do not have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.locate import readable
from knowledge.schema import PathKind

_REACH = re.compile(
    r"\b(?:(?:need|have|must|asked) (?:to )?(?:reach out|contact|call|phone|write)|please (?:contact|call)|"
    r"contact (?:your|our|us|the)|reach out to|via phone|by phone"
    r"|devi contattar|contattar[el]|contatta\b|rivolg|chiamare|telefon)",
    re.IGNORECASE,
)

ID = "self-service-by-contact"
FIX = "make it a contact path with `rule`, `contact` and `because`"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Self-service paths whose sentence says to reach somebody."""
    for slug, path in file.article.paths.items():
        if path.kind is PathKind.self_service and path.when_quote and _REACH.search(readable(path.when_quote)):
            yield file.problem(ID, f"«{slug}» is self-service, and its sentence says to reach somebody", FIX, "paths", slug, "when_quote")
