"""Whatever a text says: every sentence is a slice of it, and nothing is thrown but a sentence for the editor."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from knowledge.importing.article import as_article, slug
from knowledge.importing.draft import draft
from knowledge.importing.errors import Unreadable
from knowledge.importing.form import as_form
from knowledge.importing.reading import read
from knowledge.importing.revise import revise
from knowledge.importing.wording import plain, readable

PIECES = [
    *(
        "# ",
        "## Cancel your plan",
        "1. ",
        "- ",
        "* ",
        "> ",
        "!!! note",
        "| a | b |",
        "|---|---|",
        "```",
        "===",
        "---",
        "    ",
        "\n",
        "\n\n",
        "\t",
    ),
    *(
        "**Billing**",
        "[link](#cancel)",
        "[a.](http://x.y)",
        ":guilabel:`X`",
        "`Y <z>`_",
        "{{< x >}}",
        "{% if %}",
        "<li>",
        "</ol>",
        "<script>",
    ),
    *(
        "Click Cancel.",
        "If you cancel, ",
        "your data will be deleted",
        " within 30 days",
        "Contact support@x.y",
        "e.g. ",
        "U.S. ",
        "?",
        "…",
        "“",
        "”",
    ),
    *(
        "Fai clic su ",
        "Se vuoi disdire, ",
        "è necessario essere amministratore",
        " entro 14 giorni.",
        "\u202f",
        "\ufeff",
        "\x00",
        "\r\n",
        "&nbsp;",
        "\\",
    ),
]
TEXTS = st.one_of(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.text(max_size=300))
TEXTUAL = ("text", "markdown", "rest", "html")


@pytest.mark.parametrize("form", TEXTUAL)
@given(text=TEXTS)
def test_every_sentence_is_a_slice_of_any_text(form: str, text: str) -> None:
    try:
        made = draft(read(text.encode("utf-8", errors="ignore"), "", form), chosen=[0])
    except Unreadable:
        return
    for one in made.sentences:
        assert made.document.text[one.sentence.start : one.sentence.end] == one.sentence.text
    for block in made.document.blocks:
        assert 0 <= block.start <= block.end <= len(made.document.text)
    said = as_form(made)
    assert all(step in made.document.text for procedure in said["procedures"] for step in procedure["steps"])


@given(text=TEXTS)
def test_an_article_of_any_text_can_be_read_again_with_its_quotes(text: str) -> None:
    try:
        made = draft(read(text.encode("utf-8", errors="ignore"), ""), chosen=[0])
    except Unreadable:
        return
    data = YAML(typ="safe").load(as_article(made, slug(made.vendor), date(2026, 11, 29)))
    quotes = [step["quote"] for path in data["paths"].values() for step in path.get("steps", [])]
    assert quotes == [fact.quote for way in made.procedures for fact in (*way.steps, *([way.advice] if way.advice else []))]


@given(data=st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(Unreadable):
        assert read(data, "page.txt").blocks


@given(old=TEXTS, new=TEXTS)
def test_any_two_texts_can_be_compared(old: str, new: str) -> None:
    try:
        before, after = read(old.encode("utf-8", errors="ignore")), read(new.encode("utf-8", errors="ignore"))
    except Unreadable:
        return
    found = revise(before, after, [("a.fact", before.text.strip()[:40])])
    assert all(sentence in after.text for sentence in found.new)
    assert all(sentence in before.text for sentence in found.gone)
    assert not revise(before, before, [("a.fact", before.text.strip()[:40])])


@given(text=TEXTS)
def test_wording_adds_no_word(text: str) -> None:
    for said in (plain(text), readable(text)):
        assert "\x00" not in said
        assert len(said) <= 2 * len(text) + 2


@pytest.mark.parametrize(
    "text",
    [
        "[" * 20_000,
        "**" * 20_000,
        "`" * 20_001,
        "<a " * 20_000,
        "{{" * 20_000,
        "if you " * 10_000,
        "a " * 40_000 + "cancel.",
        "(" * 20_000 + "Cancel.",
        ":x:`" * 10_000,
        "1. cancel " * 5_000,
        "> " * 3_000 + "Cancel your plan.",
        "- " * 2_000 + "Cancel your plan.",
        "<div>" * 5_000 + "Cancel your plan by clicking Cancel.",
        "cancel your \n" * 10_000,
        "Se si " * 10_000,
        "# Cancel\n" * 10_000,
        "- Cancel your plan.\n" * 2_000,
        "|a|b|\n|-|-|\n" + "|c|d|\n" * 5_000,
    ],
)
@pytest.mark.parametrize("form", TEXTUAL)
def test_no_text_takes_long(form: str, text: str) -> None:
    began = time.process_time()
    with suppress(Unreadable):
        draft(read(text.encode(), "", form), chosen=[0])
    assert time.process_time() - began < 10
