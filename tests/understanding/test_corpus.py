"""The examples are read in Rasa's format, with several acts a message and its situation; a broken file is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.data_files import DataError
from bot.understanding.corpus import Example, Situation, examples, from_file, situations, stand_in

PLACES = """situations:
  start: {open: nothing}
  listkit/8: {open: steps, product: listkit, step: 8, last: true}
  kustomer/question: {open: account, product: kustomer, asked: [plan, role]}
"""
ENTRY = "- intent: {intent}\n  examples:\n  - {{text: {text}, metadata: {{situation: {place}}}}}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "en").mkdir()
    (tmp_path / "situations.yml").write_text(PLACES, encoding="utf-8")
    return tmp_path


def read_back(folder: Path, text: str | bytes) -> list[Example]:
    path = folder / "en" / "ann.yml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(from_file(path))


def entry(intent: str = "cancel", text: str = "get me out", place: str = "start") -> str:
    return "nlu:\n" + ENTRY.format(intent=intent, text=text, place=place)


def test_an_example_carries_its_acts_situation_language_and_writer(folder: Path) -> None:
    [found] = read_back(folder, entry("done=7+ask=caption", '"Clicked it. Is it \\"Confirm\\" now?"', "listkit/8"))
    assert found.text == 'Clicked it. Is it "Confirm" now?'
    assert [act.written() for act in found.acts] == ["done=7", "ask=caption"]
    assert found.situation == Situation("steps", frozenset(), "listkit", 8, last=True)
    assert (found.language, found.writer) == ("en", "ann")


def test_acts_stay_in_the_order_in_which_they_are_said(folder: Path) -> None:
    [found] = read_back(folder, entry("thanks+bye+annoyed"))
    assert [act.name for act in found.acts] == ["thanks", "bye", "annoyed"]


def test_a_question_about_the_account_says_what_it_asks_for(folder: Path) -> None:
    [found] = read_back(folder, entry("fact=plan:premium", "Premium I think", "kustomer/question"))
    assert found.situation.asked == {"plan", "role"}


@pytest.mark.parametrize("text", ["'Yes'", '"12"', "no", "12", "3.5", "null"])
def test_a_message_is_text_whatever_yaml_thinks_of_it(folder: Path, text: str) -> None:
    [found] = read_back(folder, entry(text=text))
    assert isinstance(found.text, str)


def test_a_file_without_messages_holds_none(folder: Path) -> None:
    assert read_back(folder, 'version: "3.1"\n') == []
    assert read_back(folder, "nlu:\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "nlu: [",
        "- a list",
        "just words",
        "",
        "nlu: words\n",
        "nlu: 5\n",
        "nlu:\n- only words\n",
        "nlu:\n- intent: cancel\n",
        "nlu:\n- examples:\n  - {text: no intent, metadata: {situation: start}}\n",
        "nlu:\n- intent: cancel\n  examples: |\n    - as Rasa writes them without metadata\n",
        "nlu:\n- intent: cancel\n  examples:\n  - {text: no situation}\n",
        "nlu:\n- intent: cancel\n  examples:\n  - {metadata: {situation: start}}\n",
        "nlu:\n- intent: cancel\n  examples: 5\n",
        entry(place="nowhere"),
        entry(place="[start]"),
        entry("frobnicate"),
        entry("cancel+frobnicate"),
        entry("ask"),
        entry("cancel+"),
        entry('""'),
        "nlu: \x00",
        b"nlu: \xff\xfe",
    ],
)
def test_a_broken_file_is_named(folder: Path, text: str | bytes) -> None:
    with pytest.raises(DataError, match=r"ann\.yml"):
        read_back(folder, text)


@pytest.mark.parametrize("text", ["situations: 5\n", "situations:\n  start: {}\n", "situations:\n  start: words\n", "other: {}\n"])
def test_broken_situations_are_named(folder: Path, text: str) -> None:
    (folder / "situations.yml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"situations\.yml"):
        situations(folder)


def test_a_folder_without_examples_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no examples"):
        examples(tmp_path)


def test_the_folder_names_the_language_and_the_file_the_writer(folder: Path) -> None:
    (folder / "it").mkdir()
    (folder / "it" / "anna.yml").write_text(entry(), encoding="utf-8")
    read_back(folder, entry())
    assert [(each.language, each.writer) for each in examples(folder)] == [("en", "ann"), ("it", "anna")]


def test_the_stand_ins_differ() -> None:
    assert stand_in(None) != stand_in("destination")
