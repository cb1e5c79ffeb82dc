"""Sealed data opens at its own place, with its subject's key, and with every master key that is known."""

from __future__ import annotations

from uuid import uuid4

import pytest

from shared.kernel.errors import Unavailable
from shared.kernel.sealing import Masters, Seals, SubjectKey, SubjectKeys, place_of

ONE, OTHER = uuid4(), uuid4()
OLD, NEW = "1:the-old-one", "2:the-new-one"


def row(key: SubjectKey) -> dict[str, object]:
    return {"subject": key.subject, "master": key.master, "wrapped": key.wrapped}


def test_what_is_sealed_opens_nowhere_else() -> None:
    masters = Masters(OLD)
    key, another = masters.make(ONE), masters.make(ONE)
    box, place = masters.box(key.master, key.wrapped), place_of("versions", ONE, 1)
    sealed = box.seal(b"Nguyen", place)
    assert b"Nguyen" not in sealed
    assert box.open(sealed, place) == b"Nguyen"
    assert box.seal(b"Nguyen", place) != sealed
    for elsewhere in (place_of("versions", OTHER, 1), place_of("versions", ONE, 2), place_of("applications", ONE, 1)):
        assert box.open(sealed, elsewhere) is None
    assert masters.box(another.master, another.wrapped).open(sealed, place) is None
    assert box.open(sealed[:-1], place) is None
    assert box.open(sealed[:3], place) is None


def test_a_new_master_key_wraps_the_same_key() -> None:
    old, both, new = Masters(OLD), Masters(f"{NEW},{OLD}"), Masters(NEW)
    key, place = old.make(ONE), place_of("t", ONE)
    sealed = old.box(key.master, key.wrapped).seal(b"text", place)
    assert both.box(key.master, key.wrapped).open(sealed, place) == b"text"
    again = both.again(key.master, key.wrapped)
    assert new.box(both.first, again).open(sealed, place) == b"text"
    assert both.make(ONE).master == "2"


def test_a_key_below_another_opens_with_both_and_moves_below_a_third() -> None:
    masters, place = Masters(OLD), place_of("t", ONE)
    above, other = masters.make(ONE), masters.make(OTHER)
    below = masters.below(above.master, above.wrapped)
    chain = above.wrapped + below
    sealed = masters.box("1", chain).seal(b"text", place)
    moved = other.wrapped + masters.moved("1", chain, other.master, other.wrapped)
    assert masters.box("1", moved).open(sealed, place) == b"text"
    both = Masters(f"{NEW},{OLD}")
    again = both.again(other.master, other.wrapped) + moved[len(other.wrapped) :]
    assert Masters(NEW).box("2", again).open(sealed, place) == b"text", "a rotation wraps the outer one alone"
    assert masters.box("1", above.wrapped).open(sealed, place) is None, "each has texts of its own"
    with pytest.raises(Unavailable, match="another than the one that has wrapped"):
        masters.box("1", other.wrapped + below)


def test_a_master_key_that_is_not_given_is_named() -> None:
    key = Masters(OLD).make(ONE)
    for masters, why in (
        (Masters(NEW), "the master key 1 is not among MOTCUA_MASTER_KEYS"),
        (Masters("1:another"), "the master key 1 is another than the one that has wrapped"),
    ):
        with pytest.raises(Unavailable, match=why):
            masters.box(key.master, key.wrapped)
    with pytest.raises(Unavailable, match="MOTCUA_MASTER_KEYS has no key"):
        Masters().make(ONE)


def test_a_key_is_made_once_and_kept_with_whatever_is_written() -> None:
    masters, kept = Masters(OLD), list[SubjectKey]()
    known = masters.make(ONE)
    keys = SubjectKeys(masters, [row(known)])
    assert keys.find(OTHER) is None
    keys.keep(ONE, kept.append)
    assert kept == []
    box = keys.keep(OTHER, kept.append)
    assert keys.keep(OTHER, kept.append) is box  # the first message may have been refused, with its projection
    assert keys.find(OTHER) is box
    assert [each.subject for each in kept] == [OTHER, OTHER]
    assert kept[0] == kept[1]


def test_stored_answers_open_with_each_key_and_seal_with_the_first() -> None:
    old, both = Seals("answers", ["a", ""]), Seals("answers", ["b", "a"])
    sealed = old.seal(b"text", b"place")
    assert both.open(old.key, sealed, b"place") == b"text"
    assert old.open(both.key, both.seal(b"text", b"place"), b"place") is None
    assert Seals("another purpose", ["a"]).key != old.key
    with pytest.raises(ValueError, match="no secret"):
        Seals("answers", [""])
