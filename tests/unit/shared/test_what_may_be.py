"""What is told to be impossible is: over every machine, in every state, with whatever is known and whatever is sent.

Facts and messages are those of the nouns' tables of expectations, mixed at random; bodies of commands are made up too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.registries import REGISTRIES
from shared.contracts.message import Command
from shared.kernel.errors import Refused
from shared.kernel.machine import Step, anytime
from shared.web.moves import MoveField, fields_of
from tests.support.expected import Expected, Refuses, bars, place
from tests.support.tables import answer
from tests.unit.intake.test_the_dossiers_table import EXPECTED as DOSSIER
from tests.unit.intake.test_the_erasures_table import EXPECTED as ERASURE
from tests.unit.intake.test_the_mandates_table import EXPECTED as MANDATE
from tests.unit.intake.test_the_notices_table import EXPECTED as NOTICE
from tests.unit.intake.test_the_requests_table import EXPECTED as REQUEST
from tests.unit.payment.test_the_charges_table import EXPECTED as CHARGE
from tests.unit.postal.test_the_consignments_table import EXPECTED as CONSIGNMENT
from tests.unit.shared.test_the_publications_table import EXPECTED as PUBLICATION
from tests.unit.sync_gateway.test_the_exchanges_table import EXPECTED as EXCHANGE
from tests.unit.workflow.test_the_cases_table import EXPECTED as CASE
from tests.unit.workflow.test_the_tasks_table import EXPECTED as TASK

ALL = (DOSSIER, MANDATE, NOTICE, CHARGE, CONSIGNMENT, PUBLICATION, EXCHANGE, CASE, TASK, REQUEST, ERASURE)

TEXT = st.text(max_size=8) | st.sampled_from(["TP01", "prohibited", "fee-late", "many-dossiers"])
VALUES: Mapping[str, st.SearchStrategy[Any]] = {
    "string": TEXT,
    "integer": st.integers(0, 3),
    "object": st.just({}),
    "array": st.lists(TEXT, max_size=3).map(tuple),
    "date-time": st.datetimes(timezones=st.just(UTC)),
    "uuid": st.uuids(),
}


def test_every_noun_is_asked() -> None:
    nouns = {entity_type.name for registry in REGISTRIES for entity_type in registry.entity_types}
    assert {expected.entity_type.name for expected in ALL} == nouns


def told(expected: Expected, kind: type[Any]) -> list[Any]:
    """Every message of this type that the table names."""
    lines = [line[1] for line in expected.lines if type(line[1]) is kind]
    return [expected.sound[kind], *lines]


def value_of(field: MoveField) -> st.SearchStrategy[Any]:
    return st.sampled_from(field.enum) if field.enum else VALUES[field.format or field.type]


@cache
def bodies(kind: type[Command]) -> st.SearchStrategy[Any]:
    """Any body, also one that no route would take."""
    fields = {field.name: value_of(field) for field in fields_of(kind)}
    return st.fixed_dictionaries(fields).map(lambda body: kind.model_construct(**body))


#: Where something is known without the message; and any message in any state.
ASKED_FIRST = [
    (expected, row.state, row.on)
    for expected in ALL
    for row in expected.entity_type.machine.transitions
    if row.may is not anytime
]
ANYWHERE = [
    (expected, state, kind) for expected in ALL for state in (None, *expected.scheduled) for kind in expected.sound
]


@dataclass(frozen=True, repr=False)
class Asked:
    """A noun in a state, what is known, and some messages of one type: of the table's, and made up."""

    expected: Expected
    state: Any
    facts: Any
    kind: type[Any]
    messages: Sequence[Any]

    def __repr__(self) -> str:
        return f"{self.expected.entity_type.name}: {place(self.state, self.kind)}, {len(self.messages)} messages"


@st.composite
def asked(draw: st.DrawFn) -> Asked:
    expected, state, kind = draw(st.sampled_from(ASKED_FIRST) | st.sampled_from(ANYWHERE))
    own = [line[2] for line in expected.lines if line[0] is state and kind in (line[1], type(line[1]))]
    known: dict[str, Any] = {}
    for more in draw(st.lists(st.sampled_from(own or [{}]) | st.sampled_from([line[2] for line in expected.lines]))):
        known |= more
    messages = told(expected, kind)
    if issubclass(kind, Command) and state is not None:
        messages += draw(st.lists(bodies(kind), max_size=4))
    return Asked(expected, state, expected.facts(state, **known), kind, messages)


@settings(max_examples=300, deadline=None)
@given(asked())
def test_what_may_not_be_is_refused_whatever_is_sent_and_for_that_reason(one: Asked) -> None:
    machine = one.expected.entity_type.machine
    barred = bars(machine, one.state, one.facts, one.kind)
    if barred is not None:
        got = {reason(answer(machine, one.state, (one.facts, message))) for message in one.messages}
        assert got == {reason(barred)}


def reason(got: Any) -> object:
    """A refusal by all that a caller reads of it."""
    assert isinstance(got, Refused), f"{got} is no refusal"
    return type(got), got.detail_vi, got.detail_en, str(got.more)


@pytest.mark.parametrize("expected", ALL, ids=lambda expected: expected.entity_type.name)
def test_where_only_the_message_is_at_fault_another_one_is_taken(expected: Expected) -> None:
    machine, none = expected.entity_type.machine, []
    for state, sent, known, then in expected.lines:
        kind = sent if isinstance(sent, type) else type(sent)
        if state is not None and isinstance(then, Refuses) and issubclass(kind, Command):
            facts = expected.facts(state, **known)
            taken = (answer(machine, state, (facts, message)) for message in told(expected, kind))
            none += [] if any(isinstance(got, Step) for got in taken) else [f"{state}: {kind.__name__} {sorted(known)}"]
    assert none == []
