"""The same page in every format gives the same sentences."""

from __future__ import annotations

import pytest

from knowledge.importing.document import Document, Form
from knowledge.importing.draft import draft
from knowledge.importing.reading import format_of, read
from tests.importing.making import docx, pdf

STEPS = ["Open the Settings page of your account.", "Click Billing.", "Click Cancel plan and confirm."]
AFTER = "Your plan stays active until the end of the current billing period."

TEXT = f"How to cancel your Acme subscription\n\nTo cancel your subscription:\n1. {STEPS[0]}\n2. {STEPS[1]}\n3. {STEPS[2]}\n\n{AFTER}\n"
MARKDOWN = f"""---
title: Cancel Acme
---
# How to cancel your Acme subscription

To cancel your subscription:

1. {STEPS[0]}
2. Click **Billing**.
3. Click **Cancel plan** and confirm.

> [!NOTE]
> {AFTER}
"""
REST = f"""How to cancel your Acme subscription
====================================

.. contents::
   :local:

#. {STEPS[0]}
#. Click :guilabel:`Billing`.
#. Click :guilabel:`Cancel plan`
   and confirm.

.. note::

   {AFTER}
"""
HTML = f"""<!doctype html><html><head><title>Acme</title><script>var cancel = "Click Delete everything.";</script></head><body>
<nav><ol><li>Click Home.</li></ol></nav><main><h1>How to cancel your Acme subscription</h1>
<ol><li><p>{STEPS[0]}</p></li><li>Click <b>Billing</b>.</li><li>Click&nbsp;<span class="guilabel">Cancel plan</span>
 and confirm.</li></ol><style>p {{}}</style><p hidden>Click Never.</p>
<p>{AFTER}</p></main><footer>Contact us to cancel.</footer></body></html>"""
WORD = docx(
    ("heading", "How to cancel your Acme subscription"),
    ("step", STEPS[0]),
    ("step", "Click **Billing**."),
    ("step", "Click **Cancel plan** and confirm."),
    ("text", AFTER),
)
PAPER = pdf(["How to cancel your Acme subscription", "", *(f"{n}. {step}" for n, step in enumerate(STEPS, 1)), "", AFTER])
PAGES = {
    "text": (TEXT.encode(), "page.txt"),
    "markdown": (MARKDOWN.encode(), "page.md"),
    "rest": (REST.encode(), "page.rst"),
    "html": (HTML.encode(), "page.html"),
    "docx": (WORD, "page.docx"),
    "pdf": (PAPER, "page.pdf"),
}


@pytest.mark.parametrize("form", PAGES)
def test_the_steps_are_found_in_every_format(form: str) -> None:
    made = draft(read(*PAGES[form]))
    assert [step.plain for procedure in made.procedures for step in procedure.steps] == STEPS
    assert [fact.plain for fact in made.consequences] == [AFTER]
    assert made.effective == "end_of_cycle"


@pytest.mark.parametrize("form", PAGES)
def test_every_sentence_is_a_slice_of_the_text(form: str) -> None:
    made = draft(read(*PAGES[form]))
    for one in made.sentences:
        assert made.document.text[one.sentence.start : one.sentence.end] == one.sentence.text


@pytest.mark.parametrize("form", PAGES)
def test_the_format_is_told_by_the_content_where_the_name_does_not(form: str) -> None:
    assert format_of(PAGES[form][0], "") == form
    assert format_of(PAGES[form][0], "saved.txt") == form


def test_what_scripts_menus_and_footers_say_is_no_text_of_the_page() -> None:
    text = read(*PAGES["html"]).text
    assert not any(word in text for word in ("Delete everything", "Home", "Never", "Contact us"))


def test_captions_of_a_page_are_said_in_quotes() -> None:
    from knowledge.importing.wording import readable

    page = read(*PAGES["html"])
    assert readable("Click Billing.", page.captions) == "Click “Billing”."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_a_page_is_read_whatever_it_was_written_in(encoding: str) -> None:
    page = read("Come disdire l'abbonamento\n\nLa disdetta è possibile più volte: però c'è un limite.\n".encode(encoding), "pagina.txt")
    assert "è possibile più volte: però" in page.text


def test_an_encoding_that_a_page_declares_is_taken() -> None:
    page = '<html><head><meta charset="cp1251"></head><body><p>Отмена подписки: нажмите «Отменить».</p></body></html>'
    assert "нажмите «Отменить»" in read(page.encode("cp1251"), "page.html").text


def test_a_table_keeps_its_words() -> None:
    page = read(b"# Cancel\n\n| Plan | Who can cancel |\n|---|---|\n| Free | The owner can cancel it. |\n", "page.md")
    assert [page.slice(block) for block in page.blocks if block.form is Form.cell] == [
        "Plan",
        "Who can cancel",
        "Free",
        "The owner can cancel it.",
    ]


def headings(page: Document) -> list[str]:
    return [page.slice(block) for block in page.blocks if block.form is Form.heading]


def test_lines_of_plain_text_that_were_wrapped_are_one_sentence() -> None:
    page = read(
        b"How to cancel\n\nYou can cancel your subscription at any time on the page of your account,\nand it ends with the month.\n",
        "a.txt",
    )
    assert headings(page) == ["How to cancel"]
    assert page.slice(page.blocks[-1]).endswith("account,\nand it ends with the month.")


def test_a_word_that_a_pdf_parts_at_the_end_of_a_line_is_whole() -> None:
    page = read(pdf(["To leave, cancel your sub-", "scription on the Billing page of your account."]), "a.pdf")
    assert "cancel your subscription on" in page.text
