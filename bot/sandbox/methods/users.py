"""users.*, usergroups.*, bots.*, team.*: who is there."""

from __future__ import annotations

from bot.sandbox.errors import SlackError
from bot.sandbox.methods.call import Call
from bot.sandbox.workspace import Data, User


def info(call: Call) -> Data:
    """users.info."""
    return {"ok": True, "user": as_data(call.person(str(call.need("user"))), call.bot.team, locale=call.flag("include_locale"))}


def list_(call: Call) -> Data:
    """users.list, all on one page."""
    people = [user for user in call.workspace.users.values() if user.team == call.bot.team]
    members = [as_data(user, call.bot.team, locale=call.flag("include_locale")) for user in people]
    return {"ok": True, "members": members, "cache_ts": int(call.workspace.clock()), "response_metadata": {"next_cursor": ""}}


def group_users(call: Call) -> Data:
    """usergroups.users.list."""
    group = call.workspace.groups.get(str(call.need("usergroup")))
    if group is None or group.team != call.bot.team:
        raise SlackError("no_such_subteam")
    return {"ok": True, "users": list(group.users)}


def groups(call: Call) -> Data:
    """usergroups.list."""
    own = [group for group in call.workspace.groups.values() if group.team == call.bot.team]
    shown = [
        {"id": group.id, "team_id": group.team, "is_usergroup": True, "name": group.handle, "handle": group.handle, "date_delete": 0}
        | ({"users": list(group.users)} if call.flag("include_users") else {})
        for group in own
    ]
    return {"ok": True, "usergroups": shown}


def bot_info(call: Call) -> Data:
    """bots.info."""
    wanted = call.text("bot") or call.bot.bot
    found = next((user for user in call.workspace.users.values() if user.bot_id == wanted), None)
    if found is None:
        raise SlackError("bot_not_found")
    app = call.workspace.apps.id if call.workspace.apps.is_own(found.id) else "A0OTHER"
    return {"ok": True, "bot": {"id": wanted, "deleted": False, "name": found.real_name, "app_id": app, "user_id": found.id, "icons": {}}}


def team_info(call: Call) -> Data:
    """team.info."""
    team = call.workspace.teams[call.bot.team]
    return {"ok": True, "team": {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": "", "icon": {}}}


def as_data(user: User, seen_from: str, *, locale: bool = False) -> Data:
    """A person as Slack shows them to a team."""
    profile = {"real_name": user.real_name, "display_name": user.name, "team": user.team, "status_text": "", "avatar_hash": ""}
    return {
        "id": user.id,
        "team_id": user.team,
        "name": user.name,
        "deleted": user.deleted,
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": user.tz,
        "tz_offset": user.tz_offset,
        "profile": profile,
        "is_admin": False,
        "is_owner": False,
        "is_bot": user.is_bot,
        "is_app_user": user.is_bot,
        "is_stranger": user.team != seen_from,
        "updated": 0,
    } | ({"locale": user.locale} if locale else {})
