"""What becomes of a view: opened, pushed, changed, published, closed. Methods and answers to submissions both come here."""

from __future__ import annotations

from typing import Any

from bot.sandbox.apps import Installation
from bot.sandbox.errors import SlackError
from bot.sandbox.ids import named
from bot.sandbox.limits import check_view
from bot.sandbox.workspace import Change, Data, Workspace

TEXTS = ("title", "close", "submit")
EMPTY = {"private_metadata": "", "callback_id": "", "external_id": "", "clear_on_close": False, "notify_on_close": False}


def checked(view: Any, kind: str = "modal") -> Data:
    """The view, when Slack would take it. Raises `invalid_arguments`, `view_too_large`."""
    check_view(view, [kind])
    found: Data = view
    return found


def open_(workspace: Workspace, bot: Installation, user: str, view: Data) -> Data:
    """A modal of its own; what was open goes."""
    workspace.surfaces.close(user, every=True)
    return push(workspace, bot, user, view)


def push(workspace: Workspace, bot: Installation, user: str, view: Data) -> Data:
    """A modal, on those that are open. Raises `push_limit_reached`, `duplicate_external_id`."""
    if view.get("external_id") and any(one["external_id"] == view["external_id"] for one in workspace.surfaces.views.values()):
        raise SlackError("duplicate_external_id")
    below = workspace.surfaces.modal(user)
    new = _full(workspace, bot, view, workspace.new_id("V"))
    new |= {"previous_view_id": below and below["id"], "root_view_id": below["root_view_id"] if below else new["id"]}
    workspace.surfaces.put(user, new)
    workspace.tell(Change("view", user=user))
    return new


def update(workspace: Workspace, bot: Installation, old: Data, view: Data, known: str = "") -> Data:
    """A view with other content; what was typed stays where its block stays. Raises `hash_conflict`."""
    if known and known != old["hash"]:
        raise SlackError("hash_conflict")
    new = _full(workspace, bot, view, old["id"]) | {key: old[key] for key in ("previous_view_id", "root_view_id")}
    user = workspace.surfaces.owners[old["id"]]
    workspace.surfaces.keep(user, new)
    workspace.tell(Change("view", user=user))
    return new


def publish(workspace: Workspace, bot: Installation, user: str, view: Data, known: str = "") -> Data:
    """The home. Raises `hash_conflict`."""
    old = workspace.surfaces.home(bot.team, user)
    if old and known and known != old["hash"]:
        raise SlackError("hash_conflict")
    new = _full(workspace, bot, view, old["id"] if old else workspace.new_id("V"))
    workspace.surfaces.keep(user, new | {"root_view_id": new["id"], "previous_view_id": None})
    workspace.surfaces.homes[bot.team, user] = new["id"]
    workspace.tell(Change("home", user=user))
    return workspace.surfaces.views[new["id"]]


def close(workspace: Workspace, user: str, *, every: bool = False) -> list[Data]:
    """Views go from a person's screen."""
    gone = workspace.surfaces.close(user, every=every)
    workspace.tell(Change("view", user=user))
    return gone


def _full(workspace: Workspace, bot: Installation, view: Data, id_: str) -> Data:
    return {
        **EMPTY,
        **dict.fromkeys(TEXTS),
        **view,
        "blocks": named(view["blocks"], workspace.new_id),
        "id": id_,
        "team_id": bot.team,
        "app_id": workspace.apps.id,
        "app_installed_team_id": bot.team,
        "bot_id": bot.bot,
        "hash": f"{workspace.new_ts()}.{id_[-6:]}",
        "state": {"values": {}},
    }
