"""The fixtures of every tier: one stack for the whole run, real PostgreSQL and real Kafka.

Few and loud: `stack` (servers), `installation` (all services running, sample data loaded, people to act). They come
from, in
this order: what the environment names (deploy/compose.env), our compose file in Docker (MOTCUA_TEST_DOCKER=1), and
processes of this machine.
"""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import httpcore2
import httpx2
import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

from motcua.simulation.province import Province
from motcua.stack.folders import STACKS
from motcua.stack.issuer import Issuer
from motcua.stack.servers import Elsewhere, Servers
from motcua.stack.services import Services
from motcua.stack.stack import Stack
from motcua.stack.system import System, named, system
from motcua.stack.waiting import SLOWER
from motcua.stack.whole import Whole
from tests.support.costs import Costs

# A client of HTTP reads the certificates of this machine, 50 ms of CPU; a test that wants others names them.
httpcore2.default_ssl_context = cache(httpcore2.default_ssl_context)

#: `pytest --hypothesis-profile chaos`: more histories, other ones each time.
STEADY = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # the machine may be as slow as it likes
settings.register_profile("steady", STEADY)
settings.register_profile("chaos", STEADY, max_examples=1000)
settings.load_profile("steady")

# Compiled modules are kept, whatever the environment says: otherwise every worker and every process of a service
# compiles all of ours again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Tests of logic do not depend on the speed of the machine: a connection or a lock is waited for long.
os.environ.setdefault("MOTCUA_TIMEOUT", "60")

# Each worker of `pytest -n 2` has a stack of its own.
if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    os.environ["MOTCUA_TEST_STACK"] = f"{os.environ.get('MOTCUA_TEST_STACK', 'test')}-{worker}"


#: Tests that share servers run one after the other in one worker, in this order: `rooms` receive made-up events, which
#: `installation` must not. All services run for `installation` and `stories` alone, in one worker: no test moves the
#: clock of `installation`; stories move it by months and come last. The rest runs in any worker.
GROUPS = (
    ("closed", "tests/closed"),
    ("chaos", "tests/chaos"),
    ("kernel", "tests/integration/kernel"),
    ("kernel", "tests/hostile/test_every_command_as_every_agency.py"),
    ("kernel", "tests/hostile/test_replayed_answers.py"),
    ("kernel", "tests/hostile/test_answers_without_a_move.py"),
    ("installation", "tests/contract/test_cloudevents.py"),
    ("installation", "tests/integration/http"),
    ("rooms", "tests/integration"),
    ("strangers", "tests/hostile"),
    ("stories", "tests/e2e"),
)

#: Units (tests/support/costs.py) each group may cost, servers and services included: 970, within ten minutes on two
#: cores.
CAPS = {
    "loading": 52,
    "unit": 120,
    "contract": 10,
    "chaos": 120,
    "kernel": 135,
    "rooms": 180,
    "installation": 163,
    "stories": 90,
    "strangers": 100,
}

#: The groups with all services.
WHOLE = ("closed", "installation", "stories")

#: `make test-closed`: the stack's Kafka lets in its users only. `make test` leaves these tests out.
if CLOSED := bool(os.environ.get("MOTCUA_TEST_CLOSED")):
    CAPS["closed"] = 120
#: `make test-browser`: it needs a browser and its driver.
if BROWSER := bool(os.environ.get("MOTCUA_TEST_BROWSER")):
    CAPS["browser"] = 420
collect_ignore = [*([] if CLOSED else ["closed"]), *([] if BROWSER else ["browser"])]


def rank_of(place: str) -> int:
    """The place of a test in the order above, by where it stands."""
    return next((rank for rank, (_, start) in enumerate(GROUPS) if place.startswith(start)), len(GROUPS))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The groups first, in their order. Two of them run all services, which costs half a minute of CPU."""
    items.sort(key=lambda item: rank_of(item.nodeid))
    for item in items:
        limit = item.get_closest_marker("timeout")
        told = item.config.getoption("timeout")  # `make chaos` says how long its thousand histories may take
        seconds = told or (limit.args[0] if limit else float(item.config.getini("timeout")))
        item.add_marker(pytest.mark.timeout(SLOWER * seconds), append=False)
        if {"installation", "whole"} & {*getattr(item, "fixturenames", ())} and group_of(item.nodeid) not in WHOLE:
            raise pytest.UsageError(f"{item.nodeid} wants all services, and is not in {' or '.join(WHOLE)} of GROUPS")
        if (
            isinstance(item, pytest.Function)
            and "installation" in item.fixturenames
            and group_of(item.nodeid) == "installation"
        ):
            item.fixturenames.append("stands_still")


def group_of(place: str) -> str:
    """The group of a test; its folder, if it shares nothing."""
    rank = rank_of(place)
    return GROUPS[rank][0] if rank < len(GROUPS) else place.split("/")[1]


def pytest_configure(config: pytest.Config) -> None:
    """Counts what the groups cost."""
    config.pluginmanager.register(Costs(config, group_of, CAPS), "costs")


class Workers(LoadScopeScheduling):
    """A group is one worker's work, and both with all services are: they start once, and stories come last.

    xdist's own groups do nothing under pytest 9.2.
    """

    def _split_scope(self, nodeid: str) -> str:
        if rank_of(nodeid) == len(GROUPS):
            return nodeid
        return "whole" if group_of(nodeid) in WHOLE else group_of(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Workers:
    """The scheduler of `pytest -n`."""
    config.option.loadscopereorder = False
    return Workers(config, log)


@pytest.fixture(scope="session")
def surroundings() -> Iterator[None]:
    """With MOTCUA_TEST_DOCKER=1 the environment names our compose file, up for this run."""
    from tests.support.composed import composed  # noqa: PLC0415  # a run without Docker does not load its client

    with composed() if os.environ.get("MOTCUA_TEST_DOCKER") and not named() else nullcontext():
        yield


@pytest.fixture(scope="session")
def stack(surroundings: None) -> Iterator[Servers]:
    """PostgreSQL and Kafka for this run; local ones on ports of their own, their data is gone afterwards.

    Runs side by side name their stacks apart with MOTCUA_TEST_STACK.
    """
    if named():
        yield Elsewhere(os.environ, STACKS / "elsewhere")
        return
    stack = Stack(os.environ.get("MOTCUA_TEST_STACK", "test"))
    stack.erase()
    stack.start(closed=CLOSED)
    yield stack
    stack.erase()


@pytest.fixture(scope="session")
def issuer(stack: Servers) -> Issuer:
    """Signs the tokens of this run."""
    return Issuer(stack.folder / "issuer")


@pytest.fixture(scope="session")
def whole(stack: Servers, issuer: Issuer) -> Iterator[Whole]:
    """Every service as a process of its own, and the sandbox, as `make up` starts them: on this machine only."""
    if not isinstance(stack, Stack):
        pytest.skip("starts and stops processes of this machine")
    whole = Whole(stack, issuer)
    whole.start()
    yield whole
    whole.stop()


@pytest.fixture(scope="session")
def services(whole: Whole) -> Services:
    """The services of the whole."""
    return whole.services


@pytest.fixture(scope="session")
def running(stack: Servers, request: pytest.FixtureRequest) -> System:
    """All services, wherever they run."""
    if not named():
        request.getfixturevalue("whole")
    return system(stack.folder.name)


@pytest.fixture(scope="session")
async def installation(running: System) -> AsyncIterator[Province]:
    """The running system with the sample province in it, and people who talk to it over HTTP."""
    async with httpx2.AsyncClient(timeout=60, limits=httpx2.Limits(max_connections=50)) as http:
        province = Province(http, running.services, running.issuer, running.sandbox)
        await province.load()
        yield province


@pytest.fixture(scope="module")
async def stands_still(installation: Province) -> AsyncIterator[None]:
    """No test of `installation` moves its clock: the others there rely on dates that do not pass."""
    yield
    for service in installation.addresses:
        now = (await installation.operator.get(service, "/v1/clock"))["now"]
        ahead = datetime.fromisoformat(now) - datetime.now(UTC)
        assert ahead < timedelta(minutes=10), f"the clock of {service} was moved"
