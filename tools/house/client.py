"""Talking to a house over HTTP, and waiting for what it does."""
import http.client
import json
import time


class Answer:
    """One HTTP answer: status, headers by lower-case name, and the body as JSON where it is JSON."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = {name.lower(): value for name, value in headers}
        self.text = body.decode()
        is_json = "json" in self.headers.get("content-type", "")
        self.json = json.loads(self.text) if self.text and is_json else None

    def __repr__(self):
        return f"{self.status} {self.text[:400]}"


class Client:
    """One person with a token; `call` opens a connection for each request, so threads may share it."""

    def __init__(self, port, token=None, host="127.0.0.1"):
        self.port = port
        self.token = token
        self.host = host

    def call(self, method, path, body=None, timeout=30, **headers):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout)
        all_headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            all_headers["Authorization"] = "Bearer " + self.token
        data = None
        if body is not None:
            data = body if isinstance(body, (bytes, str)) else json.dumps(body)
            all_headers.setdefault("Content-Type", "application/json")
        try:
            connection.request(method, path, data, all_headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.getheaders(), answer.read())
        finally:
            connection.close()

    def get(self, path, **headers):
        return self.call("GET", path, **headers)

    def post(self, path, body=None, **headers):
        return self.call("POST", path, body, **headers)


def wait_until(condition, seconds=10):
    """Asks until the condition holds; returns what it gave."""
    until = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > until:
            raise AssertionError("it did not happen in time")
        time.sleep(0.01)
