"""What the bot answers itself: which button is meant, whether there is another way, why a person has the case, what a word means."""

from __future__ import annotations

from actions.base import Event, PartwellAction, View, Voice, person_button
from actions.ways import say_ways
from knowledge.schema import Step


class TellCaption(PartwellAction):
    """Which of the things on the screen is meant: the captions of the step at hand, as the document writes them."""

    NAME = "action_tell_caption"

    def act(self, view: View, voice: Voice) -> list[Event]:
        step = step_at_hand(view)
        if step is None:
            voice.say("utter_which_screen", buttons=[person_button()])
            return []
        captions = step.captions(view.language)
        if captions:
            voice.say("utter_captions" if len(captions) > 1 else "utter_caption", [step], names=[f"“{caption}”" for caption in captions])
        else:
            voice.say("utter_no_caption", [step], fact=step.text(view.language))
        return []


class TellWays(PartwellAction):
    """The other ways that the document gives, or that there is none."""

    NAME = "action_tell_ways"

    def act(self, view: View, voice: Voice) -> list[Event]:
        if not (view.has_article and say_ways(view, voice, "utter_ways_instead")):
            name = view.article.name if view.has_article else None
            voice.say("utter_only_way" if name else "utter_which_screen", name=name, buttons=[person_button()])
        return []


class WhyPerson(PartwellAction):
    """Why the customer cannot do it alone, in the document's own words, or that they may."""

    NAME = "action_why_person"

    def act(self, view: View, voice: Voice) -> list[Event]:
        path = view.article.paths.get(view["path"] or "") if view.has_article else None
        if path and path.because:
            voice.say("utter_why_person", [path.because], fact=path.because.text(view.language))
        else:
            voice.say("utter_no_person_needed")
        return []


class TellMeaning(PartwellAction):
    """What a word of the open question means, as far as the document says."""

    NAME = "action_tell_meaning"

    def act(self, view: View, voice: Voice) -> list[Event]:
        names = [name for name in view["question"] or [] if view.has_article and name in view.article.attributes]
        facts = [voice.reference(view.article.attributes[name].quote) for name in names]
        if facts:
            quotes = [fact["words"] for fact in facts]
            voice.say("utter_meaning", quotes=quotes, name=view.article.name, custom={"facts": facts})
        else:
            voice.say("utter_unsaid_meaning", name=view.article.name if view.has_article else None, buttons=[person_button()])
        return []


def step_at_hand(view: View) -> Step | None:
    """The step that is on the screen."""
    if not view.has_article or not view["step"] or view["path"] not in view.article.paths:
        return None
    steps = view.article.paths[view["path"]].steps
    return steps[int(view["step"]) - 1] if int(view["step"]) <= len(steps) else None
