"""A new question, or a new act, as CONTRIBUTING.md describes it: it works, and whatever was forgotten is named with its file."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from bot.understanding.acts import ALPHABET
from knowledge.kinds import KINDS
from knowledge.schema import LANGUAGES, Reason
from knowledge.topics import TOPICS

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = "bot/understanding/examples"
TALK = """
import json, sys
from datetime import UTC, datetime
from bot import bootstrap
from bot.turn import Turn
from bot.settings import Settings
from bot.understanding.reading import Reading
from bot.understanding.recognisers.button import pressed
settings = Settings(_env_file=None)
talk = bootstrap.decisions(settings, bootstrap.served(settings, remember=False).library, {})
tracker, said = talk.tracker("customer", None), []
for text in json.loads(sys.argv[2]):
    click = pressed(text)
    reading = Reading(text, sys.argv[1], click.acts, (), click.values, from_button=True, exact=True)
    turn = Turn("customer", text, datetime.now(UTC), sys.argv[1])
    decided = talk.answer(turn, tracker, reading, talk.policy.commands(tracker, reading))
    tracker = decided.after
    said.append([[reply.response, reply.text] for reply in decided.outcome.replies])
print(json.dumps(said))
"""


@cache
def everything_said() -> tuple[str, ...]:
    """Each act once, with each of its values."""
    bare = ALPHABET - {"ask", "fact", "not_fact", "other_is", "reason", "language", "choice", "at", "product", "moves_to"}
    facts = [f"fact={kind.name}:{value}" for kind in KINDS.values() for value in kind.values]
    valued = ["choice=1", "at=2", "product=?Acme", "moves_to=Zenith", "not_fact=plan:premium", "other_is=role:admin"]
    asked = [f"ask={topic}" for topic in TOPICS]
    return (*sorted(bare), *valued, *facts, *asked, *(f"reason={each}" for each in Reason), *(f"language={each}" for each in LANGUAGES))


def written(acts: tuple[str, ...]) -> str:
    """A file of examples in which each act is said once."""
    return 'version: "3.1"\nnlu:\n' + "".join(
        f'- intent: {act}\n  examples:\n  - {{text: "{act} qwerty", metadata: {{situation: start}}}}\n' for act in acts
    )


class Project:
    """A copy of the project with few examples, to which a contributor adds something."""

    def __init__(self, place: Path) -> None:
        self.place = place
        skipped = shutil.ignore_patterns("__pycache__", "examples", "*.npz", "page")
        for part in ("bot", "actions", "knowledge", "tests/formats"):
            shutil.copytree(ROOT / part, place / part, ignore=skipped)
        (place / "docs").mkdir()
        for name in ("tests/__init__.py", "docs/acts.md"):
            shutil.copy(ROOT / name, place / name)
        for language in LANGUAGES:
            (place / EXAMPLES / language).mkdir(parents=True)
            (place / EXAMPLES / language / "somebody.yml").write_text(written(everything_said()), encoding="utf-8")
        shutil.copy(ROOT / EXAMPLES / "situations.yml", place / EXAMPLES)

    def run(self, *arguments: str) -> str:
        env = {"PARTWELL_CACHE": str(self.place / "cache"), "PARTWELL_DATA": str(self.place / "data"), "PATH": ""}
        done = subprocess.run([sys.executable, *arguments], cwd=self.place, env=env, capture_output=True, text=True, check=False)
        assert not done.stderr, done.stderr
        return done.stdout

    def problems(self) -> list[str]:
        return self.run("-m", "tests.formats").splitlines()

    def talk(self, language: str, *texts: str) -> list[list[list[str]]]:
        return list(json.loads(self.run("-c", TALK, language, json.dumps(texts))))

    def change(self, path: str, old: str, new: str) -> None:
        text = (self.place / path).read_text(encoding="utf-8")
        assert old in text
        (self.place / path).write_text(text.replace(old, new, 1), encoding="utf-8")

    def example(self, act: str, *languages: str) -> None:
        for language in languages:
            (self.place / EXAMPLES / language / "newcomer.yml").write_text(written((act,)), encoding="utf-8")

    def text(self, name: str) -> None:
        for language in LANGUAGES:
            self.change(
                f"bot/dialogue/responses/{language}.yml", "  utter_thanks:", f'  {name}:\n    - text: "{name} {language}"\n  utter_thanks:'
            )

    def schema(self) -> None:
        text = self.run("-m", "bot", "knowledge", "schema")
        (self.place / "knowledge" / "article.schema.json").write_text(text, encoding="utf-8")


Piece = Callable[[Project], None]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def forget(project: Project, pieces: list[Piece], forgotten: Piece, instead: Piece | None) -> None:
    """All pieces but one."""
    for piece in pieces:
        if piece is not forgotten:
            piece(project)
    if instead:
        instead(project)


def test_the_copy_has_no_problem(project: Project) -> None:
    assert project.problems() == ["The data files are well formed."]


# a new question: a topic


def topic(project: Project) -> None:
    entry = "  invoices:\n    answered_by: article\n    what: {en: where invoices go, it: dove vanno le fatture}\n"
    project.change("knowledge/topics.yml", "  deadline:\n", f"{entry}  deadline:\n")
    project.schema()


def topic_in_english(project: Project) -> None:
    topic(project)
    project.change("knowledge/topics.yml", ", it: dove vanno le fatture}", "}")


def topic_of_ours(project: Project) -> None:
    topic(project)
    project.change("knowledge/topics.yml", "  invoices:\n    answered_by: article\n", "  invoices:\n    answered_by: us\n")


def questions(project: Project) -> None:
    project.example("ask=invoices", *LANGUAGES)


def questions_in_english(project: Project) -> None:
    project.example("ask=invoices", "en")


def title(project: Project) -> None:
    project.text("button_intent_invoices")


QUESTION: list[Piece] = [topic, questions, title]


def test_a_new_question_with_all_its_pieces_is_answered(project: Project) -> None:
    for piece in QUESTION:
        piece(project)
    fact = "{en: Invoices stay., it: Le fatture restano., topics: [invoices], quote: cancel}"
    project.change("knowledge/articles/listkit.yml", "\nanswers:\n", f"\nanswers:\n  - {fact}\n")
    assert project.problems() == ["The data files are well formed."]
    for language, answer, left_open in (
        ("en", "Invoices stay.", "where invoices go"),
        ("it", "Le fatture restano.", "dove vanno le fatture"),
    ):
        begun, answered = project.talk(language, '/invoices{"product": "octopus_crm"}', '/invoices{"product": "listkit"}')
        assert [text for _, text in begun if left_open in text]
        assert [text for _, text in answered if answer in text]


@pytest.mark.parametrize(
    ("forgotten", "instead", "said"),
    [
        (topic, None, "examples/en/newcomer.yml: no ask has the value invoices"),
        (topic, topic_in_english, "knowledge/topics.yml: invoices has no words in it"),
        (topic, topic_of_ours, "telling.OUR_OWN: no flow answers invoices, which knowledge/topics.yml leaves to us"),
        (questions, None, "examples/en: nobody says ask=invoices"),
        (questions, questions_in_english, "examples/it: nobody says ask=invoices"),
        (title, None, "responses/en.yml, it.yml: button_intent_invoices is missing"),
    ],
    ids=lambda each: each.__name__ if callable(each) else "",
)
def test_a_forgotten_piece_of_a_question_is_named_with_its_file(
    project: Project, forgotten: Piece, instead: Piece | None, said: str
) -> None:
    forget(project, QUESTION, forgotten, instead)
    assert said in project.problems()


# a new act, with a flow of its own


def letter(project: Project) -> None:
    project.change("bot/understanding/acts.py", '"threat", ', '"threat", "praise", ')


def intent(project: Project) -> None:
    project.change("bot/dialogue/domain.yml", "  - product\n", "  - praise\n  - product\n")


def told(project: Project) -> None:
    project.change("docs/acts.md", "| `bot_question` ·", "| `praise` · `bot_question` ·")


def praise(project: Project) -> None:
    project.example("praise", *LANGUAGES)


def answered(project: Project) -> None:
    project.text("utter_praise")
    flow = "  praise:\n    name: Praise\n    description: Praise.\n    nlu_trigger:\n      - intent: praise\n"
    project.change("bot/dialogue/flows/talk.yml", "flows:\n", f"flows:\n{flow}    steps:\n      - id: tell\n        action: utter_praise\n")
    project.change("bot/dialogue/telling.py", '    "thanks": "thank",\n', '    "thanks": "thank",\n    "praise": "praise",\n')


def answered_by_nothing(project: Project) -> None:
    project.change("bot/dialogue/telling.py", '    "thanks": "thank",\n', '    "thanks": "thank",\n    "praise": "praise",\n')


ACT: list[Piece] = [letter, intent, told, praise, answered]


def test_a_new_act_with_all_its_pieces_is_answered(project: Project) -> None:
    for piece in ACT:
        piece(project)
    assert project.problems() == ["The data files are well formed."]
    for language in LANGUAGES:
        assert ["utter_praise", f"utter_praise {language}"] in project.talk(language, "/praise")[0]


@pytest.mark.parametrize(
    ("forgotten", "instead", "said"),
    [
        (letter, None, "domain.yml: the intent praise is no act of understanding/acts.py"),
        (intent, None, "domain.yml: the act praise is missing among the intents"),
        (told, None, "docs/acts.md: the act praise is missing"),
        (praise, None, "examples/it: nobody says praise"),
        (answered, None, "bot/dialogue: nothing comes of the act praise"),
        (answered, answered_by_nothing, "telling.SAID_ALONE: no flow praise"),
    ],
    ids=lambda each: each.__name__ if callable(each) else "",
)
def test_a_forgotten_piece_of_an_act_is_named_with_its_file(project: Project, forgotten: Piece, instead: Piece | None, said: str) -> None:
    forget(project, ACT, forgotten, instead)
    assert said in project.problems()
