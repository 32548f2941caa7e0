"""`/api/<method>` and what belongs to it: uploads, downloads, response urls, OAuth's page."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from bot.sandbox.apps import Code
from bot.sandbox.errors import SlackError, invalid
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.methods import METHODS, called
from bot.sandbox.pages import download
from bot.sandbox.population import CUSTOMER, TEAM
from bot.sandbox.rates import Rates
from bot.sandbox.responses import respond
from bot.sandbox.workspace import Data, Workspace

AS_JSON = ("blocks", "view", "metadata", "attachments", "files")
"""arguments that forms carry as JSON"""
Heard = Callable[[str, Mapping[str, Any]], None]


class Api:
    """The routes that apps call."""

    def __init__(self, workspace: Workspace, faults: Faults, rates: Rates, heard: Heard) -> None:
        self.workspace, self.faults, self.rates, self.heard = workspace, faults, rates, heard
        self.base = ""

    def routes(self) -> list[web.RouteDef]:
        """All of them."""
        return [
            web.route("*", "/api/{method}", self.call),
            web.post("/upload/{id}", self.upload),
            web.get("/files/{id}/{name}", self.download),
            web.post("/respond/{id}", self.respond),
            web.get("/oauth/v2/authorize", self.authorize),
        ]

    async def call(self, request: web.Request) -> web.StreamResponse:
        """A method of the Web API, and the faults that befall it."""
        name, token, afterwards = request.match_info["method"], None, list[Fault]()
        try:
            args, token = await arguments(request)
            self.heard(name, args)
            for fault in self.faults.take(name, args):
                if fault.comes_after:
                    afterwards.append(fault)
                elif (told := await self._befall(request, fault)) is not None:
                    return told
            answer = self._answer(name, token, args)
        except SlackError as error:
            answer = error.answer()
        for fault in afterwards:
            if (told := await self._befall(request, fault, answer)) is not None:
                return told
        return self._response(name, token, answer)

    async def upload(self, request: web.Request) -> web.Response:
        """The bytes of a file, raw or as a form."""
        try:
            file = self.workspace.files.find(request.match_info["id"])
        except SlackError as error:
            return web.Response(status=404, text=error.code)
        content = await _uploaded(request)
        if len(content) != file.length:
            return web.Response(status=400, text="wrong length")
        file.content = content
        return web.Response(text=f"OK - {len(content)}")

    async def download(self, request: web.Request) -> web.Response:
        """A file, for whoever has a token with `files:read`, or stands in the address as a person who sees it (`?user=`)."""
        try:
            file = self.workspace.files.find(request.match_info["id"])
            seen_by = request.query.get("user") or self._reader(request)
        except SlackError:
            return signed_out()
        if not any(seen_by in self.workspace.channel(id_).members for id_ in file.channels):
            return signed_out()
        return download(file.name, file.content or b"")

    async def respond(self, request: web.Request) -> web.Response:
        """A response url."""
        try:
            respond(self.workspace, request.match_info["id"], json.loads(await request.text()))
        except SlackError as error:
            status = 404 if error.code in {"expired_url", "used_url"} else 400
            return web.json_response(error.answer(), status=status)
        except ValueError:
            return web.Response(status=400, text="invalid_payload")
        return web.Response(text="ok")

    async def authorize(self, request: web.Request) -> web.Response:
        """OAuth's page: it says yes at once, `deny=1` says no; `team` and `user` say who installs where."""
        query, apps = request.query, self.workspace.apps
        redirect = query.get("redirect_uri", "")
        if query.get("client_id") != apps.client_id or not redirect:
            return web.Response(status=400, text="invalid_client_id" if redirect else "bad_redirect_uri")
        if query.get("deny"):
            found = {"error": "access_denied"}
        else:
            code = self.workspace.new_id("code")
            scopes = tuple(query["scope"].split(",")) if query.get("scope") else apps.scopes
            apps.codes[code] = Code(query.get("team", TEAM), query.get("user", CUSTOMER), redirect, scopes)
            found = {"code": code}
        location = f"{redirect}{'&' if '?' in redirect else '?'}{urlencode(found | {'state': query.get('state', '')})}"
        return web.Response(status=302, headers={"Location": location})

    async def _befall(self, request: web.Request, fault: Fault, answer: Data | None = None) -> web.StreamResponse | None:
        """What is said because of a fault; None where the call goes on."""
        await asyncio.sleep(fault.slow_ms / 1000)
        if fault.reset or gone(request):
            return cut(request)
        if fault.page is not None:
            return web.Response(status=fault.status or 200, text=fault.page, content_type="text/html")
        if fault.status:
            return failed(fault)
        if fault.error:
            return web.json_response({"ok": False, "error": fault.error})
        return broken_off(answer or {}) if fault.truncated else None

    def _answer(self, name: str, token: str | None, args: Data) -> Data:
        team = token.split("-")[1] if token and token.count("-") > 1 else ""
        self.rates.check(name, team, str(args.get("channel")), self.workspace.clock())
        return called(self.workspace, name, token, args, self.base)

    def _response(self, name: str, token: str | None, answer: Data) -> web.Response:
        headers = {}
        bot = next((one for one in self.workspace.apps.installed.values() if one.token == token), None)
        if bot:
            headers["X-OAuth-Scopes"] = ",".join(bot.scopes)
        if name in METHODS and METHODS[name].scope:
            headers["X-Accepted-OAuth-Scopes"] = str(METHODS[name].scope)
        if answer.get("error") == "ratelimited":
            return limited(answer.pop("retry_after", 1))
        return web.json_response(answer, headers=headers)

    def _reader(self, request: web.Request) -> str:
        bot = self.workspace.apps.bearer(bearer(request), self.workspace.clock())
        if bot is None or "files:read" not in bot.scopes:
            raise SlackError("missing_scope")
        return bot.user


async def arguments(request: web.Request) -> tuple[Data, str | None]:
    """The arguments of a call, from the address, a form or JSON, and the token. Raises `invalid_json`, `invalid_arguments`."""
    args: Data = dict(request.query)
    if request.content_type == "application/json":
        args |= _json(await request.text())
    elif request.method == "POST":
        args |= await request.post()
    for name in AS_JSON:
        if isinstance(args.get(name), str):
            args[name] = _parsed(name, args[name])
    token = bearer(request) or args.get("token")
    args.pop("token", None)
    return basic(request) | args, token


def bearer(request: web.Request) -> str | None:
    """The token in the headers."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() or None if kind.lower() == "bearer" else None


def basic(request: web.Request) -> Data:
    """Client id and secret, when they stand in the headers."""
    kind, _, pair = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return {}
    try:
        client_id, _, secret = base64.b64decode(pair).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise SlackError("invalid_client_id") from None
    return {"client_id": client_id, "client_secret": secret}


def cut(request: web.Request) -> web.StreamResponse:
    """The connection is lost without an answer."""
    if request.transport:
        request.transport.abort()
    return web.Response()


def gone(request: web.Request) -> bool:
    """Whether nobody waits for the answer any more."""
    return request.transport is None or request.transport.is_closing()


def broken_off(answer: Data) -> web.Response:
    """Half of an answer, as if it were all of it: what a proxy makes of a connection that broke behind it."""
    text = json.dumps(answer)
    return web.Response(text=text[: len(text) // 2], content_type="application/json")


def failed(fault: Fault) -> web.Response:
    """A server's own failure."""
    return (
        limited(1 if fault.retry_after is None else fault.retry_after)
        if fault.status == 429
        else web.Response(status=fault.status or 500, text="upstream error")
    )


def limited(seconds: int | str) -> web.Response:
    """Too much at once. An empty text is no header."""
    headers = {"Retry-After": str(seconds)} if seconds != "" else {}
    return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)


def signed_out() -> web.Response:
    """What Slack gives for a file that one may not see: a page to sign in, not the file, and no error."""
    return web.Response(text="<!DOCTYPE html><title>Sign in</title>", content_type="text/html")


def _json(text: str) -> Data:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(found, dict):
        raise SlackError("json_not_object")
    return found


def _parsed(name: str, text: str) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        raise (SlackError("invalid_blocks_format") if name == "blocks" else invalid("invalid_arguments", f"not JSON: {name}")) from None


async def _uploaded(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    parts = (await request.post()).values()
    return b"".join(part.file.read() for part in parts if isinstance(part, web.FileField))
