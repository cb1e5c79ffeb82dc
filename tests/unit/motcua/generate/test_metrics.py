"""The table of metrics has every metric that the code makes, and names say what they are."""

from __future__ import annotations

import ast
import re

from prometheus_client import REGISTRY

from motcua.generate.metrics import metrics, table
from shared.kernel.metrics import DECLARED
from tests.unit.house.test_shape import OURS, name, tree

ENDINGS = {"counter": r"_total", "histogram": r"_seconds", "gauge": r"(?<!_total)"}
#: Where the kernel's declaring functions make them, and where they are served.
THEIRS = {"shared/shared/kernel/metrics.py", "shared/shared/web/health.py", "shared/shared/web/measures.py"}
#: No label that could hold an id, a person, a path or a text. A label more has a finite set of values, and a line here.
LABELS = {
    *("producer", "place", "kind", "part", "name", "peer", "outcome", "route", "method", "status", "limit"),
    *("counterpart", "proof", "provider", "by", "purpose", "version", "roles", "pool", "state", "package", "channel"),
}


def test_the_table_has_what_is_made_and_nothing_else() -> None:
    listed = {one.name for some in metrics().values() for one in some}
    made = {
        f"{family.name}_total" if family.type == "counter" else family.name
        for family in REGISTRY.collect()
        if family.name.startswith("motcua_")
    }
    assert listed == made == DECLARED.keys()
    assert {found for found in re.findall(r"`(motcua_\w+)`", table())} == made


def test_the_table_has_what_the_library_adds() -> None:
    families = [one for one in REGISTRY.collect() if not one.name.startswith("motcua_")]
    told = dict(re.findall(r"\| `((?:process|python)_\w+)` \| \w+ \| ([^|]*) \|", table()))
    assert told.keys() == {f"{one.name}_total" if one.type == "counter" else one.name for one in families}
    for one in families:
        labels = {label for sample in one.samples for label in sample.labels}
        assert set(re.findall(r"`(\w+)`", told[f"{one.name}_total" if one.type == "counter" else one.name])) == labels


def test_only_the_declarations_make_metrics() -> None:
    """So none is made that the table does not know."""
    assert {
        name(path)
        for path in OURS
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("prometheus_client")
    } == THEIRS


def test_names_say_what_they_are_and_labels_are_finite() -> None:
    for one in DECLARED.values():
        assert re.search(ENDINGS[one.kind] + "$", one.name), one.name
        assert set(one.labels) <= LABELS, one.name
        assert re.fullmatch(r".+[^.]", one.about), one.name
        assert ("Unix time" in one.about) == one.name.endswith("_timestamp_seconds"), one.name
