"""What people say of their accounts must come to something.

They say "I'm the owner" of every product alike. An attribute that has a kind is understood by what its values mean; a
value that means nothing is never heard, and a misspelt meaning is met by nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.checks.walk import parts
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.kinds import strange
from knowledge.schema import Attribute

ID = "kind-without-meaning"
FIX = "say under `means` which values of the kind it is (knowledge/kinds.yml lists them), each under one value only"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Values that mean nothing, something that their kind does not have, or the same as another."""
    for keys, attribute in parts(file.article, Attribute):
        for slug, position, meant in strange(attribute):
            yield file.problem(ID, f"no value «{meant}» of «{attribute.kind}»", FIX, *keys, "values", slug, "means", position)
        shared = Counter(meant for value in attribute.values.values() for meant in (*value.means, *value.follows_from))
        for slug, value in attribute.values.items():
            if attribute.kind and not value.means:
                yield file.problem(ID, f"«{slug}» means nothing", FIX, *keys, "values", slug)
            for position, meant in enumerate(value.means):
                if shared[meant] > 1:
                    yield file.problem(ID, f"«{meant}» is meant twice", FIX, *keys, "values", slug, "means", position)
