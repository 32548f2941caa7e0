"""What people do on the page reaches the app, and what the app does reaches them: with the mouse, and with the keyboard alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from bot.sandbox.population import AGENT_1, AGENT_2, AGENTS, CLIENTE, CUSTOMER, GENERAL
from bot.sandbox.server import Sandbox
from tests.sandbox.browser import App, Visit

pytestmark = pytest.mark.asyncio(loop_scope="module")

DIRECT = "D" + CUSTOMER[1:]


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def choices(*names: str, **more: Any) -> list[dict[str, Any]]:
    """One block of actions with these buttons."""
    return [
        {
            "type": "actions",
            "elements": [{"type": "button", "action_id": name, "text": plain(name), "value": name} | more for name in names],
        }
    ]


def options(*names: str) -> list[dict[str, Any]]:
    return [{"text": plain(name), "value": name.lower()} for name in names]


SELECT = {
    "type": "static_select",
    "action_id": "outcome",
    "placeholder": plain("How did it end?"),
    "options": options("Kept", "Left", "Undecided"),
}


def field(name: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "block_id": name, "label": plain(name.title()), "element": {"action_id": name} | element} | more


MODAL = {
    "type": "modal",
    "callback_id": "reply",
    "title": plain("Reply to customer"),
    "submit": plain("Send"),
    "close": plain("Never mind"),
    "blocks": [
        field("answer", {"type": "plain_text_input", "multiline": True}),
        field("outcome", SELECT),
        field("note", {"type": "plain_text_input"}, optional=True),
    ],
}


async def tab_to(page: Page, target: Locator, steps: int = 60) -> None:
    """Go there as somebody without a mouse does."""
    for _ in range(steps):
        if await target.evaluate("node => node === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not get there")


async def test_a_message_is_written_and_sent_with_the_keyboard_alone(visit: Visit, sandbox: Sandbox) -> None:
    page = await visit()
    await page.keyboard.type("I want to leave")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("please")
    await page.keyboard.press("Enter")
    await expect(page.locator("#left .message").last).to_contain_text("I want to leave")
    assert sandbox.messages()[-1]["text"] == "I want to leave\nplease"
    await expect(page.get_by_label("Write to Partwell").first).to_have_value("")
    await expect(page.get_by_label("Write to Partwell").first).to_be_focused()


async def test_a_button_is_reached_and_pressed_with_the_keyboard_alone(visit: Visit, sandbox: Sandbox, app: App) -> None:
    page = await visit()
    await app.client.chat_postMessage(channel=DIRECT, text="Well?", blocks=choices("Done", "Stuck"))
    stuck = page.locator("#left").get_by_role("button", name="Stuck")
    await stuck.wait_for()
    await page.locator("#left").get_by_role("combobox").first.focus()
    await tab_to(page, stuck)
    await page.keyboard.press("Enter")
    body = await app.hear("block_actions")
    assert [(action["action_id"], action["value"]) for action in body["actions"]] == [("Stuck", "Stuck")]
    assert body["user"]["id"] == CUSTOMER


async def test_f6_changes_sides(visit: Visit) -> None:
    page = await visit()
    await page.keyboard.press("F6")
    await expect(page.get_by_label("Write to #agents")).to_be_focused()
    await page.keyboard.press("F6")
    await expect(page.get_by_label("Write to Partwell").first).to_be_focused()


async def test_a_select_is_opened_and_chosen_from_with_the_keyboard_alone(visit: Visit, sandbox: Sandbox, app: App) -> None:
    page = await visit()
    await app.client.chat_postMessage(channel=DIRECT, text="Well?", blocks=[{"type": "actions", "elements": [SELECT]}])
    await page.get_by_role("button", name="How did it end?").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("option", name="Kept")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    body = await app.hear("block_actions")
    assert body["actions"][0]["selected_option"]["value"] == "left"
    await expect(page.get_by_role("button", name="Left")).to_be_focused()


async def test_escape_closes_a_menu_and_nothing_is_chosen(visit: Visit, app: App) -> None:
    page = await visit()
    await app.client.chat_postMessage(channel=DIRECT, text="Well?", blocks=[{"type": "actions", "elements": [SELECT]}])
    opener = page.get_by_role("button", name="How did it end?")
    await opener.click()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("listbox")).to_have_count(0)
    await expect(opener).to_be_focused()
    assert app.of("block_actions") == []


CHOICES: dict[str, tuple[dict[str, Any], list[str], dict[str, Any]]] = {
    "overflow": ({"options": options("Transcript", "Case")}, ["More choices", "Transcript"], {"selected_option": "transcript"}),
    "users_select": ({"placeholder": plain("Hand to")}, ["Hand to", "Agent 2"], {"selected_user": AGENT_2}),
    "radio_buttons": ({"options": options("One", "Two")}, ["One"], {"selected_option": "one"}),
    "checkboxes": ({"options": options("One", "Two")}, ["One", "Two"], {"selected_options": ["one", "two"]}),
}
"""by element: what else it has, what is clicked one after the other, what the app hears at last"""


@pytest.mark.parametrize("kind", CHOICES)
async def test_a_choice_reaches_the_app_as_slack_sends_it(kind: str, visit: Visit, app: App) -> None:
    page = await visit()
    more, path, expected = CHOICES[kind]
    element = {"type": kind, "action_id": "a"} | more
    await app.client.chat_postMessage(channel=DIRECT, text="Well?", blocks=[{"type": "actions", "elements": [element]}])
    messages = page.locator("#left .messages")
    for name in path:
        await messages.get_by_text(name, exact=True).or_(messages.get_by_label(name, exact=True)).first.click()
    action = (await app.hear("block_actions", len(path) if kind == "checkboxes" else 1))["actions"][0]
    assert {key: bare(action[key]) for key in expected} == expected


def bare(chosen: Any) -> Any:
    """The values of options."""
    if isinstance(chosen, list):
        return [bare(one) for one in chosen]
    return chosen["value"] if isinstance(chosen, dict) else chosen


async def test_a_date_that_is_typed_is_told_once_it_is_left(visit: Visit, sandbox: Sandbox, app: App) -> None:
    page = await visit()
    blocks = [{"type": "actions", "elements": [{"type": "datepicker", "action_id": "day", "initial_date": "2026-12-24"}]}]
    await app.client.chat_postMessage(channel=DIRECT, text="When?", blocks=blocks)
    await page.locator("#left").get_by_label("Choose").focus()
    await page.keyboard.type("1111")
    assert app.of("block_actions") == []
    await page.keyboard.press("Enter")
    assert (await app.hear("block_actions"))["actions"][0]["selected_date"] == "2026-11-11"


async def test_a_confirm_dialog_stands_before_the_click(visit: Visit, sandbox: Sandbox, app: App) -> None:
    page = await visit()
    confirm = {
        "title": plain("Hand it back?"),
        "text": plain("The bot answers again."),
        "confirm": plain("Hand back"),
        "deny": plain("Keep it"),
    }
    await app.client.chat_postMessage(channel=AGENTS, text="A case", blocks=choices("Return", confirm=confirm))
    opener = page.get_by_role("button", name="Return")
    await opener.click()
    dialog = page.get_by_role("dialog", name="Hand it back?")
    await expect(dialog).to_contain_text("The bot answers again.")
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await opener.click()
    await dialog.get_by_role("button", name="Hand back").click()
    body = await app.hear("block_actions")
    assert body["user"]["id"] == AGENT_1
    assert len(app.of("block_actions")) == 1


async def opened_modal(page: Page, app: App) -> Locator:
    app.modal = MODAL
    await app.client.chat_postMessage(channel=AGENTS, text="A case", blocks=choices("Reply"))
    await page.get_by_role("button", name="Reply", exact=True).click()
    dialog = page.get_by_role("dialog", name="Reply to customer")
    await dialog.wait_for()
    return dialog


async def test_a_modal_wants_what_is_needed_and_shows_the_apps_errors_on_their_fields(visit: Visit, sandbox: Sandbox, app: App) -> None:
    page = await visit()
    dialog = await opened_modal(page, app)
    await expect(dialog).to_contain_text("Agent 1 sees this")
    await dialog.get_by_role("button", name="Send").click()
    answer = dialog.get_by_role("textbox", name="Answer")
    await expect(answer).to_be_focused()
    await expect(dialog.get_by_role("alert").filter(has_text="This is needed.")).to_have_count(2)
    assert app.of("view_submission") == []

    await answer.fill("Too short")
    await dialog.get_by_role("button", name="Outcome").click()
    await page.get_by_role("option", name="Left").click()
    app.errors = {"answer": "Please write a whole sentence."}
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog.locator("[data-block=answer] .error")).to_have_text("Please write a whole sentence.")
    await expect(answer).to_have_attribute("aria-invalid", "true")
    await expect(answer).to_have_value("Too short")

    app.errors = {}
    await answer.fill("The whole sentence.")
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog).to_have_count(0)
    values = (await app.hear("view_submission", 2))["view"]["state"]["values"]
    assert values["answer"]["answer"]["value"] == "The whole sentence."
    assert values["outcome"]["outcome"]["selected_option"]["value"] == "left"


async def test_the_keyboard_stays_in_a_modal_and_escape_leaves_it(visit: Visit, app: App) -> None:
    page = await visit()
    dialog = await opened_modal(page, app)
    for _ in range(15):
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement === document.body || Boolean(document.activeElement.closest('dialog'))")
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(page.get_by_role("button", name="Reply", exact=True)).to_be_focused()


async def test_a_view_that_changes_keeps_what_was_typed(visit: Visit, sandbox: Sandbox, app: App) -> None:
    page = await visit()
    dialog = await opened_modal(page, app)
    await dialog.get_by_role("textbox", name="Answer").fill("Half a sen")
    view = sandbox.modal(AGENT_1)
    assert view
    changed = MODAL | {"blocks": [*MODAL["blocks"], {"type": "section", "text": plain("It is urgent")}]}
    await app.client.views_update(view_id=view["id"], view=changed)
    await expect(dialog).to_contain_text("It is urgent")
    await expect(dialog.get_by_role("textbox", name="Answer")).to_have_value("Half a sen")


async def test_a_thread_opens_beside_its_channel_and_closes_with_escape(visit: Visit, sandbox: Sandbox, app: App) -> None:
    page = await visit()
    root = await app.client.chat_postMessage(channel=AGENTS, text="A case is waiting")
    right = page.locator("#right")
    await right.locator(".message").get_by_role("button", name="More about").click()
    await page.get_by_role("menuitem", name="Reply in a thread").click()
    await expect(right.get_by_role("heading", name="Thread")).to_be_visible()
    await page.keyboard.type("I know this customer")
    await page.keyboard.press("Enter")
    await expect(right.locator(".message").last).to_contain_text("I know this customer")
    assert sandbox.messages(AGENTS, user=AGENT_1, thread_ts=root["ts"])[-1]["thread_ts"] == root["ts"]
    await page.keyboard.press("Escape")
    await expect(right.get_by_role("button", name="1 reply")).to_be_visible()
    await expect(right.get_by_text("I know this customer")).to_have_count(0)


async def test_an_own_message_is_edited_and_deleted(visit: Visit, sandbox: Sandbox, app: App) -> None:
    page = await visit()
    await page.keyboard.type("Cancle <it> & go to https://example.com")
    await page.keyboard.press("Enter")
    message = page.locator("#left .message")
    await message.get_by_role("button", name="More about").click()
    await page.get_by_role("menuitem", name="Edit the message").click()
    editor = message.get_by_role("textbox", name="Edit the message")
    await expect(editor).to_have_value("Cancle <it> & go to https://example.com")
    await editor.fill("Cancel it")
    await page.keyboard.press("Enter")
    await expect(message).to_contain_text("Cancel it")
    await expect(message).to_contain_text("(edited)")
    await message.get_by_role("button", name="More about").click()
    await page.get_by_role("menuitem", name="Delete the message").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete the message").click()
    await expect(message).to_have_count(0)
    assert sandbox.messages() == []


async def test_nobody_can_edit_what_others_wrote(visit: Visit, app: App) -> None:
    page = await visit()
    await app.client.chat_postMessage(channel=DIRECT, text="Hello")
    await page.locator("#left .message").get_by_role("button", name="More about").click()
    await expect(page.get_by_role("menuitem", name="Reply in a thread")).to_be_visible()
    await expect(page.get_by_role("menuitem", name="Edit the message")).to_have_count(0)


async def test_the_message_shortcut_reaches_the_app(visit: Visit, sandbox: Sandbox, app: App) -> None:
    page = await visit()
    message = await sandbox.say("How do I get rid of it?")
    await page.locator("#left .message").get_by_role("button", name="More about").click()
    await page.get_by_role("menuitem", name="Cancel help with this").click()
    body = await app.hear("message_action")
    assert (body["callback_id"], body["message"]["ts"]) == ("cancel_help", message["ts"])


async def test_a_slash_command_is_no_message(visit: Visit, sandbox: Sandbox, app: App) -> None:
    page = await visit()
    await page.keyboard.type("/partwell cancel it")
    await page.keyboard.press("Enter")
    body = await app.hear("command")
    assert (body["command"], body["text"], body["user_id"]) == ("/partwell", "cancel it", CUSTOMER)
    assert sandbox.messages() == []


async def test_files_go_both_ways(visit: Visit, sandbox: Sandbox, app: App, tmp_path: Path) -> None:
    page = await visit()
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear all", encoding="utf-8")
    await page.locator("#left input[type=file]").set_input_files(letter)
    await expect(page.get_by_role("button", name="Leave out letter.txt")).to_be_visible()
    await page.keyboard.type("My letter")
    await page.keyboard.press("Enter")
    async with page.expect_download() as download:
        await page.locator("#left").get_by_role("link", name="letter.txt").click()
    assert _content(await (await download.value).path()) == "Dear all"

    await app.client.files_upload_v2(channel=DIRECT, filename="reminder.ics", content="BEGIN:VCALENDAR", initial_comment="Your reminder")
    await expect(page.locator("#left").get_by_role("link", name="reminder.ics")).to_be_visible()


async def test_only_one_person_sees_an_ephemeral_message(visit: Visit, app: App) -> None:
    page = await visit()
    await app.client.chat_postEphemeral(channel=AGENTS, user=AGENT_1, text="Agent 2 has it already")
    shown = page.locator("#right .message")
    await expect(shown).to_contain_text("Agent 2 has it already")
    await expect(shown).to_contain_text("Only visible to you")
    await page.locator("#right").get_by_label("You are").select_option(label="Agent 2")
    await expect(page.locator("#right").get_by_text("No messages here yet.")).to_be_visible()


async def test_what_is_unread_is_counted_and_marked_where_it_begins(visit: Visit, sandbox: Sandbox) -> None:
    page = await visit()
    left = page.locator("#left")
    await sandbox.say("First", user=AGENT_1, channel=GENERAL)
    await sandbox.say("Second", user=AGENT_1, channel=GENERAL)
    await expect(left.get_by_label("2 unread messages")).to_be_visible()
    await left.get_by_role("button", name="#general").click()
    await expect(left.locator(".line.fresh + .message")).to_contain_text("First")
    await left.get_by_role("button", name="Partwell").click()
    await expect(left.get_by_label("unread message")).to_have_count(0)


async def test_the_home_tab_shows_what_the_app_published(visit: Visit, sandbox: Sandbox, app: App) -> None:
    page = await visit()
    left = page.locator("#left")
    await left.get_by_role("button", name="Home").click()
    await expect(left).to_contain_text("The app has not put anything here yet.")
    await app.client.views_publish(user_id=CUSTOMER, view={"type": "home", "blocks": choices("Begin")})
    await left.get_by_role("button", name="Begin").click()
    body = await app.hear("block_actions")
    assert body["container"]["type"] == "view"
    assert any(heard.get("event", {}).get("tab") == "home" for heard in app.heard)


async def test_another_person_and_another_language_can_be_chosen(visit: Visit, sandbox: Sandbox) -> None:
    page = await visit()
    left = page.locator("#left")
    await left.get_by_label("You are").select_option(label="Cliente")
    await expect(left.get_by_label("Their Slack is in")).to_have_value("it-IT")
    await left.get_by_label("Their Slack is in").select_option(label="English")
    await page.get_by_label("Write to Partwell").first.fill("Ciao")
    await page.keyboard.press("Enter")
    await expect(left.locator(".message")).to_contain_text("Ciao")
    assert sandbox.messages(user=CLIENTE)[-1]["user"] == CLIENTE
    assert sandbox.workspace.user(CLIENTE).locale == "en-US"


async def test_an_example_is_said_for_the_customer(visit: Visit, sandbox: Sandbox) -> None:
    page = await visit()
    chips = page.locator("#examples").get_by_role("button")
    await expect(chips).to_have_count(3)
    text = await chips.first.inner_text()
    await chips.first.click()
    await expect(page.locator("#left .message")).to_contain_text(text)
    assert sandbox.messages()[-1]["text"] == text


async def test_it_shows_while_the_app_is_at_work(visit: Visit, sandbox: Sandbox, app: App) -> None:
    page = await visit()
    message = await sandbox.say("Hello?")
    await app.client.assistant_threads_setStatus(channel_id=DIRECT, thread_ts=message["ts"], status="is looking")
    await expect(page.locator("#left").get_by_text("Partwell is typing …")).to_be_visible()
    await app.client.chat_postMessage(channel=DIRECT, text="Here I am")
    await expect(page.locator("#left").get_by_text("Partwell is typing …")).to_have_count(0)


async def test_a_message_that_was_not_sent_is_not_lost(visit: Visit, sandbox: Sandbox) -> None:
    page = await visit()
    writing = page.get_by_label("Write to Partwell").first
    await page.route("**/sandbox/say", lambda route: route.fulfill(json={"ok": False, "error": "is_archived"}))
    await page.keyboard.type("Important")
    await page.keyboard.press("Enter")
    await expect(page.locator("#left").get_by_role("alert")).to_have_text("Not sent: is_archived")
    await expect(writing).to_have_value("Important")
    assert sandbox.messages() == []


async def test_a_button_that_was_half_read_stays_when_something_else_arrives(visit: Visit, sandbox: Sandbox, app: App) -> None:
    page = await visit()
    await app.client.chat_postMessage(channel=DIRECT, text="Well?", blocks=choices("Done"))
    done = page.locator("#left").get_by_role("button", name="Done")
    await done.focus()
    await sandbox.say("And another thing")
    await expect(page.locator("#left .message")).to_have_count(2)
    await expect(done).to_be_focused()


def _content(path: Path) -> str:
    return path.read_text(encoding="utf-8")
