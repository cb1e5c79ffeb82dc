"""The local stack: a real PostgreSQL and a real Apache Kafka as processes of this machine, without Docker.

`Stack` is all that tests, the demo and the command line need. Nothing in this package knows a business word;
which services exist is a list of names in `databases` and the topics are the file `deploy/kafka/topics.yaml`.
"""

from motcua.stack.addresses import Addresses
from motcua.stack.stack import Stack
from motcua.stack.troubles import Trouble

__all__ = ["Addresses", "Stack", "Trouble"]
