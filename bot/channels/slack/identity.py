"""Who does something: what a body says of a person's workspace, and whether two bodies can be of one person. Pure.

A person is a user id within an installation. The workspaces that come with it are called differently in each kind of body: where a
message was written (`team`), whose member wrote it (`user_team`, `source_team`), the home of whoever clicks (`user.team_id`), or
the organisation that all of these belong to. So another name alone is nobody else; see docs/decisions/0021-who-it-is.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Body = dict[str, Any]
Who = dict[str, Any]
"""`{"home": …, "near": …, "room": …}`: the ids of workspaces and organisations that a body names as the person's own, those it names
for other reasons, and the channel. Lists, as JSON keeps them."""


def installation(body: Body) -> str:
    """The workspace that has the app; the organisation, where that has it as a whole. All ids of users are read in it."""
    own = (body.get("authorizations") or [{}])[0]
    team, view, user = body.get("team") or {}, body.get("view") or {}, body.get("user") or {}
    organisation = own.get("enterprise_id") or (body.get("enterprise") or {}).get("id") or body.get("enterprise_id")
    if organisation and _is_true(own.get("is_enterprise_install", body.get("is_enterprise_install"))):
        return str(organisation)
    found = view.get("app_installed_team_id") or team.get("id") or own.get("team_id") or body.get("team_id")
    return str(found or organisation or user.get("team_id") or "")


def of_message(body: Body, message: Body, channel: str) -> Who:
    """Who wrote a message. One with files names no workspace, and one over Slack Connect the person's own."""
    return _who([message.get("user_team"), message.get("source_team")], [message.get("team"), *_organisations(body)], channel)


def of_click(body: Body, channel: str | None = None) -> Who:
    """Who clicked, or sent a form."""
    team = body.get("team") or {}
    return _who([body["user"].get("team_id")], [team.get("enterprise_id"), *_organisations(body)], channel)


def home(who: Who, otherwise: str) -> str:
    """One name for the workspace that a person belongs to."""
    near = [name for name in who["near"] if not _is_organisation(name)]
    return str(next(iter([*who["home"], *near]), otherwise))


def of_data(data: Body) -> Who:
    """Who did what an item keeps; of nobody in particular where it does not say."""
    kept: Who | None = data.get("who")
    return kept or _who([data.get("home")], [])


def is_same(known: Who, now: Who, confirmed: Iterable[str] = ()) -> bool:
    """Whether both can be one person, who have one user id in one installation. `confirmed` are the workspaces that Slack itself
    names when it is asked for that id there.
    """
    before, stated = {*known["home"], *known["near"]}, set(now["home"])
    names = before | stated | set(now["near"])
    if not before or not stated | set(now["near"]) or stated & {*known["home"], *confirmed}:
        return True
    apart = bool(known["room"] and now["room"] and known["room"] != now["room"])
    if not stated:
        return not apart or bool(before & set(now["near"]))
    if any(map(_is_organisation, names)) and not apart:
        return True
    return not known["home"] and bool(set(known["near"]) & stated)


def both(known: Who, now: Who) -> Who:
    """What is known of a person after one more body of theirs."""
    home, near = ([*known[name], *now[name]] for name in ("home", "near"))
    return _who(home, near, now["room"] or known["room"])


def is_member(who: Who, team: str) -> bool:
    """Whether a person is of this installation's own workspace or organisation, and not somebody who comes over Slack Connect."""
    stated, organised = set(who["home"]), any(map(_is_organisation, who["near"]))
    return not stated or bool(stated & {team, *who["near"]}) or (organised and not any(map(_is_organisation, stated)))


def workspaces(user: Body) -> set[str]:
    """Those that a user belongs to, as `users.info` says it."""
    enterprise = user.get("enterprise_user") or {}
    named = [
        user.get("team_id"),
        (user.get("profile") or {}).get("team"),
        enterprise.get("enterprise_id"),
        *(enterprise.get("teams") or []),
    ]
    return {str(name) for name in named if name}


def _who(home: Iterable[str | None], near: Iterable[str | None], room: str | None = None) -> Who:
    return {"home": list(dict.fromkeys(filter(None, home))), "near": list(dict.fromkeys(filter(None, near))), "room": room}


def _organisations(body: Body) -> list[str | None]:
    own = (body.get("authorizations") or [{}])[0]
    return [(body.get("enterprise") or {}).get("id"), body.get("enterprise_id"), own.get("enterprise_id")]


def _is_organisation(name: str) -> bool:
    return name.startswith("E")


def _is_true(value: Any) -> bool:
    return value is True or value == "true"
