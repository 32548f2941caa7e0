"""No guilt, shame, false urgency, double negative or «are you sure» in any text."""

from collections.abc import Iterator
from functools import lru_cache

from bot.verify.edge import Edge
from bot.verify.norms.norm import Found, Norm, Text
from bot.verify.places import response
from knowledge.pressure import found


def text(text: Text) -> Iterator[Found]:
    """The closed list of the language."""
    for phrase in found(text.text, text.language):
        yield Found(f"«{phrase}» presses the customer: “{text.text}”", text.where)


def edge(edge: Edge) -> Iterator[Found]:
    """Texts as they are put together, with their values and buttons."""
    for reply in edge.replies:
        words = [reply.text, *(button.title for button in reply.buttons)]
        own = "\n".join(words).replace(edge.said.text, "")
        for phrase in _found(own, edge.language):
            yield Found(f"«{phrase}» presses the customer", response(reply.response, edge.language))


@lru_cache(maxsize=20_000)
def _found(text: str, language: str) -> list[str]:
    """The same reply comes from many states."""
    return found(text, language)


NORM = Norm("N8", "no pressure", "every text and button, as written and as rendered", edge, text=text, worded=True)
