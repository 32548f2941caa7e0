"""Naming contacts: always with how to reach them, and never a list of none."""

from __future__ import annotations

from collections.abc import Iterable

from actions.base import View, Voice
from knowledge.schema import Contact


def contact_lines(view: View, contacts: Iterable[Contact]) -> list[str]:
    """Each contact with how to reach it, in the customer's language."""
    return [contact.line(view.language) for contact in contacts]


def open_contacts(view: View) -> dict[str, Contact]:
    """The contacts of the article without those that only other accounts have: nobody who manages it is sent to a provider."""
    found = {}
    for slug, contact in view.article.contacts.items():
        accounts = [placed.when for placed in view.article.placed if placed.contact == slug]
        if not accounts or any(view.may_be(when) is not False for when in accounts):
            found[slug] = contact
    return found


def say_contacts(view: View, voice: Voice, contacts: Iterable[Contact]) -> list[str]:
    """Names them; says nothing when there is nobody to name. Gives what was said."""
    names = contact_lines(view, contacts)
    if names:
        voice.say("utter_contacts", contacts=names)
    return names
