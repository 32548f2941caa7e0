"""views.*: modals and the home."""

from __future__ import annotations

from bot.sandbox import views
from bot.sandbox.errors import SlackError
from bot.sandbox.methods.call import Call
from bot.sandbox.workspace import Data


def open_(call: Call) -> Data:
    """views.open."""
    view = views.checked(call.need("view"))
    trigger = call.workspace.surfaces.exchange(str(call.need("trigger_id")), call.workspace.clock())
    return {"ok": True, "view": views.open_(call.workspace, call.bot, trigger.user, view)}


def push(call: Call) -> Data:
    """views.push, onto a modal that is open."""
    view = views.checked(call.need("view"))
    trigger = call.workspace.surfaces.exchange(str(call.need("trigger_id")), call.workspace.clock())
    if not call.workspace.surfaces.stacks.get(trigger.user):
        raise SlackError("invalid_trigger_id")
    return {"ok": True, "view": views.push(call.workspace, call.bot, trigger.user, view)}


def update(call: Call) -> Data:
    """views.update."""
    view = views.checked(call.need("view"))
    old = call.workspace.surfaces.find(call.text("view_id"), call.text("external_id"))
    return {"ok": True, "view": views.update(call.workspace, call.bot, old, view, call.text("hash"))}


def publish(call: Call) -> Data:
    """views.publish: the home of one person."""
    view = views.checked(call.need("view"), "home")
    user = call.person(str(call.need("user_id")))
    return {"ok": True, "view": views.publish(call.workspace, call.bot, user.id, view, call.text("hash"))}
