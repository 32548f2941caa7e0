"""How large a document may be, and how long reading it may take. A help page is far below; a bomb is far above."""

from __future__ import annotations

MAX_BYTES = 10_000_000
"""of the file"""
MAX_CHARS = 300_000
"""of its text"""
MAX_UNPACKED_BYTES = 60_000_000
"""of all parts of a DOCX together"""
MAX_PAGES = 300
"""of a PDF"""
MAX_SECONDS = 30
"""of the processor, for a format that a child process reads"""
MAX_MEMORY_BYTES = 1_500_000_000
"""of that child process"""
