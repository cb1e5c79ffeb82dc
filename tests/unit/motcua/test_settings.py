"""Every setting of every process, with what a production start must take and refuse of it, written by hand.

A new setting needs its line in SETTINGS: the replay fails without it.
"""

from __future__ import annotations

import os
import re

import pytest
from pydantic import SecretStr

from motcua.generate.apidocs.settings import OF
from motcua.stack.folders import PROJECT
from motcua.stack.whole import outside
from shared.kernel.brokers import KafkaClient
from shared.kernel.declared import Declared, Environment, Unfit, declarations, read
from shared.kernel.kinds import Secret
from shared.kernel.trust import Dsn
from tests.support import channel_settings, told
from tests.support.told import BUNDLE, COUNT, DSN, KAFKA, KEY, NO_DSN, PROXIES, SECONDS, SECRET, TEXT, URL, Row

PREPARE = "`motcua prepare`"
TOOLS = "The operator's commands (`motcua lag`, `watch`, `verify`), and the console's staff door"
SEALED = "What keeps sealed data (intake, also its `migrate`; sync-gateway; `motcua verify`)"
MIGRATION = "The job that migrates (`migrate`)"

MASTER = "1:thirty-two-letters-that-no-one-knows"
KEYS = "intake:1:thirty-two-letters-that-no-one-knows"

SETTINGS: dict[tuple[str, str], Row] = {
    ("Every service", "MOTCUA_ENVIRONMENT"): Row(("production",), ("staging", "")),
    ("Every service", "MOTCUA_ROLES"): Row(('["api"]', '["api", "worker"]'), ("[]", '["king"]', "api")),
    ("Every service", "MOTCUA_HOST"): TEXT,
    ("Every service", "MOTCUA_PORT"): Row(("8000",), ("0", "65536", "x", "")),
    ("Every service", "MOTCUA_DATABASE_URL"): Row(DSN, NO_DSN),
    ("Every service", "MOTCUA_OWNER_DATABASE_URL"): Row(("",), DSN),
    **{(title, name): row for title in ("Every service", PREPARE, TOOLS) for name, row in KAFKA.items()},
    ("Every service", "MOTCUA_ISSUERS"): told.ISSUERS,
    **(told.TOKENS | told.CONSOLES),
    ("Every service", "MOTCUA_AUDIENCE"): Row(("", "motcua-intake", "https://intake.example"), (" ", "a b", "motcua")),
    ("Every service", "MOTCUA_SERVICE_TOKEN_FILE"): Row(("/trust/token",), ("",)),
    ("Every service", "MOTCUA_PEERS"): Row(
        ('{"intake": "https://intake.example"}',),
        ("", "{}", "hunter2", '{"intake": "http://intake"}', '{"a": "https://a.example", "b": ""}'),
    ),
    ("Every service", "MOTCUA_PEERS_CA"): BUNDLE,
    ("Every service", "MOTCUA_TLS_CERT"): Row(("",), ()),
    ("Every service", "MOTCUA_TLS_KEY"): Row(("",), ()),
    ("Every service", "MOTCUA_STATE"): Row(("/state",), ()),
    ("Every service", "MOTCUA_ANCHORS"): Row(("/anchors",), ()),
    ("Every service", "MOTCUA_LOG_LEVEL"): Row(("DEBUG", "ERROR"), ("LOUD", "debug")),
    ("Every service", "MOTCUA_WRITERS"): Row(("1", "1000"), ("0", "1001", "")),
    ("Every service", "MOTCUA_TIMEOUT"): SECONDS,
    ("Every service", "MOTCUA_INSTANCE"): Row(("intake-0",), ("two words", "x" * 201)),
    **{("Every service", f"MOTCUA_{name}"): Row(("1", "500"), ("0", "1.5")) for name in ("BATCH", "RELAY_BATCH")},
    ("Every service", "MOTCUA_HEADS_EVERY"): SECONDS,
    ("Every service", "MOTCUA_HEADS_SETTLE"): Row(("0", "120"), ("-1", "x")),
    ("Every service", "MOTCUA_GRACE"): SECONDS,
    ("Every service", "MOTCUA_PROXIES"): PROXIES,
    ("Every service", "MOTCUA_CONTACT_EMAIL"): Row(("", "hotro@tinh.example"), ("nobody", "a@b@c", "a b@c")),
    ("Every service", "MOTCUA_CONTACT_URL"): Row(("", "https://help.example"), ("http://help.example", "help")),
    **{("Every service", f"MOTCUA_{name}_SECONDS"): SECONDS for name in ("HEAD", "BODY", "UNUSED", "TAKING")},
    **{("Every service", f"MOTCUA_{name}_A_MINUTE"): COUNT for name in ("WRITES", "VISITS", "UNPROVED")},
    **{("Every service", f"MOTCUA_{name}"): COUNT for name in ("CONNECTIONS", "REQUESTS")},
    ("Every service", "MOTCUA_ANSWERS_KEY"): Row(
        ("thirty-two letters that no one knows",), ("", "31 letters" + "x" * 21, *SECRET)
    ),
    ("Every service", "MOTCUA_ANSWERS_KEY_BEFORE"): Row(
        ("", "thirty-two letters that no one knows"), ("31 letters" + "x" * 21, *SECRET)
    ),
    ("Every service", "MOTCUA_KEEP_ANSWERS"): SECONDS,
    ("Every service", "MOTCUA_EVENT_KEYS"): Row(
        (KEYS, f"{KEYS},workflow:a.b-2:{'0Yx9'.join('abcdefghij')},intake:2:{'7Kq2'.join('klmnopqrst')}"),
        (
            *(
                "",
                "intake:1",
                f"{KEYS},",
                f"{KEYS}, {KEYS}",
                f"{KEYS},{KEYS}",
                KEYS[:-20],
                f"{KEYS},workflow:1:{KEYS[9:]}",
            ),
            f"{KEYS},intake:2:{'0Yx9'.join('abcdefghij')},intake:3:{'7Kq2'.join('klmnopqrst')}",
            *(f"intake:1:{secret.replace(' ', '')}" for secret in SECRET if secret.strip()),
        ),
    ),
    ("Every service", "MOTCUA_ACCEPT_UNPROVED"): Row(("true", "false"), ("perhaps",)),
    ("Every service", "MOTCUA_UNCHECKED"): Row(("refuse", "serve"), ("", "true")),
    ("Every service", "MOTCUA_KILL_AT"): Row(("",), ("after the commit and before the send",)),
    (SEALED, "MOTCUA_MASTER_KEYS"): Row(
        (MASTER, f"{MASTER},a.b-2:{'0Yx9'.join('abcdefghij')}"),
        ("", "1", f"{MASTER},", f"{MASTER},{MASTER}", MASTER[:-20], f"{MASTER},2:{MASTER[2:]}", f"1:{'x' * 40}"),
    ),
    (MIGRATION, "MOTCUA_ENVIRONMENT"): Row(("production",), ("staging", "")),
    (MIGRATION, "MOTCUA_OWNER_DATABASE_URL"): Row(DSN, NO_DSN),
    (PREPARE, "MOTCUA_ENVIRONMENT"): Row(("production",), ("staging", "")),
    (PREPARE, "MOTCUA_POSTGRES"): Row(("db.example:5432",), ("", "db.example", "a:1,b:2")),
    (PREPARE, "MOTCUA_POSTGRES_CA"): Row(("/etc/ssl/db.pem",), ("",)),
    (PREPARE, "MOTCUA_POSTGRES_CERT"): Row(("", "/etc/ssl/prepare.pem"), ()),
    (PREPARE, "MOTCUA_POSTGRES_KEY"): Row(("", "/etc/ssl/prepare.key"), ()),
    (PREPARE, "MOTCUA_POSTGRES_PASSWORD"): Row(("8 signs!",), ("", "7 signs", *SECRET)),
    **{(PREPARE, f"MOTCUA_{name}PASSWORD"): Row(("", "8 signs!"), ("7 signs", *SECRET)) for name in ("OWNER_", "")},
    **channel_settings.SETTINGS,
    ("intake", "MOTCUA_INTAKE_NOTICE_TRIED"): SECONDS,
    **{("intake", f"MOTCUA_INTAKE_{name}"): Row(("/folder",), ()) for name in ("ERASURES", "PACKAGES")},
    ("intake", "MOTCUA_INTAKE_PEPPER"): Row(
        ("thirty-two letters that no one knows",), ("", "31 letters" + "x" * 21, *SECRET)
    ),
    ("intake", "MOTCUA_INTAKE_DOSSIER_DOCUMENTS"): Row(("200", "1000"), ("0", "1001", "x", "")),
    ("intake", "MOTCUA_INTAKE_STORE_GRACE"): Row(("600", "86400"), ("599", "0", "x", "")),
    **{("intake", f"MOTCUA_INTAKE_UPLOADS_{name}"): COUNT for name in ("A_MINUTE", "EACH", "AT_ONCE")},
    ("intake", "MOTCUA_INTAKE_SEARCHES_A_MINUTE"): COUNT,
    **{("intake", f"MOTCUA_INTAKE_{of}_{what}"): COUNT for of in ("DOSSIER", "DRAFT") for what in ("UPLOADS", "MIB")},
    ("intake", "MOTCUA_INTAKE_UPLOAD_SECONDS"): Row(("120", "3600"), ("3601", *SECONDS.bad)),
    ("payment", "MOTCUA_PAYMENT_PROVIDERS"): Row(('["national-platform"]', "[]"), ('["a-bank"]', "national-platform")),
    ("payment", "MOTCUA_PAYMENT_LAST_POLLS"): Row(("3",), ("0", "101", "x", "")),
    ("payment", "MOTCUA_PAYMENT_LATE_POLLS"): Row(("36",), ("0", "x", "")),
    ("payment, national-platform", "MOTCUA_PAYMENT_NATIONAL_URL"): URL,
    ("payment, national-platform", "MOTCUA_PAYMENT_NATIONAL_PARTNER"): Row(
        ("MOTCUA-H99",), ("", " ", "00|MOTCUA", "x" * 51)
    ),
    ("payment, national-platform", "MOTCUA_PAYMENT_NATIONAL_SECRET"): Row(
        ("between us and the bank",), ("", "fifteen letters", *SECRET)
    ),
    ("payment, national-platform", "MOTCUA_PAYMENT_NATIONAL_TOKEN"): Row(
        ("", "between us and the bank"), ("fifteen letters", *SECRET)
    ),
    ("payment, national-platform", "MOTCUA_PAYMENT_NATIONAL_IP"): Row(
        ("10.0.0.1", "2001:db8::1"), ("", " ", "10.0.0.1|x")
    ),
    ("payment, national-platform", "MOTCUA_PAYMENT_NATIONAL_ACCOUNT"): TEXT,
    ("payment, national-platform", "MOTCUA_PAYMENT_NATIONAL_ACCOUNT_BANK"): TEXT,
    ("payment, national-platform", "MOTCUA_PAYMENT_NATIONAL_ACCOUNT_NAME"): TEXT,
    ("payment, national-platform", "MOTCUA_PAYMENT_NATIONAL_QUERY"): Row(
        ("as-confirm", "tls", "none"), ("", "sometimes")
    ),
    ("payment, national-platform", "MOTCUA_PAYMENT_NATIONAL_QUERY_FIELDS"): Row(('["SoTien"]',), ("SoTien",)),
    ("payment, national-platform", "MOTCUA_PAYMENT_NATIONAL_CA"): BUNDLE,
    ("payment, national-platform", "MOTCUA_PAYMENT_NATIONAL_TIMEOUT"): Row(("25",), ("26", *SECONDS.bad)),
    ("postal, myvnpost", "MOTCUA_POSTAL_MYVNPOST_URL"): URL,
    ("postal, myvnpost", "MOTCUA_POSTAL_MYVNPOST_USERNAME"): TEXT,
    ("postal, myvnpost", "MOTCUA_POSTAL_MYVNPOST_PASSWORD"): Row(("8 signs!",), ("", "7 signs", *SECRET)),
    ("postal, myvnpost", "MOTCUA_POSTAL_MYVNPOST_CUSTOMER"): TEXT,
    ("postal, myvnpost", "MOTCUA_POSTAL_MYVNPOST_WEBHOOK_KEY"): KEY,
    ("postal, myvnpost", "MOTCUA_POSTAL_MYVNPOST_CA"): BUNDLE,
    ("postal", "MOTCUA_POSTAL_CARRIERS"): Row(('["myvnpost"]',), ("[]", '["by-hand"]', "myvnpost")),
    ("postal", "MOTCUA_POSTAL_SENDER_NAME"): TEXT,
    ("postal", "MOTCUA_POSTAL_SENDER_PHONE"): TEXT,
    ("postal", "MOTCUA_POSTAL_SENDER_ADDRESS"): TEXT,
    ("postal, myvnpost", "MOTCUA_POSTAL_MYVNPOST_PROVINCE"): TEXT,
    ("postal, myvnpost", "MOTCUA_POSTAL_MYVNPOST_COMMUNE"): TEXT,
    ("postal, myvnpost", "MOTCUA_POSTAL_MYVNPOST_SERVICE"): TEXT,
    ("postal", "MOTCUA_POSTAL_ORDER_TRIES"): Row(("8",), ("0", "101", "x", "")),
    ("postal", "MOTCUA_POSTAL_POLL_EVERY"): SECONDS,
    ("postal, myvnpost", "MOTCUA_POSTAL_MYVNPOST_WEIGHT"): Row(("100",), ("0", "x", "")),
    ("postal, myvnpost", "MOTCUA_POSTAL_MYVNPOST_TIMEOUT"): Row(("25",), ("26", *SECONDS.bad)),
    ("sync-gateway", "MOTCUA_SYNC_PORTAL_URL"): URL,
    ("sync-gateway", "MOTCUA_SYNC_CA"): BUNDLE,
    ("sync-gateway", "MOTCUA_SYNC_USERNAME"): TEXT,
    ("sync-gateway", "MOTCUA_SYNC_PASSWORD"): Row(("8 signs!",), ("", "7 signs", *SECRET)),
    ("sync-gateway", "MOTCUA_SYNC_MADONVI"): TEXT,
    ("sync-gateway", "MOTCUA_SYNC_DSTCODE"): TEXT,
    ("sync-gateway", "MOTCUA_SYNC_LOGIN_PATH"): TEXT,
    ("sync-gateway", "MOTCUA_SYNC_DATA_PATH"): TEXT,
    ("sync-gateway", "MOTCUA_SYNC_REFUSALS"): Row(("20",), ("0", "x", "")),
    ("sync-gateway", "MOTCUA_SYNC_ERASURES"): Row(("/folder",), ()),
    ("sync-gateway", "MOTCUA_SYNC_TIMEOUT"): Row(("25",), ("26", *SECONDS.bad)),
}


@pytest.fixture(autouse=True)
def untold(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("MOTCUA_")]:
        monkeypatch.delenv(name)


def started(title: str, given: dict[str, str]) -> Declared:
    """These settings, as a production start reads them when each one is good except these. Raises Unfit."""
    good = {variable: row.good[0] for (at, variable), row in SETTINGS.items() if at == title}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (good | given).items():
            patch.setenv(name, value)
        return read(OF[title], Environment.PRODUCTION)


def test_the_walk_knows_every_setting_there_is() -> None:
    assert set(SETTINGS) == {(title, variable) for title, kind in OF.items() for _, variable, _ in declarations(kind)}


def test_the_page_knows_all_settings_there_are() -> None:
    found = set(Declared.__subclasses__()) | set(KafkaClient.__subclasses__())
    assert {kind for kind in found if kind.__module__.split(".")[0] != "tests"} == set(OF.values())
    sources = [*(PROJECT / "shared/shared").rglob("*.py"), *(PROJECT / "services").rglob("*.py")]
    bare = [path for path in sources if "(BaseSettings)" in path.read_text("utf-8")]
    assert bare == [PROJECT / "shared/shared/kernel/declared.py"]


@pytest.mark.parametrize("title", OF)
def test_production_takes_what_is_good(title: str) -> None:
    for (at, variable), row in SETTINGS.items():
        for value in row.good if at == title else ():
            assert started(title, {variable: value})


@pytest.mark.parametrize("title", OF)
def test_production_names_what_it_refuses_and_keeps_its_value(title: str) -> None:
    taken, unclear = [], []
    for (at, variable), row in SETTINGS.items():
        for value in row.bad if at == title else ():
            try:
                started(title, {variable: value})
            except Unfit as why:
                named = re.fullmatch(rf"{variable}: .+", str(why)) and (len(value) < 12 or value not in str(why))
                unclear += [] if named else [(variable, value, str(why))]
            else:
                taken.append((variable, value))
    assert not taken
    assert not unclear


def test_every_wrong_setting_is_named_at_once() -> None:
    with pytest.raises(Unfit) as refused:
        started(
            "payment, national-platform",
            {"MOTCUA_PAYMENT_NATIONAL_URL": "http://bank", "MOTCUA_PAYMENT_NATIONAL_SECRET": "x"},
        )
    assert [line.partition(":")[0] for line in str(refused.value).splitlines()] == [
        "MOTCUA_PAYMENT_NATIONAL_URL",
        "MOTCUA_PAYMENT_NATIONAL_SECRET",
    ]


@pytest.mark.parametrize("title", OF)
def test_what_is_secret_is_not_shown(title: str) -> None:
    secrets = [one for one in declarations(OF[title]) if isinstance(one[2], Dsn | Secret)]
    told = {variable: SETTINGS[title, variable].good[-1] for _, variable, _ in secrets}
    found = started(title, told)
    assert all(isinstance(getattr(found, name), SecretStr) for name, _, kind in secrets if isinstance(kind, Secret))
    assert not [variable for variable, value in told.items() if value in repr(found)]


def test_development_takes_what_the_sandbox_needs() -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in outside("http://127.0.0.1:8900").items():
            patch.setenv(name, value)
        for title in OF.keys() - {"Every service", MIGRATION, PREPARE, TOOLS, told.CONSOLE, told.CONSOLES_JOB}:
            read(OF[title], Environment.DEVELOPMENT)
