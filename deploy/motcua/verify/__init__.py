"""The invariants of a running system, read from its databases, topics, logs and counterparts."""
