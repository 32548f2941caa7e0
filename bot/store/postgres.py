"""A connection to PostgreSQL that does not wait for ever: a server that hangs without hanging up is as good as away.

Neither the server's own limits help then nor TCP's: the machine of a process that was stopped still acknowledges what it is sent.
"""

from __future__ import annotations

import math
import time
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from sqlalchemy import Connection

Result = TypeVar("Result")

SILENT = 6.0
"""Seconds; longer than PostgreSQL waits for a lock before it says so."""


class Impatient(psycopg.Connection[Any]):
    """It is closed when the server says nothing for `patience` seconds that are waited for."""

    patience = SILENT

    def wait(self, gen: PQGen[Result], *args: Any, **how: Any) -> Result:
        """What psycopg calls for all that it waits for."""
        return super().wait(self._while_heard(gen), *args, **how)

    def _while_heard(self, gen: PQGen[Result]) -> PQGen[Result]:
        """The same, until nothing is heard for too long. psycopg says several times a second that nothing was."""
        try:
            wanted, heard = next(gen), time.monotonic()
            while True:
                ready = yield wanted
                now = time.monotonic()
                if ready:
                    heard = now
                elif now - heard > self.patience:
                    self.close()
                    raise psycopg.OperationalError("the server does not answer")
                wanted = gen.send(ready)
        except StopIteration as end:
            result: Result = end.value
            return result


def patient(connection: Connection) -> None:
    """Whoever waits for statements on this one knows that they take long. It is never used for anything else afterwards."""
    driver = connection.connection.driver_connection
    if isinstance(driver, Impatient):
        driver.patience = math.inf
        connection.connection.detach()
