"""Files of customers, copied to where agents can open them: Slack shows a file only where it was shared."""

from __future__ import annotations

from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.items import Data

LARGEST = 50_000_000
"""Bytes of a file that is copied."""
SECONDS = 12.0
"""So long a file may take: less than a sender may hold its row."""
PASSING = frozenset({429, 500, 502, 503, 504})
"""Statuses after which it is tried again."""


class NotCopied(ValueError):
    """A file that cannot be had: it is too large, not Slack's, or gone."""


async def with_content(client: AsyncWebClient, payload: Data) -> Data:
    """The payload of an upload with the bytes of the file that it is a copy of. Raises NotCopied."""
    if "source" not in payload:
        return payload
    rest = {name: value for name, value in payload.items() if name != "source"}
    return {**rest, "content": await _read(client, str(payload["source"]))}


async def _read(client: AsyncWebClient, address: str) -> bytes:
    """A file of Slack's. The token goes to Slack alone, and to no page that Slack would send it on to."""
    if not is_slacks(address, client.base_url):
        raise NotCopied("not Slack's")
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    headers = {"Authorization": f"Bearer {client.token}"}
    async with (
        aiohttp.ClientSession(timeout=timeout) as session,
        session.get(address, headers=headers, allow_redirects=False, proxy=client.proxy, ssl=client.ssl or True) as answer,
    ):
        if answer.status in PASSING:
            answer.raise_for_status()
        if answer.status != 200 or answer.content_type == "text/html":
            raise NotCopied(f"status {answer.status}")
        if (answer.content_length or 0) > LARGEST:
            raise NotCopied("too large")
        found, size = [], 0
        async for piece in answer.content.iter_any():
            found.append(piece)
            size += len(piece)
            if size > LARGEST:
                raise NotCopied("too large")
    return b"".join(found)


def is_slacks(address: str, api: str) -> bool:
    """Whether an address is Slack's: one of its hosts, or the host where its Web API is."""
    try:
        asked, known = urlsplit(address), urlsplit(api)
        usual = asked.port in (None, 443)
    except ValueError:
        return False
    if asked.username is not None or asked.password is not None:
        return False
    if asked.netloc and (asked.scheme, asked.netloc) == (known.scheme, known.netloc):
        return True
    return asked.scheme == "https" and (asked.hostname or "").endswith(".slack.com") and usual
