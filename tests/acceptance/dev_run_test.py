"""`./dev run`: beside another house, on ports that are chosen anywhere, it is ready when it says so and ends whole."""
import contextlib
import json
import os
import pathlib
import random
import re
import signal
import socket
import subprocess
import tempfile
import threading

from cluster.ports import is_free
from house import ROOT, Client, embedded_only

START_SECONDS_MAX = 180
END_SECONDS_MAX = 60
OWN = embedded_only("./dev run starts the all-in-one process")


class Run:
    """`./dev run` with the program that is built already; `said` is what it prints until it waits to be ended."""

    def __init__(self, *options, **environment):
        self.handle = subprocess.Popen(
            [ROOT / "dev", "run", *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env=os.environ | {"BOXOFFICE_PREBUILT": "1"} | environment, start_new_session=True)
        patience = threading.Timer(START_SECONDS_MAX, self.handle.terminate)
        patience.start()
        self.said = ""
        for line in self.handle.stdout:
            self.said += line
            if line.startswith("Ctrl-C ends it."):
                break
        patience.cancel()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        """The exit code, and the last lines."""
        if self.handle.poll() is None:
            self.handle.send_signal(signal.SIGTERM)
        last, _ = self.handle.communicate(timeout=END_SECONDS_MAX)
        return self.handle.returncode, last

    def port_of(self, what):
        """The port in the address that stands behind a word of the list which tells where to look."""
        found = re.findall(rf"^ *{what} +http://[^/:]+:(\d+)", self.said, re.M)
        assert len(found) == 1, self.said
        return int(found[0])


def quiet_port():
    """Below the ports that the near ends of connections are given, which come and go."""
    return next(filter(is_free, iter(lambda: random.randrange(12_000, 30_000), None)))


@contextlib.contextmanager
def folder():
    with tempfile.TemporaryDirectory(prefix="boxoffice-test-") as made:
        yield pathlib.Path(made)


def buys_a_seat(port, data):
    """A person of the sample season, and the seat that is sold to him: the provider beside the house was asked."""
    accounts = [json.loads(line) for line in (data / "sample-accounts.jsonl").read_text().splitlines()]
    mina = next(account for account in accounts if account["email"].startswith("mina"))
    signed_in = Client(port).post("/auth/login", mina)
    buyer = Client(port, signed_in.json["accessToken"])
    seats = buyer.post("/performances/1/best-available", {"count": 1}).json["seats"]
    bought = buyer.post("/reservations", {"performanceId": 1, "seatIds": [seats[0]["seatId"]]}, Prefer="wait=10")
    return bought.json["status"]


@OWN
def test_two_runs_stand_beside_each_other():
    port = quiet_port()
    with folder() as made, Run(BOXOFFICE_PORT=str(port), BOXOFFICE_DATA=str(made / "one")) as first:
        assert "the house is ready" in first.said, first.said
        assert first.port_of("Boxoffice") == port, first.said
        assert buys_a_seat(port, made / "one") == "ReservationCompleted"

        # The same port again: it says what to do, at once.
        again = Run("--port", str(port), "--data", str(made / "two"))
        code, _ = again.end()
        assert (code, again.said.count("\n")) == (2, 1), again.said
        assert again.said.startswith(f"Port {port} is taken by another process."), again.said
        assert "./dev run --port " in again.said
        other = again.said.split()[-1]

        # What it says works; with a file, and one of the ports that nobody chose is taken, too.
        config = made / "house.toml"
        config.write_text(f'[server]\nport = {other}\n[data]\ndirectory = "{made / "two"}"\n')
        with contextlib.ExitStack() as stack:
            with contextlib.suppress(OSError):
                stack.enter_context(socket.create_server(("127.0.0.1", int(other) + 1)))
            second = stack.enter_context(Run("--config", str(config)))
            assert second.port_of("Boxoffice") == int(other), second.said
            assert second.port_of("payments") != int(other) + 1, second.said
            assert Client(second.port_of("health")).get("/readyz").status == 200
            assert buys_a_seat(int(other), made / "two") == "ReservationCompleted"
            code, last = second.end()
            assert (code, last) == (143, "Boxoffice has ended.\n"), last
        assert first.end() == (143, "Boxoffice has ended.\n")


@OWN
def test_a_folder_in_use_and_a_contradiction_are_told_before_anything_starts():
    with folder() as made, Run(f"--port={quiet_port()}", "--data", str(made / "one")) as first:
        assert first.port_of("Boxoffice") > 0
        for options, sentence in ((("--data", str(made / "one")), "is in use by another Boxoffice"),
                                  (("--provider-url", "http://127.0.0.1:1", "--provider-port", "9"), "Leave it out"),
                                  (("--auth", "oidc"), "write --oidc-issuer")):
            refused = Run("--port", "0", *options)
            assert refused.end()[0] in (1, 2), refused.said
            assert sentence in refused.said and "Setting up" not in refused.said, refused.said
