"""Walking the customer through the document's steps: consequences first, then one step at a time or all at once."""

from __future__ import annotations

from actions.account import say_noted
from actions.base import WHOLLY, Button, Event, PartwellAction, View, Voice, button, person_button, slots
from actions.case import closed, standing
from actions.contacts import contact_lines, open_contacts
from actions.deadline import say_last_days, uncounted
from actions.offer import refusal
from actions.receipt import receipt
from actions.ways import say_ways
from knowledge.locate import readable
from knowledge.schema import Consequence, Fact, Path, PathKind, Step, When


def _told_beside(view: View) -> frozenset[PathKind]:
    """Which other ways are told: whoever named a special value hears only the rules that need somebody else."""
    return frozenset(PathKind) - {PathKind.self_service} if view.named_special else frozenset(PathKind)


def path_of(view: View) -> Path:
    """The path that was decided."""
    return view.article.paths[view["path"]]


def consequences(view: View, say: When) -> list[Consequence]:
    """The consequences to say at that moment, on the way that is shown."""
    return [c for c in view.article.consequences if c.say is say and view.on_the_way(c)]


class BeginSteps(PartwellAction):
    """Says what must be known before the first step: who may do it, what follows, by when."""

    NAME = "action_begin_steps"

    def act(self, view: View, voice: Voice) -> list[Event]:
        walking = slots(walk=None, stuck=0, status=standing(view, "stepping"), turns_left=None)
        say_noted(view, voice)
        if view["step"]:  # what was said since fits the steps that are being taken: they go on where they were
            return [*walking, *slots(all_shown=bool(view["all_shown"] or view["hurry"]))]
        say_ways(view, voice, "utter_ways", _told_beside(view))
        prerequisites = [fact for fact in view.article.prerequisites if view.on_the_way(fact)]
        before: list[Fact] = [*consequences(view, When.before)]
        facts = _distinct([*prerequisites, *before, *filter(view.on_the_way, uncounted(view))])
        if facts:
            texts = [fact.text(view.language) for fact in facts]
            voice.say("utter_before_steps", facts, texts=texts, name=view.article.name)
        say_last_days(view, voice)
        if view["for_other"]:
            voice.say("utter_for_other")
        return [*walking, *slots(step=1, all_shown=bool(view["hurry"]), for_other=False, screen=None), *refusal(view)]


class AskWalk(PartwellAction):
    """Shows the current step, or all of them; what is on the screen already is only referred to."""

    NAME = "action_ask_walk"

    def act(self, view: View, voice: Voice) -> list[Event]:
        steps, number = path_of(view).steps, int(view["step"])
        screen = f"{view.language}/{view['product']}/{view['path']}/{'all' if view['all_shown'] else number}"
        still = view["screen"] == screen and view["again"] != WHOLLY
        if len(steps) == 1:
            return self._only(view, voice, still=still)
        if view["all_shown"]:
            texts = [step.text(view.language) for step in steps]
            buttons = [button("button_all_done", "/step_done"), button("button_stuck", "/step_stuck"), person_button()]
            if still:
                self._next_of_all(view, voice, buttons)
            else:
                voice.say("utter_all_steps", [*steps], buttons, texts=texts, custom=_progress(number, len(steps)))
            return slots(screen=screen)
        step = steps[number - 1]
        buttons = [button("button_done", "/step_done"), button("button_stuck", "/step_stuck")]
        buttons += [button("button_back", "/back")] if number > 1 else []
        buttons += [button("button_all_steps", "/all_steps"), person_button()]
        if still:
            _point_to(view, voice, step, buttons)
            return slots(screen=screen, pointed=not view["pointed"])
        response = "utter_step_again" if view["stuck"] else "utter_step"
        voice.say(
            response,
            [step],
            buttons,
            number=number,
            total=len(steps),
            fact=step.text(view.language),
            custom=_progress(number, len(steps)),
        )
        return slots(screen=screen, pointed=False)

    @staticmethod
    def _next_of_all(view: View, voice: Voice, buttons: list[Button]) -> None:
        """The step that comes next of those that stand above."""
        steps, number = path_of(view).steps, int(view["step"])
        if number == 1:
            voice.say("utter_still_all_steps", [], buttons, custom=_progress(number, len(steps)))
            return
        step, custom = steps[number - 1], _progress(number, len(steps))
        voice.say("utter_next_of_all", [step], buttons, number=number, total=len(steps), fact=step.text(view.language), custom=custom)

    @staticmethod
    def _only(view: View, voice: Voice, *, still: bool) -> list[Event]:
        """The one thing that there is to do: no numbers, no way back."""
        step = path_of(view).steps[0]
        buttons = [button("button_done", "/step_done"), button("button_stuck", "/step_stuck"), person_button()]
        if still:
            voice.say("utter_still_only_step", [], buttons, custom=_progress(1, 1))
        else:
            voice.say("utter_only_step", [step], buttons, fact=step.text(view.language), custom=_progress(1, 1))
        return slots(screen=f"{view.language}/{view['product']}/{view['path']}/{'all' if view['all_shown'] else 1}")


class Move(PartwellAction):
    """One move through the steps. After the last one there is no step any more."""

    NAME = "action_move"

    def act(self, view: View, voice: Voice) -> list[Event]:
        number, total = int(view["step"]), len(path_of(view).steps)
        move, _, to = str(view["walk"]).partition(":")
        if move == "finish" or (move == "done" and (view["all_shown"] or number == total)):
            return slots(step=None, walk=None, stuck=0)
        if move in ("done", "to"):
            return slots(step=int(to) if to else number + 1, walk=None, stuck=0)
        if to:
            number = int(to)  # stuck at another step than the one at hand
        if move == "back":
            return slots(step=max(1, number - 1), walk=None, stuck=0, all_shown=False, hurry=False)
        if move in ("all", "one"):
            return slots(step=number, all_shown=move == "all", hurry=move == "all", walk=None, stuck=0)
        if move == "stuck":
            self._help(view, voice, number if to or not view["all_shown"] else None)
            return slots(step=number, walk=None, stuck=(view["stuck"] or 0) + 1)
        return slots(walk=None)

    @staticmethod
    def _help(view: View, voice: Voice, number: int | None) -> None:
        """The document's own words, for one step or for all that are shown, and whom it names; nothing is guessed about its pages."""
        steps = path_of(view).steps if number is None else [path_of(view).steps[number - 1]]
        response = "utter_stuck_again" if view["stuck"] else "utter_stuck"
        quotes, names = [readable(quote) for step in steps for quote in step.quotes], contact_lines(view, open_contacts(view).values())
        if names:
            voice.say(response, [*steps], quotes=quotes, names=names)
        else:
            voice.say(f"{response}_alone", [*steps], quotes=quotes)


class FinishSteps(PartwellAction):
    """The customer says that all steps are done: how to verify, what follows, the receipt. Nothing is claimed (N14)."""

    NAME = "action_finish_steps"

    def act(self, view: View, voice: Voice) -> list[Event]:
        verify = [fact for fact in view.article.verify if view.on_the_way(fact)]
        after: list[Fact] = [*consequences(view, When.after)]
        voice.say("utter_steps_done", name=view.article.name)
        if verify:
            voice.say("utter_verify", verify, texts=[fact.text(view.language) for fact in verify])
        if after:
            voice.say("utter_after", after, texts=[fact.text(view.language) for fact in after])
        given = [step.text(view.language) for step in path_of(view).steps]
        return [*receipt(view, voice, "steps_given", given), *closed(view, standing(view, "steps_given"))]


def _point_to(view: View, voice: Voice, step: Step, buttons: list[Button]) -> None:
    """Where it goes on, after something else was answered: not twice in a row, the second time only the buttons stand there."""
    number, total = int(view["step"]), len(path_of(view).steps)
    custom = {**_progress(number, total), "quiet": bool(view["pointed"])}
    captions = step.captions(view.language)[:1]
    voice.say("utter_still_step", [], buttons, number=number, total=total, captions=captions, custom=custom)


def _progress(number: int, total: int) -> dict[str, dict[str, int]]:
    return {"step": {"number": number, "total": total}}


def _distinct(facts: list[Fact]) -> list[Fact]:
    """Each quote once: a prerequisite and a consequence may rest on the same sentence."""
    return list({fact.quote: fact for fact in facts}.values())
