"""The command line. Each command translates, calls one thing, prints."""

from __future__ import annotations

import errno
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError

from bot import __version__
from bot.cli.errors import FAILED, MISUSED, fail, log_quietly, told
from bot.harmless import harmless
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.store.store import Store

app = typer.Typer(no_args_is_help=True, add_completion=False)
knowledge_app = typer.Typer(no_args_is_help=True, help="The articles: check them, export their schema.")
app.add_typer(knowledge_app, name="knowledge")


class Language(StrEnum):
    """A language of the dialogue."""

    en = "en"
    it = "it"


Database = Annotated[str | None, typer.Option("--database", help="Database URL; a SQLite file in your data folder when not given.")]
LanguageOption = Annotated[Language | None, typer.Option("--language", help="Language to begin with; otherwise the one that is written.")]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON lines instead of text.")]


def _version(wanted: bool) -> None:
    """Prints the version and leaves."""
    if wanted:
        _print(f"partwell {__version__}")
        raise typer.Exit


@app.callback()
def partwell(
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.", callback=_version, is_eager=True)] = False,
) -> None:
    """Partwell: leaving a product on good terms, from its own document."""


@app.command()
def chat(
    database: Database = None,
    language: LanguageOption = None,
    name: Annotated[str, typer.Option("--as", help="Name of the conversation; the same name goes on where it was left.")] = "terminal",
    script: Annotated[Path | None, typer.Option("--script", help="Play the conversations of a YAML file, each in a fresh store.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Talk to Partwell in the terminal, or play conversations from a file."""
    settings = _settings(database)
    with told(language or settings.language):
        if script:
            _play(settings, script, as_json=as_json)
        else:
            _talk(settings, name, language)


@app.command()
def demo(
    port: Annotated[int, typer.Option("--port", help="Port of the page; 0 takes a free one.")] = 8700,
    browser: Annotated[bool, typer.Option(help="Open the page, where there is a display.")] = True,
) -> None:
    """Try Partwell out in a Slack of its own on this machine: no account is needed, and nothing is left behind."""
    from bot.operations.stopping import stoppable

    with stoppable() as stop, told(), _listening(port):
        from bot.cli import serving

        serving.demo(_settings(None), port, stop, browse=browser, say=lambda url: _print(f"Partwell is at {url} (Ctrl-C ends it)"))


@app.command()
def run(
    http: Annotated[bool, typer.Option("--http", help="Take Slack's requests over HTTP instead of Socket Mode.")] = False,
    host: Annotated[
        str, typer.Option("--host", help="Where to listen: for /health, /ready and /metrics, and with --http for Slack.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Port to listen on; 0 takes a free one.")] = 3000,
    workers: Annotated[int, typer.Option("--workers", min=1, help="Processes; more than one needs PostgreSQL.")] = 1,
    database: Database = None,
) -> None:
    """Run Partwell in Slack, until SIGTERM or Ctrl-C; what is in hand is finished."""
    from bot.operations.stopping import stoppable

    with stoppable() as stop:
        from bot.cli import serving
        from bot.operations.running import Place

        settings = _settings(database)
        for missing in serving.missing(settings, http=http, workers=workers):
            fail(missing, MISUSED)
        try:
            with told(), _listening(port):
                serving.run(settings, Place(host, port, requests=http), workers, stop)
        except serving.Refused as error:
            fail(str(error))


@app.command()
def doctor(database: Database = None, as_json: JsonOption = False) -> None:
    """Look whether everything is there that Slack needs, and say how to mend what is not; exit 1 when something is broken."""
    import asyncio

    from bot.cli import doctor

    findings = asyncio.run(doctor.findings(_settings(database)))
    for finding in findings:
        _print(json.dumps(vars(finding), ensure_ascii=False) if as_json else doctor.line(finding))
    if any(finding.state == "broken" for finding in findings):
        raise typer.Exit(FAILED)


@app.command()
def manifest(
    url: Annotated[str | None, typer.Option("--url", help="Public address, for `run --http`; for Socket Mode when not given.")] = None,
) -> None:
    """Print the manifest to create the Slack app from."""
    from bot.channels.slack.manifest import shipped

    _print(json.dumps(shipped(url), indent=2, ensure_ascii=False))


@app.command()
def understand(
    as_json: Annotated[bool, typer.Option("--json", help="Read JSON lines with a `text` (and `language`), not plain text.")] = False,
    language: LanguageOption = None,
) -> None:
    """Read messages from standard input, one a line, and print what is understood as JSON lines."""
    from bot.cli.understand import understood

    with told():
        for result in understood(_settings(None), sys.stdin, as_json=as_json, language=language):
            _print(json.dumps(result, ensure_ascii=False))


@app.command()
def desk(
    case: Annotated[str | None, typer.Argument(help="Show this case; without it all are listed.")] = None,
    database: Database = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the recorded handoffs, or show one with everything an agent needs."""
    from bot.cases import console as lists
    from bot.delivery.unsent import unsent
    from bot.dialogue.replies import Responses

    settings = _settings(database)
    with told():
        from bot import bootstrap

        case = case.upper() if case else None
        kept = bootstrap.store(settings)
        unposted = lists.unposted(unsent(kept))
        wanted = [handoff for handoff in kept.handoffs() if case in (None, handoff.case_id)]
        if case and not wanted:
            fail(f"no handoff of a case {case}; `partwell desk` lists them")
        for handoff in wanted:
            if as_json:
                _print(json.dumps(lists.data(handoff, unposted), ensure_ascii=False))
            elif case:
                _print("\n".join(lists.shown(handoff, Responses(language or settings.language), unposted)))
            else:
                _print(lists.listed(handoff, unposted))
        if not wanted and not as_json:
            print("No handoffs recorded.", file=sys.stderr)  # noqa: T201


@app.command()
def outbox(database: Database = None, as_json: JsonOption = False) -> None:
    """List what Slack does not have: what waits to be sent, and what was put aside."""
    from bot import bootstrap
    from bot.cli import outbox as lists
    from bot.delivery.unsent import unsent

    with told(), bootstrap.store(_settings(database)) as kept:
        rows = unsent(kept)
        for row in rows:
            _print(json.dumps(lists.data(row), ensure_ascii=False) if as_json else lists.listed(row))
        if not rows and not as_json:
            print("Everything is sent.", file=sys.stderr)  # noqa: T201


Keys = Annotated[list[str] | None, typer.Argument(help="Keys, as `partwell outbox` shows them.")]
Everything = Annotated[bool, typer.Option("--all", help="All that was put aside.")]


@app.command()
def retry(keys: Keys = None, everything: Everything = False, database: Database = None) -> None:
    """Have messages sent now that wait or were put aside."""
    from bot.delivery import unsent

    _decide(unsent.retry, "to be sent now", keys, database, everything=everything)


@app.command()
def drop(keys: Keys = None, everything: Everything = False, database: Database = None) -> None:
    """Never send these messages."""
    from bot.delivery import unsent

    _decide(unsent.drop, "dropped", keys, database, everything=everything)


def _decide(
    act: Callable[[Store, list[str] | None, datetime], int], said: str, keys: list[str] | None, database: str | None, *, everything: bool
) -> None:
    """Does it to the messages with these keys, or to all."""
    from bot import bootstrap

    if bool(keys) == everything:
        raise typer.BadParameter("name keys, or say --all")
    with told(), bootstrap.store(_settings(database)) as kept:
        number = act(kept, None if everything else keys, datetime.now(UTC))
        if not number:
            fail("nothing there that could be; `partwell outbox` lists what is")
        _print(f"{said}: {number}")


@app.command()
def unanswered(database: Database = None, as_json: JsonOption = False) -> None:
    """List what could not be answered or understood, for editors: what customers ask and the documents do not say."""
    from bot import bootstrap

    with told():
        for row in bootstrap.store(_settings(database)).unanswered():
            data = {"at": row.at.isoformat(), "kind": row.kind, "product": row.product, "topic": row.topic, "words": row.words}
            _print(json.dumps(data, ensure_ascii=False) if as_json else "  ".join(str(value or "-") for value in data.values()))


@app.command()
def receipt(case: Annotated[str, typer.Argument(help="The case, as in PW-7F3AQ2CXLM.")], database: Database = None) -> None:
    """Print the receipt of a case: the same bytes each time."""
    from bot import bootstrap

    with told():
        text = bootstrap.store(_settings(database)).receipt(case.upper())
        if text is None:
            fail(f"no receipt of a case {case}")
        _print(str(text))


@app.command()
def purge(
    every: Annotated[bool, typer.Option("--all", help="Do not ask first, however many they are.")] = False,
    database: Database = None,
) -> None:
    """Delete conversations that were quiet for longer than PARTWELL_RETENTION_DAYS, as `run` does; asks first when they are many."""
    from bot import bootstrap
    from bot.cli import personal

    settings, now = _settings(database), datetime.now(UTC)
    retention = bootstrap.retention(settings)
    with told(), bootstrap.store(settings) as kept:
        share = None if every else retention.too_much(kept, now)
        if share and not sys.stdin.isatty():
            fail(f"{share.quiet} of {share.all} conversations would go, and nobody is there to be asked; say --all", MISUSED)
        if share and not typer.confirm(
            f"It is {now:%Y-%m-%d %H:%M} UTC. Delete {share.quiet} of {share.all} conversations for good?", err=True
        ):
            fail("nothing was deleted")
        _print(f"deleted: {personal.counted(retention.purge(kept, now))}")


User = Annotated[str, typer.Argument(help="The person's user id in Slack, or the name of a conversation in the terminal.")]
Team = Annotated[str | None, typer.Option("--team", help="Id of the workspace, where there are several.")]


@app.command()
def export(user: User, team: Team = None, database: Database = None) -> None:
    """Print all that is kept of a person, as JSON."""
    from bot.cli import personal

    with _person(user, team, database) as (kept, conversations):
        _print(personal.exported(kept, user, conversations))


@app.command()
def forget(
    user: User,
    team: Team = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    database: Database = None,
) -> None:
    """Delete all that is kept of a person, wherever they wrote; asks first."""
    from bot.cli import personal

    with _person(user, team, database) as (kept, conversations):
        if not yes and not sys.stdin.isatty():
            fail("nobody is there to be asked; say --yes", MISUSED)
        if not yes and not typer.confirm(f"Delete {len(conversations)} conversation(s) of {user} for good?", err=True):
            fail("nothing was deleted")
        _print(f"deleted: {personal.counted(kept.forget(*conversations))}")


@app.command()
def train() -> None:
    """Make the trained model anew from the examples: for whoever changes them. Nobody needs it to begin."""
    from bot.cli.progress import bar
    from bot.understanding import encoder, model, shipped
    from knowledge.library import build

    settings = _settings(None)
    with told(), bar("training") as progress:
        made = shipped.train(build(), encoder.encoder(settings.cache), progress)
        model.save(made, shipped.PATH)


@app.command()
def verify(
    norm: Annotated[list[str] | None, typer.Option("--norm", help="Only this norm, as in N4; may be given more than once.")] = None,
    product: Annotated[list[str] | None, typer.Option("--product", help="Only this article; may be given more than once.")] = None,
    knowledge: Annotated[Path | None, typer.Option("--knowledge", help="Knowledge folder; the shipped one when not given.")] = None,
    most: Annotated[int | None, typer.Option("--most", min=1, help="Stop each walk after so many transitions, the nearest first.")] = None,
    processes: Annotated[int | None, typer.Option("--processes", min=1, help="Processes; one for each processor when not given.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of a table.")] = False,
) -> None:
    """Walk every state of the dialogue and check the norms of a fair goodbye; exit 1 when one is broken."""
    from bot.cli.progress import bar
    from bot.cli.verify import as_json as json_of
    from bot.cli.verify import breaches, table
    from bot.verify.check import Unknown, Wanted
    from bot.verify.check import verify as verified

    settings = _at(knowledge)
    try:
        with told(), bar("verifying") as progress:
            wanted = Wanted(norm or (), product or (), most=most)
            report = verified(settings, wanted, processes or os.cpu_count() or 1, progress)
    except Unknown as error:
        fail(str(error), MISUSED)
        return
    for line in [json_of(report)] if as_json else [*table(report), *(f"\n{breach}" for breach in breaches(report))]:
        _print(line)
    if report.breaches:
        raise typer.Exit(FAILED)


@knowledge_app.command()
def check(
    folder: Annotated[Path | None, typer.Argument(help="Knowledge folder; the shipped one when not given.")] = None,
    as_json: JsonOption = False,
    today: Annotated[str | None, typer.Option("--today", help="Check reviews as of this day (YYYY-MM-DD).")] = None,
    deep: Annotated[bool, typer.Option("--deep", help="Walk the dialogue of the articles too, and check the norms.")] = False,
    product: Annotated[list[str] | None, typer.Option("--product", help="With --deep: only this article.")] = None,
) -> None:
    """Check every article by every rule; exit 1 when one is broken."""
    from knowledge.checks import run

    home = folder or _settings(None).knowledge
    if not (home / "articles").is_dir():
        fail(f"{home} has no folder `articles`")
    try:
        day = date.fromisoformat(today) if today else datetime.now().astimezone().date()
    except ValueError:
        fail(f"«{today}» is no day; write it as YYYY-MM-DD", code=2)
    problems = run(home, day)
    for problem in problems:
        _print(json.dumps(vars(problem), ensure_ascii=False) if as_json else str(problem))
    if problems:
        print(f"{len(problems)} problem(s).", file=sys.stderr)  # noqa: T201
        raise typer.Exit(FAILED)
    if deep:
        _check_deep(home, product or [], as_json=as_json)
    if not as_json:
        _print("No problems.")


def _check_deep(home: Path, products: list[str], *, as_json: bool) -> None:
    """The norms over these articles, each alone."""
    from bot.cli.progress import bar
    from bot.cli.verify import as_json as json_of
    from bot.cli.verify import breaches
    from bot.verify.check import ALONE, Unknown, Wanted
    from bot.verify.check import verify as verified

    try:
        with told(), bar("verifying") as progress:
            report = verified(_at(home), Wanted((), products, alone=True, most=ALONE), os.cpu_count() or 1, progress)
    except Unknown as error:
        fail(str(error), MISUSED)
        return
    if as_json:
        _print(json_of(report))
    if report.breaches:
        _print("\n\n".join(breaches(report)) if not as_json else "")
        raise typer.Exit(FAILED)


def _at(knowledge: Path | None) -> Settings:
    """The settings, with another knowledge folder."""
    settings = _settings(None)
    if knowledge and not (knowledge / "articles").is_dir():
        fail(f"{knowledge} has no folder `articles`", MISUSED)
    return settings.model_copy(update={"knowledge": knowledge}) if knowledge else settings


@knowledge_app.command()
def schema() -> None:
    """Print the JSON schema of an article, for editors' completion."""
    from knowledge.schema import json_schema

    _print(json.dumps(json_schema(), indent=2, ensure_ascii=False))


def _settings(database: str | None) -> Settings:
    try:
        return Settings(database=database) if database else Settings()
    except ValidationError as error:
        wrong = "; ".join(f"PARTWELL_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        fail(f"a setting cannot be used: {wrong}", MISUSED)
        raise


@contextmanager
def _person(user: str, team: str | None, database: str | None) -> Iterator[tuple[Store, list[str]]]:
    """The store, and which conversations in it are a person's."""
    from bot import bootstrap
    from bot.cli import personal

    with told(), bootstrap.store(_settings(database)) as kept:
        try:
            conversations = personal.found(kept, user, team)
        except personal.Ambiguous as error:
            fail(str(error), MISUSED)
        if not conversations:
            fail(f"nothing is kept of {user}" + (f" in {team}" if team else ""))
        yield kept, conversations


@contextmanager
def _listening(port: int) -> Iterator[None]:
    """A port that cannot be had is the caller's to change."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL):
            raise
        fail(f"port {port} cannot be used ({error.strerror}); choose another one with --port")


def _talk(settings: Settings, name: str, language: str | None) -> None:
    from bot import bootstrap
    from bot.channels.terminal.chat import Terminal

    log_quietly(settings.data / "partwell.log")
    conversations = bootstrap.conversations(settings, bootstrap.store(settings))
    Terminal(conversations, name, language, settings.data / "reminders").run()


def _play(settings: Settings, path: Path, *, as_json: bool) -> None:
    from bot import bootstrap
    from bot.channels.terminal import script as scripts
    from bot.channels.terminal.chat import printable

    wanted = scripts.read(path)
    knowledge = bootstrap.served(settings, remember=False).library
    conversations = bootstrap.conversations(settings, bootstrap.fresh_store(), knowledge)
    began = datetime.now().astimezone()
    for each in wanted:
        for number, (user, outcome) in enumerate(scripts.play(each, conversations, bootstrap.fresh_store, began), 1):
            if as_json:
                _print(scripts.line(each, number, user, outcome))
                continue
            _print(f"{each.id} {number}> {printable(user)}")
            for reply in outcome.replies:
                _print(printable(reply.text) + "".join(f" [{button.title}]" for button in reply.buttons))


def _print(text: str) -> None:
    print(harmless(text), flush=True)  # noqa: T201 - the command line's own voice


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
