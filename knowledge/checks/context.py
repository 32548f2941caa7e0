"""What a rule may look at: every article, every source with its text, and the date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from knowledge.files import ArticleFile
from knowledge.locate import Located, located
from knowledge.schema import Article, Fact, Lifecycle, Source

BETWEEN = "\n\n"


@dataclass(frozen=True)
class Document:
    """A source as it is on disk now; or all of an article's, one after the other."""

    source: Source
    text: str
    sha256: str
    further: tuple[Document, ...] = ()
    """the others that `text` has too, each behind an empty line"""

    @property
    def located(self) -> Located:
        """Its text, to look quotes up in."""
        return located(self.text)

    def where(self, position: int) -> str:
        """The file and the line of a position in the text."""
        start = len(self.text) - sum(len(each.text) + len(BETWEEN) for each in self.further)
        here, begin = self.source.file, 0
        for each in self.further:
            if position >= start + len(BETWEEN):
                here, begin = each.source.file, start + len(BETWEEN)
            start += len(BETWEEN) + len(each.text)
        return f"{here}, line {self.text.count(chr(10), begin, position) + 1}"

    def beside(self, others: list[Document]) -> Document:
        """The document with others behind it."""
        text = BETWEEN.join([self.text, *(each.text for each in others)])
        return Document(self.source, text, self.sha256, tuple(others))


@dataclass(frozen=True)
class Context:
    """Everything beside the article itself that a rule may depend on, so that rules need no files and no clock."""

    articles: tuple[ArticleFile, ...]
    sources: Mapping[str, Document] | None
    """slug → document; None while `sources.yml` is broken: its own mistakes are reported, and none that follow from them"""
    today: date

    @cached_property
    def owners(self) -> Mapping[str, str]:
        """Name, in its plain form → the first product that has it. Retired articles have given theirs back."""
        served = [file.article for file in self.articles if file.article.lifecycle is not Lifecycle.retired]
        return {plain(name): article.product for article in reversed(served) for name in names(article)}

    def document(self, file: ArticleFile) -> Document | None:
        """All that an article quotes; None when one is missing or another product's: that is for `unknown-slug` to say."""
        found = [document for slug in file.article.documents if (document := self.source(file, slug))]
        return found[0].beside(found[1:]) if len(found) == len(file.article.documents) else None

    def source(self, file: ArticleFile, slug: str) -> Document | None:
        """One document of an article."""
        document = (self.sources or {}).get(slug)
        return document if document and document.source.product == file.article.product else None


def grounded(fact: Fact, document: Document) -> bool:
    """Whether all quotes of a fact stand in the document; while not, that is what its editor has to mend."""
    return all(document.located.find(quote) for quote in fact.quotes)


def names(article: Article) -> list[str]:
    """All that a product is called."""
    return [article.name, *article.aliases, *article.misspellings]


def plain(name: str) -> str:
    """A name as a customer may write it: spaces, dashes and capitals make no other product."""
    return "".join(c for c in name.casefold() if c.isalnum())
