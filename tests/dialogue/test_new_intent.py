"""A new intent, or a new question, as CONTRIBUTING.md describes it: it works, and whatever was forgotten is named with its file."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PHRASES = "version: '3.1'\nnlu:\n  - intent: {intent}\n    examples: |\n"
TALK = """
import json, sys
from datetime import UTC, datetime
from bot import bootstrap
from bot.conversation import Turn
from bot.settings import Settings
from bot.understanding.pipeline import pressed
settings = Settings(_env_file=None)
talk = bootstrap.decisions(settings, bootstrap.served(settings, remember=False).library, {})
tracker, said = talk.tracker("customer", None), []
for text in json.loads(sys.argv[2]):
    understanding = pressed(text, sys.argv[1])
    turn = Turn("customer", text, datetime.now(UTC), sys.argv[1])
    decided = talk.answer(turn, tracker, understanding, talk.policy.commands(tracker, understanding))
    tracker = decided.after
    said.append([[reply.response, reply.text] for reply in decided.outcome.replies])
print(json.dumps(said))
"""


class Project:
    """A copy of the project, to which a contributor adds something."""

    def __init__(self, place: Path) -> None:
        self.place = place
        for part in ("bot", "actions", "knowledge"):
            shutil.copytree(ROOT / part, place / part, ignore=shutil.ignore_patterns("__pycache__"))
        (place / "tests").mkdir()
        for name in ("__init__.py", "formats.py"):
            shutil.copy(ROOT / "tests" / name, place / "tests" / name)

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

    def phrases(self, intent: str, *languages: str) -> None:
        for language in languages:
            lines = "".join(f"      - {intent} qwerty {number}\n" for number in range(30))
            path = self.place / "bot" / "understanding" / "phrases" / language / f"{intent}.yml"
            path.write_text(PHRASES.format(intent=intent) + lines, encoding="utf-8")

    def text(self, name: str) -> None:
        for language in ("en", "it"):
            self.change(
                f"bot/dialogue/responses/{language}.yml", "  utter_thanks:", f'  {name}:\n    - text: "{name} {language}"\n  utter_thanks:'
            )

    def schema(self) -> None:
        text = self.run("-m", "bot", "knowledge", "schema")
        (self.place / "knowledge" / "article.schema.json").write_text(text, encoding="utf-8")


def both_phrases(project: Project) -> None:
    project.phrases("invoices", "en", "it")


def english_phrases_only(project: Project) -> None:
    project.phrases("invoices", "en")


def domain_entry(project: Project) -> None:
    project.change("bot/dialogue/domain.yml", "  - keep\n", "  - invoices\n  - keep\n")


def trigger(project: Project) -> None:
    project.change("bot/dialogue/flows/answers.yml", "      - intent: pause\n", "      - intent: invoices\n      - intent: pause\n")


def button_text(project: Project) -> None:
    project.text("button_intent_invoices")


def topic(project: Project) -> None:
    entry = "  invoices:\n    answered_by: article\n    what: {en: where invoices go, it: dove vanno le fatture}\n"
    project.change("knowledge/topics.yml", "  deadline:\n", f"{entry}  deadline:\n")
    project.schema()


def topic_in_english(project: Project) -> None:
    topic(project)
    project.change("knowledge/topics.yml", ", it: dove vanno le fatture}", "}")


PIECES: list[Callable[[Project], None]] = [both_phrases, domain_entry, trigger, button_text, topic]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_a_new_question_with_all_its_pieces_is_answered(project: Project) -> None:
    for piece in PIECES:
        piece(project)
    quote = "cancel"
    fact = f"{{en: Invoices stay., it: Le fatture restano., topics: [invoices], quote: {quote}}}"
    project.change("knowledge/articles/listkit.yml", "\nanswers:\n", f"\nanswers:\n  - {fact}\n")
    assert project.problems() == ["The data files are well formed."]
    for language, answer, left_open in (
        ("en", "Invoices stay.", "doesn't say where invoices go"),
        ("it", "Le fatture restano.", "non dice dove vanno le fatture"),
    ):
        begun, answered, open_still, steps = project.talk(
            language,
            '/invoices{"product": "octopus_crm"}',
            '/invoices{"product": "listkit"}',
            "/refund",
            '/cancel_now{"product": "listkit"}',
        )
        assert [text for response, text in begun if response == "utter_unsaid" and left_open in text]
        assert [text for response, text in answered if response == "utter_answer" and answer in text]
        assert open_still
        assert "utter_all_steps" in [response for response, _ in steps]


@pytest.mark.parametrize(
    ("forgotten", "instead", "said"),
    [
        (both_phrases, english_phrases_only, "phrases/it: no file for the intent invoices"),
        (domain_entry, None, "phrases/en/invoices.yml: no such intent in the domain"),
        (trigger, None, "domain.yml: the intent invoices starts no flow of flows/*.yml and fills no slot"),
        (button_text, None, "responses/en.yml, it.yml: button_intent_invoices is missing"),
        (topic, None, "knowledge/topics.yml: no topic and no group invoices, but flows/answers.yml answers the intent invoices"),
        (topic, topic_in_english, "knowledge/topics.yml: invoices has no words in it"),
    ],
    ids=lambda each: each.__name__ if callable(each) else "",
)
def test_a_forgotten_piece_is_named_with_its_file(
    project: Project, forgotten: Callable[[Project], None], instead: Callable[[Project], None] | None, said: str
) -> None:
    for piece in PIECES:
        if piece is not forgotten:
            piece(project)
    if instead:
        instead(project)
    assert said in project.problems()


def test_a_new_intent_with_a_flow_of_its_own_needs_no_topic(project: Project) -> None:
    for piece in (both_phrases, domain_entry, button_text):
        piece(project)
    project.text("utter_invoices")
    flow = "  tell_invoices:\n    name: Tell\n    description: Tell.\n    nlu_trigger:\n      - intent: invoices\n"
    project.change(
        "bot/dialogue/flows/talk.yml", "flows:\n", f"flows:\n{flow}    steps:\n      - id: tell\n        action: utter_invoices\n"
    )
    assert project.problems() == ["The data files are well formed."]
    for language in ("en", "it"):
        assert ["utter_invoices", f"utter_invoices {language}"] in project.talk(language, "/invoices")[0]
