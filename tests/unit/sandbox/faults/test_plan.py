"""Faults is seeded, follows orders first, and keeps count."""

import pytest

from sandbox.faults.plan import AT, Counterpart, FaultPlan, Faults, Kind, Moment, Order


def drawn(plan: FaultPlan, moment: Moment, times: int = 200) -> list[str | None]:
    return [fault and fault.kind for fault in (plan.draw(moment) for _ in range(times))]


def test_the_same_seed_does_the_same() -> None:
    first, second = FaultPlan("bank", 0.3, 7), FaultPlan("bank", 0.3, 7)
    assert drawn(first, Moment.REQUEST) == drawn(second, Moment.REQUEST)
    assert drawn(first, Moment.CALLBACK) == drawn(second, Moment.CALLBACK)


def test_what_happens_at_one_moment_does_not_move_another_stream() -> None:
    first, second = FaultPlan("bank", 0.3, 7), FaultPlan("bank", 0.3, 7)
    drawn(first, Moment.CALLBACK, 50)
    assert drawn(first, Moment.REQUEST) == drawn(second, Moment.REQUEST)


def test_an_order_does_not_move_the_stream() -> None:
    first, second = FaultPlan("bank", 0.3, 7), FaultPlan("bank", 0.3, 7)
    first.orders.append(Order(Kind.ERROR, 1))
    assert drawn(first, Moment.REQUEST)[1:] == drawn(second, Moment.REQUEST)[1:]


@pytest.mark.parametrize("other", [FaultPlan("bank", 0.3, 8), FaultPlan("post", 0.3, 7)])
def test_another_seed_or_counterpart_does_something_else(other: FaultPlan) -> None:
    assert drawn(FaultPlan("bank", 0.3, 7), Moment.REQUEST) != drawn(other, Moment.REQUEST)


def test_new_rates_restart_the_random_streams() -> None:
    plan = FaultPlan("bank", 0.3, 7)
    before = drawn(plan, Moment.REQUEST)
    plan.becomes(0.3, 7, list(Kind))
    assert drawn(plan, Moment.REQUEST) == before


@pytest.mark.parametrize("moment", list(Moment))
def test_the_rate_is_about_kept_and_only_kinds_of_the_moment_happen(moment: Moment) -> None:
    kinds = [kind for kind in drawn(FaultPlan("bank", 0.3, 1), moment, 5000) if kind]
    assert 0.27 < len(kinds) / 5000 < 0.33
    assert set(kinds) == set(AT[moment])


def test_rates_of_nothing_and_everything_and_chosen_kinds() -> None:
    assert set(drawn(FaultPlan("bank"), Moment.REQUEST)) == {None}
    assert set(drawn(FaultPlan("bank", 1, 1, [Kind.FORGET, Kind.ERROR]), Moment.REQUEST)) == {Kind.ERROR}
    assert set(drawn(FaultPlan("bank", 1, 1, [Kind.FORGET]), Moment.ANSWER)) == {None}


def test_orders_wait_for_their_moment_and_are_counted() -> None:
    faults = Faults()
    plan = faults.plans[Counterpart.BANK]
    plan.orders.extend([Order(Kind.FORGET, 2), Order(Kind.SLOW, 1, 3.5, Moment.CALLBACK)])
    assert faults.draw(Counterpart.BANK, Moment.REQUEST) is None
    assert drawn(plan, Moment.CALLBACK, 4) == [Kind.FORGET, Kind.FORGET, Kind.SLOW, None]
    assert plan.done == {Kind.FORGET: 2, Kind.SLOW: 1}
    assert not plan.orders
    assert not faults.unsure(Counterpart.BANK)
