"""What no draft can be made of is said in a sentence; nothing hangs, fetches or runs."""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest
from pypdf import PdfReader, PdfWriter

from knowledge.importing.draft import draft
from knowledge.importing.errors import Unreadable
from knowledge.importing.limits import MAX_BYTES, MAX_CHARS, MAX_PAGES, MAX_UNPACKED_BYTES
from knowledge.importing.reading import read
from tests.importing.making import docx, pdf, stream

GOOD = pdf(["How to cancel", "Click Cancel plan on the Billing page."])


def refused(data: bytes, name: str = "") -> str:
    with pytest.raises(Unreadable) as caught:
        draft(read(data, name))
    said = str(caught.value)
    assert said.endswith(".")
    assert "Traceback" not in said
    return said


def locked(password: str, owner: str | None = None) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(GOOD)))
    writer.encrypt(password, owner, algorithm="AES-256")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def packed(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return stream.getvalue()


def test_a_pdf_with_a_password() -> None:
    assert "password" in refused(locked("secret"), "page.pdf")


def test_a_pdf_that_only_may_not_be_changed_is_read() -> None:
    assert "Cancel plan" in read(locked("", "owner"), "page.pdf").text


@pytest.mark.parametrize("cut", [20, 200, len(GOOD) // 2])
def test_a_broken_pdf(cut: int) -> None:
    said = refused(GOOD[:cut], "page.pdf")
    assert "PDF" in said


def test_a_pdf_of_scanned_pages() -> None:
    assert "pictures" in refused(pdf([], []), "scan.pdf")


def test_a_pdf_with_too_many_pages() -> None:
    assert str(MAX_PAGES) in refused(pdf(*[["Cancel."]] * (MAX_PAGES + 1)), "book.pdf")


def test_a_name_that_promises_a_pdf_or_a_word_document() -> None:
    assert ".pdf" in refused(b"no such thing", "page.pdf")
    assert ".docx" in refused(b"no such thing", "page.docx")


def test_a_file_of_thirty_megabytes() -> None:
    assert "MB" in refused(b"Cancel. " * 3_750_000, "page.txt")
    assert MAX_BYTES < 30_000_000


def test_a_text_that_is_too_long() -> None:
    assert "characters" in refused(b"Cancel it. " * (MAX_CHARS // 10), "page.txt")


def test_a_page_that_shows_nothing_without_its_scripts() -> None:
    said = refused(b"<html><body><script>document.write('Click Cancel.')</script><div id=app></div></body></html>", "page.html")
    assert "scripts" in said


def test_a_page_of_elements_in_each_other_without_end() -> None:
    assert "into each other" in refused(b"<div>" * 1_900_000 + b"Click Cancel.", "page.html")


def test_a_page_that_is_deep_loses_no_words() -> None:
    deep = b"<html><body><main><h1>Cancel your plan</h1>" + b"<div>" * 900 + b"Click Cancel." + b"</div>" * 900
    assert "Click Cancel." in read(deep, "page.html").text


@pytest.mark.parametrize("times", [1, 2])
def test_a_bomb_in_a_pdf(times: int) -> None:
    content = b"\0" * 200_000_000
    for _ in range(times):
        content = zlib.compress(content, 9)
    filters = b"[" + b"/FlateDecode " * times + b"]"
    assert "PDF" in refused(stream(content, filters), "page.pdf")


def test_a_zip_bomb_in_a_word_document() -> None:
    bomb = docx(("text", "Cancel."), extra={"word/media/zeros.bin": b"\0" * (MAX_UNPACKED_BYTES + 1)})
    assert len(bomb) < MAX_BYTES
    assert "unpacks" in refused(bomb, "page.docx")


def test_a_bomb_that_lies_about_its_size_is_not_unpacked() -> None:
    bomb = bytearray(docx(("text", "Cancel. " * 5_000)))
    place = bomb.rfind(b"word/document.xml") - 46
    bomb[place + 24 : place + 28] = (100).to_bytes(4, "little")
    assert "damaged" in refused(bytes(bomb), "page.docx")


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE w:document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE w:document SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
)
def test_entities_of_a_word_document(head: str) -> None:
    assert "DOCTYPE" in refused(docx(("text", "Cancel."), head=head), "page.docx")


def test_a_broken_word_document() -> None:
    whole = docx(("text", "Cancel your plan on the Billing page."))
    assert "damaged" in refused(whole[: len(whole) // 2], "page.docx")
    assert "damaged" in refused(packed(**{"word/document.xml": b"<w:document>", "[Content_Types].xml": b"<x/>"}), "page.docx")


def test_something_else_that_is_packed() -> None:
    assert "no Word document" in refused(packed(**{"a.txt": b"Cancel."}), "page.zip")


def test_a_word_document_of_the_old_kind() -> None:
    assert ".docx" in refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "page.doc")


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0\1\2\3" * 100, b"\x7fELF\2\1\1\0" + b"\0\1" * 500])
def test_a_picture_or_a_program(data: bytes) -> None:
    assert "no text" in refused(data, "page.txt")


@pytest.mark.parametrize("data", [b"", b"   \n\n ", b"--- *** ---", "\u200b\ufeff".encode()])
def test_nothing_at_all(data: bytes) -> None:
    assert "no text" in refused(data, "page.txt")


def test_a_page_about_something_else() -> None:
    page = "# Baking bread\n\n1. Mix flour and water.\n2. Knead for ten minutes.\n\nLet it rest overnight, and bake it the next day.\n"
    assert "nothing about cancelling" in refused(page.encode(), "bread.md")


def test_an_interface_for_programs_is_no_help_page() -> None:
    page = (
        "# Webhooks\n\nEach event is sent as JSON.\n\n```\nPOST /v1/events\n```\n\n| Field | Meaning |\n|---|---|\n| `id` | The event |\n"
    )
    assert "nothing about cancelling" in refused(page.encode(), "api.md")


def test_a_section_that_there_is_not() -> None:
    with pytest.raises(Unreadable, match="no section 9"):
        draft(read(b"# Cancel\n\nClick Cancel.\n", "page.md"), chosen=[9])
