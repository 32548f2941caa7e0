"""`python -m bot.sandbox`: a Slack on this machine, with nobody's account."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from bot.sandbox.server import Sandbox

OWNER_ONLY = 0o600


async def serve(sandbox: Sandbox, keys: Path | None, prefix: str) -> None:
    """Listen until somebody stops it."""
    async with sandbox:
        if keys:
            write_keys(sandbox, keys, prefix)
        print(sandbox.url, flush=True)  # noqa: T201  # what whoever started it waits for
        await asyncio.Event().wait()


def write_keys(sandbox: Sandbox, keys: Path, prefix: str) -> None:
    """The app's keys as settings whose names begin with `prefix`, in a file that only its owner reads."""
    found = {"URL": sandbox.api_url, "BOT_TOKEN": sandbox.bot_token, "APP_TOKEN": sandbox.app_token}
    lines = [f"{prefix}{name}={value}\n" for name, value in {**found, "SIGNING_SECRET": sandbox.signing_secret}.items()]
    keys.touch(OWNER_ONLY)
    keys.chmod(OWNER_ONLY)
    keys.write_text("".join(lines), encoding="utf-8")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description="A Slack on this machine. Prints its address.")
    parser.add_argument("--host", default="127.0.0.1", help="where to listen")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--keys", type=Path, help="file to write the app's keys to, as settings")
    parser.add_argument("--prefix", default="SLACK_", help="what the names of these settings begin with")
    parser.add_argument("--app", default="App", help="what people call the app")
    parser.add_argument("--speed", type=float, default=1.0, help="divides the waits between tries of an event")
    parser.add_argument("--no-rate-limits", action="store_true", help="take any number of messages a second")
    chosen = parser.parse_args()
    sandbox = Sandbox(host=chosen.host, port=chosen.port, speed=chosen.speed, rate_limits=not chosen.no_rate_limits, app=chosen.app)
    try:
        asyncio.run(serve(sandbox, chosen.keys, chosen.prefix))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
