"""The command line, put together: one command is one file of `bot.cli`."""

from __future__ import annotations

import signal
import sys
from typing import Annotated

import typer

from bot import __version__
from bot.cli import (
    chat,
    demo,
    desk,
    doctor,
    drop,
    export,
    forget,
    knowledge_check,
    knowledge_import,
    knowledge_revise,
    knowledge_schema,
    knowledge_source,
    manifest,
    outbox,
    purge,
    receipt,
    report,
    retry,
    run,
    train,
    unanswered,
    understand,
    verify,
    workshop,
)
from bot.cli.options import say

app = typer.Typer(no_args_is_help=True, add_completion=False)
knowledge_app = typer.Typer(no_args_is_help=True, help="The articles: make one of a help page, compare, check them, export their schema.")
app.add_typer(knowledge_app, name="knowledge")

for command in (
    chat.chat,
    demo.demo,
    run.run,
    doctor.doctor,
    manifest.manifest,
    understand.understand,
    desk.desk,
    outbox.outbox,
    retry.retry,
    drop.drop,
    unanswered.unanswered,
    report.report,
    receipt.receipt,
    purge.purge,
    export.export,
    forget.forget,
    train.train,
    verify.verify,
    workshop.workshop,
):
    app.command()(command)
knowledge_app.command()(knowledge_check.check)
knowledge_app.command()(knowledge_schema.schema)
knowledge_app.command()(knowledge_source.quote)
knowledge_app.command()(knowledge_source.source)
knowledge_app.command()(knowledge_source.migrate)
knowledge_app.command("import")(knowledge_import.import_document)
knowledge_app.command()(knowledge_revise.revise)


def _version(wanted: bool) -> None:
    """Prints the version and leaves."""
    if wanted:
        say(f"partwell {__version__}")
        raise typer.Exit


@app.callback()
def partwell(
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.", callback=_version, is_eager=True)] = False,
) -> None:
    """Partwell: leaving a product on good terms, from its own document."""


def main() -> None:
    """The console script. Ctrl-C and a closed pipe end it quietly, with the exit codes shells expect."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        app(standalone_mode=True)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
