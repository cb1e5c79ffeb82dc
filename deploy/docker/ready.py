"""The health check of our images: does /readyz of this container answer 200? A bare socket, since it runs often."""

import os
import socket

with socket.create_connection(("127.0.0.1", int(os.environ["PORT"])), timeout=8) as line:
    line.sendall(b"GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n")
    raise SystemExit(line.recv(12) != b"HTTP/1.1 200")
