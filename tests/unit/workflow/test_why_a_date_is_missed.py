"""An apology gives a reason that its letter can tell; documents from before the list take any."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.documents import documents
from tests.support.workflow_facts import DUE, facts
from workflow.case import commands as ask
from workflow.case.conditions import is_later
from workflow.case.errors import UnknownReason

UNLISTED = ask.Apologise(reason="too-hot", due_at=DUE + timedelta(days=2))


def test_an_apology_gives_a_reason_of_the_procedure() -> None:
    with pytest.raises(UnknownReason) as refused:
        is_later(facts(), UNLISTED)
    assert "staff-shortage" in refused.value.more["reasons"]  # type: ignore[operator]
    assert [error.pointer for error in refused.value.errors] == ["/reason"]


def test_a_procedure_from_before_the_list_takes_any_reason() -> None:
    assert is_later(facts(documents=documents(apology_reasons=[])), UNLISTED)
