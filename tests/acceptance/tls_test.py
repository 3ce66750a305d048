"""A provider whose TLS is not what it should be: nothing is sent, nothing is believed, and nothing is declined."""
import os
import pathlib
import socket
import ssl
import subprocess
import tempfile
import threading

import house
from gatekeeper import Gatekeeper
from house import wait_until

AUTHORITY = """[ca]
default_ca = own
[own]
database = {folder}/index
new_certs_dir = {folder}
rand_serial = yes
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
"""
LONG = ("20200101000000Z", "20991231000000Z")
OVER = ("20200101000000Z", "20200102000000Z")


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


class Certificates:
    """An authority that the house trusts, and certificates by it and by nobody, made for this run by openssl."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.trusted = self.folder / "authority.pem"
        (self.folder / "index").touch()
        (self.folder / "authority.cnf").write_text(AUTHORITY.format(folder=folder), encoding="utf-8")
        self.make_self_signed("authority", "DNS:authority.invalid")

    def make_self_signed(self, name, subject):
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                self.folder / f"{name}.key", "-out", self.folder / f"{name}.pem", "-days", "2", "-subj", f"/CN={name}",
                "-addext", f"subjectAltName={subject}")
        return self.context(name)

    def make_signed(self, name, subject, begin, end):
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                self.folder / f"{name}.key", "-out", self.folder / f"{name}.csr", "-subj", f"/CN={name}", "-addext",
                f"subjectAltName={subject}")
        openssl("ca", "-batch", "-notext", "-config", self.folder / "authority.cnf", "-cert", self.trusted,
                "-keyfile", self.folder / "authority.key", "-in", self.folder / f"{name}.csr", "-out",
                self.folder / f"{name}.pem", "-startdate", begin, "-enddate", end)
        return self.context(name)

    def context(self, name):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / f"{name}.pem", self.folder / f"{name}.key")
        return context

    def old(self, name):
        """The right certificate, but TLS 1.1 at most."""
        context = self.context(name)
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
        return context


class TlsDoor:
    """Shakes hands with whoever comes, in the manner that is on; counts those that came to nothing."""

    def __init__(self, manners):
        self.manners = manners
        self.on = "right"
        self.failed = {}

    def __call__(self, connection):
        manner = self.on
        try:
            return self.manners[manner](connection)
        except OSError:
            self.failed[manner] = self.failed.get(manner, 0) + 1
            connection.close()
            raise


def speak_plainly(connection):
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
    raise OSError("this door speaks no TLS")


def hang_up(connection):
    connection.recv(1)
    raise OSError("gone")


def keep_silent(connection):
    while connection.recv(4096):
        pass
    raise OSError("the other side has had enough")


class TlsHouse(house.House):
    """Reaches its provider by https, and trusts the test's authority alone."""

    def __init__(self, folder):
        super().__init__()
        self.certificates = made = Certificates(folder)
        right = made.make_signed("right", "DNS:localhost", *LONG)

        def by(context):
            return lambda connection: context.wrap_socket(connection, server_side=True)

        self.door = TlsDoor({
            "right": by(right),
            "wrong_host": by(made.make_signed("wrong_host", "DNS:other.example", *LONG)),
            "expired": by(made.make_signed("expired", "DNS:localhost", *OVER)),
            "self_signed": by(made.make_self_signed("self_signed", "DNS:localhost")),
            "tls_1_1": by(made.old("right")),
            "plain": speak_plainly,
            "hangs_up": hang_up,
            "silent": keep_silent,
        })
        self.gate = None

    def start_provider(self):
        super().start_provider()
        self.gate = Gatekeeper(self.provider_port, self.door)
        self.gate.__enter__()
        os.environ["SSL_CERT_FILE"] = str(self.certificates.trusted)

    def provider_address(self):
        return f"https://localhost:{self.gate.port}"

    def __exit__(self, *error):
        os.environ.pop("SSL_CERT_FILE", None)
        super().__exit__(*error)
        if self.gate:
            self.gate.__exit__()


def test_a_connection_that_cannot_be_trusted_is_unknown_and_never_a_no():
    with tempfile.TemporaryDirectory() as folder, TlsHouse(folder) as boxoffice:
        manners = [it for it in boxoffice.door.manners if it != "right"]
        _, seats = boxoffice.make_musical(seats=len(manners) + 1)
        buyer, staff = boxoffice.customer(), boxoffice.staff()
        bought = buyer.post("/reservations", {"seatIds": seats[:1]}, Prefer="wait=10")
        assert bought.json["status"] == "ReservationCompleted", (bought, boxoffice.door.failed)

        for manner, seat in zip(manners, seats[1:]):
            boxoffice.door.on = manner
            passed = len(boxoffice.gate.passed)
            placed = buyer.post("/reservations", {"seatIds": [seat]}).json
            path = f"/reservations/{placed['id']}"

            def payment_state():
                payment = buyer.get(path).json.get("paymentId")
                return payment and staff.get(f"/payments/{payment}").json.get("state")
            wait_until(lambda: payment_state() == "unknown", seconds=20)
            assert wait_until(lambda: boxoffice.door.failed.get(manner)), f"{manner} has struck"
            assert len(boxoffice.gate.passed) == passed, f"{manner}: something was sent"
            assert buyer.get(path).json["state"] == "Paying", (manner, buyer.get(path))
            boxoffice.door.on = "right"
            wait_until(lambda: buyer.get(path).json["state"] == "Completed", seconds=60)
        payments = boxoffice.control().get("/control/ledger").json["payments"]
        assert [it["payment"]["status"] for it in payments] == ["done"] * len(seats), payments
        events = boxoffice.event_log()
        assert '"PaymentApproved"' in events
        assert '"PaymentDeclined"' not in events and '"PaymentAbandoned"' not in events


def test_the_door_itself():
    """The right manner is right and each other one is wrong, by Python's own client."""
    with tempfile.TemporaryDirectory() as folder:
        boxoffice = TlsHouse(folder)
        client = ssl.create_default_context(cafile=boxoffice.certificates.trusted)
        for manner, expected in (("right", None), ("wrong_host", "mismatch"), ("expired", "expired"),
                                 ("self_signed", "self-signed"), ("tls_1_1", "")):
            here, there = socket.socketpair()
            boxoffice.door.on = manner
            result = []
            thread = threading.Thread(target=lambda: result.append(try_door(boxoffice.door, there)))
            thread.start()
            try:
                client.wrap_socket(here, server_hostname="localhost").close()
                found = None
            except ssl.SSLError as refused:
                found = str(refused)
            here.close()
            thread.join()
            is_right = found is None if expected is None else found and expected in found.lower()
            assert is_right, (manner, found)
        boxoffice.folder.rmdir()


def try_door(door, connection):
    try:
        door(connection).close()
    except OSError:
        pass
