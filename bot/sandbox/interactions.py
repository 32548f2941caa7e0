"""What Slack sends when people click, submit, use a command or a shortcut, and what of a view or a message can be used.

Source: https://docs.slack.dev/reference/interaction-payloads
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.sandbox.apps import Installation
from bot.sandbox.errors import SlackError
from bot.sandbox.events import bare
from bot.sandbox.surfaces import ResponseUrl, Trigger
from bot.sandbox.workspace import Channel, Data, User, Workspace

CHOSEN = {
    "static_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "multi_static_select": "selected_options",
    "checkboxes": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}
"""under which key an element carries what was chosen; all others: `value`"""


@dataclass(frozen=True)
class Act:
    """A person who acts before an installation of the app. `base` is the server's address."""

    workspace: Workspace
    base: str
    bot: Installation
    user: User

    def on_message(self, channel: Channel, message: Data, used: Data) -> Data:
        """block_actions of a message."""
        private = bool(message.get("is_ephemeral"))
        thread = {"thread_ts": message["thread_ts"]} if "thread_ts" in message else {}
        container = {"type": "message", "message_ts": message["ts"], "channel_id": channel.id, "is_ephemeral": private, **thread}
        place = self._place(channel) | {"container": container, "response_url": self.response_url(channel, message["ts"])}
        return self._common("block_actions") | place | self._actions(used) | ({} if private else {"message": bare(message)})

    def on_view(self, view: Data, used: Data) -> Data:
        """block_actions of a modal or the home."""
        container = {"type": "view", "view_id": view["id"]}
        return self._common("block_actions") | {"container": container, "view": view} | self._actions(used)

    def submission(self, view: Data) -> Data:
        """view_submission."""
        return self._common("view_submission") | {"view": view, "response_urls": []}

    def closed(self, view: Data) -> Data:
        """view_closed, which lets nothing be opened."""
        payload = self._common("view_closed") | {"view": view, "is_cleared": False}
        del payload["trigger_id"]
        return payload

    def command(self, channel: Channel, name: str, text: str) -> Data:
        """The form of a slash command."""
        return {
            "token": self.workspace.apps.verification,
            "team_id": self.bot.team,
            "team_domain": self.workspace.teams[self.bot.team].domain,
            "channel_id": channel.id,
            "channel_name": channel_name(channel),
            "user_id": self.user.id,
            "user_name": self.user.name,
            "command": name,
            "text": text,
            "api_app_id": self.workspace.apps.id,
            "is_enterprise_install": "false",
            "response_url": self.response_url(channel),
            "trigger_id": self.trigger(),
        }

    def shortcut(self, callback_id: str) -> Data:
        """A shortcut of no place."""
        return self._common("shortcut") | {"callback_id": callback_id, "action_ts": self.workspace.new_ts()}

    def message_shortcut(self, callback_id: str, channel: Channel, message: Data) -> Data:
        """A shortcut of a message."""
        place = self._place(channel) | {"message_ts": message["ts"], "message": bare(message)}
        acted = {"callback_id": callback_id, "action_ts": self.workspace.new_ts()}
        return self._common("message_action") | acted | place | {"response_url": self.response_url(channel, message["ts"])}

    def trigger(self) -> str:
        """Leave to open a view, for three seconds."""
        id_ = f"{int(self.workspace.clock() * 1000)}.{self.bot.team}.{self.workspace.new_id('').lower()}"
        self.workspace.surfaces.triggers[id_] = Trigger(self.user.id, self.bot.team, self.workspace.clock())
        return id_

    def response_url(self, channel: Channel, message_ts: str | None = None) -> str:
        """Leave to answer."""
        id_ = self.workspace.new_id("")
        self.workspace.surfaces.urls[id_] = ResponseUrl(channel.id, self.user.id, self.workspace.clock(), message_ts)
        return f"{self.base}/respond/{id_}"

    def _common(self, kind: str) -> Data:
        """What every interaction carries, with a trigger of its own. In an organisation `user.team_id` is the person's home workspace."""
        organisation = self.workspace.enterprise(self.bot.team)
        own = {"enterprise_id": organisation, "enterprise_name": organisation} if organisation else {}
        return {
            "type": kind,
            "token": self.workspace.apps.verification,
            "api_app_id": self.workspace.apps.id,
            "team": {"id": self.bot.team, "domain": self.workspace.teams[self.bot.team].domain, **own},
            "user": {"id": self.user.id, "username": self.user.name, "name": self.user.name, "team_id": self.user.team},
            "enterprise": {"id": organisation, "name": organisation} if organisation else None,
            "is_enterprise_install": False,
            "trigger_id": self.trigger(),
        }

    def _actions(self, used: Data) -> Data:
        return {"actions": [used | {"action_ts": self.workspace.new_ts()}]}

    @staticmethod
    def _place(channel: Channel) -> Data:
        return {"channel": {"id": channel.id, "name": channel_name(channel)}}


def channel_name(channel: Channel) -> str:
    """As interactions name it."""
    return {"im": "directmessage", "group": "privategroup"}.get(channel.kind, channel.name)


def elements(blocks: list[Data]) -> Iterator[tuple[Data, Data]]:
    """(block, element) of everything that can be used."""
    for block in blocks:
        inner = [*(block.get("elements") or []), block.get("accessory"), block.get("element")]
        yield from ((block, element) for element in inner if isinstance(element, dict) and "action_id" in element)


def action(blocks: list[Data], action_id: str, block_id: str | None, given: Data) -> Data:
    """The action of using an element, with what was chosen or typed. Raises `no_such_element`.

    A person may click what they still see but is gone already: then `given` must carry a value and a block.
    """
    for block, element in elements(blocks):
        if element["action_id"] == action_id and block_id in {None, block["block_id"]}:
            return {"type": element["type"], "action_id": action_id, "block_id": block["block_id"]} | _used(element, given)
    if block_id and given.get("value") is not None:
        return {"type": "button", "action_id": action_id, "block_id": block_id, "value": given["value"]}
    raise SlackError("no_such_element")


def missing(view: Data, values: Data) -> list[str]:
    """The blocks that Slack does not let go without an answer."""
    asked = [block for block in view["blocks"] if block["type"] == "input" and not block.get("optional")]
    return [block["block_id"] for block in asked if not any(map(_filled, values.get(block["block_id"], {}).values()))]


def typed(view: Data) -> Data:
    """The state of a view as it opens: every input with its initial value."""
    values: Data = {}
    for block, element in elements(view.get("blocks", [])):
        if block["type"] == "input" or element["type"] != "button":
            key = CHOSEN.get(element["type"], "value")
            initial = element.get(key.replace("selected", "initial") if key != "value" else "initial_value")
            values.setdefault(block["block_id"], {})[element["action_id"]] = {"type": element["type"], key: initial}
    return values


def _used(element: Data, given: Data) -> Data:
    if element["type"] == "button":
        return {key: element[key] for key in ("text", "value", "style", "url") if key in element}
    key = CHOSEN.get(element["type"], "value")
    chosen = given.get(key)
    if key == "selected_option" and isinstance(chosen, str):
        chosen = _option(element, chosen)
    return {key: chosen}


def _option(element: Data, value: str) -> Data:
    options: list[Data] = element.get("options") or [one for group in element.get("option_groups", []) for one in group["options"]]
    found = next((option for option in options if option["value"] == value), None)
    if found is None:
        raise SlackError("no_such_element")
    return found


def _filled(state: Any) -> bool:
    return isinstance(state, dict) and any(value not in (None, "", []) for key, value in state.items() if key != "type")
