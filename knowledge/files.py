"""Reading the YAML files, with the line each part stands on, so that a mistake can be shown where it is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import ConstructorError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from knowledge.errors import Problem
from knowledge.schema import Article, Source

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class YamlFile:
    """A YAML file as it was read: plain data, and where each part stands."""

    path: Path
    tree: Any

    @property
    def name(self) -> str:
        """How the file is called in messages: relative to the folder people stand in, when it lies below it."""
        return _name(self.path)

    def line(self, *keys: str | int) -> int:
        """Line (from 1) of the part reached by `keys`; of the nearest part above it when it is missing."""
        node, line = self.tree, 1
        for key in keys:
            try:
                if isinstance(node, CommentedMap):
                    line = node.lc.key(key)[0] + 1
                elif isinstance(node, CommentedSeq):
                    line = node.lc.item(key)[0] + 1
                node = node[key]
            except (KeyError, IndexError, TypeError, AttributeError):
                break
        return line

    def problem(self, rule: str, message: str, fix: str, *keys: str | int) -> Problem:
        """A problem at the part reached by `keys`."""
        return Problem(self.name, self.line(*keys), rule, message, fix)


@dataclass(frozen=True)
class ArticleFile(YamlFile):
    """An article's file that follows the schema."""

    article: Article


class _Constructor(RoundTripConstructor):
    """Says where a value stands that cannot be made, such as the 31st of June."""

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except ValueError as error:
            raise ConstructorError(problem=str(error), problem_mark=node.start_mark) from error


def read_yaml(path: Path) -> YamlFile | Problem:
    """The file, or what is wrong with it as YAML."""
    reader = YAML(typ="rt")
    reader.Constructor = _Constructor
    try:
        tree = reader.load(path.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return Problem(_name(path), line, "yaml", f"not valid YAML: {error.problem}", "mend the line, or quote the text")
    except YAMLError as error:
        return Problem(_name(path), 1, "yaml", f"not valid YAML: {error}", "remove the character, or quote the text")
    except RecursionError:
        return Problem(_name(path), 1, "yaml", "not valid YAML: nested too deeply", "write what is nested as the schema asks for")
    except (OSError, UnicodeDecodeError) as error:
        return Problem(_name(path), 1, "yaml", f"cannot be read: {error}", "save the file as UTF-8 where it can be read")
    return YamlFile(path, tree)


def read_article(path: Path) -> ArticleFile | list[Problem]:
    """The article in `path`, or all that is wrong with its form."""
    file = read_yaml(path)
    if isinstance(file, Problem):
        return [file]
    result = _validate(file, Article, file.tree)
    return result if isinstance(result, list) else ArticleFile(file.path, file.tree, result)


def read_sources(folder: Path) -> dict[str, Source] | list[Problem]:
    """The entries of `sources.yml`, or all that is wrong with their form."""
    file = read_yaml(folder / "sources.yml")
    if isinstance(file, Problem):
        return [file]
    if not isinstance(file.tree, dict | None):
        return [file.problem("schema", "not a mapping of slugs to sources", "give each source its slug, as `slug:`")]
    sources, problems = _entries(file)
    return problems or sources


def usable_sources(folder: Path) -> tuple[dict[str, Source], list[Problem]]:
    """The entries of `sources.yml` that are well formed, and what is wrong with the others."""
    file = read_yaml(folder / "sources.yml")
    if isinstance(file, Problem):
        return {}, [file]
    return _entries(file) if isinstance(file.tree, dict) else ({}, [])


def _entries(file: YamlFile) -> tuple[dict[str, Source], list[Problem]]:
    entries = {str(slug): _validate(file, Source, entry, str(slug)) for slug, entry in (file.tree or {}).items()}
    problems = [problem for entry in entries.values() if isinstance(entry, list) for problem in entry]
    return {slug: entry for slug, entry in entries.items() if isinstance(entry, Source)}, problems


def sha256(path: Path) -> str:
    """Hash of a file's bytes."""
    return digest(path.read_bytes())


def digest(content: bytes) -> str:
    """Hash of bytes, as `sources.yml` has it."""
    return hashlib.sha256(content).hexdigest()


def _name(path: Path) -> str:
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _validate(file: YamlFile, model: type[Model], data: Any, *above: str) -> Model | list[Problem]:
    try:
        return model.model_validate(_plain(data))
    except RecursionError:
        return [file.problem("schema", "a part holds itself", "write it out instead of `*`", *above)]
    except ValidationError as error:
        return [
            file.problem(
                "schema", f"{'.'.join(map(str, mistake['loc']))}: {mistake['msg']}", _fix(mistake["type"]), *above, *mistake["loc"]
            )
            for mistake in error.errors()
        ]


def _fix(kind: str) -> str:
    return {
        "missing": "add the missing key",
        "extra_forbidden": "remove the key, or correct its spelling",
    }.get(kind, "give a value of the form the schema asks for (`partwell knowledge schema`)")


def _plain(node: Any) -> Any:
    """Plain dicts and lists, so that pydantic's errors name plain keys."""
    if isinstance(node, dict):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    return node
