"""Naming contacts: always with how to reach them, and never a list of none."""

from __future__ import annotations

from collections.abc import Iterable

from actions.base import View, Voice
from knowledge.schema import Contact


def contact_lines(view: View, contacts: Iterable[Contact]) -> list[str]:
    """Each contact with how to reach it, in the customer's language."""
    return [contact.line(view.language) for contact in contacts]


def say_contacts(view: View, voice: Voice, contacts: Iterable[Contact]) -> list[str]:
    """Names them; says nothing when there is nobody to name. Gives what was said."""
    names = contact_lines(view, contacts)
    if names:
        voice.say("utter_contacts", names=names)
    return names
