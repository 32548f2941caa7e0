"""Documents in formats that are no text, made for tests: just enough of each."""

from __future__ import annotations

import io
import zipfile
from html import escape

TYPES = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>
</Types>"""
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = f"""<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>"""
PARTS = f"""<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="{OFFICE}/numbering" Target="numbering.xml"/>
</Relationships>"""
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NUMBERING = f"""<?xml version="1.0"?><w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">
<w:numFmt w:val="decimal"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""


def docx(*paragraphs: tuple[str, str], head: str = "", extra: dict[str, bytes] | None = None) -> bytes:
    """A Word document. Each paragraph: its form (heading, step, text) and its words; **bold** stands for a caption."""
    body = "".join(_paragraph(form, text) for form, text in paragraphs)
    document = f'<?xml version="1.0"?>{head}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", TYPES)
        packed.writestr("_rels/.rels", RELATIONS)
        packed.writestr("word/_rels/document.xml.rels", PARTS)
        packed.writestr("word/numbering.xml", NUMBERING)
        packed.writestr("word/document.xml", document)
        for name, content in (extra or {}).items():
            packed.writestr(name, content)
    return stream.getvalue()


def _paragraph(form: str, text: str) -> str:
    style = {
        "heading": '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>',
        "step": '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>',
    }.get(form, "")
    runs = "".join(
        f'<w:r>{"<w:rPr><w:b/></w:rPr>" if place % 2 else ""}<w:t xml:space="preserve">{escape(part)}</w:t></w:r>'
        for place, part in enumerate(text.split("**"))
    )
    return f"<w:p>{style}{runs}</w:p>"


def pdf(*pages: list[str]) -> bytes:
    """A PDF with these lines on its pages."""
    kids = [4 + 2 * place for place in range(len(pages))]
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] /Count {len(kids)} >>".encode(),
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    }
    for kid, page in zip(kids, pages, strict=True):
        drawn = b"BT /F1 12 Tf 72 760 Td 14 TL " + b" ".join(_drawn(line) for line in page) + b" ET"
        box, fonts = "/MediaBox [0 0 612 792]", "/Resources << /Font << /F1 3 0 R >> >>"
        objects[kid] = f"<< /Type /Page /Parent 2 0 R {box} {fonts} /Contents {kid + 1} 0 R >>".encode()
        objects[kid + 1] = f"<< /Length {len(drawn)} >>\nstream\n".encode() + drawn + b"\nendstream"
    return _assembled(objects)


def stream(content: bytes, filters: bytes) -> bytes:
    """A PDF whose one page is drawn by this stream."""
    return _assembled(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>",
            4: f"<< /Length {len(content)} /Filter ".encode() + filters + b" >>\nstream\n" + content + b"\nendstream",
        }
    )


def _drawn(line: str) -> bytes:
    escaped = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return b"(" + escaped.encode("cp1252") + b") Tj T*"


def _assembled(objects: dict[int, bytes]) -> bytes:
    content, places = b"%PDF-1.4\n", {}
    for number in sorted(objects):
        places[number] = len(content)
        content += f"{number} 0 obj\n".encode() + objects[number] + b"\nendobj\n"
    start = len(content)
    table = b"".join(f"{places[number]:010} 00000 n \n".encode() for number in sorted(objects))
    return (
        content
        + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
        + table
        + (f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode())
    )
