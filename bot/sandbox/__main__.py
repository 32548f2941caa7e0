"""`python -m bot.sandbox`: a Slack on this machine, with nobody's account. Prints its address and the app's keys as JSON."""

from __future__ import annotations

import argparse
import asyncio
import json

from bot.sandbox.server import Sandbox


async def serve(sandbox: Sandbox) -> None:
    """Listen until somebody stops it."""
    async with sandbox:
        keys = {"bot_token": sandbox.bot_token, "app_token": sandbox.app_token, "signing_secret": sandbox.signing_secret}
        print(json.dumps({"url": sandbox.url, "api": sandbox.api_url, **keys}), flush=True)  # noqa: T201  # what it is for
        await asyncio.Event().wait()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="where to listen")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--speed", type=float, default=1.0, help="divides the waits between tries")
    parser.add_argument("--no-rate-limits", action="store_true", help="take any number of messages a second")
    chosen = parser.parse_args()
    sandbox = Sandbox(host=chosen.host, port=chosen.port, speed=chosen.speed, rate_limits=not chosen.no_rate_limits)
    try:
        asyncio.run(serve(sandbox))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
