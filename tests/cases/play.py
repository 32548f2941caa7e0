"""Plays a case: its bodies one after the other, and says where what people see departs from what is expected.

    - id: what-happens
      events:
        - {type: message, channel_type: im, text: cancel octopus crm}
        - {type: message, channel_type: im, thread: A, text: premium}      # any name: a thread that the customer began
        - {type: message, channel_type: im, thread: of the first, text: …} # of the first body
        - {type: message, channel_type: im, thread: of the answer, text: …} # of the newest answer outside of any thread
        - {type: app_mention, channel: C1, as: wish, text: "<@BOT> …"}     # `thread: wish` is its thread
        - {type: block_actions, press: Done, in: A}                        # in the newest message there that has this button
        - {type: message_changed, of: wish, text: …}
        - {type: message_deleted, of: wish}
        - {type: command, text: status}
        - {type: app_home_opened, tab: home}
        - {type: agent, press: Claim}      # on the newest card; or `reply: words`, `resolve: outcome`
        - {wait: {minutes: 20}}
      then: (beside an event: of what was posted because of it; beside the case: of the last event)
        - {in: dm, says: [Step 2], not: [Step 1], count: 1}

Whatever else an event names goes into the event as it is (or into the interaction); `body` goes into what is around it.
`people` beside the events is what Slack says of a user when it is asked: `{U1: {language: it}}`.
A place is `dm`, the name of a thread (in the channel where it is), a channel, `home`, `agents`, or `card` (its thread). `only: U1` is what
that person alone reads. A place that is not named may hold anything, but for `silent: true`: nothing at all was posted there,
or anywhere when no place is named.
"""

from __future__ import annotations

from typing import Any

from tests.cases.workspace import AGENT, AGENTS, APP, CHANNEL, CUSTOMER, TEAM, Posted, Workspace, button, words

Data = dict[str, Any]
OWN = {"type", "thread", "as", "text", "press", "in", "of", "then", "body", "channel", "channel_type", "user", "wait", "reply", "resolve"}
"""What is ours in an event; all else is Slack's."""


class Play:
    """One case in one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.names: dict[str, tuple[str, str]] = {}
        """the channel and the ts of what was named"""
        self.said: dict[str, Data] = {}
        self.first: str | None = None
        self.problems: list[str] = []

    async def run(self, case: Data) -> list[str]:
        """Where it departs from what is expected."""
        self.workspace.people.known |= case.get("people", {})
        for number, event in enumerate(case["events"], 1):
            posted = await self.happens(event)
            last = number == len(case["events"])
            for expected in [*_listed(event.get("then")), *(_listed(case.get("then")) if last else [])]:
                self.problems += [f"event {number}: {problem}" for problem in self.departures(expected, posted)]
        return self.problems

    async def happens(self, event: Data) -> list[Posted]:
        """What is posted because of an event."""
        if "wait" in event:
            return self.workspace.wait(**event["wait"])
        return await self.workspace.deliver(getattr(self, f"_{event['type']}")(event))

    # bodies

    def _message(self, event: Data) -> Data:
        ts, user = self.workspace.now(), event.get("user", CUSTOMER)
        kind = event.get("channel_type", "im" if "channel" not in event else "channel")
        channel = event.get("channel") or (f"D{user[1:]}" if kind == "im" else CHANNEL)
        inner: Data = {
            "type": event["type"],
            "user": user,
            "channel": channel,
            "channel_type": kind,
            "ts": ts,
            "event_ts": ts,
            "team": TEAM,
        }
        inner["text"] = event.get("text", "").replace("<@BOT>", f"<@{APP}>")
        if "thread" in event:
            inner["thread_ts"] = self.thread(event["thread"], channel)
        inner |= {key: value for key, value in event.items() if key not in OWN}
        self._name(event, channel, ts, inner)
        return self._callback({name: value for name, value in inner.items() if value is not None}, event)

    def _app_mention(self, event: Data) -> Data:
        return self._message({"channel": CHANNEL, "channel_type": None, **event})

    def _message_changed(self, event: Data) -> Data:
        old, ts = self.said[event["of"]], self.workspace.now()
        new = {**old, "text": event["text"], "edited": {"user": old["user"], "ts": ts}, **{k: v for k, v in event.items() if k not in OWN}}
        self.said[event["of"]] = new
        inner = {"type": "message", "subtype": "message_changed", "hidden": True, "message": new, "previous_message": old}
        return self._callback({**inner, **self._around(old, ts)}, event)

    def _message_deleted(self, event: Data) -> Data:
        old, ts = self.said[event["of"]], self.workspace.now()
        inner = {"type": "message", "subtype": "message_deleted", "hidden": True, "deleted_ts": old["ts"], "previous_message": old}
        return self._callback({**inner, **self._around(old, ts)}, event)

    def _around(self, old: Data, ts: str) -> Data:
        return {"channel": old["channel"], "channel_type": old.get("channel_type"), "ts": ts, "event_ts": ts}

    def _app_home_opened(self, event: Data) -> Data:
        user, ts = event.get("user", CUSTOMER), self.workspace.now()
        inner = {"type": "app_home_opened", "user": user, "channel": f"D{user[1:]}", "tab": event.get("tab", "home"), "event_ts": ts}
        return self._callback(inner, event)

    def _callback(self, inner: Data, event: Data) -> Data:
        number = next(self.workspace.numbers)
        own = {"enterprise_id": None, "team_id": TEAM, "user_id": APP, "is_bot": True, "is_enterprise_install": False}
        around = {"type": "event_callback", "team_id": TEAM, "event_id": f"Ev{number}", "event_time": int(self.workspace.at.timestamp())}
        return {**around, "authorizations": [own], "event": inner, **event.get("body", {})}

    def _command(self, event: Data) -> Data:
        user = event.get("user", CUSTOMER)
        place = {"team_id": TEAM, "user_id": user, "channel_id": event.get("channel", f"D{user[1:]}")}
        usual = {"command": "/partwell", "text": event.get("text", ""), "trigger_id": f"{next(self.workspace.numbers)}.1.a"}
        self.workspace.now()
        return {**usual, **place, **event.get("body", {})}

    def _block_actions(self, event: Data) -> Data:
        user = event.get("user", CUSTOMER)
        person = user if isinstance(user, dict) else {"id": user, "team_id": TEAM}
        message = self._pressed(event, person["id"])
        block, element = button(message, event["press"])
        used = {"type": element["type"], "block_id": block["block_id"], "action_ts": self.workspace.now()}
        used |= {name: element[name] for name in ("action_id", "value", "text", "selected_option") if name in element}
        around = {name: value for name, value in event.items() if name not in OWN}
        team = {"id": TEAM, "domain": "one"}
        return {"type": "block_actions", "team": team, "user": person, **self._container(message), "actions": [used], **around}

    def _container(self, message: Posted) -> Data:
        trigger = f"{next(self.workspace.numbers)}.1.a"
        if message.ts == "home":
            view = {"id": "VHOME", "type": "home", **message.payload}
            return {"trigger_id": trigger, "container": {"type": "view", "view_id": "VHOME"}, "view": view}
        thread = {"thread_ts": message.thread} if message.thread else {}
        place = {"type": "message", "message_ts": message.ts, "channel_id": message.channel, "is_ephemeral": bool(message.user), **thread}
        shown = {"ts": message.ts, "text": message.payload.get("text", ""), "blocks": message.payload.get("blocks", []), **thread}
        return {"trigger_id": trigger, "container": place, "channel": {"id": message.channel, "name": "x"}, "message": shown}

    def _pressed(self, event: Data, user: str) -> Posted:
        place = event.get("in", "dm")
        for message in reversed(self.workspace.posted):
            if self._is_there(message, place, user) and _has(message, event["press"]):
                return message
        raise LookupError(f"no {event['press']!r} in {place}")

    def _agent(self, event: Data) -> Data:
        """An agent presses a button of the newest card that has it, or sends one of the desk's forms about the newest card."""
        user = event.get("user", {"id": AGENT, "team_id": TEAM})
        if "press" in event:
            around = {name: value for name, value in event.items() if name in {"team", "enterprise"}}
            return self._block_actions({"press": event["press"], "in": "agents", "user": user, **around})
        name = "reply" if "reply" in event else "resolve"
        typed = {"reply": event["reply"]} if "reply" in event else {"outcome": event["resolve"], "note": None}
        values = {field: {field: {"type": "plain_text_input", "value": value}} for field, value in typed.items()}
        tag = next(filter(None, map(_tagged, reversed(self.workspace.posted))))
        self.workspace.now()
        number = next(self.workspace.numbers)
        view = {"id": f"V{number}", "callback_id": f"desk_{name}", "private_metadata": tag, "state": {"values": values}}
        return {"type": "view_submission", "team": {"id": TEAM}, "user": user, "view": view}

    # places

    def thread(self, name: str, channel: str) -> str:
        """The ts of a thread's root."""
        if name == "of the first":
            name = self.first or ""
        if name == "of the answer":
            roots = [each for each in self.workspace.posted if each.channel == channel and not each.thread and not each.user]
            return roots[-1].ts
        if name not in self.names:
            self.names[name] = (channel, self.workspace.now())
        return self.names[name][1]

    def _name(self, event: Data, channel: str, ts: str, inner: Data) -> None:
        name = event.get("as") or f"event {ts}"
        self.names.setdefault(name, (channel, ts))
        self.said[name] = inner
        self.first = self.first or name

    def _is_there(self, message: Posted, place: str, user: str = CUSTOMER) -> bool:
        if place == "home":
            return message.ts == "home"
        if place in self.names:
            channel, ts = self.names[place]
            return message.channel == channel and message.thread == ts
        if place == "card":
            return message.channel == AGENTS and message.thread is not None
        if place == "of the first":
            return self._is_there(message, self.first or "", user)
        named = {"dm": f"D{user[1:]}", "agents": AGENTS}.get(place, place)
        return message.channel == named and message.thread is None and message.ts != "home"

    # what is expected

    def departures(self, expected: Data, posted: list[Posted]) -> list[str]:
        """How what was posted departs from it."""
        place, user = expected.get("in"), expected.get("only")
        there = [each for each in posted if place is None or self._is_there(each, place, expected.get("user", CUSTOMER))]
        there = [each for each in there if each.ts == "home" or each.user == user]
        said = "\n".join(words(each) for each in there)
        missing = [text for text in _listed(expected.get("says")) if text not in said]
        problems = [f"{place}: not said: {text!r}, but:\n{said or self._elsewhere(posted)}" for text in missing]
        problems += [f"{place}: said: {text!r}:\n{said}" for text in _listed(expected.get("not")) if text in said]
        if expected.get("silent") and there:
            problems.append(f"{place}: not silent:\n{said}")
        if "count" in expected and len(there) != expected["count"]:
            problems.append(f"{place}: {len(there)} messages, not {expected['count']}:\n{said}")
        return problems

    def _elsewhere(self, posted: list[Posted]) -> str:
        return "\n".join(f"(in {each.channel}/{each.thread}, {each.user}) {words(each)}" for each in posted) or "(nothing at all)"


def _has(message: Posted, title: str) -> bool:
    try:
        button(message, title)
    except LookupError:
        return False
    return True


def _tagged(message: Posted) -> str:
    """What the desk's buttons of a card carry."""
    rows = [block["elements"] for block in message.payload.get("blocks", []) if block["type"] == "actions"]
    values = [element for row in rows for element in row if str(element.get("action_id")).startswith("desk_")]
    return str(values[0].get("value", "")) if values else ""


def _listed(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]
