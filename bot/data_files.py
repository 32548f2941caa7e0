"""Reading YAML data files: domain, flows, responses, phrases. A mistake in them is the operator's to mend, so it names the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError


class DataError(Exception):
    """A data file cannot be used; the message says where and why."""


def read_any(path: Path) -> Any:
    """Whatever a YAML file holds. Raises DataError when it cannot be read as one."""
    try:
        return YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError, ValueError) as error:
        raise DataError(f"{path}: {error}") from error


def read(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file. Raises DataError when there is none."""
    data = read_any(path)
    if not isinstance(data, dict):
        raise DataError(f"{path}: not a mapping")
    return data
