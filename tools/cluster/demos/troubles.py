"""What is done to a cluster so that its alerts fire, and how it is mended."""
from __future__ import annotations

import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

from deploy.monitoring import rule_files
from house.crowd import Crowd

from .. import ports
from ..cluster import Cluster
from ..postgres_server import ADMINISTRATOR
from ..private_files import read_secret
from ..processes import Started
from ..services import database_name
from .own_cluster import ask, put_on_sale

TOPIC = "musicalreservation"
SECONDS_OF_200_DAYS = 200 * 86_400
FRESH_SEATS = 60
LOCK = "BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE;\n"
AGAIN_AND_AGAIN = 90
END_SESSIONS = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'boxoffice_reservation';
\\watch 0.3
"""


@dataclass(frozen=True)
class Expected:
    """An alert, with some of its labels. `is_inhibited`: another one is told in its place."""
    alert: str
    chosen: tuple[tuple[str, str], ...] = ()
    is_inhibited: bool = False

    @property
    def labels(self) -> dict[str, str]:
        return dict(self.chosen)

    def fits(self, labels: dict[str, str]) -> bool:
        return labels.get("alertname") == self.alert and self.labels.items() <= labels.items()


def expect(alert: str, inhibited: bool = False, **labels: str) -> Expected:
    return Expected(alert, tuple(sorted(labels.items())), inhibited)


@dataclass
class Stage:
    """The cluster, and what was begun and has to end."""
    cluster: Cluster
    crowd: Crowd
    configuration: Path  # of every process
    begun: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def process_of(self, name: str) -> Started:
        return self.cluster.named(name)[0]

    def control(self, path: str, body: object, method: str = "POST") -> None:
        """Says something to the sandbox provider that only a test may say."""
        status, answer = ask(self.cluster.settings.provider_control_port, method, path, body)
        if status not in (200, 201, 204):
            raise AssertionError(f"the provider answers {status} to {path}: {answer}")


@dataclass(frozen=True)
class Trouble:
    what: str
    expected: tuple[Expected, ...]
    happen: Callable[[Stage], None]
    mend: Callable[[Stage], None] = lambda stage: None


def nothing(_: Stage) -> None:
    """For what is there without anybody's doing."""


def kill(name: str) -> Callable[[Stage], None]:
    return lambda stage: stage.process_of(name).end(signal.SIGKILL) and None


def start_again(stage: Stage) -> None:
    """Whatever has died, as `./dev cluster up` does."""
    stage.cluster.up(stage.cluster.settings)


def pause(name: str) -> Callable[[Stage], None]:
    return lambda stage: stage.process_of(name).send(signal.SIGSTOP) and None


def resume(name: str) -> Callable[[Stage], None]:
    return lambda stage: stage.process_of(name).send(signal.SIGCONT) and None


def say(context: str, statements: str) -> Callable[[Stage], None]:
    """Somebody types into a context's database, and stays there: what he locks stays locked."""
    def happen(stage: Stage) -> None:
        server = stage.cluster.postgres
        child = subprocess.Popen(
            ["/usr/bin/psql", "--no-psqlrc", "--quiet", "--host", ports.HOST, "--port", str(server.port), "--username",
             ADMINISTRATOR, "--dbname", database_name(context)], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env=dict(os.environ, PGPASSWORD=read_secret(server.password_file)))
        assert child.stdin is not None
        child.stdin.write(statements.encode())
        child.stdin.flush()
        stage.begun.append(child)
    return happen


def end_begun(stage: Stage) -> None:
    for child in stage.begun:
        child.kill()
        child.wait()
    stage.begun.clear()


def provider_fails(fault: str, call: str, count: int) -> Callable[[Stage], None]:
    return lambda stage: stage.control("/control/faults", {"fault": fault, "call": call, "count": count})


def break_an_event(stage: Stage) -> None:
    """An event in musical's name that nobody can read, under a key that nobody else uses."""
    headers = {"ce_id": "999999/1/1", "ce_source": "musical", "ce_type": "SeatHeld", "ce_generation": "1",
               "ce_sequence": "1", "ce_time": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime()),
               "ce_specversion": "1.0"}
    words = [word for name, value in headers.items() for word in ("-H", f"{name}={value}")]
    subprocess.run(["/usr/bin/kcat", "-P", "-b", f"127.0.0.1:{stage.cluster.settings.kafka_port}", "-t", TOPIC, "-k",
                    "999999", *words], input=b"{", check=True, timeout=30)


def age_the_keys(stage: Stage) -> None:
    path = stage.cluster.folders.keys / "access-tokens.json"
    long_ago = time.time() - SECONDS_OF_200_DAYS
    os.utime(path, (long_ago, long_ago))


def renew_the_keys(stage: Stage) -> None:
    os.utime(stage.cluster.folders.keys / "access-tokens.json")


def limit_files(stage: Stage) -> None:
    """So many as it has open, and two more."""
    pid = stage.process_of("gateway-1").pid
    open_now = len(os.listdir(f"/proc/{pid}/fd"))
    subprocess.run(["/usr/bin/prlimit", f"--pid={pid}", f"--nofile={open_now + 2}:"], check=True)


def free_files(stage: Stage) -> None:
    subprocess.run(["/usr/bin/prlimit", f"--pid={stage.process_of('gateway-1').pid}", "--nofile=1024:"], check=True)


def read_again(text: str, status_wanted: int) -> Callable[[Stage], None]:
    """The gateway is told to read its configuration, which is now this."""
    def happen(stage: Stage) -> None:
        stage.configuration.write_text(text)
        port = stage.cluster.state.of("gateway")[0].management_port
        status, answer = ask(port, "POST", "/reload")
        if status != status_wanted:
            raise AssertionError(f"/reload was answered with {status}: {answer}")
    return happen


def restart_often(stage: Stage) -> None:
    for _ in range(5):
        stage.process_of("gateway-1").end(signal.SIGKILL)
        start_again(stage)
        time.sleep(1.2)  # until it has been read


def new_seats(stage: Stage) -> None:
    """So that somebody pays: what was sold is sold."""
    stage.crowd.buy_of(put_on_sale(stage.cluster.settings.port, FRESH_SEATS))


def one_after_the_other(*steps: Callable[[Stage], None]) -> Callable[[Stage], None]:
    def happen(stage: Stage) -> None:
        for step in steps:
            step(stage)
    return happen


DOWN = "BoxofficeContextDown"
TROUBLES = (
    Trouble("Nothing is wrong", (expect("BoxofficeWatchdog"),), nothing),
    Trouble("The gateway may open hardly a file more", (expect("BoxofficeDescriptorsRunOut", component="gateway"),),
            limit_files, free_files),
    Trouble("A configuration is wrong", (expect("BoxofficeConfigurationRefused", component="gateway"),),
            read_again("nobody_knows_this = 1\n", 422), read_again("", 200)),
    Trouble("Payment is killed", (
        expect(DOWN, component="payment"), expect("BoxofficeDoorHasNobody", envoy_cluster_name="payment"),
        expect("BoxofficeProcessDown", inhibited=True, component="payment")), kill("payment-1"), start_again),
    Trouble("Reservation is killed while people buy", (
        expect(DOWN, component="reservation"), expect("BoxofficeReservationErrorsBurnsFast", window="1h")),
        kill("reservation-1"), start_again),
    Trouble("Musical stands still, so nobody hears about seats", (
        expect("BoxofficeReservationAnswerBurnsFast", window="1h"), expect(DOWN, component="musical")),
        pause("musical-1"), resume("musical-1")),
    Trouble("Kafka stands still", (
        expect("BoxofficeNotReady", check="event_flow"), expect("BoxofficeOutboxFills", context="reservation"),
        expect("BoxofficeOutboxWaits", inhibited=True, context="reservation")),
        pause("kafka"), resume("kafka")),
    Trouble("Somebody locks a table of reservation for a second, again and again", (
        expect("BoxofficeReservationLatencyBurnsFast", window="1h"),),
        say("reservation", AGAIN_AND_AGAIN * (LOCK.format(table="outbox_event") + "SELECT pg_sleep(1); COMMIT;\n"
                                              "SELECT pg_sleep(0.1);\n")), end_begun),
    Trouble("Somebody locks tables of mypage", (
        expect("BoxofficeConsumerLags", context="mypage"), expect("BoxofficeConsumerStands", context="mypage")),
        say("mypage", LOCK.format(table="inbox")), end_begun),
    Trouble("Somebody ends the sessions of reservation, again and again", (
        expect("BoxofficeBatchesFail", context="reservation"),), say("reservation", END_SESSIONS), end_begun),
    Trouble("The provider answers with errors", (
        expect("BoxofficeProviderUnsure", inhibited=True, asked="query"), expect("BoxofficeProviderAway")),
        one_after_the_other(provider_fails("500_not_committed", "confirm", 100),
                            provider_fails("500_not_committed", "query", 1000), new_seats),
        lambda stage: stage.control("/control/reset", None)),
    Trouble("The provider answers about another amount", (
        expect("BoxofficePaymentNeedsHuman", alarm="mismatch"), expect("BoxofficeReconciliationFinding")),
        one_after_the_other(provider_fails("wrong_amount", "confirm", 1), new_seats)),
    Trouble("An event cannot be read", (expect("BoxofficeEventsParked"),), break_an_event),
    Trouble("Identity is killed, and others ask it", (expect("BoxofficePeersAway", peer="identity"),),
            one_after_the_other(new_seats, kill("identity-1")), start_again),
    Trouble("The gateway starts again and again", (expect("BoxofficeRestarts", component="gateway"),), restart_often),
    Trouble("Payment is away, so nobody reconciles for an hour (a minute here); and the keys are 200 days old", (
        expect("BoxofficeReconciliationStands"), expect("BoxofficeKeysOld", ring="access-tokens")),
        one_after_the_other(age_the_keys, kill("payment-1")), one_after_the_other(renew_the_keys, start_again)),
)


def only_played() -> set[str]:
    """Alerts for which no trouble is known here."""
    return {alert.name for alert in rule_files.alerts()} - {each.alert for trouble in TROUBLES
                                                            for each in trouble.expected}
