"""The settings of intake's channels: what a production start must take and refuse of each, written by hand."""

from __future__ import annotations

from tests.support.told import BUNDLE, PLAIN, SECONDS, SECRET, URL, Row

SETTINGS: dict[tuple[str, str], Row] = {
    ("intake", "MOTCUA_INTAKE_CHANNELS"): Row(("[]",), ("smtp", "")),
    ("intake", "MOTCUA_INTAKE_NOTICE_LINK"): Row(("", *URL.good), PLAIN),
    ("intake", "MOTCUA_INTAKE_CHANNEL_TRIES"): Row(("12",), ("0", "101", "x", "")),
    ("intake, smtp", "MOTCUA_INTAKE_SMTP_HOST"): Row(("mail.example",), ("", " ")),
    ("intake, smtp", "MOTCUA_INTAKE_SMTP_PORT"): Row(("587", "465"), ("0", "65536", "x", "")),
    ("intake, smtp", "MOTCUA_INTAKE_SMTP_TLS"): Row(("starttls", "implicit"), ("none", "", "perhaps")),
    ("intake, smtp", "MOTCUA_INTAKE_SMTP_CA"): BUNDLE,
    ("intake, smtp", "MOTCUA_INTAKE_SMTP_USERNAME"): Row(("",), ()),
    ("intake, smtp", "MOTCUA_INTAKE_SMTP_PASSWORD"): Row(("", "8 signs!"), ("7 signs", *SECRET)),
    ("intake, smtp", "MOTCUA_INTAKE_SMTP_SENDER"): Row(("motcua@tinh.example",), ("", "motcua", "a b@c", "<a@b>")),
    ("intake, smtp", "MOTCUA_INTAKE_SMTP_BOUNCES"): Row(("", "back@tinh.example"), ("back", "a b@c")),
    ("intake, smtp", "MOTCUA_INTAKE_SMTP_BOUNCE_KEY"): Row(
        ("", "thirty-two letters that no one knows"), ("31 letters" + "x" * 21, *SECRET)
    ),
    ("intake, smtp", "MOTCUA_INTAKE_SMTP_TIMEOUT"): Row(("5", "25"), ("26", *SECONDS.bad)),
    ("intake, brandname", "MOTCUA_INTAKE_BRANDNAME_URL"): URL,
    ("intake, brandname", "MOTCUA_INTAKE_BRANDNAME_CA"): BUNDLE,
    **{
        ("intake, brandname", f"MOTCUA_INTAKE_BRANDNAME_{name}"): Row(("8 signs!",), ("", "7 signs", *SECRET))
        for name in ("API_KEY", "SECRET_KEY")
    },
    ("intake, brandname", "MOTCUA_INTAKE_BRANDNAME_SENDER"): Row(("HOAGIANG",), ("", "Hòa Giang", "x" * 21)),
    ("intake, brandname", "MOTCUA_INTAKE_BRANDNAME_CALLBACK"): Row(("", *URL.good), PLAIN),
    ("intake, brandname", "MOTCUA_INTAKE_BRANDNAME_REPORT_KEY"): Row(
        ("", "between us and the gateway"), ("fifteen letters", *SECRET)
    ),
    ("intake, brandname", "MOTCUA_INTAKE_BRANDNAME_QUIET"): Row(
        ("", "22:00-07:00"), ("22-07", "24:00-07:00", "at night")
    ),
    ("intake, brandname", "MOTCUA_INTAKE_BRANDNAME_TIMEOUT"): Row(("10", "25"), ("26", *SECONDS.bad)),
}
