"""A way on which there is nothing to do: said once, with what follows, and no steps around it."""

from __future__ import annotations

from actions.base import Event, PartwellAction, View, Voice, slots
from actions.case import closed, standing
from actions.deadline import uncounted
from actions.receipt import receipt
from actions.steps import consequences, path_of
from actions.ways import say_ways
from knowledge.schema import Fact, PathKind, When


class TellNothingToDo(PartwellAction):
    """Says that nothing has to be done, and the way of whoever needs somebody else. The case is answered with it."""

    NAME = "action_tell_nothing_to_do"

    def act(self, view: View, voice: Voice) -> list[Event]:
        [step] = path_of(view).steps
        text = step.text(view.language)
        voice.say("utter_nothing_to_do", [step], fact=text)
        before: list[Fact] = [*consequences(view, When.before), *filter(view.on_the_way, uncounted(view))]
        if before:
            voice.say("utter_answer", before, name=view.article.name, texts=[fact.text(view.language) for fact in before])
        say_ways(view, voice, "utter_ways_instead", frozenset({PathKind.contact}))
        ended = [*receipt(view, voice, "nothing_to_do", [text]), *closed(view, standing(view, "nothing_to_do"))]
        return [*ended, *slots(for_other=False)]
