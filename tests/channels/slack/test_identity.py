"""Whether two bodies can be of one person: names of workspaces change, the person does not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.slack.identity import both, installation, is_member, is_same, of_data, workspaces

NAMES = st.lists(st.sampled_from(["T1", "T2", "T3", "E1"]), max_size=2)
WHO = st.builds(lambda home, near, room: {"home": home, "near": near, "room": room}, NAMES, NAMES, st.sampled_from([None, "D1", "D2"]))


@given(WHO, WHO)
def test_whoever_was_taken_for_somebody_goes_on_being_taken_for_them(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert is_same(both(one, other), {**other, "room": other["room"] or one["room"]})


@given(WHO)
def test_a_body_is_of_the_person_it_is_of(who: dict[str, Any]) -> None:
    assert is_same(who, who)


@given(WHO)
def test_one_that_names_nothing_is_no_evidence(who: dict[str, Any]) -> None:
    assert is_same(who, of_data({}))
    assert is_same(of_data({}), who)


def test_another_home_is_somebody_else_unless_slack_itself_says_so() -> None:
    known, now = of_data({"home": "T1"}), of_data({"home": "T9"})
    assert not is_same(known, now)
    assert is_same(known, now, ["T9"])


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"authorizations": [{"team_id": "T1", "enterprise_id": "E1", "is_enterprise_install": False}], "team_id": "T9"}, "T1"),
        ({"authorizations": [{"team_id": "T1", "enterprise_id": "E1", "is_enterprise_install": True}]}, "E1"),
        ({"team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T3"}, "enterprise": {"id": "E1"}}, "T1"),
        ({"team": None, "user": {"id": "U1", "team_id": "T3"}, "enterprise": {"id": "E1"}, "is_enterprise_install": True}, "E1"),
        ({"team": {"id": "T2"}, "view": {"app_installed_team_id": "T1"}, "user": {"id": "U1", "team_id": "T2"}}, "T1"),
        ({"team_id": "T1", "enterprise_id": "E1", "is_enterprise_install": "false"}, "T1"),
        ({"team_id": "T1", "enterprise_id": "E1", "is_enterprise_install": "true"}, "E1"),
    ],
)
def test_the_installation_is_found_in_every_kind_of_body(body: dict[str, Any], found: str) -> None:
    assert installation(body) == found


@pytest.mark.parametrize(
    ("home", "near", "member"),
    [([], [], True), (["T1"], [], True), (["T9"], [], False), (["T3"], ["E1"], True), (["E1"], ["E1"], True), (["E9"], [], False)],
)
def test_a_member_is_of_the_workspace_or_of_its_organisation(home: list[str], near: list[str], member: bool) -> None:
    assert is_member({"home": home, "near": near, "room": None}, "T1") is member


def test_slack_says_of_a_user_which_workspaces_they_belong_to() -> None:
    user = {"id": "U1", "team_id": "T3", "enterprise_user": {"id": "U1", "enterprise_id": "E1", "teams": ["T1", "T3"]}}
    assert workspaces(user) == {"T1", "T3", "E1"}
