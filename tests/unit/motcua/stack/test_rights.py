"""Who may do what on Kafka: written by hand for one service, and one rule for all."""

from __future__ import annotations

from motcua.stack.databases import SERVICES
from motcua.stack.rights import DESCRIBE, DESCRIBE_CONFIGS, GROUP, READ, TOPIC, WRITE, reads, rules


def test_a_service_may_write_its_own_topic_and_read_whom_it_receives() -> None:
    found = {rule[0:2] + rule[5:6] for rule in rules({"a": ("b",), "b": ()}) if rule.principal == "User:motcua-a"}
    assert found == {
        (TOPIC, "motcua.a", WRITE),
        (TOPIC, "motcua.a", READ),
        (TOPIC, "motcua.a", DESCRIBE_CONFIGS),
        (TOPIC, "motcua.b", READ),
        (GROUP, "motcua-a", READ),
    }


def test_each_topic_has_one_writer_and_the_tools_only_read() -> None:
    known = rules(reads())
    assert {(rule.principal, rule.name) for rule in known if rule.operation == WRITE} == {
        (f"User:motcua-{service}", f"motcua.{service}") for service in SERVICES
    }
    tools = {rule.operation for rule in known if rule.principal == "User:motcua-tools"}
    assert tools == {READ, DESCRIBE}
    assert not [rule for rule in known if rule.name == "*"]
