"""What the table of reference data must do: each version is published, once and for all."""

from __future__ import annotations

from shared.contracts.intake import ProcedurePublished
from shared.reference.publication import PUBLICATION, Facts, Publish, State
from tests.support.expected import PLAIN, Expected, Goes

EXPECTED = Expected(
    entity_type=PUBLICATION,
    sound={Publish: Publish(ProcedurePublished, "procedure", "2.000004", {})},
    facts=lambda _state: Facts(1),
    final={State.PUBLISHED},
    scheduled={State.PUBLISHED: ()},
    lines=[(None, Publish, PLAIN, Goes(State.PUBLISHED, ProcedurePublished))],
)


def test_the_table_does_what_is_expected_of_it() -> None:
    assert EXPECTED.faults() == []
