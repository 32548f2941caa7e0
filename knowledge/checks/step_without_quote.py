"""A step that rests on nothing may lead nowhere.

Steps are what the customer does with their own hands. One that no sentence of the document asks for is a guess about
somebody else's screens.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.context import Context
from knowledge.checks.walk import parts
from knowledge.errors import Problem
from knowledge.files import ArticleFile
from knowledge.schema import Step

ID = "step-without-quote"
FIX = "quote the sentence of the document that asks for this step, or remove the step"


def check(file: ArticleFile, context: Context) -> Iterator[Problem]:
    """Steps whose quote is blank."""
    for keys, step in parts(file.article, Step):
        if not step.quote.strip():
            yield file.problem(ID, f"no quote for the step “{step.en}”", FIX, *keys, "quote")
