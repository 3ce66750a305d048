#!/usr/bin/env python3
"""Stands in for `boxoffice` where the cluster itself is tested: it serves, is ready, drains and ends as the house does.

    stand_in.py routes
    stand_in.py sandbox-provider --control-port PORT ...
    stand_in.py serve --contexts NAME --port PORT --management-port PORT --drain-delay-seconds N ...
"""
import http.server
import json
import os
import signal
import sys
import threading
import time
import urllib.request
from pathlib import Path

from routes_sample import route

SERVES = {"musical": ["/items"], "reservation": ["/reservations"], "payment": ["/payments"],
          "notification": ["/notifications"], "mypage": ["/myPages"], "sales": ["/sales"],
          "identity": ["/auth", "/me"], "gateway": ["/"]}


def routes():
    contexts = [{"name": name, "serves": segments, "asks": ["identity"] if name == "musical" else [],
                 "routes": [route("GET", segment) for segment in segments]} for name, segments in SERVES.items()]
    return {"version": 1, "contexts": contexts,
            "management": {"port": 9090, "liveness": "/livez", "readiness": "/readyz", "metrics": "/metrics"},
            "limits": {"urlBytes": 8192, "headBytes": 16384, "headers": 100, "bodyBytes": 4096, "headerMs": 10000,
                       "bodyMs": 30000, "idleMs": 75000, "answerMs": 60000}}


class Serving:
    """What one process of the house answers, and when it says that it is ready."""

    def __init__(self, name, context, peer=""):
        self.name, self.context, self.peer = name, context, peer
        self.is_leaving = False
        self.running = 0
        self.changed = threading.Condition()

    def answer(self, path, port_kind):
        if port_kind == "management":
            return (200 if self.is_ready() else 503), {"path": path}
        with self.changed:
            self.running += 1
        time.sleep(0.005)  # some work, so that there is always something under way when it is told to end
        with self.changed:
            self.running -= 1
            self.changed.notify_all()
        return 200, {"context": self.context, "replica": self.name, "port": port_kind}

    def is_ready(self):
        """Like the house, it can do nothing without whom it asks."""
        if self.is_leaving or not self.peer:
            return not self.is_leaving
        try:
            with urllib.request.urlopen(self.peer + "/internal/keys", timeout=1) as answer:
                return answer.status == 200
        except OSError:
            return False

    def drain(self, seconds):
        self.is_leaving = True
        time.sleep(seconds)
        with self.changed:
            self.changed.wait_for(lambda: self.running == 0, 10)


def server(port, kind, serving):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, content = serving.answer(self.path, kind)
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, *_):
            pass

    class Server(http.server.ThreadingHTTPServer):
        request_queue_size = 128

    made = Server(("127.0.0.1", port), Handler)
    threading.Thread(target=made.serve_forever, daemon=True).start()


def main(verb, words):
    if verb == "routes":
        return print(json.dumps(routes()))
    given = {word[2:]: value for word, value in zip(words, words[1:] + [""]) if word.startswith("--")}
    serving = Serving(given.get("instance", verb), given.get("contexts", verb), given.get("peer", "").partition("=")[2])
    told_to_end = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: told_to_end.set())
    if verb == "serve":
        if os.environ.get("STAND_IN_REFUSES") == serving.context:
            sys.exit("the stand-in refuses to start")
        assert given["database-url"].startswith(f"postgresql://boxoffice_{serving.context}@")
        assert len(Path(given["database-password-file"]).read_text()) >= 32
        assert len(Path(given["service-secret-file"]).read_text()) >= 32
        for kind, option in (("public", "port"), ("management", "management-port"), ("internal", "internal-port")):
            server(int(given[option]), kind, serving)
    else:
        server(int(given["control-port"]), "management", serving)
    told_to_end.wait()
    serving.drain(float(given.get("drain-delay-seconds", 0)))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
