"""PDF: pypdf reads the lines of each page, which are then read as plain text."""

from __future__ import annotations

import io
import re

from pypdf import PasswordType, PdfReader
from pypdf.errors import PyPdfError

from knowledge.importing.document import Document
from knowledge.importing.errors import Unreadable
from knowledge.importing.limits import MAX_CHARS, MAX_PAGES
from knowledge.importing.reading import plain_text

_DAMAGED = "The PDF is damaged. Open it, print or export it as PDF again, and import that."
_LOCKED = "The PDF is locked with a password. Save it without one, and import that."
_SCANNED = "The PDF holds pictures of pages and no text. Have the text recognised (OCR), or import the web page instead."


def read(data: bytes) -> Document:
    """The document of a PDF file. Raises Unreadable."""
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
            raise Unreadable(_LOCKED)
        if len(reader.pages) > MAX_PAGES:
            raise Unreadable(
                f"The PDF has {len(reader.pages)} pages; {MAX_PAGES} are read. Save only the pages about cancelling, and import those."
            )
        text = _text(reader)
        title = str(reader.metadata.title or "") if reader.metadata else ""
    except Unreadable:
        raise
    except (
        PyPdfError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        OSError,
        RecursionError,
        AssertionError,
        NotImplementedError,
    ) as error:
        raise Unreadable(_DAMAGED) from error
    if not any(character.isalnum() for character in text):
        raise Unreadable(_SCANNED)
    made = plain_text.read(text)
    return Document(made.text, made.blocks, title=title.strip(), format="pdf")


def _text(reader: PdfReader) -> str:
    """All pages, with the lines as they are; words that were parted at the end of a line are whole again."""
    pages, length = [], 0
    for page in reader.pages:
        pages.append(page.extract_text().replace("\x00", ""))
        length += len(pages[-1])
        if length > MAX_CHARS:
            break
    text = "\n\n".join(pages)
    text = re.sub(r"(?<=[a-zà-ú])[-\u00ad]\n(?=[a-zà-ú])", "", text)
    return re.sub(r"[ \t]+\n", "\n", text).replace("\u00a0", " ")
