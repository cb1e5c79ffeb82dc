"""A noun's own unit tests judge its mutants, in this process: collected once, run until the first one fails.

Drawings, schemas and golden files are not among them: they show that something has changed, not that it is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.mutate.mutants import Mutant
from tests.support.machines import judged_instead

ROOT = Path(__file__).parents[2]
#: The tests of a noun's table and rules.
TESTS = {
    "case": ("workflow/test_the_cases_table.py", "workflow/test_the_cases_rules.py"),
    "charge": ("payment/test_the_charges_table.py", "payment/test_rules.py"),
    "consignment": ("postal/test_the_consignments_table.py", "postal/test_rules.py"),
    "dossier": ("intake/test_the_dossiers_table.py", "intake/test_rules.py"),
    "erasure": ("intake/test_the_erasures_table.py",),
    "exchange": ("sync_gateway/test_the_exchanges_table.py",),
    "mandate": ("intake/test_the_mandates_table.py",),
    "notice": ("intake/test_the_notices_table.py",),
    "publication": ("shared/test_the_publications_table.py",),
    "request": ("intake/test_the_requests_table.py",),
    "task": ("workflow/test_the_tasks_table.py", "workflow/test_the_tasks_rules.py"),
}


class Judge:
    """Runs what was collected once as it is, then against each mutant."""

    def __init__(self, mutants: Sequence[Mutant]) -> None:
        self._mutants = mutants
        self.survivors: list[Mutant] = []
        self.broken: list[str] = []  # tests that fail without any mutant: no verdict

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        tests = {name: [item for item in session.items if _is_of(item, name)] for name in TESTS}
        self.broken = [item.nodeid for name in tests for item in tests[name] if not passes(item)]
        if not self.broken:
            self.survivors = [mutant for mutant in self._mutants if _survives(mutant, tests[mutant.entity_type.name])]
        return True


def judge(mutants: Sequence[Mutant]) -> Judge:
    """The mutants no test fails for. A noun without tests keeps all of its mutants alive."""
    names = sorted({mutant.entity_type.name for mutant in mutants})
    files = [str(path) for name in names for path in _files(name)]
    found = Judge(mutants)
    options = ["--quiet", "--no-header", "--no-summary", "--tb=no", "-pno:cacheprovider", "-n0", "--rootdir", str(ROOT)]
    pytest.main([*options, *files], plugins=[found])
    return found


def _files(name: str) -> list[Path]:
    return [ROOT / "tests/unit" / file for file in TESTS[name]]


def _is_of(item: pytest.Item, name: str) -> bool:
    return item.path in _files(name)


def _survives(mutant: Mutant, tests: Sequence[pytest.Item]) -> bool:
    with judged_instead(mutant.entity_type, mutant.machine):
        return all(passes(test) for test in tests)


def passes(item: Any) -> bool:
    """Runs one test, again if it has run before; what the session has set up stays."""
    item._initrequest()
    return all(report.passed for report in runtestprotocol(item, log=False, nextitem=item.session))
