"""An alert asks for metrics that exist and leads to its row of the runbook; each row with a metric has an alert.

What the rules fire on is tried by `make alerts`, with promtool.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import yaml

from motcua.generate.dashboard import dashboard
from motcua.generate.metrics import metrics
from motcua.stack.folders import PROJECT

ALERTS = PROJECT / "deploy" / "alerts"
RUNBOOK = "deploy/README.md"
OF_PROMETHEUS = {"up": ("job",)}
OF_TARGETS = {"service", "instance"}
TEXTS = {"summary", "summary_vi", "description", "description_vi"}


@cache
def rules() -> dict[str, Any]:
    groups = [group for file in sorted(ALERTS.glob("*.yaml")) for group in yaml.safe_load(file.read_text())["groups"]]
    found = [rule for group in groups for rule in group["rules"]]
    named = {rule["alert"]: rule for rule in found}
    assert len(named) == len(found)
    return named


def known() -> dict[str, set[str]]:
    """The labels of every series, by its name."""
    series = {name: set(labels) for name, labels in OF_PROMETHEUS.items()}
    for one in (each for some in metrics().values() for each in some):
        series[one.name] = set(one.labels)
        if one.kind == "histogram":
            ends = {"_bucket": {"le"}, "_count": set(), "_sum": set()}
            series |= {one.name + end: {*one.labels, *more} for end, more in ends.items()}
    return series


def selected(expression: str) -> Iterator[tuple[str, set[str]]]:
    """The series an expression asks for, with the labels by which it picks them."""
    for name, picked in re.findall(r"\b(motcua_\w+|up)\b(?:\{([^}]*)\})?", expression):
        yield name, set(re.findall(r'(\w+)\s*(?:=~|!~|!=|=)\s*"', picked))


def rows() -> Iterator[tuple[str | None, str]]:
    """Each row of the runbook: its anchor, and its sign."""
    text = (PROJECT / RUNBOOK).read_text("utf-8").partition("\n## Something is parked, missing or late\n")[2]
    for line in text.splitlines():
        if line.startswith("| ") and not line.startswith(("| sign", "| ---")):
            found = re.match(r'\| (?:<a id="([a-z-]+)"></a>)?(.*?) \| ', line)
            assert found, line
            yield found[1], found[2]


@pytest.mark.parametrize("alert", sorted(rules()))
def test_an_alert_asks_for_what_exists(alert: str) -> None:
    expression, series = rules()[alert]["expr"], known()
    asked = list(selected(expression))
    assert asked
    for name, labels in asked:
        assert labels <= series[name] | OF_TARGETS, name
    grouped = {label.strip() for some in re.findall(r"by \(([^)]*)\)", expression) for label in some.split(",")}
    assert grouped <= set.union(OF_TARGETS, *(series[name] for name, _ in asked))
    texts = " ".join(rules()[alert]["annotations"].values())
    assert set(re.findall(r"\$labels\.(\w+)", texts)) <= (grouped or OF_TARGETS | series[asked[0][0]])


def test_an_alert_speaks_both_languages_and_leads_to_its_row() -> None:
    anchors = {anchor for anchor, _ in rows()}
    for name, rule in rules().items():
        said = rule["annotations"]
        assert said.keys() == TEXTS | {"runbook"}, name
        assert said["summary"] != said["summary_vi"], name
        assert said["description"] != said["description_vi"], name
        assert rule["labels"]["severity"] in ("page", "ticket"), name
        file, _, anchor = said["runbook"].partition("#")
        assert (file, anchor in anchors) == (RUNBOOK, True), name


def test_each_row_that_names_a_metric_has_an_alert_on_it() -> None:
    by_row: dict[str, set[str]] = {}
    for rule in rules().values():
        names = {name for name, _ in selected(rule["expr"])}
        by_row.setdefault(rule["annotations"]["runbook"].partition("#")[2], set()).update(names)
    for anchor, sign in rows():
        named = set(re.findall(r"`(motcua_\w+|up)\b", sign))
        assert anchor is not None or not named, sign
        asked = {re.sub(r"_(bucket|count|sum)$", "", name) for name in by_row.get(anchor or "", ())}
        assert named == asked, sign


def test_each_alert_is_tried() -> None:
    tried = [yaml.safe_load(file.read_text())["tests"] for file in sorted((ALERTS / "tests").glob("*.yaml"))]
    assert sorted(case["name"] for cases in tried for case in cases) == sorted(rules())
    for case in (case for cases in tried for case in cases):
        ends = {(case["name"] in one["expr"], one["exp_samples"][0]["value"]) for one in case["promql_expr_test"]}
        assert ends == {(True, 0), (True, 1)}, case["name"]


def test_the_dashboard_asks_for_every_metric_that_exists_and_no_other() -> None:
    panels = [panel for panel in dashboard()["panels"] if panel["type"] != "row"]
    every = [one for some in metrics().values() for one in some]
    assert [panel["title"] for panel in panels] == [one.name for one in every]
    for panel, one in zip(panels, every, strict=True):
        for target in panel["targets"]:
            ((name, labels),) = selected(target["expr"])
            grouped = {label.strip() for label in re.findall(r"by \(([^)]*)\)", target["expr"])[0].split(",")}
            assert re.sub(r"_bucket$", "", name) == one.name
            assert labels | grouped <= known()[name] | OF_TARGETS
    places = [tuple(panel["gridPos"][side] for side in "xywh") for panel in dashboard()["panels"]]
    assert len({(x, y) for x, y, _, _ in places}) == len(places)
    assert max(x + w for x, _, w, _ in places) == 24
