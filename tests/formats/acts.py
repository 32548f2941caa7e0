"""An act, topic or kind that one place knows, every place knows: the alphabet, the domain, the flows, the tables that decide, the docs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from bot import bootstrap
from bot.dialogue import decide, ending, noting, telling, waiting, walking
from bot.dialogue.expectation import Open
from bot.dialogue.replies import Responses
from bot.understanding import phrases, reading, situation, tolerance
from bot.understanding.acts import ALPHABET, VALUED
from bot.understanding.recognisers import button
from knowledge.kinds import KINDS
from knowledge.topics import GROUPS, TOPICS, AnsweredBy
from tests.formats import code

TABLES: Mapping[str, Iterable[str]] = {
    "decide.ANSWERED": decide.ANSWERED,
    "decide.DECLINING": decide.DECLINING,
    "decide.LETS_GO": decide.LETS_GO,
    "decide.OPTIONS": decide.OPTIONS.keys() - {"ask"},
    "decide.SKIPPING": decide.SKIPPING,
    "decide.WITNESSES": [act for acts in decide.WITNESSES.values() for act in acts],
    "ending.ENDS": ending.ENDS.values(),
    "noting.ABOUT_WISH": noting.ABOUT_WISH,
    "telling.ASKED_FOR": telling.ASKED_FOR,
    "telling.SAID_ALONE": telling.SAID_ALONE,
    "telling.SAID_WITH": telling.SAID_WITH,
    "waiting.COURTESY": waiting.COURTESY,
    "waiting.TOLD_TO_US": waiting.TOLD_TO_US,
    "walking.FORWARD": walking.FORWARD,
    "walking.MOVES": walking.MOVES,
    "tolerance.RISK": tolerance.RISK,
    "phrases.ONLY_WHERE": phrases.ONLY_WHERE,
    "button.NAMES": button.NAMES.values(),
    "acts.VALUED": VALUED,
}
"""Tables of the code that are about acts."""
STARTS: Mapping[str, Mapping[str, str]] = {
    "decide.LETS_GO": decide.LETS_GO,
    "telling.SAID_ALONE": telling.SAID_ALONE,
    "telling.SAID_WITH": telling.SAID_WITH,
}
"""Tables from an act to the flow that it starts."""
HEARD_BY = ("says", "first", "all", "means")
"""Methods that are asked for acts by name."""
DESKS = {"assistant", "solved", "not_solved"}
"""Buttons that the desk hears, and the dialogue never sees."""
DOCS = code.ROOT / "docs" / "acts.md"
_QUOTED = re.compile(r"`([a-z_]+)(?:=[^`]*)?`")


def problems() -> Iterator[str]:
    """One line each."""
    yield from _domain()
    yield from _tables()
    yield from _idle()
    yield from _flows()
    yield from _topics()
    yield from _buttons()
    yield from _situations()
    yield from _documented()


def _domain() -> Iterator[str]:
    domain = bootstrap.dialogue().engine.domain
    yield from (f"domain.yml: the act {name} is missing among the intents" for name in sorted(ALPHABET - {*domain.intents}))
    yield from (f"domain.yml: the intent {name} is no act of understanding/acts.py" for name in sorted({*domain.intents} - ALPHABET))
    yield from (f"domain.yml: the entity {name} is missing" for name in sorted(reading.ENTITIES - {*domain.entities}))


def _tables() -> Iterator[str]:
    for table, names in TABLES.items():
        yield from (f"{table}: no act {name}" for name in sorted(set(names) - ALPHABET))
    for method in HEARD_BY:
        for word, place in code.arguments(method, "bot/dialogue", "bot/channels", "bot/cases", "bot/cli", "bot/verify"):
            if word not in ALPHABET:
                yield f"{place}: no act {word}"


def _idle() -> Iterator[str]:
    """An act that no flow and no line of the dialogue names is heard, and nothing comes of it."""
    flows = bootstrap.dialogue().engine.flows
    named = code.words("bot/dialogue") | {trigger.intent for flow in flows.values() for trigger in flow.nlu_trigger}
    yield from (f"bot/dialogue: nothing comes of the act {name}" for name in sorted(ALPHABET - named))


def _flows() -> Iterator[str]:
    """What starts a flow in the tables starts it in the flow's own words, and the other way round."""
    flows = bootstrap.dialogue().engine.flows
    for table, starts in (*STARTS.items(), ("telling.OUR_OWN", telling.OUR_OWN)):
        yield from (f"{table}: no flow {flow}" for flow in sorted({*starts.values()} - {*flows}))
    for table, starts in STARTS.items():
        for act, flow in starts.items():
            if flow in flows and act not in [trigger.intent for trigger in flows[flow].nlu_trigger]:
                yield f"flows: {flow} has no nlu_trigger {act}, which {table} starts it with"
    started = {flow for starts in (*STARTS.values(), telling.OUR_OWN) for flow in starts.values()}
    started |= {word for word, _ in code.arguments("StartFlow", "bot/dialogue")}
    for name, flow in flows.items():
        yield from (f"flows: {name} has the nlu_trigger {t.intent}, which is no act" for t in flow.nlu_trigger if t.intent not in ALPHABET)
        if flow.nlu_trigger and name not in started:
            yield f"flows: {name} has an nlu_trigger, and nothing in bot/dialogue starts it"


def _topics() -> Iterator[str]:
    """What is asked is answered: by the article, or by a flow of ours."""
    known = TOPICS.keys() | GROUPS.keys()
    yield from (f"telling.OUR_OWN: no topic {topic}" for topic in sorted(telling.OUR_OWN.keys() - TOPICS.keys()))
    yield from (f"telling.ASKED_FOR: no topic {topic}" for topic in sorted({*telling.ASKED_FOR.values()} - known))
    for name, topic in TOPICS.items():
        if topic.answered_by is AnsweredBy.us and name not in telling.OUR_OWN:
            yield f"telling.OUR_OWN: no flow answers {name}, which knowledge/topics.yml leaves to us"


def _buttons() -> Iterator[str]:
    """Every button is heard; whatever may be offered as a likely meaning has a button."""
    responses = Responses("en")
    sent = [*code.payloads("actions"), *_payloads(responses)]
    yield from (f"{place}: no button sends /{name}" for name, place in sent if name not in DESKS and button.pressed(f"/{name}") is None)
    yield from (f"button.NAMES: {name} is the name of an act" for name in sorted(button.NAMES.keys() & ALPHABET))
    offered = {*decide.OPTIONS.values(), *TOPICS} - {"unsaid"}
    yield from (f"decide.OPTIONS: no button sends /{name}" for name in sorted(offered) if button.pressed(f"/{name}") is None)
    yield from (
        f"responses/en.yml, it.yml: button_intent_{name} is missing" for name in sorted(offered) if f"button_intent_{name}" not in responses
    )


def _payloads(responses: Responses) -> Iterator[code.Named]:
    for name in sorted(responses.names()):
        for button_ in responses._buttons(name):
            yield code.Named(button_["payload"].lstrip("/").partition("{")[0], f"responses/en.yml: {name}")


def _situations() -> Iterator[str]:
    """The model knows each state that the dialogue can be in, and each kind of fact that it can ask for."""
    states = {str(each) for each in Open} | {"last_step"}
    yield from (f"understanding/situation.py: {name} is missing" for name in sorted(states - {*situation.OPEN}))
    yield from (f"understanding/situation.py: {name} is nothing that can be open" for name in sorted({*situation.OPEN} - states))
    yield from (f"understanding/situation.py: no kind {name}" for name in sorted({*situation.KINDS} - KINDS.keys()))


def _documented() -> Iterator[str]:
    """docs/acts.md tells of every act, and of none that is not there."""
    rows = [line.split("|")[1] for line in DOCS.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    told = {name for row in rows for name in _QUOTED.findall(row)}
    yield from (f"docs/acts.md: the act {name} is missing" for name in sorted(ALPHABET - told))
    yield from (f"docs/acts.md: there is no act {name}" for name in sorted(told - ALPHABET))
