"""What every house has: a folder, a sandbox provider, people who are signed in, something to sell, and an end."""
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import uuid

from cluster.front_door import ask_program
from cluster.places import PROGRAM
from cluster.ports import free_ports

from .client import Client, wait_until

START_SECONDS_MAX = 30


def free_port():
    return free_ports(1)[0]


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


class AnyHouse:
    """What both kinds of house have in common. `options` are those of `boxoffice serve`.

    A kind starts, kills and ends itself, and says where accounts, mails, events and stored rows are found."""

    def __init__(self, *options, auth="builtin"):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="boxoffice-test-"))
        self.auth = auth
        self.options = list(options)
        self.provider_port, self.control_port = free_ports(2)
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

    # ---- what was told

    def is_quiet(self):
        """Whether everything that was published about performances has reached whoever listens to it."""
        if any(self.rows(context, "SELECT 1 FROM outbox_event LIMIT 1") for context in self.sources()):
            return False
        told = {source: self.sequences(source, "event_sequence") for source in self.sources()}
        return all(self.sequences(listener, "inbox", source) == told[source]
                   for listener, sources in self.listeners().items() for source in sources)

    def sequences(self, context, table, source=None):
        """The last one of each performance, whose number is the key."""
        of_source = f" WHERE source = '{source}'" if source else ""
        found = self.rows(context, f"SELECT key, MAX(sequence) FROM {table}{of_source} GROUP BY key")
        return sorted((key, sequence) for key, sequence in found if key.isdigit())

    def front_door(self):
        """What the program says of its contexts."""
        return ask_program(PROGRAM)

    def listeners(self):
        """Who listens to whom, as the program says it."""
        return {context: {event.split(".")[0] for event in events}
                for context, events in self.front_door().listens_to.items() if events}

    def sources(self):
        return set().union(*self.listeners().values())

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
