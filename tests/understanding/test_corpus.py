"""Training phrases are read as Rasa reads them, and a broken file is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.data_files import DataError
from bot.understanding.corpus import DESTINATION, PRODUCT, Mention, from_file, parse, phrases, stand_in
from tests.understanding.conftest import SMALL, write_phrases


def read_back(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "cancel.yml"
    path.write_text(text, encoding="utf-8")
    return [phrase.text for phrase in from_file(path, "en")]


def test_a_phrase_carries_its_intent_and_language() -> None:
    phrase = parse("cancel it", "cancel", "en")
    assert (phrase.intent, phrase.language, phrase.text, phrase.neutral, phrase.mentions) == ("cancel", "en", "cancel it", "cancel it", ())


def test_a_product_is_read_as_written_and_taken_out_of_the_neutral_phrase() -> None:
    phrase = parse("close [List Kit](product) now", "cancel", "en")
    assert phrase.text == "close List Kit now"
    assert phrase.neutral == f"close {PRODUCT} now"
    assert phrase.mentions == (Mention("product", None, "List Kit"),)


def test_the_product_somebody_moves_to_has_another_stand_in() -> None:
    phrase = parse('from [Acorn](product) to [Birch]{"entity": "product", "role": "destination"}', "cancel", "en")
    assert phrase.text == "from Acorn to Birch"
    assert phrase.neutral == f"from {PRODUCT} to {DESTINATION}"
    assert [mention.role for mention in phrase.mentions] == [None, "destination"]


def test_brackets_that_annotate_nothing_stay_as_they_are() -> None:
    assert parse("cancel [please] (now)", "cancel", "en").text == "cancel [please] (now)"


def test_the_stand_ins_differ() -> None:
    assert stand_in(None) != stand_in("destination")


def test_every_line_of_a_file_is_a_phrase(tmp_path: Path) -> None:
    assert read_back(tmp_path, "nlu:\n- intent: cancel\n  examples: |\n    - one\n    - two\n") == ["one", "two"]


def test_a_file_without_phrases_holds_none(tmp_path: Path) -> None:
    assert read_back(tmp_path, 'version: "3.1"\n') == []
    assert read_back(tmp_path, "nlu:\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "nlu: [",
        "- a list",
        "just words",
        "",
        "nlu:\n- examples: |\n    - no intent\n",
        "nlu:\n- only words\n",
        "nlu:\n- intent: cancel\n  examples: |\n    no dash\n",
        "nlu:\n- intent: cancel\n  examples: |\n    - good\n    bad\n",
        "nlu: \x00",
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(DataError, match=r"cancel\.yml"):
        read_back(tmp_path, text)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cancel.yml"
    path.write_bytes(b"nlu: \xff\xfe")
    with pytest.raises(DataError, match=r"cancel\.yml"):
        list(from_file(path, "en"))


def test_an_entry_without_examples_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"cancel\.yml"):
        read_back(tmp_path, "nlu:\n- intent: cancel\n")


def test_a_broken_annotation_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"cancel\.yml"):
        read_back(tmp_path, 'nlu:\n- intent: cancel\n  examples: |\n    - to [Birch]{"entity": nothing}\n')


def test_a_list_where_entries_should_be_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"cancel\.yml"):
        read_back(tmp_path, "nlu: words\n")


def test_a_folder_without_phrases_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no training phrases"):
        phrases(tmp_path)


def test_the_folder_names_the_language(tmp_path: Path) -> None:
    found = phrases(write_phrases(tmp_path, SMALL))
    assert {(phrase.language, phrase.intent) for phrase in found} == {(lang, intent) for lang in SMALL for intent in SMALL[lang]}


@pytest.mark.parametrize("language", ["en", "it"])
def test_the_shipped_phrases_are_read_without_a_rest_of_an_annotation(language: str) -> None:
    found = [phrase for phrase in phrases() if phrase.language == language]
    assert len(found) > 1000
    assert not [phrase.text for phrase in found if "](" in phrase.neutral or "]{" in phrase.neutral]
