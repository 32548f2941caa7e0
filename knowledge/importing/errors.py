"""What a document can be that no draft is made of."""

from __future__ import annotations


class Unreadable(Exception):
    """The document cannot be read. The message is a sentence for the editor, with what to do next."""
