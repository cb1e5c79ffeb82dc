"""docs/metrics.md: every metric of every service, from its declaration in the code."""

from __future__ import annotations

from collections.abc import Iterator

from motcua.generate.apidocs.openapi import SERVICES
from shared.kernel.metrics import DECLARED, Metric, Theme

HEAD = """# Metrics

Written by `make map` from the declarations (`shared/kernel/metrics.py`, and the services' own). Every process serves
them at `/metrics` as Prometheus text, beside those of Python and of the process (below). What a counter has not counted
yet may be missing; what only a worker knows (outbox, deferred records, relay, consumer) is 0 or missing in an `api`.
The alerts in [deploy/alerts](../deploy/alerts) use them; [deploy/README.md](../deploy/README.md) says how to
collect them.
"""
#: What the library adds by itself; those that begin with `process_` are there on Linux only.
LIBRARY = """\
| `process_cpu_seconds_total` | counter |  | CPU time that the process has used |
| `process_max_fds` | gauge |  | How many files and connections it may have open |
| `process_open_fds` | gauge |  | How many it has open |
| `process_resident_memory_bytes` | gauge |  | Memory that it holds |
| `process_start_time_seconds` | gauge |  | Unix time of its start |
| `process_virtual_memory_bytes` | gauge |  | Addresses that it has reserved |
| `python_gc_collections_total` | counter | `generation` | Runs of the garbage collector |
| `python_gc_objects_collected_total` | counter | `generation` | Objects that it has collected |
| `python_gc_objects_uncollectable_total` | counter | `generation` | Objects that it could not collect |
| `python_info` | gauge | `version`, `implementation`, `major`, `minor`, `patchlevel` | 1; which Python this is |
"""
COLUMNS = "| metric | type | labels | what |\n| --- | --- | --- | --- |"


def metrics() -> dict[Theme, list[Metric]]:
    """All metrics by theme and name. The services are imported, so that theirs are there."""
    assert SERVICES, "their modules declare metrics"
    every = sorted(DECLARED.values(), key=lambda one: one.name)
    return {theme: [one for one in every if one.theme is theme] for theme in Theme}


def table() -> str:
    """The text of docs/metrics.md."""
    parts = [f"## {theme}\n\n{COLUMNS}\n" + "\n".join(_rows(some)) + "\n" for theme, some in metrics().items()]
    return "\n".join([HEAD, *parts, f"## Python and the operating system\n\n{COLUMNS}\n{LIBRARY}"])


def _rows(some: list[Metric]) -> Iterator[str]:
    for one in some:
        labels = ", ".join(f"`{label}`" for label in one.labels)
        yield f"| `{one.name}` | {one.kind} | {labels} | {one.about} |"
