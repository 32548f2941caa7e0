"""What people do in the sandbox: they write, change their mind, click, submit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox import interactions, views
from bot.sandbox.apps import Installation
from bot.sandbox.delivery import COMMANDS, INTERACTIVE, Courier, NotDelivered
from bot.sandbox.errors import SlackError
from bot.sandbox.events import callback, home_opened
from bot.sandbox.files import File
from bot.sandbox.methods.chat import by_app
from bot.sandbox.responses import answer_command
from bot.sandbox.text import typed
from bot.sandbox.workspace import SLACKBOT, Channel, Data, User, Workspace

TROUBLE = {"ok": False, "error": "operation_timeout"}
REQUIRED = "Please complete this required field."


@dataclass
class People:
    """The hands of everyone in the workspace. `base` is the server's address. Refusals are SlackErrors."""

    workspace: Workspace
    courier: Courier
    base: str
    chosen: dict[str, Data] = field(default_factory=dict)
    """by message or view: what was chosen in its menus"""

    # --- messages ----------------------------------------------------------------------------------------------------------------

    def say(self, user: str, channel: str, text: str, *, files: Mapping[str, bytes] | None = None, **how: Any) -> Data:
        """A message. `how`: thread_ts, broadcast (also to the channel), me (a /me message)."""
        person, place = self._there(user, channel)
        words = typed(text, self._names())
        shared = [self._file(person, place, name, content) for name, content in (files or {}).items()]
        organisation = self.workspace.enterprise(place.team)
        team = place.team if organisation and organisation == self.workspace.enterprise(person.team) else person.team
        message: Data = {"user": user, "text": words.text, "team": team, "client_msg_id": self.workspace.new_id("").lower()}
        if place.connected:
            message |= {"user_team": person.team, "source_team": person.team}
        if words.blocks and not how.get("me"):
            message["blocks"] = words.blocks
        if shared:
            message |= {"files": [file.as_data(self.base) for file in shared], "upload": False}
        if how.get("thread_ts"):
            message["thread_ts"] = how["thread_ts"]
        return self.workspace.post(place, message | _subtype(how, files=bool(shared)))

    def edit(self, user: str, channel: str, ts: str, text: str) -> Data:
        """An own message with other words. The same words change nothing, and nobody hears of it."""
        _, place = self._there(user, channel)
        message = self._own(place, user, ts, "cant_update_message")
        words = typed(text, self._names())
        if words.text == message["text"]:
            return message
        return self.workspace.change(place, ts, words._asdict() | {"edited": {"user": user, "ts": self.workspace.new_ts()}})

    def delete(self, user: str, channel: str, ts: str) -> None:
        """An own message is gone."""
        _, place = self._there(user, channel)
        self._own(place, user, ts, "cant_delete_message")
        self.workspace.delete(place, ts)

    def unfurl(self, channel: str, ts: str, url: str) -> Data:
        """Slack adds a link's preview: the message changes, its words do not."""
        attachment = {"id": 1, "from_url": url, "original_url": url, "fallback": url, "title": url}
        return self.workspace.change(self.workspace.channel(channel), ts, {"attachments": [attachment]})

    def other_bot(self, channel: str, text: str, name: str = "Another app", **fields: Any) -> Data:
        """What another app, or a workflow, posts."""
        place = self.workspace.channel(channel)
        author = by_app("A0OTHER", name, "U0OTHER", "B0OTHER", place.team)
        return self.workspace.post(place, author | {"text": text, "subtype": "bot_message", "username": name} | fields)

    def join(self, user: str, channel: str) -> Data:
        """Someone comes into a channel."""
        place = self.workspace.channel(channel)
        place.members += [user] if user not in place.members else []
        return self.workspace.post(place, {"user": user, "text": f"<@{user}> has joined the channel", "subtype": "channel_join"})

    def read(self, user: str, channel: str, ts: str) -> None:
        """Someone has read up to here."""
        _, place = self._there(user, channel)
        self.workspace.mark(place, user, ts)

    def messages(self, user: str, channel: str, thread_ts: str | None = None) -> list[Data]:
        """What a person sees there, oldest first: the channel, or one thread."""
        _, place = self._there(user, channel)
        own = [message for who, message in place.private.values() if who == user]
        seen = sorted([*place.messages.values(), *own], key=lambda message: str(message["ts"]))
        if thread_ts:
            return [m for m in seen if thread_ts in {m["ts"], m.get("thread_ts")}]
        return [m for m in seen if m.get("thread_ts", m["ts"]) == m["ts"] or m.get("subtype") == "thread_broadcast"]

    # --- what the app waits for --------------------------------------------------------------------------------------------------

    async def click(self, user: str, action_id: str, block_id: str | None = None, **where: Any) -> Data:
        """Use a button or a menu of a message (`channel`, `message_ts`) or a view (`view_id`), with what was chosen or typed.

        `values` are the state of all its elements, where the page keeps it.
        """
        person = self.workspace.user(user)
        if where.get("view_id"):
            view = self.workspace.surfaces.find(where["view_id"])
            used = interactions.action(view["blocks"], action_id, block_id, where)
            view = self.workspace.surfaces.keep(user, view | {"state": {"values": self._state(view["id"], view, used, where)}})
            return await self._interact(self._act(person, view["team_id"]).on_view(view, used))
        person, place = self._there(user, where["channel"])
        message = self._seen(place, user, where["message_ts"])
        used = interactions.action(message.get("blocks", []), action_id, block_id, where)
        payload = self._act(person, place.team).on_message(place, message, used)
        return await self._interact(payload | {"state": {"values": self._state(message["ts"], message, used, where)}})

    async def submit(self, user: str, view_id: str, values: Data | None = None) -> Data:
        """Submit a modal; values of inputs that are not given stay as they were. The answer holds `errors` by block, if any."""
        person, view = self.workspace.user(user), self.workspace.surfaces.find(view_id)
        state = _merged(interactions.typed(view), values or {})
        if empty := interactions.missing(view, state):
            return {"response_action": "errors", "errors": dict.fromkeys(empty, REQUIRED)}
        view = self.workspace.surfaces.keep(user, view | {"state": {"values": state}})
        act = self._act(person, view["team_id"])
        try:
            answer = await self.courier.interact(INTERACTIVE, act.submission(view))
        except NotDelivered:
            return TROUBLE
        return self._submitted(act.bot, user, view, answer)

    async def close(self, user: str, view_id: str) -> None:
        """Close a modal; the app hears of it if it asked to."""
        person, view = self.workspace.user(user), self.workspace.surfaces.find(view_id)
        views.close(self.workspace, user)
        if view["notify_on_close"]:
            await self._interact(self._act(person, view["team_id"]).closed(view))

    async def command(self, user: str, channel: str, name: str, text: str = "") -> Data:
        """Use a slash command."""
        person, place = self._there(user, channel)
        act = self._act(person, place.team)
        try:
            answer = await self.courier.interact(COMMANDS, act.command(place, name, text))
        except NotDelivered:
            failed = f"{name} failed with the error “operation_timeout”"
            self.workspace.whisper(place, user, {"user": SLACKBOT, "text": failed})
            return TROUBLE
        answer_command(self.workspace, act.bot, place, user, answer)
        return {"ok": True}

    async def shortcut(self, user: str, callback_id: str, channel: str | None = None, message_ts: str | None = None) -> Data:
        """Use a shortcut, of a message or of the whole workspace."""
        if not channel or not message_ts:
            person = self.workspace.user(user)
            return await self._interact(self._act(person, person.team).shortcut(callback_id))
        person, place = self._there(user, channel)
        message = self._seen(place, user, message_ts)
        return await self._interact(self._act(person, place.team).message_shortcut(callback_id, place, message))

    def open(self, user: str, tab: str = "home") -> None:
        """Open the app: its home, or its messages."""
        for bot in self.workspace.apps.installed.values():
            if "app_home_opened" in self.workspace.apps.events and self._knows(bot, user):
                self.courier.event(callback(self.workspace, bot, home_opened(self.workspace, bot, user, tab)))

    # --- within ------------------------------------------------------------------------------------------------------------------

    async def _interact(self, payload: Data) -> Data:
        try:
            await self.courier.interact(INTERACTIVE, payload)
        except NotDelivered:
            return TROUBLE
        return {"ok": True}

    def _submitted(self, bot: Installation, user: str, view: Data, answer: Data) -> Data:
        """Do what the app answered to a submission. Raises SlackError when it answered with a view that Slack does not take."""
        what = answer.get("response_action")
        if what == "errors":
            return answer
        if what == "update":
            views.update(self.workspace, bot, view, views.checked(answer["view"]))
        elif what == "push":
            views.push(self.workspace, bot, user, views.checked(answer["view"]))
        else:
            views.close(self.workspace, user, every=what == "clear")
        return {}

    def _state(self, key: str, message: Data, used: Data, where: Data) -> Data:
        known = _merged(self.chosen.get(key) or interactions.typed(message), where.get("values") or {})
        if used["type"] != "button":
            kept = {key: value for key, value in used.items() if key not in {"action_id", "block_id"}}
            known = _merged(known, {used["block_id"]: {used["action_id"]: kept}})
            self.chosen[key] = known
        return known

    def _there(self, user: str, channel: str) -> tuple[User, Channel]:
        person, place = self.workspace.user(user), self.workspace.channel(channel)
        if user not in place.members:
            raise SlackError("not_in_channel")
        return person, place

    def _seen(self, place: Channel, user: str, ts: str) -> Data:
        who, message = place.private.get(ts, (user, None))
        return message if message and who == user else place.message(ts)

    def _own(self, place: Channel, user: str, ts: str, refusal: str) -> Data:
        message = place.message(ts)
        if message.get("user") != user:
            raise SlackError(refusal)
        return message

    def _names(self) -> dict[str, str]:
        named = {user.name.casefold(): user.id for user in self.workspace.users.values()}
        return named | {id_.casefold(): id_ for id_ in self.workspace.users}

    def _act(self, person: User, team: str) -> interactions.Act:
        bot = self.workspace.apps.installed.get(team) or next(iter(self.workspace.apps.installed.values()), None)
        if bot is None:
            raise SlackError("app_not_installed")
        return interactions.Act(self.workspace, self.base, bot, person)

    def _knows(self, bot: Installation, user: str) -> bool:
        return any(
            c.kind == "im" and c.team == bot.team and c.user == user and bot.user in c.members for c in self.workspace.channels.values()
        )

    def _file(self, person: User, place: Channel, name: str, content: bytes) -> File:
        id_, at = self.workspace.new_id("F"), int(self.workspace.clock())
        return self.workspace.files.add(File(id_, person.team, person.id, name, len(content), at, content=content, channels=[place.id]))


def _subtype(how: Mapping[str, Any], *, files: bool) -> Data:
    kinds: Sequence[tuple[bool, str]] = (
        (bool(how.get("me")), "me_message"),
        (bool(how.get("broadcast") and how.get("thread_ts")), "thread_broadcast"),
        (files, "file_share"),
    )
    return next(({"subtype": name} for is_so, name in kinds if is_so), {})


def _merged(before: Data, given: Data) -> Data:
    return {block: before.get(block, {}) | given.get(block, {}) for block in {**before, **given}}
