"""Takes every message that the house sends and shows what came: SMTP on one port, HTTP on another.

    GET /           a JSON array of the messages, the newest last: from, to, subject, text
    DELETE /        forgets them
    GET /healthz    200

Started by ./dev cluster with what tools/requirements-cluster.txt pins on its path.
"""
from __future__ import annotations

import email
import email.policy
import http.server
import json
import signal
import sys
import threading
from collections import deque
from typing import Any

MESSAGES_MAX = 10_000
MESSAGE_BYTES_MAX = 1024 * 1024


class Inbox:
    """The newest messages; safe from all threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._messages: deque[dict[str, Any]] = deque(maxlen=MESSAGES_MAX)

    def add(self, sender: str, receivers: list[str], content: bytes) -> None:
        message = email.message_from_bytes(content, policy=email.policy.default)
        body = message.get_body(("plain", "html"))
        with self._lock:
            self._messages.append({"from": sender, "to": receivers, "subject": str(message["subject"] or ""),
                                   "messageId": str(message["message-id"] or ""),
                                   "text": body.get_content() if body is not None else ""})

    def all(self) -> list[dict[str, Any]]:
        with self._lock:
            return list(self._messages)

    def clear(self) -> None:
        with self._lock:
            self._messages.clear()


def read_back_server(inbox: Inbox, host: str, port: int) -> http.server.ThreadingHTTPServer:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path not in ("/", "/healthz"):
                return self.send_error(404)
            body = json.dumps(inbox.all(), ensure_ascii=False).encode() if self.path == "/" else b"{}"
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_DELETE(self) -> None:
            inbox.clear()
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    return http.server.ThreadingHTTPServer((host, port), Handler)


def main(host: str, smtp_port: int, read_back_port: int) -> None:
    from aiosmtpd.controller import Controller  # pinned, and only on the path of this process

    inbox = Inbox()

    class Receiver:
        async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802
            inbox.add(envelope.mail_from, envelope.rcpt_tos, envelope.content)
            return "250 OK"

    smtp = Controller(Receiver(), hostname=host, port=smtp_port, data_size_limit=MESSAGE_BYTES_MAX)
    smtp.start()
    server = read_back_server(inbox, host, read_back_port)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever(poll_interval=0.1)
    smtp.stop()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
