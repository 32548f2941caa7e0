"""Files: announced, uploaded, then shared."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from bot.sandbox.errors import SlackError


@dataclass
class File:
    """A file of a workspace. `content` is None until it was uploaded."""

    id: str
    team: str
    user: str
    name: str
    length: int
    created: int
    title: str = ""
    content: bytes | None = None
    channels: list[str] = field(default_factory=list)

    def as_data(self, base: str) -> dict[str, Any]:
        """As messages and `files.info` show it; `base` is the server's address."""
        kind = PurePosixPath(self.name).suffix[1:].lower() or "text"
        mimetype = mimetypes.guess_type(self.name)[0] or "application/octet-stream"
        url = f"{base}/files/{self.id}/{self.name}"
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": mimetype,
            "filetype": kind,
            "pretty_type": kind.upper(),
            "user": self.user,
            "user_team": self.team,
            "size": self.length,
            "mode": "hosted",
            "is_external": False,
            "is_public": False,
            "url_private": url,
            "url_private_download": f"{url}?download=1",
            "permalink": url,
            "channels": list(self.channels),
            "file_access": "visible",
        }


@dataclass
class Files:
    """All files by their id."""

    files: dict[str, File] = field(default_factory=dict)

    def add(self, file: File) -> File:
        """One more."""
        self.files[file.id] = file
        return file

    def find(self, id_: str) -> File:
        """A file. Raises `file_not_found`."""
        if id_ not in self.files:
            raise SlackError("file_not_found")
        return self.files[id_]
