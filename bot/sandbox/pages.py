"""What a browser gets: the page, and files."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from urllib.parse import quote

from aiohttp import web

PAGE = Path(__file__).parent / "page"
UNKNOWN = "application/octet-stream"
POLICY = (
    "default-src 'self'; img-src 'self' http: https: data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""what the page may load and run: its own files; pictures that messages name"""
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": POLICY}


async def page(request: web.Request) -> web.StreamResponse:
    """A file of the page; `/` is `index.html`."""
    path = PAGE / request.match_info.get("name", "index.html")
    if not path.is_file():
        return web.Response(status=404, text="The page is not there.")
    return web.FileResponse(path, headers=HEADERS)


def download(name: str, content: bytes) -> web.Response:
    """A file somebody shared: pictures are shown, everything else is saved, nothing is run."""
    kind = mimetypes.guess_type(name)[0] or UNKNOWN
    shown = "inline" if kind.startswith("image/") and kind != "image/svg+xml" else "attachment"
    headers = {"Content-Disposition": f"{shown}; filename*=UTF-8''{quote(name, safe='')}", "X-Content-Type-Options": "nosniff"}
    return web.Response(body=content, content_type=kind, headers=headers)
