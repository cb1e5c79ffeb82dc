"""The matrix: one row for each fault, with how it is applied and for how long. `python -m tests.chaos` plays them.

The cells {relay, consumer, api, due} x {before send, after send, after commit, random} kill the process in which that
part is at work: the relay is bell's, which only emits; the consumer echo's, which receives both; the api ask's; the
deadlines echo's, when most questions fade.
"""

from __future__ import annotations

from tests.chaos import backup, disk, kills, loss, outages, pages, standby
from tests.chaos.fault import Fault

WIPED = {3: "what all subscribers had received before is on no topic any more, and is not needed there"}
OFTEN = (0.5, 3.0)  # seconds between two kills of a cell
STEADY = (5.0, 5.0)

#: Part, its player, and its instant after a commit.
PARTS = (
    ("relay", "bell", "api.after_commit"),
    ("consumer", "echo", "consumer.after_commit"),
    ("api", "ask", "api.after_commit"),
    ("due", "echo", "due.after_commit"),
)


def cells() -> list[Fault]:
    """The processes that are killed, and their failpoints."""
    found = []
    for part, player, committed in PARTS:
        fading = 0.9 if part == "due" else 0.2
        instants = {"before send": "relay.before_send", "after send": "relay.after_send", "after commit": committed}
        for when, instant in instants.items():
            found.append(Fault(f"{part} killed {when}", kills.at({player: instant}), fading=fading))
        found.append(Fault(f"{part} killed at random", kills.at_random(player, every=OFTEN), fading=fading))
    return found


AT_ONCE = {"ask": "api.after_commit", "bell": "relay.before_send", "echo": "consumer.after_commit"}
LATER = {"ask": "consumer.after_commit", "bell": "relay.after_send", "echo": "due.after_commit"}

FAULTS = (
    Fault("no fault", outages.nothing),
    *cells(),
    Fault("all killed at once", kills.at(AT_ONCE), seconds=5),
    Fault("all killed later", kills.at(LATER), seconds=5, fading=0.5),
    Fault("all killed, then again later", kills.at(AT_ONCE, LATER), seconds=1, fading=0.5, short=True),
    Fault("broker down 5 s", outages.broker_down, seconds=5),
    Fault("broker down 60 s", outages.broker_down, seconds=60),
    Fault("broker wiped", outages.broker_wiped, excused=WIPED),
    Fault("broker disk full", disk.full, seconds=20, unfit=disk.unfit),
    Fault("partitions widened", outages.widened),
    Fault("rebalanced", kills.coming_and_going("echo-2"), seconds=30, pairs=True),
    Fault("database down 5 s", outages.database_down, seconds=5),
    Fault("broker down, then the database", outages.both_down, seconds=5, short=True),
    Fault("database down 60 s", outages.database_down, seconds=60),
    Fault("database frozen", outages.database_frozen, seconds=60),
    Fault("failover", standby.failover),
    Fault("restored backup", backup.restored, seconds=30),
    Fault("restored from older after republishing", backup.restored_after_republishing, seconds=30),
    Fault("frozen", kills.frozen("ask", "echo"), seconds=60, pairs=True),
    Fault("clock jump", outages.clock_jumps, seconds=20, fading=0.5),
    Fault("pairs with a kill every 5 s", kills.at_random(every=STEADY), seconds=60, pairs=True),
    Fault("services: no fault", outages.nothing, seconds=30, stage="installation"),
    Fault("services: sandbox down", outages.sandbox_down, seconds=300, stage="installation"),
    Fault("services: broker down", outages.broker_down, seconds=60, stage="installation"),
    Fault("services: database down", outages.database_down, seconds=60, stage="installation"),
    Fault("services: loss accepted under load", loss.accepted, seconds=30, stage="installation"),
    Fault("services: console killed", pages.console_killed, seconds=30, stage="installation"),
    Fault("services: provider down", pages.provider_down, seconds=20, stage="installation"),
    Fault("services: clock jump", outages.clock_jumps, seconds=40, stage="installation"),
    Fault(
        "services in pairs with a kill every 5 s",
        kills.at_random(every=STEADY),
        seconds=60,
        stage="installation",
        pairs=True,
    ),
)
SHORT = tuple(fault for fault in FAULTS if fault.short)
