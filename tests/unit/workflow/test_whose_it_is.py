"""How a caller stands to a case and to a task, and who reads them: by hand for every kind of agency."""

from __future__ import annotations

import pytest

from shared.contracts.relation import Relation, Who, those
from tests.support import dossiers
from tests.support.workflow_facts import OFFICER, case, task
from workflow.case import whose as of_case
from workflow.task import whose as of_task

DECIDING, QUEUE, HOLDER = Relation.DECIDING, Relation.QUEUE, Relation.HOLDER
CONSULTED = "H99.06"


@pytest.mark.parametrize(
    ("who", "relations"),
    [
        ((OFFICER, "officer", dossiers.AGENCY), {QUEUE, HOLDER}),
        (("officer:two", "officer", dossiers.AGENCY), {QUEUE}),
        ((OFFICER, "supervisor", dossiers.AGENCY), {QUEUE}),  # claimed in another role
        ((OFFICER, "officer", CONSULTED), set()),  # the same person, for another agency now
        ((OFFICER, "officer", None), set()),
        ((OFFICER, "officer", dossiers.DESK), set()),
    ],
)
def test_a_task(who: tuple[str, str, str | None], relations: set[Relation]) -> None:
    assert those(of_task.stands(task(), Who(*who))) == relations
    assert HOLDER not in those(of_task.stands(task(officer=None), Who(*who)))
    assert of_task.reads(task(), Who(*who)) is (QUEUE in relations)


@pytest.mark.parametrize(
    ("who", "relations"),
    [
        ((OFFICER, "officer", dossiers.AGENCY), {DECIDING, HOLDER}),
        (("officer:two", "officer", dossiers.AGENCY), {DECIDING}),
        (("supervisor:one", "supervisor", dossiers.AGENCY), {DECIDING}),
        (("officer:adviser", "officer", CONSULTED), set()),  # holds a task of it, and does not decide
        (("supervisor:one", "supervisor", CONSULTED), set()),
        (("supervisor:one", "supervisor", dossiers.DESK), set()),
        ((OFFICER, "officer", None), set()),
    ],
)
def test_a_case(who: tuple[str, str, str | None], relations: set[Relation]) -> None:
    tasks = [task(), task(step="consult", agency=CONSULTED, officer="officer:adviser")]
    holds = any(of_task.stands(each, Who(*who))[HOLDER] for each in tasks)
    assert those(of_case.stands(case(), holds, Who(*who))) == relations


@pytest.mark.parametrize(
    ("agency", "at_work", "reads"),
    [
        (dossiers.AGENCY, False, True),
        (dossiers.DESK, False, True),
        (CONSULTED, True, True),
        (CONSULTED, False, False),
        (None, False, False),
    ],
)
def test_who_reads_a_case(agency: str | None, at_work: bool, reads: bool) -> None:
    assert of_case.reads(case(), at_work, Who(OFFICER, "officer", agency)) is reads
