"""What holds in a workspace whatever people do in it."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from bot.sandbox.population import AGENT_1, AGENT_2, AGENTS, populated
from bot.sandbox.workspace import Change, Workspace
from tests.sandbox.conftest import Clock


class Anything(RuleBasedStateMachine):
    """Two agents write, answer, edit, delete and read in their channel, in any order."""

    said = Bundle("said")
    people = st.sampled_from([AGENT_1, AGENT_2])

    def __init__(self) -> None:
        super().__init__()
        self.workspace = populated(Clock())
        self.channel = self.workspace.channel(AGENTS)
        self.changes: list[Change] = []
        self.workspace.watchers.append(self.changes.append)
        self.stamps: list[str] = []

    @rule(target=said, user=people)
    def say(self, user: str) -> str:
        return self._posted({"user": user, "text": "words"})

    @rule(target=said, user=people, root=said)
    def answer(self, user: str, root: str) -> str:
        if root not in self.channel.messages:
            return root
        return self._posted({"user": user, "text": "answer", "thread_ts": root})

    @rule(ts=said, text=st.text(max_size=5))
    def edit(self, ts: str, text: str) -> None:
        if ts in self.channel.messages:
            self.workspace.change(self.channel, ts, {"text": text})

    @rule(ts=consumes(said))
    def delete(self, ts: str) -> None:
        if ts in self.channel.messages:
            self.workspace.delete(self.channel, ts)

    @rule(ts=said, user=people)
    def read(self, ts: str, user: str) -> None:
        self.workspace.mark(self.channel, user, ts)

    def _posted(self, message: dict[str, str]) -> str:
        ts = str(self.workspace.post(self.channel, message)["ts"])
        self.stamps.append(ts)
        return ts

    @invariant()
    def times_are_unique_and_in_order(self) -> None:
        assert self.stamps == sorted(set(self.stamps))
        assert list(self.channel.messages) == sorted(self.channel.messages)

    @invariant()
    def every_answer_has_its_root_and_is_counted_there(self) -> None:
        for ts, message in self.channel.messages.items():
            root = message.get("thread_ts", ts)
            assert root in self.channel.messages
            answers = [m for m in self.channel.messages.values() if m.get("thread_ts") == root and m["ts"] != root]
            assert self.channel.messages[root].get("reply_count", 0) == len(answers)
            assert [m["ts"] for m in self.channel.replies(root)] == [root, *(m["ts"] for m in answers)]

    @invariant()
    def nobody_has_more_to_read_than_others_wrote(self) -> None:
        for user in (AGENT_1, AGENT_2):
            others = [m for m in self.channel.messages.values() if m["user"] != user]
            assert 0 <= self.workspace.unread(self.channel, user) <= len(others)


TestAnything = Anything.TestCase
TestAnything.settings = settings(max_examples=30, stateful_step_count=30)


def test_two_sandboxes_give_no_id_twice() -> None:
    first, second = Workspace(Clock(), populated(Clock()).apps), Workspace(Clock(1_900_000_000.001), populated(Clock()).apps)

    ids = {workspace.new_id("Ev") for workspace in (first, second) for _ in range(1000)}

    assert len(ids) == 2000


def test_secrets_do_not_show_when_an_app_is_printed() -> None:
    apps = populated(Clock()).apps
    bot = apps.installed["T0HOME"]

    printed = repr(apps)

    assert not [secret for secret in (bot.token, apps.app_token, apps.client_secret, apps.signing_secret) if secret in printed]
