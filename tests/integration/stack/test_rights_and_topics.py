"""Who may do what in which database, and the topics as the file wants them."""

import asyncpg
import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from motcua.stack.databases import apart
from motcua.stack.stack import Stack
from motcua.stack.topics import read_topics


async def connect(dsn: str) -> asyncpg.Connection:
    return await asyncpg.connect(dsn, ssl=False)


def test_the_writer_writes_and_owns_nothing(stack: Stack) -> None:
    async def work() -> None:
        owner, writer = await connect(at.owner_dsn("workflow")), await connect(at.writer_dsn("workflow"))
        try:
            await owner.execute("create table line (id bigserial primary key, words text)")
            await writer.execute("insert into line (words) values ('a'); update line set words = 'b'")
            await owner.execute("revoke update, delete on line from workflow_writer")
            for forbidden in (
                "delete from line",
                "drop table line",
                "create table other ()",
                "truncate line",
            ):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await writer.execute(forbidden)
            assert await writer.fetchval("show timezone") == "UTC"
            assert await owner.fetchval("show fsync") == "on"
        finally:
            await owner.close()
            await writer.close()

    at = stack.addresses
    apart(work())


@pytest.mark.parametrize("database", ["motcua_workflow", "postgres", "template1"])
@pytest.mark.parametrize("role", ["intake_owner", "intake_writer"])
def test_no_one_enters_a_neighbours_database(stack: Stack, role: str, database: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        apart(connect(stack.addresses.dsn(role, database)))


def test_no_password_no_entry(stack: Stack) -> None:
    wrong = stack.addresses.superuser_dsn.replace(stack.state.password("postgres"), "guessed")
    with pytest.raises(asyncpg.InvalidPasswordError):
        apart(connect(wrong))


def test_a_scratch_database_is_a_copy_with_the_same_rights(stack: Stack) -> None:
    async def count(dsn: str, statement: str) -> object:
        connection = await connect(dsn)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    template = stack.scratch("intake", name="scratch_template")
    apart(count(template.owner_dsn, "create table dossier as select 1 as id"))
    copy = stack.scratch("intake", template.name)
    assert apart(count(copy.writer_dsn, "insert into dossier values (2) returning id")) == 2
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        apart(connect(stack.addresses.writer_dsn("workflow", copy.name)))
    stack.drop()
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        apart(connect(copy.owner_dsn))


def test_the_topics_are_as_the_file_wants_them(stack: Stack) -> None:
    async def look() -> None:
        admin = AIOKafkaAdminClient(bootstrap_servers=stack.addresses.kafka)
        await admin.start()
        try:
            for topic in read_topics():
                [described] = await admin.describe_topics([topic.name])
                assert len(described["partitions"]) == topic.partitions
                [answer] = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic.name)])
                [(*_, entries)] = answer.resources
                found = {name: value for name, value, *_ in entries}
                assert topic.config.items() <= found.items()
        finally:
            await admin.close()

    apart(look())
