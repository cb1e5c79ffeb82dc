"""deploy/dashboards/motcua.json: one dashboard for Grafana, a row for each theme and a panel for each metric."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from motcua.generate.metrics import metrics
from shared.kernel.metrics import Metric

Json = dict[str, Any]

ACROSS, WIDTH, HEIGHT = 3, 8, 7  # panels in a row, of a grid of 24 columns
SOURCE = {"type": "prometheus", "uid": "${source}"}
PICKED = 'service=~"$service"'
RATE = "$__rate_interval"
VARIABLES = (
    {"name": "source", "label": "Prometheus", "type": "datasource", "query": "prometheus"},
    {
        "name": "service",
        "type": "query",
        "datasource": SOURCE,
        "query": "label_values(motcua_build_info, service)",
        "refresh": 2,
        "multi": True,
        "includeAll": True,
        "current": {"text": "All", "value": "$__all"},
    },
)


def dashboard() -> Json:
    """The dashboard as Grafana imports it."""
    return {
        "uid": "motcua",
        "title": "motcua",
        "description": "Written by make map from the declarations of the metrics.",
        "tags": ["motcua"],
        "schemaVersion": 39,
        "editable": True,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "templating": {"list": list(VARIABLES)},
        "panels": list(_panels()),
    }


def _panels() -> Iterator[Json]:
    numbers, y = count(1), 0
    for theme, some in metrics().items():
        grid = {"x": 0, "y": y, "w": ACROSS * WIDTH, "h": 1}
        yield {
            "id": next(numbers),
            "type": "row",
            "title": str(theme),
            "collapsed": False,
            "gridPos": grid,
            "panels": [],
        }
        for place, one in enumerate(some):
            row, column = divmod(place, ACROSS)
            grid = {"x": column * WIDTH, "y": y + 1 + row * HEIGHT, "w": WIDTH, "h": HEIGHT}
            yield _panel(next(numbers), one, grid)
        y += 1 + -(-len(some) // ACROSS) * HEIGHT


def _panel(number: int, one: Metric, grid: Json) -> Json:
    return {
        "id": number,
        "type": "timeseries",
        "title": one.name,
        "description": one.about,
        "datasource": SOURCE,
        "gridPos": grid,
        "fieldConfig": {"defaults": {"unit": _unit(one), "min": 0}, "overrides": []},
        "targets": [
            {"refId": chr(ord("A") + place), "datasource": SOURCE, "expr": expression, "legendFormat": legend}
            for place, (expression, legend) in enumerate(_asked(one))
        ],
    }


def _unit(one: Metric) -> str:
    if one.kind == "counter":
        return "ops"
    return "s" if one.name.endswith("_seconds") else "short"


def _asked(one: Metric) -> Iterator[tuple[str, str]]:
    """The expressions of a panel, each with the name of its lines."""
    labels = ["service", *one.labels]
    by, legend = ", ".join(labels), " ".join(f"{{{{{label}}}}}" for label in labels)
    if one.kind == "counter":
        yield f"sum by ({by}) (rate({one.name}{{{PICKED}}}[{RATE}]))", legend
    elif one.kind == "histogram":
        rates = f"sum by ({by}, le) (rate({one.name}_bucket{{{PICKED}}}[{RATE}]))"
        yield f"histogram_quantile(0.99, {rates})", f"p99 {legend}"
    elif one.name.endswith("_timestamp_seconds"):
        yield f"time() - max by ({by}) ({one.name}{{{PICKED}}})", legend
    else:
        whole = "sum" if one.name in WHOLE else "max"
        yield f"{whole} by ({by}) ({one.name}{{{PICKED}}})", legend


#: Each process has its own part of these; of others all processes of a service see the same.
WHOLE = {"motcua_unread", "motcua_relay_leads", "motcua_pool_connections", "motcua_pool_limit"}
