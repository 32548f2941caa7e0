"""Writing an article of an older form anew, with everything else in the file as it was: comments, order, quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from knowledge.files import ArticleFile, read_article
from knowledge.library import article_paths
from knowledge.schema import VERSION, Effective
from knowledge.schema import Path as Way

TOPIC = "effective_when"
_PRODUCT = re.compile(r"^product:", re.MULTILINE)
_VERSION = re.compile(r"^version:.*\n", re.MULTILINE)


def migrate(home: Path) -> Iterator[Path]:
    """Writes every article of an older form anew; gives those that were written."""
    for path in article_paths(home):
        file = read_article(path)
        if isinstance(file, ArticleFile) and file.article.version < VERSION:
            path.write_text(migrated(file, path.read_text(encoding="utf-8")), encoding="utf-8")
            yield path


def migrated(file: ArticleFile, text: str) -> str:
    """The file's text in the present form. What follows from the article itself is filled in; `knowledge check` names the rest."""
    lines = text.splitlines(keepends=True)
    for slug, way in reversed(file.article.paths.items()):
        if quote := _effective(file, way):
            line = file.line("paths", slug, "effective")
            indent = lines[line - 1][: len(lines[line - 1]) - len(lines[line - 1].lstrip())]
            lines.insert(line, f"{indent}effective_quote: {_scalar(quote)}\n")
    text = _VERSION.sub("", "".join(lines))
    return _PRODUCT.sub(f"version: {VERSION}\nproduct:", text, count=1)


def _effective(file: ArticleFile, way: Way) -> str | None:
    """The sentence that an article quotes for the effect already, where a way says one and quotes none."""
    if way.effective is Effective.not_stated or way.effective_quote:
        return None
    said = [placed.fact.quote for placed in file.article.placed if TOPIC in placed.fact.topics]
    return said[0] if len(set(said)) == 1 else None


def _scalar(quote: str) -> str:
    return '"' + quote.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
