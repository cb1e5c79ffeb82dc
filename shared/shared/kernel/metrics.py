"""The metrics of a process, each declared once, here or in the service that has it; docs/metrics.md lists them.

A label has few values, all of them known beforehand: no id, path, person or text. Counters are updated per batch or per
rare event, never per row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.metrics import MetricWrapperBase

disable_created_metrics()  # type: ignore[no-untyped-call]  # nobody asks when one was made

M = TypeVar("M", bound=MetricWrapperBase)

QUICK: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)
COARSE: Final = (0.05, 0.25, 1.0, 5.0)  # of many series: each bucket is a line for each of them
LONG: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Theme(StrEnum):
    """What a metric is about: a chapter of docs/metrics.md, and a row of the dashboard."""

    OUT = "Events out"
    IN = "Events in"
    TIME = "Timers and calls"
    HTTP = "HTTP"
    OUTSIDE = "Applicants and counterparts"
    PROCESS = "The process and its database"


@dataclass(frozen=True)
class Metric:
    """A metric as it is declared; `name` as it is exposed, `kind` is counter, gauge or histogram."""

    theme: Theme
    name: str
    kind: str
    labels: tuple[str, ...]
    about: str


DECLARED: Final[dict[str, Metric]] = {}


def counter(theme: Theme, name: str, about: str, *labels: str) -> Counter:
    """`name` ends with `_total`."""
    return _declared(Counter(name, about, labels), theme, name, about, labels)


def gauge(theme: Theme, name: str, about: str, *labels: str) -> Gauge:
    return _declared(Gauge(name, about, labels), theme, name, about, labels)


def histogram(theme: Theme, name: str, about: str, *labels: str, buckets: Sequence[float] = QUICK) -> Histogram:
    """Exposed with the endings `_bucket`, `_count` and `_sum`."""
    return _declared(Histogram(name, about, labels, buckets=buckets), theme, name, about, labels)


def _declared(made: M, theme: Theme, name: str, about: str, labels: tuple[str, ...]) -> M:
    DECLARED[name] = Metric(theme, name, type(made).__name__.lower(), labels, about)
    return made


OUTBOX = gauge(Theme.OUT, "motcua_outbox", "Rows that wait in the outbox, counted up to 10,000")
OUTBOX_AGE = gauge(
    Theme.OUT, "motcua_outbox_age_seconds", "How long the oldest row of the outbox has been seen to wait"
)
SENT = counter(Theme.OUT, "motcua_sent_total", "Records sent by the relay")
STUCK = gauge(Theme.OUT, "motcua_relay_stuck", "Dossiers whose outbox rows wait behind a record that cannot be sent")
LEADS = gauge(Theme.OUT, "motcua_relay_leads", "1 while this process leads the relay")
BROKER_AWAY = gauge(Theme.OUT, "motcua_broker_away", "1 while the broker does not answer", "part")

RECEIVED = counter(
    Theme.IN, "motcua_received_total", "Records consumed, by place beside the checkpoint", "producer", "place"
)
PARKED = counter(Theme.IN, "motcua_parked_total", "Records parked, by kind", "producer", "kind")
UNPROVED = counter(
    Theme.IN, "motcua_unproved_total", "Records without a MAC, accepted while keys are rolled out", "producer"
)
FORKS = counter(Theme.IN, "motcua_forks_total", "Records that contradict what was received before", "producer")
BEHIND = gauge(
    Theme.IN, "motcua_behind", "Events not received here, at the last comparison with the producer", "producer"
)
COMPARED = gauge(
    Theme.IN,
    "motcua_compared_timestamp_seconds",
    "Unix time of the last whole comparison with the producer",
    "producer",
)
DEFERRED = gauge(Theme.IN, "motcua_deferred", "Deferred records by kind, counted up to 10,000 in all", "kind")
UNREAD = gauge(Theme.IN, "motcua_unread", "Records on this process's partitions that it has not read yet", "producer")

FIRED = counter(Theme.TIME, "motcua_fired_total", "Timers fired", "name")
LATE = gauge(
    Theme.TIME, "motcua_late_seconds", "How long the oldest timer or call that could go is due and has not gone", "kind"
)
FANNED_OUT = counter(Theme.TIME, "motcua_fanned_out_total", "Timers inserted by fan-outs", "name")
FANOUTS = gauge(Theme.TIME, "motcua_fanouts", "Fan-outs that are not finished")
CALLS = histogram(
    Theme.TIME, "motcua_call_seconds", "Calls made to counterparts, by outcome", "peer", "name", "outcome", buckets=LONG
)
UNNAMED = counter(
    Theme.TIME,
    "motcua_unnamed_total",
    "What was told without officers' names, because workflow did not answer",
    "purpose",
)

HTTP = counter(
    Theme.HTTP,
    "motcua_http_total",
    "Requests answered, by route template and class of status",
    "route",
    "method",
    "status",
)
HTTP_SECONDS = histogram(
    Theme.HTTP,
    "motcua_http_seconds",
    "How long answers took, by route template",
    "route",
    "method",
    buckets=COARSE,
)
REFUSED = counter(
    Theme.HTTP, "motcua_refused_total", "Requests refused and connections cut, by the limit they reached", "limit"
)
EXCHANGED = counter(
    Theme.HTTP, "motcua_exchanges_total", "Tokens of sign-ins, by outcome: given, or the error", "outcome"
)
KEYS_UNREAD = counter(Theme.HTTP, "motcua_token_keys_unread_total", "Tries to read the token issuer's keys that failed")

BUILD = gauge(Theme.PROCESS, "motcua_build_info", "1; what this process is", "producer", "version", "roles")
STANDING_STILL = gauge(
    Theme.PROCESS, "motcua_standing_still", "1 while the process changes nothing: its data may be old"
)
ALIVE = gauge(Theme.PROCESS, "motcua_part_alive", "1 if the part's last step succeeded, 0 while it waits", "part")
BUGS = counter(Theme.PROCESS, "motcua_bugs_total", "Unexpected exceptions, by the part of the process", "part")
POOL = gauge(
    Theme.PROCESS, "motcua_pool_connections", "Connections to the database, by pool and state", "pool", "state"
)
POOL_LIMIT = gauge(Theme.PROCESS, "motcua_pool_limit", "Connections to the database that a pool may open", "pool")
LOOP_LAG = histogram(
    Theme.PROCESS, "motcua_loop_lag_seconds", "How late the event loop runs what is due, looked at once a second"
)
TABLES = gauge(Theme.PROCESS, "motcua_tables_revision", "The newest migration of a package in the database", "package")
TABLES_NEEDED = gauge(Theme.PROCESS, "motcua_tables_needed", "The newest migration that this version knows", "package")
UNSOUGHT = gauge(Theme.OUTSIDE, "motcua_unsought", "Dossiers that searches do not find yet, counted up to 10,000")
OLD_KEYS = gauge(
    Theme.PROCESS, "motcua_old_keys", "Keys of sealed data that no first master key wraps yet, counted up to 10,000"
)
ANCHORED = gauge(
    Theme.PROCESS, "motcua_anchored_timestamp_seconds", "Unix time of the newest anchor this process knows"
)
