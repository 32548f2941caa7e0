"""Slack's Web API, as far as our apps and their tests go."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from bot.sandbox.errors import SlackError
from bot.sandbox.methods import apps, chat, conversations, files, users, views
from bot.sandbox.methods.call import Call
from bot.sandbox.workspace import Data, Workspace


class Method(NamedTuple):
    """What a method does, and the scope it needs. Some look at scopes themselves, by the kind of conversation."""

    run: Callable[[Call], Data]
    scope: str | None = None
    open: bool = False
    """without any token"""


METHODS = {
    "api.test": Method(apps.test, open=True),
    "apps.connections.open": Method(apps.connections_open),
    "apps.uninstall": Method(apps.uninstall),
    "assistant.threads.setStatus": Method(apps.set_status, "chat:write"),
    "auth.revoke": Method(apps.auth_revoke),
    "auth.test": Method(apps.auth_test),
    "bots.info": Method(users.bot_info, "users:read"),
    "chat.delete": Method(chat.delete, "chat:write"),
    "chat.getPermalink": Method(chat.get_permalink),
    "chat.postEphemeral": Method(chat.post_ephemeral, "chat:write"),
    "chat.postMessage": Method(chat.post_message, "chat:write"),
    "chat.update": Method(chat.update, "chat:write"),
    "conversations.history": Method(conversations.history),
    "conversations.info": Method(conversations.info),
    "conversations.join": Method(conversations.join, "channels:join"),
    "conversations.list": Method(conversations.list_),
    "conversations.mark": Method(conversations.mark),
    "conversations.members": Method(conversations.members),
    "conversations.open": Method(conversations.open_, "im:write"),
    "conversations.replies": Method(conversations.replies),
    "files.completeUploadExternal": Method(files.complete_upload, "files:write"),
    "files.getUploadURLExternal": Method(files.get_upload_url, "files:write"),
    "files.info": Method(files.info, "files:read"),
    "oauth.v2.access": Method(apps.oauth_access, open=True),
    "reactions.add": Method(files.react, "reactions:write"),
    "reactions.remove": Method(files.unreact, "reactions:write"),
    "team.info": Method(users.team_info, "team:read"),
    "usergroups.list": Method(users.groups, "usergroups:read"),
    "usergroups.users.list": Method(users.group_users, "usergroups:read"),
    "users.info": Method(users.info, "users:read"),
    "users.list": Method(users.list_, "users:read"),
    "views.open": Method(views.open_),
    "views.publish": Method(views.publish),
    "views.push": Method(views.push),
    "views.update": Method(views.update),
}


def called(workspace: Workspace, name: str, token: str | None, args: Data, base: str) -> Data:
    """The answer to a call. Raises SlackError for every refusal."""
    method = METHODS.get(name)
    if method is None:
        raise SlackError("unknown_method", req_method=name)
    if method.open:
        return method.run(Call(workspace, args, base))
    call = Call(workspace, args, base, workspace.apps.bearer(token, workspace.clock()))
    if method.scope:
        call.allow(method.scope)
    return method.run(call)
