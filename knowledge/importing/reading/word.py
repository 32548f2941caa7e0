"""DOCX: mammoth makes HTML of it, which is read as a page."""

from __future__ import annotations

import io
import zipfile

import mammoth

from knowledge.importing.document import Document
from knowledge.importing.errors import Unreadable
from knowledge.importing.limits import MAX_UNPACKED_BYTES
from knowledge.importing.reading import page

_DAMAGED = "The Word document is damaged, or is something else that was packed. Open it in Word, save it as .docx again, and import that."


def read(data: bytes) -> Document:
    """The document of a DOCX file. Raises Unreadable."""
    _check(data)
    try:
        made = mammoth.convert_to_html(io.BytesIO(data), convert_image=mammoth.images.img_element(lambda _image: {"src": ""}))
    except Exception as error:
        raise Unreadable(_DAMAGED) from error
    return page.read(f"<body>{made.value}</body>")


def _check(data: bytes) -> None:
    """Refuses what unpacks to too much, and what names entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            if sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES or len(parts) > 5_000:
                raise Unreadable(
                    f"The Word document unpacks to more than {MAX_UNPACKED_BYTES / 1e6:.0f} MB. "
                    "Save only the page about cancelling, without its pictures, and import that."
                )
            if any(part.flag_bits & 1 for part in parts):
                raise Unreadable("The Word document is locked with a password. Save it without one, and import that.")
            if "word/document.xml" not in names:
                raise Unreadable("The packed file is no Word document (.docx). Export the page as .docx, PDF, HTML or text.")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in _unpacked(packed, part):
                    raise Unreadable(
                        "The Word document names things outside itself (a DOCTYPE), which is never needed. Save it as .docx again."
                    )
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError) as error:
        raise Unreadable(_DAMAGED) from error


def _unpacked(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """A part, but no more of it than it says that it has."""
    with packed.open(part) as stream:
        content = stream.read(part.file_size + 1)
    if len(content) > part.file_size:
        raise Unreadable(_DAMAGED)
    return content
