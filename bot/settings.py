"""Settings: from `PARTWELL_…` environment variables, a `.env` file, or command-line options."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from knowledge.library import HOME

TOKEN = re.compile(r"\s*x(ox[a-z]|app)[.-]")
TOKENS = frozenset({"slack_bot_token", "slack_app_token", "slack_config_token"})


class Settings(BaseSettings):
    """Every setting has a default that works on one machine."""

    model_config = SettingsConfigDict(env_prefix="PARTWELL_", env_file=".env", extra="ignore", frozen=True)

    database: str | None = Field(None, description="Database URL; a SQLite file in the data folder when not set")
    data: Path = Field(default_factory=lambda: user_data_path("partwell"), description="Folder of the database and of reminder files")
    cache: Path = Field(
        default_factory=lambda: user_cache_path("partwell"), description="Folder of what makes the next start quicker; may be deleted"
    )
    knowledge: Path = Field(HOME, description="Folder with `articles` and `sources`")
    language: Literal["en", "it"] = Field("en", description="Language until the customer's own is known")
    offers: Literal["normal", "strict", "none"] = Field(
        "normal", description="`strict` asks permission before an offer; `none` never makes one"
    )
    cool_down_days: int = Field(365, ge=0, description="Days without an offer after one was declined")
    action_server: str | None = Field(None, description="Webhook of a Rasa action server; actions run in process when not set")

    slack_bot_token: SecretStr | None = Field(None, description="Bot token (`xoxb-…`) of the one workspace; not needed with OAuth")
    slack_app_token: SecretStr | None = Field(None, description="App-level token (`xapp-…`, `connections:write`) for Socket Mode")
    slack_signing_secret: SecretStr | None = Field(None, description="Signing secret; needed with `--http`")
    slack_client_id: str | None = Field(None, description="Client id, to be installed in several workspaces by OAuth")
    slack_client_secret: SecretStr | None = Field(None, description="Client secret, with the client id")
    key: SecretStr | None = Field(
        None, description="Encrypts OAuth's tokens in the database; several with commas between them, the first encrypts"
    )
    public_url: str | None = Field(
        None, description="Public address of the HTTP side, to which Slack sends people back who install the app"
    )
    slack_config_token: SecretStr | None = Field(
        None, description="App configuration token (`xoxe…`): `doctor` compares the app's manifest"
    )
    slack_url: str = Field("https://slack.com/api/", description="Where Slack's Web API is; the sandbox's for trying out")

    desk_channel: str | None = Field(
        None, description="Id of the channel where agents take handoffs; `T…/C…` in another workspace than the customer's"
    )
    desk_agents: str = Field("", description="Who may: ids of users, or of a user group, with commas between them")
    desk_language: Literal["en", "it"] = Field("en", description="Language of the agents")
    claim_minutes: int = Field(15, ge=1, description="Minutes until a waiting customer is told that nobody is there yet")

    retention_days: int = Field(90, ge=1, description="Days after which a quiet conversation is deleted with everything of it")

    log: Literal["json", "text"] = Field("json", description="Form of what `run` logs: a line an event")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="What `run` logs from; `debug` also what exceptions say, which may be customers' words"
    )

    @field_validator("*", mode="before")
    @classmethod
    def _no_token(cls, value: Any, about: ValidationInfo) -> Any:
        """A token where none belongs is refused at once: as a path or an address it would be shown."""
        if about.field_name not in TOKENS and isinstance(value, str) and TOKEN.match(value):
            raise ValueError("holds a Slack token, which belongs into another setting")
        return value

    @property
    def database_url(self) -> str:
        """The database's URL."""
        return self.database or f"sqlite:///{self.data / 'partwell.db'}"

    @property
    def keys(self) -> str:
        """The keys of tokens in the database; empty without one."""
        return self.key.get_secret_value() if self.key else ""

    @property
    def signing_secret(self) -> str:
        """The signing secret; empty without one: then no request is Slack's."""
        return self.slack_signing_secret.get_secret_value() if self.slack_signing_secret else ""

    @property
    def agents(self) -> list[str]:
        """Ids of the agents, or of their user groups."""
        return [each.strip() for each in self.desk_agents.split(",") if each.strip()]
