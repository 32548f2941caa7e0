"""A stranger's machine: a clean clone, an empty home, nothing installed but what the README's own commands install."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECONDS = 600
PASSED_ON = (
    "PATH",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "SSL_CERT_FILE",
    "NO_PROXY",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
)
"""What a shell has anywhere; and how package indexes are reached, which is the machine's affair."""
OF_INDEXES = ("PIP_", "UV_")
BUGS = ("Traceback", "ImportError", "ModuleNotFoundError", "FileNotFoundError")


@dataclass(frozen=True)
class Stranger:
    """Somebody at a shell in `folder`, with a home of their own. `binaries` come first on their path."""

    folder: Path
    home: Path
    binaries: Path | None = None

    def environment(self, **more: str) -> dict[str, str]:
        """The variables of the shell: nothing of ours is among them."""
        kept = {name: value for name, value in os.environ.items() if name in PASSED_ON or name.startswith(OF_INDEXES)}
        path = f"{self.binaries}{os.pathsep}{kept['PATH']}" if self.binaries else kept["PATH"]
        return {**kept, "PATH": path, "HOME": str(self.home), **more}

    def at(self, folder: Path) -> Stranger:
        """The same person in another folder."""
        return replace(self, folder=folder)

    def run(self, *words: str, text: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        """A command to its end. Whatever it prints, a traceback is not among it."""
        done = subprocess.run(
            words,
            cwd=self.folder,
            env=self.environment(**environment),
            input=text,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert not any(bug in done.stdout + done.stderr for bug in BUGS), done.stdout + done.stderr
        return done

    @contextmanager
    def running(
        self, *words: str, log: Path, how: signal.Signals = signal.SIGTERM, **environment: str
    ) -> Iterator[subprocess.Popen[bytes]]:
        """A command that goes on until this signal ends it. What it prints goes to `log`."""
        with log.open("wb") as out:
            process = subprocess.Popen(
                words,
                cwd=self.folder,
                env=self.environment(**environment),
                stdout=out,
                stderr=out,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        try:
            yield process
        finally:
            try:
                process.send_signal(how)
                process.wait(60)
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)  # what it started, if it left anything behind
        assert not any(bug in log.read_text() for bug in BUGS), log.read_text()


def line_with(what: str, log: Path, process: subprocess.Popen[bytes], seconds: float = 300) -> str:
    """The first line of a log that holds this. Raises AssertionError with the log when the process ends, or never says so."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        lines = [line for line in log.read_text().splitlines() if what in line]
        if lines:
            return lines[0]
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise AssertionError(log.read_text())
