"""Files: uploaded by slack_sdk, shared by people, given to those who may see them."""

from __future__ import annotations

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.population import AGENT_1, AGENTS, CLIENTE, CUSTOMER
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import refusal


async def read(url: str, token: str | None = None) -> tuple[str, bytes]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as response:
        return response.content_type, await response.read()


async def test_slack_s_client_uploads_a_file_into_a_thread(sandbox: Sandbox, client: AsyncWebClient) -> None:
    root = (await client.chat_postMessage(channel=AGENTS, text="A case"))["ts"]

    await client.files_upload_v2(channel=AGENTS, thread_ts=root, filename="case.ics", content="BEGIN:VCALENDAR", initial_comment="The date")

    _, message = sandbox.messages(AGENTS, user=AGENT_1, thread_ts=root)
    (file,) = message["files"]
    assert (message["text"], message["subtype"]) == ("The date", "file_share")
    assert (file["name"], file["mimetype"], file["size"]) == ("case.ics", "text/calendar", 15)
    assert await read(file["url_private"], sandbox.bot_token) == ("text/calendar", b"BEGIN:VCALENDAR")


async def test_several_files_are_one_message(sandbox: Sandbox, client: AsyncWebClient) -> None:
    uploads = [{"filename": f"{number}.txt", "content": "x" * number} for number in (1, 2)]

    await client.files_upload_v2(channel=sandbox.direct(CUSTOMER), file_uploads=uploads)

    (message,) = sandbox.messages()
    assert [(file["name"], file["size"]) for file in message["files"]] == [("1.txt", 1), ("2.txt", 2)]


async def test_a_person_s_file_is_read_with_the_bot_s_token(sandbox: Sandbox, client: AsyncWebClient) -> None:
    said = await sandbox.say("my invoice", files={"Rechnung März.pdf": b"%PDF"})

    info = await client.files_info(file=said["files"][0]["id"])

    assert info["file"]["name"] == "Rechnung März.pdf"
    assert await read(info["file"]["url_private_download"], sandbox.bot_token) == ("application/pdf", b"%PDF")


async def test_who_may_not_see_a_file_gets_a_page_to_sign_in(sandbox: Sandbox) -> None:
    said = await sandbox.say("my invoice", files={"a.txt": b"secret"})
    url, id_ = said["files"][0]["url_private"], said["files"][0]["id"]

    answers = [await read(url), await read(url, "xoxb-wrong-token"), await read(f"{url}?user={CLIENTE}")]
    by_the_page = await read(f"{sandbox.url}/sandbox/file?user={CUSTOMER}&id={id_}")

    assert [kind for kind, _ in answers] == ["text/html"] * 3
    assert all(b"secret" not in content for _, content in answers)
    assert by_the_page == ("text/plain", b"secret")


async def test_only_what_was_uploaded_can_be_shared(sandbox: Sandbox, client: AsyncWebClient) -> None:
    announced = await client.files_getUploadURLExternal(filename="a.txt", length=3)
    async with aiohttp.ClientSession() as session, session.post(announced["upload_url"], data=b"toolong") as response:
        status = response.status

    assert status == 400
    assert await refusal(client.files_completeUploadExternal(files=[{"id": announced["file_id"]}])) == "file_not_found"
    assert await refusal(client.files_info(file="F0")) == "file_not_found"
