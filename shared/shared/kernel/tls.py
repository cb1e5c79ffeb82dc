"""TLS: whom this process trusts, what it shows to its clients, and what a failed handshake says."""

from __future__ import annotations

import re
import ssl
from pathlib import Path


def trusted(bundle: Path | None) -> ssl.SSLContext | bool:
    """Whom a client trusts: the certificates of this file and no others; without a file those everybody trusts."""
    return True if bundle in (None, Path()) else ssl.create_default_context(cafile=bundle)


def shown(certificate: Path | None, key: Path | None) -> ssl.SSLContext:
    """What a server shows: its certificate, and those between it and the root."""
    assert certificate is not None, "a key shows nothing"
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key, password="")  # or OpenSSL asks a terminal
    return context


def wrong(error: OSError) -> str:
    """Why a file of certificates or keys cannot be used."""
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return "names a file that is not there"
        case PermissionError():
            return "names a file that this user may not read"
        case ssl.SSLError(reason="KEY_VALUES_MISMATCH"):
            return "has a key that is not the certificate's"
        case ssl.SSLError():
            return "names a file that does not hold what it should (PEM)"
    return "names what is no file"


def unproved(error: BaseException) -> str:
    """Why a server is not reached however long one waits: its certificate, or a file that its URL names; else empty."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return told(error)
    if type(error).__name__ == "ClientConfigurationError":  # asyncpg's, also for a root certificate that is not there
        return "is no URL that can be used, or the server's root certificate is not there (sslrootcert)"
    mine = isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError) or type(error) is ssl.SSLError
    return f"{wrong(error)}: a certificate, a key, or a server's socket" if mine and isinstance(error, OSError) else ""


def told(error: BaseException) -> str:
    """The kind of a failure; if there was no connection, also what the network or TLS says. Never what was asked."""
    said = str(error) if isinstance(error, OSError) or type(error).__name__ == "ConnectError" else ""
    said = re.sub(r"^\[[^]]*\] *|\s*\(_ssl\.c:\d+\)$", "", said)
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
