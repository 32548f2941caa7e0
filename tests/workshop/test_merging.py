"""Two editors change one article: nothing of either is lost, and what cannot be both is asked about."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.workshop.article_text import plain, read, written
from bot.workshop.merging import merge
from knowledge.library import HOME

TEXT = (HOME / "articles" / "listkit.yml").read_text(encoding="utf-8")
STEPS = ("paths", "account", "steps")


def tree() -> Any:
    return read(TEXT)


def steps(of: Any) -> Any:
    return of["paths"]["account"]["steps"]


def test_an_article_that_nobody_touches_stays_as_it_was_written() -> None:
    assert plain(read(written(tree()))) == plain(tree())


def test_what_each_changed_alone_is_in_the_merged_text() -> None:
    mine, theirs = tree(), tree()
    steps(mine)[0]["en"] = "Mine."
    steps(theirs)[3]["it"] = "Di un altro."
    merged, conflicts = merge(tree(), mine, theirs)
    assert conflicts == []
    assert (steps(merged)[0]["en"], steps(merged)[3]["it"]) == ("Mine.", "Di un altro.")


def test_what_both_changed_is_asked_about_and_mine_stands_meanwhile() -> None:
    mine, theirs = tree(), tree()
    steps(mine)[0]["en"], steps(theirs)[0]["en"] = "Mine.", "Theirs."
    merged, conflicts = merge(tree(), mine, theirs)
    assert [(each.mine["en"], each.theirs["en"]) for each in conflicts] == [("Mine.", "Theirs.")]
    assert steps(merged)[0]["en"] == "Mine."
    chosen, none = merge(tree(), deepcopy(mine), theirs, {conflicts[0].where: "theirs"})
    assert none == []
    assert steps(chosen)[0]["en"] == "Theirs."


def test_two_languages_of_a_fact_are_not_taken_from_two_people() -> None:
    mine, theirs = tree(), tree()
    steps(mine)[0]["en"], steps(theirs)[0]["it"] = "Mine.", "Di un altro."
    assert len(merge(tree(), mine, theirs)[1]) == 1


def test_what_one_takes_out_and_the_other_changes_is_asked_about() -> None:
    mine, theirs = tree(), tree()
    del steps(mine)[1]
    steps(theirs)[1]["en"] = "Theirs."
    merged, conflicts = merge(tree(), mine, theirs)
    assert [each.mine for each in conflicts] == [None]
    assert len(steps(merged)) == len(steps(tree())) - 1


def test_what_each_added_stands_where_they_put_it() -> None:
    mine, theirs = tree(), tree()
    steps(mine).insert(1, {"en": "Mine.", "it": "Mio.", "quote": "mine"})
    steps(theirs).append({"en": "Theirs.", "it": "Altrui.", "quote": "theirs"})
    merged, conflicts = merge(tree(), mine, theirs)
    assert conflicts == []
    assert [step["quote"] for step in (steps(merged)[1], steps(merged)[-1])] == ["mine", "theirs"]


@given(st.lists(st.tuples(st.integers(0, 7), st.sampled_from(["en", "it", "out"]), st.booleans()), max_size=6))
def test_whatever_only_one_does_is_done(deeds: list[tuple[int, str, bool]]) -> None:
    """Steps 0 to 3 are mine, 4 to 7 theirs: nothing is in conflict, and each text holds what its editor wanted."""
    mine, theirs, both = tree(), tree(), tree()
    quotes = [str(step["quote"]) for step in steps(tree())]
    for place, what, _ in deeds:
        for each in (mine if place < 4 else theirs, both):
            found = [step for step in steps(each) if step["quote"] == quotes[place]]
            if what == "out":
                steps(each)[:] = [step for step in steps(each) if step["quote"] != quotes[place]]
            elif found:
                found[0][what] = f"new {place}"
    merged, conflicts = merge(tree(), mine, theirs)
    assert conflicts == []
    assert plain(merged) == plain(both)
