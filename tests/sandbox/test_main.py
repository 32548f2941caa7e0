"""The sandbox as a process of its own."""

from __future__ import annotations

import asyncio
import stat
import sys
from pathlib import Path

from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.conftest import WITHIN

ROOT = Path(__file__).parents[2]


async def test_it_prints_its_address_and_keeps_the_keys_to_its_owner(tmp_path: Path) -> None:
    keys = tmp_path / ".env"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.sandbox", "--keys", str(keys), "--prefix", "PARTWELL_SLACK_", cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    try:
        printed = (await asyncio.wait_for(process.stdout.readline(), WITHIN)).decode().strip()
        settings = dict(line.split("=", 1) for line in keys.read_text(encoding="utf-8").splitlines())
        client = AsyncWebClient(token=settings["PARTWELL_SLACK_BOT_TOKEN"], base_url=settings["PARTWELL_SLACK_URL"])

        assert (await client.auth_test())["url"] == f"{printed}/"
        assert settings.keys() == {f"PARTWELL_SLACK_{name}" for name in ("URL", "BOT_TOKEN", "APP_TOKEN", "SIGNING_SECRET")}
        assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    finally:
        process.terminate()
        await process.wait()
        process._transport.close()  # type: ignore[attr-defined]
