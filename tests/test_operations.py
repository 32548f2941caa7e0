"""What is shipped to run it with is well formed and names only what exists."""

from __future__ import annotations

import configparser
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer
from ruamel.yaml import YAML

from bot.__main__ import app
from bot.operations.health import Watch
from bot.settings import Settings
from bot.store.store import Store
from bot.understanding import shipped

ROOT = Path(__file__).parent.parent
COMMANDS: dict[str, Any] = dict(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
SHIPPED = [ROOT / name for name in ("Dockerfile", "compose.yaml", ".dockerignore", "docs/partwell.service", "docs/operations.md")]
SECRET = re.compile(r"x(?:ox[a-z]|app)-[\w-]{6,}|(?:TOKEN|SECRET|PASSWORD)=(?!\$)\S+|://[^\s/:@]+:(?!\$\{)[^\s/@]+@")


def accepts(words: list[str]) -> bool:
    """Whether the command line understands these words. Raises click's UsageError."""
    return bool(COMMANDS[words[0]].make_context(words[0], words[1:]))


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's, with what they are given."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in lines]


def of(name: str) -> list[str]:
    """What one kind of instruction is given."""
    return [given for instruction, given in instructions() if instruction == name]


@pytest.mark.parametrize("file", SHIPPED, ids=lambda path: path.name)
def test_every_setting_that_is_named_exists(file: Path) -> None:
    named = set(re.findall(r"PARTWELL_([A-Z_]+)", file.read_text(encoding="utf-8")))
    assert named <= {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("file", SHIPPED, ids=lambda path: path.name)
def test_no_secret_stands_in_it(file: Path) -> None:
    assert not SECRET.search(file.read_text(encoding="utf-8"))


# the image


def test_what_the_image_copies_is_there_and_let_through() -> None:
    allowed = {line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")}
    sources = {source for given in of("COPY") for source in given.split()[:-1]}
    assert sources == allowed
    assert all((ROOT / source).exists() for source in sources)
    assert {"bot", "actions", "knowledge"} <= sources


def test_the_image_installs_what_is_pinned_by_its_hashes_and_nothing_else() -> None:
    installs = [given for given in of("RUN") if "pip" in given]
    assert len(installs) == 1
    assert "--require-hashes --requirement requirements.txt" in installs[0]


def test_the_image_runs_our_command_without_root() -> None:
    assert json.loads(of("ENTRYPOINT")[0]) == ["python", "-m", "bot"]
    assert accepts(json.loads(of("CMD")[0]))
    names = [name for name, _ in instructions()]
    user = of("USER")[-1]
    assert user not in {"root", "0"}
    assert any(f"useradd --system --uid 10001 --home-dir /partwell {user}" in given for given in of("RUN"))
    assert names.index("USER") < names.index("CMD")


def test_the_model_comes_with_the_image_and_nothing_is_trained_in_it() -> None:
    assert "train" not in (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert ("COPY", "bot ./bot") in instructions()
    assert shipped.PATH.relative_to(ROOT / "bot").as_posix() in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert shipped.PATH.stat().st_size <= 15 * 2**20


def test_the_image_asks_whether_it_is_ready() -> None:
    command = json.loads(of("HEALTHCHECK")[0].split("CMD", 1)[1])
    compile(command[2], "HEALTHCHECK", "exec")
    assert "http://127.0.0.1:3000/ready" in command[2]
    assert COMMANDS["run"].make_context("run", []).params["port"] == 3000
    assert of("EXPOSE") == ["3000"]


# the containers


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe").load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    return found


def test_containers_are_reached_from_their_own_machine_alone(services: dict[str, Any]) -> None:
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_secrets_of_containers_come_from_the_file_that_git_does_not_have(services: dict[str, Any]) -> None:
    assert services["partwell"]["env_file"] == ".env"
    assert ".env" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert services["database"]["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")


def test_the_bot_waits_for_its_database_and_is_found_there(services: dict[str, Any]) -> None:
    assert services["partwell"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    url = services["partwell"]["environment"]["PARTWELL_DATABASE"]
    database = services["database"]["environment"]
    assert re.fullmatch(r"postgresql://(\w+):\$\{POSTGRES_PASSWORD:\?[^}]+\}@database:5432/(\w+)", url)
    assert f"//{database['POSTGRES_USER']}:" in url
    assert url.endswith(f"/{database['POSTGRES_DB']}")


def test_a_container_may_do_no_more_than_it_has_to(services: dict[str, Any]) -> None:
    bot = services["partwell"]
    assert (bot["read_only"], bot["cap_drop"], bot["security_opt"]) == (True, ["ALL"], ["no-new-privileges:true"])
    assert {volume.split(":")[1] for volume in bot["volumes"]} == set(of("VOLUME"))


# the service


@pytest.fixture(scope="module")
def unit() -> configparser.ConfigParser:
    found = configparser.ConfigParser(interpolation=None, strict=True)
    found.optionxform = str  # type: ignore[assignment,method-assign]  # systemd's names have capitals
    found.read_string((ROOT / "docs" / "partwell.service").read_text(encoding="utf-8"))
    return found


def test_the_service_runs_our_command_without_root(unit: configparser.ConfigParser) -> None:
    program, *words = shlex.split(unit["Service"]["ExecStart"])
    assert Path(program).name == "partwell"
    assert accepts(words)
    assert unit["Service"]["DynamicUser"] == unit["Service"]["NoNewPrivileges"] == "yes"
    assert unit["Install"]["WantedBy"] == "multi-user.target"


def test_the_service_keeps_its_data_where_systemd_makes_it_a_place(unit: configparser.ConfigParser) -> None:
    service = unit["Service"]
    given = dict(pair.split("=", 1) for pair in shlex.split(service["Environment"]))
    assert given["PARTWELL_DATA"] == f"/var/lib/{service['StateDirectory']}"
    assert given["PARTWELL_CACHE"] == f"/var/cache/{service['CacheDirectory']}"
    assert service["EnvironmentFile"] == "/etc/partwell.env"


# the document


def test_every_command_that_the_document_names_is_understood() -> None:
    for named in re.findall(r"`partwell ([a-z][^`]*)`", OPERATIONS):
        words = shlex.split(named.split(" > ")[0])
        assert accepts(words), named


def test_every_alarm_is_explained() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*.py"))
    alarms = set(re.findall(r"alarm\(\"(\w+)\"\)", sources))
    assert {"dead_letter", "worker"} <= alarms
    assert alarms <= set(re.findall(r"`(\w+)`", OPERATIONS.split("| alarm |")[1].split("\n\n")[0]))


def test_every_metric_is_explained(store: Store) -> None:
    from datetime import UTC, datetime

    watch = Watch(store, lambda: datetime.now(UTC))
    metrics = {f"partwell_{name}" for name in watch.health() if name != "status"} | {"partwell_ok", "partwell_alarms_total"}
    assert metrics == set(re.findall(r"`(partwell_\w+)", OPERATIONS))


def test_the_times_in_the_document_are_those_of_the_settings() -> None:
    for name in ("retention_days", "cool_down_days"):
        assert f"`PARTWELL_{name.upper()}` ({Settings.model_fields[name].default})" in OPERATIONS
