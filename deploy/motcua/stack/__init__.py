"""The local stack: a real PostgreSQL and a real Apache Kafka as processes of this machine, without Docker.

`stack.Stack` is all that tests, the demo and the command line need. Also: the services as
processes, the address of a running system, its development issuer, and a client of its API (`people`).
"""
