"""Starts a sandbox provider and a Boxoffice of their own, and talks to them over HTTP.

`House` is the all-in-one process, or with BOXOFFICE_HOUSE=cluster a whole cluster (cluster_house.py): the tests ask
both the same. Everything lives in a temporary folder and on free ports; processes are ended by the id they were
started with.
"""
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid

import databases

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("BOXOFFICE_PROGRAM", ROOT / "build" / "release" / "bin" / "boxoffice"))
START_SECONDS_MAX = 30


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


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


class Process:
    """A child process whose output goes to a file."""

    def __init__(self, arguments, log):
        self.log = log
        self.handle = subprocess.Popen(arguments, stdout=open(log, "ab"), stderr=subprocess.STDOUT)

    def end(self, how=signal.SIGTERM):
        if self.handle.poll() is None:
            self.handle.send_signal(how)
        return self.handle.wait(timeout=30)

    def output(self):
        return pathlib.Path(self.log).read_text(errors="replace")


def embedded_only(reason):
    """Marks a test that means something in the all-in-one process alone; elsewhere it is skipped, with the reason."""
    def mark(test):
        test.embedded_only = reason
        return test
    return mark


def cluster_only(reason):
    """The same the other way round."""
    def mark(test):
        test.cluster_only = reason
        return test
    return mark


class AnyHouse:
    """What both kinds of house have in common. `options` are those of `boxoffice serve`.

    A kind starts, kills and ends itself, and says where accounts, mails, events and stored rows are found."""

    def __init__(self, *options, auth="builtin"):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="boxoffice-test-"))
        self.auth = auth
        self.options = list(options)
        self.provider_port, self.control_port = free_port(), free_port()
        self.provider = None

    def __enter__(self):
        try:
            self.start_provider()
            self.start()
        except BaseException as error:
            self.__exit__(type(error), error, None)  # whatever has started ends too
            raise
        return self

    def __exit__(self, *error):
        self.clear_away()
        if self.provider:
            self.provider.end()
        if any(error):
            print(f"    the logs are kept in {self.folder}")
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    # ---- the provider

    def start_provider(self):
        self.provider = Process(
            [PROGRAM, "sandbox-provider", "--data", self.folder / "provider", "--port", str(self.provider_port),
             "--control-port", str(self.control_port)], self.folder / "provider.log")
        self.wait_for(self.control_port, "/control/faults", self.provider)

    def provider_address(self):
        """Where the house is told that its provider is."""
        return f"http://127.0.0.1:{self.provider_port}"

    def payment_arguments(self):
        return ["--payment", "sandbox"]

    def wait_for(self, port, path, process):
        until = time.monotonic() + START_SECONDS_MAX
        while time.monotonic() < until:
            try:
                if Client(port).get(path).status == 200:
                    return
            except OSError:
                pass
            if process.handle.poll() is not None:
                raise AssertionError("it did not start: " + process.output()[-2000:])
            time.sleep(0.01)
        raise AssertionError("not ready in time: " + process.output()[-2000:])

    # ---- the end

    def assert_sound(self, *more):
        """Ends the house as an operator would, and lets `boxoffice verify` look through all that it stored."""
        self.end()
        verified = self.run("verify", *self.arguments_of_verify(), *more)
        assert verified.returncode == 0, verified.stdout + verified.stderr
        return verified.stdout

    # ---- asking

    def client(self, token=None):
        return Client(self.port, token)

    def control(self):
        return Client(self.control_port)

    def management(self):
        return Client(self.management_port)

    # ---- people

    def staff(self):
        if self.auth == "open":
            return self.client()
        return self.client(self.login("admin"))

    def accounts(self):
        """The sample accounts appear a moment after the first start."""
        wait_until(lambda: len(self.sample_accounts()) >= 4)
        return self.sample_accounts()

    def login(self, role):
        account = next(each for each in self.accounts() if each["role"] == role)
        answer = self.client().post("/auth/login", {"email": account["email"], "password": account["password"]})
        assert answer.status == 200, answer
        return answer.json["accessToken"]

    def customer(self):
        """A new customer of his own; in open mode everybody is the same person."""
        if self.auth == "open":
            return self.client()
        answer = self.client().post("/auth/register", {
            "email": f"{uuid.uuid4().hex}@example.org", "name": "Kim Mina", "password": "correct horse battery"})
        assert answer.status == 201, answer
        return self.client(answer.json["accessToken"])

    def guest(self):
        answer = self.client().post("/auth/guest", {"email": f"{uuid.uuid4().hex}@example.org", "name": "Guest"})
        assert answer.status == 201, answer
        return self.client(answer.json["accessToken"])

    # ---- a small house to sell

    def make_musical(self, seats=4, price=50_000, **terms):
        """A musical whose default performance has one row of seats.

        Returns its id and the ids of the seats."""
        staff = self.staff()
        item = staff.post("/items", {"name": "Moon over Han River", "startDate": "2027-01-01",
                                     "endDate": "2027-12-31",
                                     "grades": [{"grade": "R", "price": {"amount": price, "currency": "KRW"}}]})
        assert item.status == 201, item
        ids = []
        for column in range(1, seats + 1):
            seat = staff.post("/seats", {"musicalId": item.json["id"], "grade": "R", "seatRow": 1,
                                         "seatCol": column})
            assert seat.status == 201, seat
            ids.append(seat.json["id"])
        return item.json["id"], ids

    def run(self, *arguments):
        """Another command of the program, to its end."""
        return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=60)

    def fill_with_sample_season(self):
        filled = self.run("sample-season", "--url", f"http://127.0.0.1:{self.port}", "--data", self.accounts_folder(),
                          "--keys", self.keys_folder())
        assert filled.returncode == 0, filled.stderr


class EmbeddedHouse(AnyHouse):
    """The all-in-one process: a log under `data` and SQLite files there, or schemas in PostgreSQL (databases.py)."""

    def __init__(self, *options, auth="builtin"):
        super().__init__(*options, auth=auth)
        self.data = self.folder / "data"
        self.databases = databases.of_a_new_house(self.data)
        self.port, self.management_port = free_port(), free_port()
        self.serve = None

    def keys_folder(self):
        return self.data / "keys"

    def arguments(self):
        return [PROGRAM, "serve", "--data", self.data, "--auth", self.auth, "--port", str(self.port),
                "--management-port", str(self.management_port), *self.payment_arguments(), "--provider-url",
                self.provider_address(), "--public-url", f"http://127.0.0.1:{self.port}",
                "--sample-accounts", "--log-level", "warning", *self.databases.options(), *self.options]

    def start(self):
        self.serve = Process(self.arguments(), self.folder / "serve.log")
        self.wait_for(self.management_port, "/readyz", self.serve)

    def kill(self):
        self.serve.end(signal.SIGKILL)

    def end(self):
        assert self.serve.end() == 0, self.serve.output()[-2000:]

    def clear_away(self):
        if self.serve:
            self.serve.end()
        self.databases.forget()

    def arguments_of_verify(self):
        return ["--data", self.data, *self.databases.options()]

    arguments_of_replay = arguments_of_verify

    def accounts_folder(self):
        return self.data

    def sample_accounts(self):
        path = self.data / "sample-accounts.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def mails(self):
        """The texts of all mails that were sent, with their headers."""
        return [path.read_text(errors="replace") for path in (self.data / "mail").rglob("new/*")]

    def event_log(self):
        """Everything that was published, one JSON object a line; the house may run or not."""
        return self.run("events", "tail", "--data", self.data).stdout

    def logs_of(self, _context):
        return self.serve.output()

    def metrics_of(self, _context):
        """What the process that runs the context says at /metrics; more than one process, one after the other."""
        return self.management().get("/metrics").text

    def rows(self, context, statement):
        """What a context has stored, looked at while it runs or not."""
        return self.databases.run(context, statement)

    def change(self, context, statement):
        """Damages what a context has stored."""
        self.databases.run(context, statement)


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


if os.environ.get("BOXOFFICE_HOUSE") == "cluster":
    from cluster_house import ClusterHouse as House
else:
    House = EmbeddedHouse
