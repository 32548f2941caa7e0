"""What customers are told of their case at the desk, as bot events. Pure."""

from __future__ import annotations

from typing import Any

from bot.dialogue.tracker import Event
from knowledge.library import Library


def said(response: str, **values: Any) -> Event:
    """The bot says a response."""
    return {"event": "bot", "text": None, "data": {}, "metadata": {"response": response, **values}}


def way_out(brief: dict[str, Any], library: Library, language: str) -> list[Event]:
    """Whom the article itself names, so that nobody has to wait for us (N12); nothing when it names nobody."""
    product = brief["product"]
    if product not in library:
        return []
    article = library.article(product)
    path = article.paths.get(brief["path"])
    if path and path.because and path.contact:
        facts = [library.reference(product, path.because.quote)]
        way = said("utter_contact_path", fact=path.because.text(language), custom={"facts": facts})
        return [way, said("utter_contacts", contacts=[article.contacts[path.contact].line(language)])]
    contacts = [contact.line(language) for contact in article.contacts.values()]
    return [said("utter_contacts", contacts=contacts)] if contacts else []
