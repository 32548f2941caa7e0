"""The read model: complete or refused, and the same whether it was kept or built."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.errors import KnowledgeError
from knowledge.library import HOME, Library, build, load, quotes

Home = Callable[[str], Path]


@pytest.fixture(scope="module")
def shipped() -> Library:
    return build(HOME)


def text_of(library: Library, product: str) -> str:
    source = library.sources[library.article(product).source]
    return (HOME / "sources" / source.file).read_text(encoding="utf-8")


def test_the_offset_of_every_quote_points_at_the_quote(shipped: Library) -> None:
    for product in shipped.products():
        text = text_of(shipped, product)
        for _, quote in quotes(shipped.article(product)):
            assert text[shipped.offset(product, quote) :].startswith(quote)


def test_what_is_no_quote_has_no_offset(shipped: Library) -> None:
    with pytest.raises(KeyError):
        shipped.offset(shipped.products()[0], "we never said this")


def test_a_product_that_is_not_known_has_no_article(shipped: Library) -> None:
    assert "nothing_like_it" not in shipped
    with pytest.raises(KeyError):
        shipped.article("nothing_like_it")


def test_an_article_is_known_by_all_its_names_and_its_language(home: Home, good: str) -> None:
    library = build(home(good))
    assert library.products() == ["other", "sample"]
    assert {name.text for name in library.names() if name.product == "sample"} == {"Sample", "Sample Suite", "sampel"}
    assert (library.name("sample"), library.language("sample")) == ("Sample", "en")


def test_only_reviewed_articles_are_served(home: Home, good: str) -> None:
    for lifecycle in ("draft", "disputed", "retired"):
        assert build(home(good.replace("lifecycle: reviewed", f"lifecycle: {lifecycle}"))).products() == ["other"]


def test_the_kept_copy_equals_a_fresh_build(home: Home, good: str, tmp_path: Path) -> None:
    folder, keep = home(good), tmp_path / "keep"
    first = load(folder, keep)
    assert len(list(keep.iterdir())) == 1
    assert load(folder, keep) == first == build(folder)


def test_the_kept_copy_is_what_is_read(home: Home, good: str, tmp_path: Path) -> None:
    folder, keep = home(good), tmp_path / "keep"
    load(folder, keep)
    [kept] = keep.iterdir()
    kept.write_text(kept.read_text(encoding="utf-8").replace("Sample Suite", "From the copy"), encoding="utf-8")
    assert load(folder, keep).article("sample").aliases == ["From the copy"]


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"{}", b"null", b"\xff\xfe", b'{"sources": 1, "raw": {}, "revision": ""}'])
def test_a_damaged_kept_copy_is_built_again(damage: bytes, home: Home, good: str, tmp_path: Path) -> None:
    folder, keep = home(good), tmp_path / "keep"
    fresh = load(folder, keep)
    [kept] = keep.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(damage)
    assert load(folder, keep) == fresh
    assert kept.read_bytes() == whole


def test_a_kept_copy_cut_short_is_built_again(home: Home, good: str, tmp_path: Path) -> None:
    folder, keep = home(good), tmp_path / "keep"
    fresh = load(folder, keep)
    [kept] = keep.iterdir()
    kept.write_bytes(kept.read_bytes()[:-100])
    assert load(folder, keep) == fresh


def test_a_folder_that_cannot_be_written_is_no_problem(home: Home, good: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    folder = home(good)
    assert load(folder, tmp_path / "file" / "keep") == build(folder)


def test_any_change_makes_another_copy(home: Home, good: str, tmp_path: Path) -> None:
    keep = tmp_path / "keep"
    first = load(home(good), keep)
    second = load(home(good.replace("Your access ends at once", "Access ends at once")), keep)
    assert first.revision != second.revision
    assert first.revision_of("sample") != second.revision_of("sample")
    assert first.revision_of("other") == second.revision_of("other")
    assert len(list(keep.iterdir())) == 2


def test_a_quote_that_is_not_in_the_document_fails_the_build_with_file_and_line(home: Home, good: str) -> None:
    article = good.replace("    quote: Your access ends immediately.", "    quote: Your access ends some day.")
    folder = home(article)
    with pytest.raises(KnowledgeError) as failed:
        build(folder)
    [problem] = failed.value.problems
    line = next(number for number, text in enumerate(article.splitlines(), 1) if "some day" in text)
    assert (problem.file, problem.line, problem.rule) == (str(folder / "articles" / "sample.yml"), line, "quote-not-in-source")
    assert f"sample.yml:{line}: quote-not-in-source" in str(failed.value)


def test_a_blank_quote_fails_the_build(home: Home, good: str) -> None:
    with pytest.raises(KnowledgeError, match="quote-not-in-source"):
        build(home(good.replace("quote: Your access ends immediately.", 'quote: ""')))


def test_a_document_that_changed_fails_the_build(home: Home, good: str) -> None:
    folder = home(good)
    (folder / "sources" / "sample.txt").write_text("All is different now.")
    with pytest.raises(KnowledgeError, match="source-hash"):
        build(folder)


def test_a_failed_build_names_every_problem_and_keeps_nothing(home: Home, good: str, tmp_path: Path) -> None:
    folder = home(good.replace("ends immediately", "ends some day").replace("Instead, ", "").replace("you can pause", "you may pause"))
    (folder / "articles" / "broken.yml").write_text("product: [", encoding="utf-8")
    with pytest.raises(KnowledgeError) as failed:
        load(folder, tmp_path / "keep")
    assert {Path(problem.file).name for problem in failed.value.problems} == {"sample.yml", "broken.yml"}
    assert len(failed.value.problems) == 5
    assert not (tmp_path / "keep").exists()


def test_a_folder_without_articles_fails_the_build(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "sources.yml").write_text("")
    with pytest.raises(KnowledgeError, match="no reviewed article"):
        build(tmp_path)
