"""What can go wrong with a database that is not a bug: each driver's failures in one small vocabulary."""

from __future__ import annotations

import errno
import json
import sqlite3
import tempfile
from pathlib import Path
from typing import Literal

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

Code = Literal["wrong_url", "unreachable", "read_only", "full", "locked", "damaged", "gone", "newer", "driver_missing"]

SQLITE: dict[str, Code] = {
    "READONLY": "read_only",
    "PERM": "read_only",
    "FULL": "full",
    "BUSY": "locked",
    "LOCKED": "locked",
    "CORRUPT": "damaged",
    "NOTADB": "damaged",
}
"""By the second word of SQLite's error names (`SQLITE_READONLY_DIRECTORY`)."""

POSTGRES: dict[str, Code] = {
    "08": "unreachable",
    "28": "wrong_url",
    "3D": "wrong_url",
    "53": "unreachable",
    "57P": "unreachable",
    "25006": "read_only",
    "42501": "read_only",
    "53100": "full",
    "55P03": "locked",
    "40001": "locked",
    "40P01": "locked",
    "57014": "locked",
    "42P01": "damaged",
    "42703": "damaged",
    "XX": "damaged",
}
"""By SQLSTATE, its class, or what lies between; the longest that fits."""

REFUSED = ("authentication failed", "does not exist", "no pg_hba.conf entry", "no password supplied", "invalid connection option")
"""A refused connection has no SQLSTATE; these texts say that the address is wrong rather than the server away."""

NO_TIME = ("Couldn't parse datetime string", "Invalid isoformat string")
"""How SQLAlchemy says that a time is none."""

SYSTEM: dict[int, Code] = {
    errno.EACCES: "read_only",
    errno.EPERM: "read_only",
    errno.EROFS: "read_only",
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.ENOTDIR: "wrong_url",
    errno.EISDIR: "wrong_url",
    errno.EEXIST: "wrong_url",
    errno.ENAMETOOLONG: "wrong_url",
    errno.ELOOP: "wrong_url",
    errno.EINVAL: "wrong_url",
    errno.ENOENT: "wrong_url",
}


class StoreError(Exception):
    """The database cannot be used as it is. `code` says how, `detail` what exactly, in English, without a password."""

    def __init__(self, code: Code, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code: Code = code
        self.detail = detail


def code_of(error: Exception, path: Path | None) -> Code | None:
    """What a failure is called; None when it is a bug. `path` is the SQLite file, if there is one."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    match cause:
        case sqlite3.Error():
            return _sqlite(cause, path)
        case OSError():
            return SYSTEM.get(cause.errno or 0, "unreachable")
        case PoolTimeout():
            return "locked"
        case ValueError():
            return "damaged" if _unreadable(cause) else None
    return _postgres(cause) if isinstance(error, DBAPIError) else None


def missing_table(error: DBAPIError) -> bool:
    """Whether a statement failed because its table is not there."""
    return getattr(error.orig, "sqlstate", None) == "42P01" or str(error.orig).startswith("no such table")


def said(error: Exception) -> str:
    """The driver's own words, in one line. Never SQLAlchemy's: those hold the statement."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return " ".join(str(cause).split())


def _unreadable(cause: ValueError) -> bool:
    """Whether a value in the database is none of its kind: torn JSON, text, or time."""
    return isinstance(cause, json.JSONDecodeError | UnicodeDecodeError) or str(cause).startswith(NO_TIME)


def _sqlite(cause: sqlite3.Error, path: Path | None) -> Code | None:
    if str(cause).startswith(("no such table", "no such column", "Could not decode to UTF-8")) or "has no column named" in str(cause):
        return "damaged"
    name: str = getattr(cause, "sqlite_errorname", None) or "_"
    family = name.split("_")[1]
    if family in ("CANTOPEN", "IOERR"):
        return _unusable(path)
    return SQLITE.get(family)


def _unusable(path: Path | None) -> Code:
    """Why a file cannot be opened or written, which SQLite does not say: look at what surrounds it.

    The file itself is never opened here: closing it would let go of every lock this process holds on it.
    """
    if path is None:
        return "unreachable"
    if path.is_dir():
        return "wrong_url"
    try:
        with tempfile.TemporaryFile(dir=path.parent) as probe:
            probe.write(b"\0" * 65536)
    except OSError as error:
        return SYSTEM.get(error.errno or 0, "unreachable")
    return "unreachable"


def _postgres(cause: BaseException) -> Code | None:
    state: str | None = getattr(cause, "sqlstate", None)
    if state:
        return next((POSTGRES[state[:n]] for n in (5, 3, 2) if state[:n] in POSTGRES), None)
    if any(text in str(cause) for text in REFUSED):
        return "wrong_url"
    return "unreachable" if type(cause).__name__ in ("OperationalError", "ConnectionTimeout", "InterfaceError") else None
