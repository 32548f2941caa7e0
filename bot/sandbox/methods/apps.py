"""auth.*, apps.*, oauth.*, api.*, assistant.*: the app itself."""

from __future__ import annotations

from bot.sandbox.apps import Code, Installation
from bot.sandbox.errors import SlackError
from bot.sandbox.methods.call import Call
from bot.sandbox.workspace import ROTATION_SECONDS, Change, Data


def test(call: Call) -> Data:
    """api.test."""
    if call.args.get("error"):
        raise SlackError(call.text("error"), args=call.args)
    return {"ok": True, "args": call.args}


def auth_test(call: Call) -> Data:
    """auth.test."""
    bot = call.bot
    team, user = call.workspace.teams[bot.team], call.workspace.users[bot.user]
    names = {"team": team.name, "team_id": team.id, "user": user.name, "user_id": user.id, "bot_id": bot.bot}
    return {"ok": True, "url": f"{call.base}/", **names, "app_id": call.workspace.apps.id, "is_enterprise_install": False}


def auth_revoke(call: Call) -> Data:
    """auth.revoke."""
    revoked = not call.flag("test")
    if revoked:
        call.workspace.apps.drop(call.bot.team, "token_revoked")
        call.workspace.tell(Change("revoked", extra={"installation": call.bot}))
    return {"ok": True, "revoked": revoked}


def uninstall(call: Call) -> Data:
    """apps.uninstall."""
    _known_client(call)
    call.workspace.apps.drop(call.bot.team, "account_inactive")
    call.workspace.tell(Change("uninstalled", extra={"installation": call.bot}))
    return {"ok": True}


def connections_open(call: Call) -> Data:
    """apps.connections.open: an address for one socket."""
    if call.installation is not None:
        raise SlackError("not_allowed_token_type")
    ticket = call.workspace.new_id("")
    call.workspace.apps.tickets.add(ticket)
    return {"ok": True, "url": f"{call.base.replace('http', 'ws', 1)}/socket?ticket={ticket}&app_id={call.workspace.apps.id}"}


def oauth_access(call: Call) -> Data:
    """oauth.v2.access: a code, or a refresh token, for a token."""
    _known_client(call)
    if call.text("grant_type") == "refresh_token":
        return _refreshed(call)
    code = call.workspace.apps.codes.get(call.text("code"))
    if code is None:
        raise SlackError("invalid_code")
    if code.used:
        raise SlackError("code_already_used")
    if call.text("redirect_uri") and call.text("redirect_uri") != code.redirect_uri:
        raise SlackError("bad_redirect_uri")
    code.used = True
    return _granted(call, call.workspace.install(code.team, code.scopes), code)


def set_status(call: Call) -> Data:
    """assistant.threads.setStatus: shown while the bot is at work."""
    channel = call.visible(str(call.need("channel_id")))
    extra = {"status": call.text("status"), "thread_ts": call.need("thread_ts"), "user": call.bot.user}
    if extra["status"]:
        call.workspace.tell(Change("typing", channel, extra=extra))
    return {"ok": True}


def _known_client(call: Call) -> None:
    apps = call.workspace.apps
    if call.text("client_id") != apps.client_id:
        raise SlackError("invalid_client_id")
    if call.text("client_secret") != apps.client_secret:
        raise SlackError("bad_client_secret")


def _refreshed(call: Call) -> Data:
    installed = call.workspace.apps.installed.values()
    found = next((one for one in installed if one.refresh and one.refresh == call.text("refresh_token")), None)
    if found is None:
        raise SlackError("invalid_refresh_token")
    return _granted(call, call.workspace.install(found.team, found.scopes))


def _granted(call: Call, bot: Installation, code: Code | None = None) -> Data:
    team = call.workspace.teams[bot.team]
    answer: Data = {
        "ok": True,
        "app_id": call.workspace.apps.id,
        "authed_user": {"id": code.user} if code else {},
        "scope": ",".join(bot.scopes),
        "token_type": "bot",
        "access_token": bot.token,
        "bot_user_id": bot.user,
        "team": {"id": team.id, "name": team.name},
        "enterprise": None,
        "is_enterprise_install": False,
    }
    return answer | ({"expires_in": ROTATION_SECONDS, "refresh_token": bot.refresh} if bot.expires else {})
