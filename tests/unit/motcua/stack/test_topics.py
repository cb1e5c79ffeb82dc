"""The topics file: defaults, then the place, then the topic's own."""

from pathlib import Path

from motcua.stack.topics import read_topics

FILE = """
defaults: {partitions: 12, replication: 3, config: {min.insync.replicas: 2, flag: false}}
local: {replication: 1, config: {min.insync.replicas: 1}}
topics: {plain: {}, wide: {partitions: 24, config: {retention.ms: 5}}}
"""


def test_what_is_nearer_wins(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text(FILE)
    plain, wide = read_topics(tmp_path / "topics.yaml")
    assert (plain.partitions, plain.replication) == (12, 1)
    assert plain.config == {"min.insync.replicas": "1", "flag": "false"}
    assert (wide.partitions, wide.config["retention.ms"]) == (24, "5")


def test_in_production_every_entry_has_three_copies() -> None:
    for topic in read_topics(place=None):
        assert (topic.replication, topic.config["min.insync.replicas"]) == (3, "2")
        assert topic.config["unclean.leader.election.enable"] == "false"
