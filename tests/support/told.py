"""Values of settings, by their kinds: what a production start takes, and what it refuses."""

from __future__ import annotations

import json
from typing import NamedTuple

import certifi
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

TLS = "?sslmode=verify-full&sslrootcert=/etc/ssl/db.pem"
DSN = (
    f"postgresql://writer:a-long-word-of-ours@db.example/x{TLS}",
    f"postgresql://writer@db-1.example:5432,db-2.example:5432/x{TLS}",
    "postgresql://writer@/x?host=/run/postgresql",
    f"postgresql://writer@db.example/x{TLS}&sslcert=/a.pem&sslkey=/a.key&application_name=intake",
)
NO_DSN = (
    "",
    "nonsense",
    "mysql://writer@db.example/x?sslmode=verify-full",
    "postgresql://writer:a-long-word-of-ours@db.example/x",
    "postgresql://writer:a-long-word-of-ours@db.example/x?sslmode=require",
    "postgresql://writer:a-long-word-of-ours@db.example/x?sslmode=verify-full&sslmode=disable",
    "postgresql://writer:a-long-word-of-ours@127.0.0.1/x",
    "postgresql:///x",
    "postgresql://writer@/x?host=/run/postgresql,db.example",
    "postgresql://writer@db.example/x?host=/run/postgresql",
    f"postgresql://writer:throw-away@db.example/x{TLS}",
    f"postgresql://writer:throw%2Daway-x@db.example/x{TLS}",
    f"postgresql://writer@db.example/x{TLS}&password=throw-away",
    f"postgresql://writer@db.example/x{TLS}&password=a-long-word-of-ours",
    f"postgresql://writer@db.example/x{TLS}&ssl=false",
    f"postgresql://writer@db.example/x{TLS}&ssl=",
    f"postgresql://writer@db.example/x{TLS}&host=other.example",
    f"postgresql://writer@/x{TLS}&host=other.example",
    f"postgresql://writer@db.example/x{TLS}&hostaddr=192.0.2.1",
    f"postgresql://writer@db.example/x{TLS}&search_path=other",
    f"postgresql://writer@db.example/x{TLS}&SSLMODE=disable",
    "postgresql://writer@/x?host=/run/postgresql&host=/tmp",
    "postgresql://writer@/x?host=",
    f"postgresql://writer:short@db.example/x{TLS}",
)
PLAIN = ("http://outside.example", "outside.example", "ftp://outside.example", "https://", "https://user:pw@outside")
SECRET = (
    "x",
    "throw-away-secret-of-a-sandbox",
    "THROW-AWAY-SECRET",
    "aaaaaaaaaaaaaaaaaaaaaaaa",
    "abcde" * 8,
    "abcdeABCDE" * 4 + "abc",
    "0123456789abcdefghij" * 2,
    "change-me-change-me-change-me-change-me",
    "Please change me before you go out with it",
    "CHANGEME-1234567890-CHANGEME-0987654321",
    "my-secret-of-more-than-thirty-two-letters",
    "Pass_word-of-more-than-thirty-two-letters",
    "an-example-of-more-than-thirty-two-letters",
)


class Row(NamedTuple):
    """One setting: what production takes, and what it refuses."""

    good: tuple[str, ...]
    bad: tuple[str, ...]


TEXT = Row(("x",), ("", " "))
COUNT = Row(("1", "1000000"), ("0", "1000001", "x", ""))
SECONDS = Row(("1", "0.5"), ("0", "-1", "x", "", "nan", "inf"))
URL = Row(("https://outside.example/path",), ("", "/outside/path", *PLAIN))
KEY = Row(
    ("https://outside.example/key", "/keys/key", "/key.pem"),
    ("", "keys/key", "//outside/key", "///key", "/keys//key", "/", "/keys/", "/keys/../key", "/keys/./key", *PLAIN),
)
BUNDLE = Row(("", certifi.where()), ("/nowhere.pem", "/etc", __file__))
PROXIES = Row(
    ("[]", '["10.0.0.0/24", "192.0.2.1", "fd00:1::/32"]', '["10.0.0.0/8", "172.16.0.0/12", "fd00::/16"]'),
    (
        *("*", '["*"]', "10.0.0.1", ""),
        *('["0.0.0.0/0"]', '["0.0.0.0/1", "128.0.0.0/1"]', '["10.0.0.0/8", "11.0.0.0/8"]', '["10.0.0.0/7"]'),
        *('["::/0"]', '["2000::/3"]', '["fd00::/15"]', '["fd00::/16", "fd01::/16"]'),
        *('["::ffff:0:0/96"]', '["::ffff:10.0.0.0/120"]', '["::/16"]', '["64:ff9b::/96"]', '["2002::/16"]'),
    ),
)


def issuers(*changes: dict[str, object]) -> str:
    """`MOTCUA_ISSUERS` with an entry for each of these changes of a good one."""
    good = {"issuer": "https://id.example", "jwks": "https://id.example/jwks.json", "roles": ["officer"]}
    return json.dumps([{name: each for name, each in (good | change).items() if each != ""} for change in changes])


ISSUERS = Row(
    (
        issuers({}),
        issuers({"jwks": "/trust/jwks.json", "typ": "JWT", "nbf": False, "kid": False, "audiences": ["motcua"]}),
        issuers(
            {}, {"issuer": "https://people.example", "prefix": "vneid:", "roles": ["applicant"], "claims": {"role": ""}}
        ),
        issuers({"claims": {"role": ["realm_access", "roles"]}, "levels": {"urn:loa:high": 3}}),
        issuers({"roles": ["officer", "applicant"], "claims": {"role": ""}}),
    ),
    (
        *("", "[]", "hunter2", "{}", "[1]", '["https://id.example"]', issuers({"jwks": ""}), issuers({"roles": ""})),
        *(issuers({"jwks": each}) for each in KEY.bad if each),
        *(
            issuers({"issuer": each})
            for each in ("motcua-development", "http://127.0.0.1/MOTCUA-development", "http://id")
        ),
        *(issuers({"jwks_ca": each}) for each in BUNDLE.bad),
        *(issuers({"roles": each}) for each in ([], ["king"], ["officer", "KING"])),
        *(issuers({"prefix": each}) for each in ("x", ":", "A:", "a:b:")),
        *(issuers({"typ": each}) for each in ("id+jwt", "at+jwt\n", "none")),
        *(issuers({"claims": each}) for each in ({"subjekt": "x"}, {"role": 1}, "sub")),
        *(issuers({"levels": each}) for each in ({"1": 0}, {"1": 5}, {"1": "high"}, 1)),
        issuers({"roles": ["officer", "service"], "claims": {"role": ""}}),
        issuers({"claims": {"agency": "agency"}}),
        issuers({"issuer": "motcua-workflow"}),
        issuers({"issuer_url": "https://id.example"}),
        issuers({}, {"prefix": "a:"}),
        issuers({}, {"issuer": "https://other.example", "jwks": "/other.json"}),
    ),
)
#: What a client of Kafka is told, in production.
KAFKA = {
    "MOTCUA_KAFKA": Row(("a:9092", "a:9092,b:9092"), ("", "a", "a:9092,b", "a:9092, b:9092")),
    "MOTCUA_KAFKA_SECURITY": Row(("SASL_SSL", "SSL"), ("PLAINTEXT", "SASL_PLAINTEXT", "TLS", "ssl", "")),
    "MOTCUA_KAFKA_CA": Row(("/etc/ssl/kafka.pem", ""), ()),
    "MOTCUA_KAFKA_CERT": Row(("/etc/ssl/intake.pem",), ("",)),
    "MOTCUA_KAFKA_KEY": Row(("/etc/ssl/intake.key",), ("",)),
    "MOTCUA_KAFKA_MECHANISM": Row(("SCRAM-SHA-512", "SCRAM-SHA-256"), ("PLAIN", "GSSAPI", "")),
    "MOTCUA_KAFKA_USER": Row(("motcua-intake",), ("", " ")),
    "MOTCUA_KAFKA_PASSWORD": Row(("between us and the brokers",), ("", "fifteen letters", *SECRET)),
}


def token_keys(**files: str) -> str:
    """`MOTCUA_TOKEN_KEYS` with these files."""
    return json.dumps(files)


def pem(key: ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


GOOD = pem(ed25519.Ed25519PrivateKey.generate())
#: What tokens of ours are signed and checked with.
TOKENS = {
    ("Every service", "MOTCUA_TOKEN_KEYS"): Row(
        (token_keys(intake="/trust/intake.json", workflow="https://keys.example/workflow.json"),),
        (
            *("", "{}", "hunter2", token_keys(intake="/a.json"), token_keys(intake="/a", workflow="/b", payment="/c")),
            *(token_keys(intake=each, workflow="/trust/workflow.json") for each in KEY.bad),
        ),
    ),
    ("What exchanges the tokens of sign-ins (intake, workflow)", "MOTCUA_TOKEN_KEY"): Row(
        (GOOD,), ("", "x", f"throw-away\n{GOOD}", pem(ec.generate_private_key(ec.SECP256R1())), GOOD[:60], *SECRET)
    ),
}

CONSOLE = "The console"
CONSOLES_JOB = "The console's job that migrates"
OF_CONSOLE = {
    "ENVIRONMENT": Row(("production",), ("staging", "")),
    "DOOR": Row(("staff", "public"), ("", "back")),
    "HOST": TEXT,
    "PORT": Row(("8090",), ("0", "65536", "x")),
    "URL": URL,
    "PUBLIC_URL": Row(("", "https://public.example"), ("http://public.example",)),
    "DATABASE_URL": Row(DSN, NO_DSN),
    "ISSUER": URL,
    "ISSUER_AT": Row(("", "https://id.inside.example"), ("http://id.inside.example",)),
    "ISSUER_CA": BUNDLE,
    "CLIENT": Row(("motcua-console",), ("two words", "x" * 65)),
    "CLIENT_SECRET": Row(("between us and the provider",), ("fifteen letters", *SECRET)),
    "SERVICES": Row(('{"intake": "https://intake.example"}',), ("", "{}", "hunter2", '{"intake": "http://intake"}')),
    "SERVICES_CA": BUNDLE,
    "PROVINCE": TEXT,
    "IDLE": SECONDS,
    "LONGEST": SECONDS,
    "VERIFIED": Row(("/verified.json", ""), ()),
    "SUBMISSION": Row(("off",), ("pilot", "on", "")),
    "VISITS_A_MINUTE": Row(("1", "100000"), ("0", "100001", "x", "")),
    "PROXIES": PROXIES,
    "THREADS": Row(("200",), ("0", "10001", "x", "")),
}
OF_ITS_JOB = {"ENVIRONMENT": OF_CONSOLE["ENVIRONMENT"], "OWNER_DATABASE_URL": OF_CONSOLE["DATABASE_URL"]}
CONSOLES = {(CONSOLE, f"CONSOLE_{name}"): row for name, row in OF_CONSOLE.items()} | {
    (CONSOLES_JOB, f"CONSOLE_{name}"): row for name, row in OF_ITS_JOB.items()
}
