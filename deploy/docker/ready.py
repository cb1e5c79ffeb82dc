"""The health check of our images: does /readyz of this container answer 200? A bare socket, since it runs often.

A service that stands still is well too: it is where it can be, waiting changes nothing, and a restart would not either.
"""

import os
import socket

line = socket.create_connection(("127.0.0.1", int(os.environ["PORT"])), timeout=8)
if os.environ.get("MOTCUA_TLS_CERT"):
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # it asks itself, and tells nothing
    line = context.wrap_socket(line)
with line:
    line.sendall(b"GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n")
    with line.makefile("rb") as answer:
        told = answer.read()
    raise SystemExit(not (told.startswith(b"HTTP/1.1 200") or b'"state":"standing-still"' in told))
