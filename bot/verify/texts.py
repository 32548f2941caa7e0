"""Every text that can be rendered: all responses and buttons of a language, all that an article states and asks."""

from __future__ import annotations

from collections.abc import Iterator

from bot.dialogue.replies import Responses
from bot.verify.norms.norm import Text
from bot.verify.places import article, response
from bot.verify.world import World, facts_of
from knowledge.topics import TOPICS


def of_responses(responses: Responses) -> Iterator[Text]:
    """Our own words, in each way they are said, with the places for values still open."""
    for name in sorted(responses.names()):
        for text in responses.ways(name):
            yield Text(responses.language, text, response(name, responses.language), name, ours=True)


def of_article(world: World, language: str) -> Iterator[Text]:
    """Facts with their quotes, and the questions, labels and gaps around them."""
    document = "\n\n".join(world.documents[slug] for slug in world.article.documents)
    for fact in facts_of(world.article):
        text = fact.text(language)
        where = article(world.home, world.product, text)
        yield Text(language, text, where, "fact", ours=False, quote=fact.quote, document=document, also=(*fact.also,))
    for text in _around(world, language):
        yield Text(language, text, article(world.home, world.product, text), "words", ours=False)


def _around(world: World, language: str) -> Iterator[str]:
    for attribute in world.article.attributes.values():
        yield attribute.ask.text(language)
        yield from (value.label.text(language) for value in attribute.values.values())
    yield from (path.title.text(language) for path in world.article.paths.values())
    yield from (contact.name.text(language) for contact in world.article.contacts.values())
    yield from (topic.what[language] for topic in TOPICS.values())
