"""The whole app on a sandbox, as the tests of the channel have it."""

from __future__ import annotations

from tests.channels.slack.conftest import slack  # noqa: F401  (fixture)
