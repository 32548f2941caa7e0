"""The people and places a sandbox begins with. They are named by what they do."""

from __future__ import annotations

from bot.sandbox.apps import Apps
from bot.sandbox.workspace import Channel, Clock, Team, User, UserGroup, Workspace

TEAM, OTHER_TEAM = "T0HOME", "T0GUEST"
CUSTOMER, CLIENTE, GUEST = "U0CUSTOMER", "U0CLIENTE", "U0GUEST"
AGENT_1, AGENT_2 = "U0AGENT1", "U0AGENT2"
PEOPLE = (
    User(CUSTOMER, TEAM, "customer", "Customer", tz="Europe/London", tz_offset=0),
    User(CLIENTE, TEAM, "cliente", "Cliente", locale="it-IT"),
    User(GUEST, OTHER_TEAM, "guest", "Guest", tz="America/New_York", tz_offset=-18000),
    User(AGENT_1, TEAM, "agent1", "Agent 1"),
    User(AGENT_2, TEAM, "agent2", "Agent 2", locale="it-IT"),
)
AGENTS, GENERAL, AGENT_GROUP = "C0AGENTS", "C0GENERAL", "S0AGENTS"


def populated(clock: Clock, app: Apps | None = None) -> Workspace:
    """Two teams, the app installed in the first; three customers, one of them of the other team; two agents with their channel."""
    workspace = Workspace(clock, app or Apps())
    workspace.add_team(Team(TEAM, "Home", "home"))
    workspace.add_team(Team(OTHER_TEAM, "Guests", "guests"))
    for person in PEOPLE:
        workspace.add_user(User(**vars(person)))
    bot = workspace.install(TEAM)
    agents = [AGENT_1, AGENT_2]
    workspace.groups[AGENT_GROUP] = UserGroup(AGENT_GROUP, TEAM, "agents", agents)
    workspace.add_channel(Channel(AGENTS, TEAM, "group", [*agents, bot.user], name="agents"))
    workspace.add_channel(Channel(GENERAL, TEAM, "channel", [CUSTOMER, CLIENTE, GUEST, *agents, bot.user], name="general", connected=True))
    for person in PEOPLE:
        workspace.direct(TEAM, person.id, bot.user)
    return workspace
