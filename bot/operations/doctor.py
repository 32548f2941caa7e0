"""`partwell doctor`: is everything there that the app needs, and how to mend what is not. No secret is ever part of a finding."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from aiohttp import ClientError
from pydantic import SecretStr
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack import manifest
from bot.data_files import DataError
from bot.settings import Settings
from bot.store import file
from bot.store.engine import parse
from bot.store.errors import StoreError
from knowledge.errors import KnowledgeError
from knowledge.serving import Trouble

State = Literal["well", "broken", "unknown"]
APP_PAGE = "https://api.slack.com/apps"
KEY_SAYS = {True: "tokens in the database are encrypted", False: "is not set: tokens stand in the database in clear (PARTWELL_KEY)"}
CHECK = "run `partwell knowledge check`"
INSTALL_PROGRAM = "install Partwell again, with the packages of requirements.txt"
INSTALL_AGAIN = "install the app to the workspace again, and copy the new bot token"


@dataclass(frozen=True)
class Finding:
    """What was looked at. `unknown`: it could not be looked at, or is not needed as things are."""

    name: str
    state: State
    says: str
    mend: str = ""


async def examine(
    settings: Settings,
    opens: Callable[[], object],
    loads: Callable[[], Sequence[Trouble] | None],
    installed: Callable[[], Mapping[str, str]] = dict,
    reads: Callable[[], str | None] = lambda: None,
) -> AsyncIterator[Finding]:
    """Every finding, the most basic first. `opens` opens the database, `loads` the knowledge and
    gives the articles that a person should look at; `reads` loads what reads messages, and says why the sentence encoder
    is not among that. All of them raise what the command line tells.

    `installed` gives the bot tokens of the workspaces that have installed the app by OAuth, by the team's id.
    """
    yield (kept := _kept("database", opens, "can be read and written", "check PARTWELL_DATABASE and the disk"))
    if too_open := _too_open(settings) if kept.state == "well" else None:
        yield too_open
    for finding in _articles(loads):
        yield finding
    for finding in _reader(reads):
        yield finding
    for finding in _tokens(settings):
        yield finding
    yield await _socket(settings)
    tokens: dict[str, str] = {}
    if _by_oauth(settings) and kept.state == "well":
        yield _kept("token key", lambda: tokens.update(installed()), KEY_SAYS[bool(settings.keys)], "check PARTWELL_KEY")
    if settings.slack_bot_token and not _by_oauth(settings):
        tokens = {"": settings.slack_bot_token.get_secret_value()}
    elif _by_oauth(settings) and not tokens:
        yield Finding("workspace", "unknown", "none has installed the app yet", f"open {manifest.INSTALL} at PARTWELL_PUBLIC_URL")
    async for finding in _slack(settings, {team: AsyncWebClient(token, base_url=settings.slack_url) for team, token in tokens.items()}):
        yield finding


def _by_oauth(settings: Settings) -> bool:
    return bool(settings.slack_client_id and settings.slack_client_secret)


def _kept(name: str, work: Callable[[], object], well: str, mend: str) -> Finding:
    try:
        work()
    except (StoreError, KnowledgeError, DataError) as error:
        return Finding(name, "broken", str(error).splitlines()[0], mend)
    return Finding(name, "well", well)


def _articles(loads: Callable[[], Sequence[Trouble] | None]) -> list[Finding]:
    """One of the knowledge, and one of each article that a person should look at."""
    found: list[Trouble] = []
    whole = _kept("knowledge", lambda: found.extend(loads() or ()), "every article is sound", CHECK)
    if not found:
        return [whole]
    says = f"{len(found)} article(s) need a person: {', '.join(trouble.product for trouble in found)}; the others are served"
    return [Finding("knowledge", "unknown", says, CHECK), *map(_article, found)]


def _article(trouble: Trouble) -> Finding:
    """An old article is served; a bad one is none that its customers get."""
    _, _, says = str(trouble).partition(": ")
    return Finding(f"article {trouble.product}", "unknown" if trouble.stale else "broken", says, trouble.why[0].fix)


def _too_open(settings: Settings) -> Finding | None:
    """A SQLite file that others on this machine can read: it has customers' words in it. One that we make is the owner's alone."""
    path = parse(settings.database_url).path
    names = file.too_open(path) if path else []
    if not names or path is None:
        return None
    return Finding("database file", "broken", f"others can read {', '.join(names)}", f"chmod go= {path}*")


def _reader(reads: Callable[[], str | None]) -> list[Finding]:
    """The trained model, without which nothing is read, and the sentence encoder, without which fewer messages are understood."""
    why: list[str | None] = []
    model = _kept("language model", lambda: why.append(reads()), "is there, and sound", INSTALL_PROGRAM)
    if not why:
        return [model]
    if why[0] is None:
        return [model, Finding("sentence encoder", "well", "is there, and its weights are the known ones")]
    says = f"is missing ({why[0]}); words alone are read, and fewer messages are understood"
    return [model, Finding("sentence encoder", "broken", says, INSTALL_PROGRAM)]


def _tokens(settings: Settings) -> list[Finding]:
    """What can be said of the settings without asking Slack."""
    bot = Finding("bot token", "unknown", "not needed: workspaces install the app by OAuth")
    if not _by_oauth(settings):
        bot = _token("bot token", "SLACK_BOT_TOKEN", settings.slack_bot_token, "xoxb-", "OAuth & Permissions")
    app = Finding("app token", "unknown", "is not set; only `partwell run --http` works without")
    if settings.slack_app_token or settings.slack_signing_secret is None:
        app = _token("app token", "SLACK_APP_TOKEN", settings.slack_app_token, "xapp-", "Basic Information, with connections:write")
    secret = Finding("signing secret", "well", "is set")
    if settings.slack_signing_secret is None:
        secret = Finding("signing secret", "unknown", "is not set; only `partwell run --http` needs it")
    return [bot, app, secret]


def _token(name: str, setting: str, token: SecretStr | None, prefix: str, page: str) -> Finding:
    mend = f"copy it from {APP_PAGE} → {page} into PARTWELL_{setting}"
    if token is None:
        return Finding(name, "broken", "is not set", mend)
    if not token.get_secret_value().startswith(prefix):
        return Finding(name, "broken", f"is something else: it should begin with {prefix}", mend)
    return Finding(name, "well", "is set")


# what Slack says


async def _slack(settings: Settings, clients: Mapping[str, AsyncWebClient]) -> AsyncIterator[Finding]:
    """What there is in each workspace, and at the desk in the one where it is."""
    well: dict[str, AsyncWebClient] = {}
    for team, client in clients.items():
        answer = await _ask(client, "auth.test")
        if isinstance(answer, str):
            yield Finding("workspace", "broken", " ".join(filter(None, (team, f"Slack says {answer}"))), INSTALL_AGAIN)
            continue
        well[team] = client
        yield Finding("workspace", "well", f"{answer['team']}, as {answer['user']}")
        yield _scopes(answer["scopes"])
        if len(well) == 1:
            yield await _drift(settings, client, str(answer.get("bot_id")))
    if well or not clients:
        yield await _channel(settings, well)
        yield await _agents(settings, well)


def _at_desk(settings: Settings, clients: Mapping[str, AsyncWebClient]) -> AsyncWebClient | None:
    """The client of the workspace where the agents are; None when that is not known."""
    home = (settings.desk_channel or "").rpartition("/")[0]
    if home in clients:
        return clients[home]
    return next(iter(clients.values())) if len(clients) == 1 and not home else None


async def _ask(client: AsyncWebClient, method: str, **params: Any) -> dict[str, Any] | str:
    """The answer with the scopes that the token has, or what went wrong in a word."""
    try:
        answer = await client.api_call(method, params=params)
    except SlackApiError as error:
        return str(error.response["error"])
    except (SlackClientError, ClientError, OSError, TimeoutError) as error:
        return f"nothing ({type(error).__name__})"
    assert isinstance(answer.data, dict)
    headers = {name.lower(): value for name, value in (answer.headers or {}).items()}
    return {**answer.data, "scopes": headers.get("x-oauth-scopes", "")}


def _scopes(granted: str) -> Finding:
    has, wanted = {scope.strip() for scope in granted.split(",") if scope.strip()}, set(manifest.scopes())
    if missing := sorted(wanted - has):
        return Finding(
            "scopes", "broken", f"missing: {', '.join(missing)}", "update the app from `partwell manifest`, and install it again"
        )
    if beyond := sorted(has - wanted):
        return Finding("scopes", "well", f"complete; not needed: {', '.join(beyond)}")
    return Finding("scopes", "well", "complete, and none too many")


async def _socket(settings: Settings) -> Finding:
    if settings.slack_app_token is None:
        return Finding("Socket Mode", "unknown", "there is no app token")
    client = AsyncWebClient(settings.slack_app_token.get_secret_value(), base_url=settings.slack_url)
    answer = await _ask(client, "apps.connections.open")
    if isinstance(answer, str):
        mend = f"switch on Socket Mode at {APP_PAGE}, and give the app token the scope connections:write"
        return Finding("Socket Mode", "broken", f"Slack says {answer}", mend)
    return Finding("Socket Mode", "well", "can connect")


async def _channel(settings: Settings, clients: Mapping[str, AsyncWebClient]) -> Finding:
    if not settings.desk_channel:
        mend = "set PARTWELL_DESK_CHANNEL to the id of the agents' channel"
        return Finding("agents' channel", "broken", "is not set: nobody sees the handoffs in Slack", mend)
    home, _, channel_id = settings.desk_channel.rpartition("/")
    client = _at_desk(settings, clients)
    if client is None and len(clients) > 1 and not home:
        return Finding("agents' channel", "broken", "nobody knows in which workspace it is", "write T…/C… into PARTWELL_DESK_CHANNEL")
    if client is None:
        return Finding("agents' channel", "unknown", f"is in another workspace ({home})" if home else "no workspace can be asked")
    answer = await _ask(client, "conversations.info", channel=channel_id)
    if isinstance(answer, str):
        return Finding(
            "agents' channel", "broken", f"Slack says {answer}", "check PARTWELL_DESK_CHANNEL, and invite the app to the channel"
        )
    channel = answer["channel"]
    if channel.get("is_archived"):
        return Finding("agents' channel", "broken", "is archived", "choose another one in PARTWELL_DESK_CHANNEL")
    if not channel.get("is_member"):
        return Finding("agents' channel", "broken", "the app is not in it", f"write /invite @Partwell in #{channel.get('name')}")
    return Finding("agents' channel", "well", f"#{channel.get('name')}")


async def _agents(settings: Settings, clients: Mapping[str, AsyncWebClient]) -> Finding:
    named = settings.agents
    if not named:
        return Finding("agents", "broken", "nobody may take a handoff", "set PARTWELL_DESK_AGENTS to ids of users, or of a user group")
    client = _at_desk(settings, clients)
    if client is None:
        return Finding("agents", "unknown", f"{len(named)} named; no workspace can be asked")
    wrong = []
    for each in named:
        group = each.startswith("S")
        answer = await (_ask(client, "usergroups.users.list", usergroup=each) if group else _ask(client, "users.info", user=each))
        wrong += [f"{each} ({answer})"] if isinstance(answer, str) else []
    if wrong:
        return Finding("agents", "broken", f"not found: {', '.join(wrong)}", "check PARTWELL_DESK_AGENTS")
    return Finding("agents", "well", f"{len(named)} named")


async def _drift(settings: Settings, client: AsyncWebClient, bot: str) -> Finding:
    if settings.slack_config_token is None:
        return Finding(
            "manifest", "unknown", "only the scopes were compared", "set PARTWELL_SLACK_CONFIG_TOKEN to compare events and commands too"
        )
    owner = await _ask(client, "bots.info", bot=bot)
    app = owner if isinstance(owner, str) else owner["bot"]["app_id"]
    config = AsyncWebClient(settings.slack_config_token.get_secret_value(), base_url=settings.slack_url)
    answer = await _ask(config, "apps.manifest.export", app_id=app)
    if isinstance(answer, str):
        return Finding("manifest", "unknown", f"Slack says {answer}", f"make a new configuration token at {APP_PAGE}")
    found = manifest.drift(answer["manifest"])
    if found.missing:
        return Finding("manifest", "broken", f"missing: {', '.join(found.missing)}", "update the app from `partwell manifest`")
    return Finding("manifest", "well", f"not needed: {', '.join(found.beyond)}" if found.beyond else "as shipped")
