"""The `/sandbox` routes: what the page, and tests in another process, do as people."""

from __future__ import annotations

import asyncio
import base64
import inspect
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from bot.sandbox.errors import SlackError
from bot.sandbox.faults import Faults
from bot.sandbox.pages import download
from bot.sandbox.people import People
from bot.sandbox.sockets import Sockets
from bot.sandbox.workspace import Change, Channel, Data, User

Inspect = Callable[[str, str], Any]
"""(channel, user) → what the bot says of its last answer there, at once or awaited"""
PUSHED = {"ephemeral": "message", "hidden": "deleted", "reaction": "changed"}
"""the page's words for changes, where they are not the workspace's"""
FOR_THE_APP = {"revoked", "uninstalled"}


class Driver:
    """The routes. Every refusal is `{"ok": false, "error": …}` with status 400."""

    def __init__(self, people: People, faults: Faults, sockets: Sockets, look: Inspect | None) -> None:
        self.people, self.faults, self.sockets, self.look = people, faults, sockets, look
        self.workspace = people.workspace
        self.watching: list[tuple[str, web.WebSocketResponse]] = []
        self.workspace.watchers.append(self.changed)
        self._tasks: set[Any] = set()

    def routes(self) -> list[web.RouteDef]:
        """All of them."""
        read: dict[str, Callable[[web.Request], Awaitable[Any]]] = {
            "state": self.state,
            "messages": self.messages,
            "views": self.views,
            "inspect": self.inspect,
        }
        write: dict[str, Callable[[Data], Awaitable[Any]]] = {
            "say": self.say,
            "edit": self.edit,
            "delete": self.delete,
            "click": self.click,
            "submit": self.submit,
            "close": self.close,
            "command": self.command,
            "shortcut": self.shortcut,
            "open": self.open,
            "locale": self.locale,
            "read": self.read,
            "faults": self.fault,
        }
        return [
            *[web.get(f"/sandbox/{name}", _answering(run)) for name, run in read.items()],
            *[web.post(f"/sandbox/{name}", _doing(run)) for name, run in write.items()],
            web.get("/sandbox/events", self.events),
            web.get("/sandbox/file", self.file),
        ]

    # --- looking -----------------------------------------------------------------------------------------------------------------

    async def state(self, request: web.Request) -> Data:
        """The workspace as a person sees it; the channels are theirs. Nobody named: as the first person sees it, with every channel."""
        named = request.query.get("user")
        me = self.workspace.user(named or next(iter(self.workspace.users)))
        bot = next(iter(self.workspace.apps.installed.values()), None)
        team = self.workspace.teams[me.team]
        return {
            "team": {"id": team.id, "name": team.name},
            "me": _user(me),
            "users": [_user(user) for user in self.workspace.users.values()],
            "channels": [self._channel(c, me) for c in self.workspace.channels.values() if me.id in c.members or not named],
            "app": {"user_id": bot and bot.user, "bot_id": bot and bot.bot, "name": self.workspace.apps.name},
        }

    async def messages(self, request: web.Request) -> list[Data]:
        """The messages of a channel or a thread, without what an app hides in them."""
        query = request.query
        seen = self.people.messages(query["user"], query["channel"], query.get("thread_ts"))
        return [{key: value for key, value in message.items() if key != "metadata"} for message in seen]

    async def views(self, request: web.Request) -> Data:
        """The modal in front, and the home."""
        user = self.workspace.user(request.query["user"])
        homes = (self.workspace.surfaces.home(team, user.id) for team in self.workspace.apps.installed)
        return {"modal": self.workspace.surfaces.modal(user.id), "home": next(filter(None, homes), None)}

    async def inspect(self, request: web.Request) -> Any:
        """What the bot says of its last answer; null where nobody can tell."""
        if self.look is None:
            return None
        found = self.look(request.query["channel"], request.query["user"])
        return await found if inspect.isawaitable(found) else found

    async def file(self, request: web.Request) -> web.Response:
        """A file, for a person who is where it was shared."""
        try:
            file = self.workspace.files.find(request.query.get("id", ""))
        except SlackError as error:
            return web.json_response(error.answer(), status=404)
        user = request.query.get("user", "")
        if not any(user in self.workspace.channel(id_).members for id_ in file.channels):
            return web.json_response({"ok": False, "error": "file_not_found"}, status=404)
        return download(file.name, file.content or b"")

    async def events(self, request: web.Request) -> web.StreamResponse:
        """A socket that says when something changed for a person; not to pages of another origin, which sockets would let in."""
        if urlsplit(request.headers.get("Origin", "")).netloc not in {"", request.host}:
            return web.Response(status=403)
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        entry = (request.query.get("user", ""), socket)
        self.watching.append(entry)
        try:
            async for _ in socket:
                pass
        finally:
            self.watching.remove(entry)
        return socket

    def changed(self, change: Change) -> None:
        """Push a change to those whom it concerns."""
        if change.kind in FOR_THE_APP:
            return
        told: Data = {"type": PUSHED.get(change.kind, change.kind), "channel": change.channel and change.channel.id}
        told |= {"ts": change.message and change.message["ts"], "thread_ts": change.message and change.message.get("thread_ts")}
        text = json.dumps(told | (change.extra or {}))
        for user, socket in list(self.watching):
            if _concerns(change, user) and not socket.closed:
                self._later(socket.send_str(text))

    async def stop(self) -> None:
        """Close the pages' sockets."""
        for _, socket in list(self.watching):
            await socket.close()

    # --- doing -------------------------------------------------------------------------------------------------------------------

    async def say(self, body: Data) -> Data:
        """Write a message."""
        files = {one["name"]: base64.b64decode(one["content_base64"]) for one in body.get("files") or []}
        how = {key: body.get(key) for key in ("thread_ts", "broadcast", "me")}
        message = self.people.say(body["user"], body["channel"], body.get("text") or "", files=files, **how)
        return {"ok": True, "ts": message["ts"], "message": message}

    async def edit(self, body: Data) -> Data:
        """Edit one."""
        return {"ok": True, "message": self.people.edit(body["user"], body["channel"], body["ts"], body["text"])}

    async def delete(self, body: Data) -> Data:
        """Delete one."""
        self.people.delete(body["user"], body["channel"], body["ts"])
        return {"ok": True}

    async def click(self, body: Data) -> Data:
        """Use a button or a menu."""
        where = {key: value for key, value in body.items() if key not in {"user", "action_id", "block_id", "state"}}
        where["values"] = (body.get("state") or {}).get("values")
        return await self.people.click(body["user"], body["action_id"], body.get("block_id"), **where)

    async def submit(self, body: Data) -> Data:
        """Submit a modal."""
        return await self.people.submit(body["user"], body["view_id"], (body.get("state") or {}).get("values"))

    async def close(self, body: Data) -> Data:
        """Close a modal."""
        await self.people.close(body["user"], body["view_id"])
        return {"ok": True}

    async def command(self, body: Data) -> Data:
        """Use a slash command."""
        return await self.people.command(body["user"], body["channel"], body["command"], body.get("text") or "")

    async def shortcut(self, body: Data) -> Data:
        """Use a shortcut."""
        return await self.people.shortcut(body["user"], body["callback_id"], body.get("channel"), body.get("message_ts"))

    async def open(self, body: Data) -> Data:
        """Open the app's home or its messages."""
        self.people.open(body["user"], body.get("surface") or "home")
        return {"ok": True}

    async def locale(self, body: Data) -> Data:
        """Change a person's language."""
        self.workspace.user(body["user"]).locale = body["locale"]
        return {"ok": True}

    async def read(self, body: Data) -> Data:
        """Mark as read."""
        self.people.read(body["user"], body["channel"], body["ts"])
        return {"ok": True}

    async def fault(self, body: Data) -> Data:
        """A fault: one of `faults.Fault`, or `socket`: drop, refresh or warning, or `copies` of each event, or `clear`."""
        if "socket" in body:
            await self._break(body["socket"])
        elif "copies" in body:
            self.people.courier.copies = int(body["copies"])
        elif body.get("clear"):
            self.faults.clear()
        else:
            self.faults.add(body)
        return {"ok": True}

    # --- within ------------------------------------------------------------------------------------------------------------------

    async def _break(self, how: str) -> None:
        if how == "drop":
            self.sockets.drop()
        elif how == "refresh":
            await self.sockets.refresh()
        else:
            await self.sockets.warn()

    def _seen(self, user: str | None) -> list[Channel]:
        return [channel for channel in self.workspace.channels.values() if user is None or user in channel.members]

    def _channel(self, channel: Channel, me: User) -> Data:
        kind = {"is_im": channel.kind == "im", "is_private": channel.kind != "channel", "is_archived": channel.archived}
        own = {"id": channel.id, "name": channel.name, "members": channel.members, "unread": self.workspace.unread(channel, me.id)}
        return own | kind | ({"user": channel.user} if channel.kind == "im" else {})

    def _later(self, sending: Any) -> None:
        task = asyncio.ensure_future(sending)
        self._tasks.add(task)
        task.add_done_callback(_forget(self._tasks))


def _forget(tasks: set[Any]) -> Callable[[Any], None]:
    def done(task: Any) -> None:
        tasks.discard(task)
        if not task.cancelled():
            task.exception()  # a page that went away meanwhile is no news

    return done


def _concerns(change: Change, user: str) -> bool:
    if change.user:
        return change.user == user
    return change.channel is None or user in change.channel.members


def _user(user: User) -> Data:
    shown = {"id": user.id, "name": user.name, "real_name": user.real_name, "is_bot": user.is_bot}
    return shown | {"locale": user.locale, "team_id": user.team}


def _answering(run: Callable[[web.Request], Awaitable[Any]]) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        try:
            return web.json_response(await run(request))
        except SlackError as error:
            return web.json_response(error.answer(), status=400)
        except KeyError as error:
            return web.json_response({"ok": False, "error": "invalid_arguments", "missing": str(error)}, status=400)

    return handle


def _doing(run: Callable[[Data], Awaitable[Any]]) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> Any:
        if request.content_type != "application/json":  # which a page of another origin cannot send unasked
            raise SlackError("invalid_arguments")
        return await run(await request.json())

    return _answering(handle)
