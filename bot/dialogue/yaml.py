"""Reading the dialogue's own YAML files. A mistake in them is the operator's to mend, so it names the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError


class DataError(Exception):
    """A data file of the dialogue cannot be used; the message says where and why."""


def read(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file. Raises DataError when there is none."""
    try:
        data = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise DataError(f"{path}: {error}") from error
    if not isinstance(data, dict):
        raise DataError(f"{path}: not a mapping")
    return data
