"""`python -m tests.formats`, part of `make check`: one line a problem; exit 1 when there is one."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from bot.data_files import DataError
from tests.formats import problems


def main() -> int:
    """0 when all is well."""
    found = list(_until_unreadable())
    print("\n".join(found) or "The data files are well formed.")  # noqa: T201
    return bool(found)


def _until_unreadable() -> Iterator[str]:
    """The problems, up to a file that cannot be read."""
    try:
        yield from problems()
    except DataError as error:
        yield str(error)


if __name__ == "__main__":
    sys.exit(main())
